// Lines out of log frames, pure. The engine cuts lines into frames of 16 KiB without a mark; with timestamps every part
// of a line repeats the line's stamp. Private to engine/api.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/api/containers.hpp"

namespace dockverify::engine {

class log_joiner {
 public:
  explicit log_joiner(bool timestamps) : timestamps_(timestamps) {}
  /// `begins`: the part is the first of its frame.
  void add(output_stream stream, std::string_view part, bool begins);
  /// All lines, in the order in which they began.
  std::vector<log_line> finish();

 private:
  struct frame {
    output_stream stream;
    std::string bytes;
  };
  bool timestamps_;
  std::vector<frame> frames_;
};

}  // namespace dockverify::engine
