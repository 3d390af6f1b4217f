// Progress of a BuildKit build: the engine wraps BuildKit's StatusResponse messages (protobuf) into its stream.
// Decoding the few fields that people read needs no protobuf library. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockverify::engine {

struct buildkit_vertex {
  std::string digest, name, error;
  bool cached = false, started = false, completed = false;
};
struct buildkit_log {
  std::string vertex, text;  ///< text: any bytes, cut anywhere
};
struct buildkit_status {
  std::vector<buildkit_vertex> vertexes;
  std::vector<buildkit_log> logs;
};

/// nullopt when `message` is not a StatusResponse.
std::optional<buildkit_status> decode_buildkit_status(std::string_view message);

/// Turns messages into the lines `docker build --progress=plain` would show: "#1 name", "#1 CACHED", "#1 output".
class buildkit_progress {
 public:
  /// The lines that `status` adds, valid UTF-8.
  std::vector<std::string> lines(buildkit_status const& status);

 private:
  struct step {
    std::size_t number = 0;
    bool named = false, ended = false;
    std::string partial;  // a log line without its newline yet
  };
  step& step_of(std::string const& digest);

  std::map<std::string, step> steps_;
};

}  // namespace dockverify::engine
