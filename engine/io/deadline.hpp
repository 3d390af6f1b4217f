// An absolute deadline on a stream. Interrupting the socket is the one way to stop that never loses: `op || timer` and
// composed reads do (measured on Boost 1.81).
#pragma once

#include <memory>

#include "engine/io/byte_stream.hpp"

namespace dockverify::io {

/// While it lives, operations of the stream that are not done at `until` fail with `timed_out`. One at a time a stream.
class deadline {
 public:
  deadline(byte_stream& stream, time_point until);
  ~deadline();
  deadline(deadline const&) = delete;
  deadline& operator=(deadline const&) = delete;
  [[nodiscard]] bool expired() const noexcept;

 private:
  struct watch;
  std::shared_ptr<watch> watch_;
};

}  // namespace dockverify::io
