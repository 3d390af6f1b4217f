// What all endpoint groups share: options of a call, filters, streams of lines and frames.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/result.hpp"
#include "engine/stdcopy.hpp"

namespace dockverify::engine {

using json = nlohmann::json;
class transport;

struct call_options {
  io::time_point deadline = io::no_deadline;
};

/// `filters` of list, events and prune calls: values of one key are OR-ed (labels AND-ed) by the engine.
using filters = std::map<std::string, std::vector<std::string>>;

/// A streamed reply of JSON values (events, pull, build, stats). Destroying it closes its connection.
class json_stream {
 public:
  class impl;
  explicit json_stream(std::unique_ptr<impl> stream);
  json_stream(json_stream&&) noexcept;
  json_stream& operator=(json_stream&&) noexcept;
  ~json_stream();
  /// The next value; nullopt at the clean end. A connection that breaks off is a failure.
  io::awaitable<io::result<std::optional<json>>> next(call_options options = {});
  void close() noexcept;

 private:
  std::unique_ptr<impl> impl_;
};

struct output_chunk {
  output_stream stream = output_stream::out;
  std::string bytes;         ///< raw: may be any bytes, cut anywhere
  bool begins_frame = true;  ///< false: goes on with the frame of the chunk before (of the same stream)
};
/// A streamed reply of container output (logs, attach, exec), demultiplexed unless the container has a TTY.
class output_reader {
 public:
  class impl;
  explicit output_reader(std::unique_ptr<impl> stream);
  output_reader(output_reader&&) noexcept;
  output_reader& operator=(output_reader&&) noexcept;
  ~output_reader();
  io::awaitable<io::result<std::optional<output_chunk>>> next(call_options options = {});
  void close() noexcept;

 private:
  std::unique_ptr<impl> impl_;
};

}  // namespace dockverify::engine
