// /exec: run a command in a running container. A write call: read-only commands do not have it.
#pragma once

#include "engine/api/call.hpp"

namespace dockverify::engine {

struct exec_config {
  std::vector<std::string> command;
  std::string user, working_directory;   ///< empty: the container's own
  std::vector<std::string> environment;  ///< KEY=VALUE, added to the container's
  bool tty = false;
};
struct exec_state {
  bool running = false;
  std::optional<int> exit_code;
  std::int64_t pid = 0;
};
struct exec_outcome {
  int exit_code = 0;   ///< 126 or 127: it could not be launched
  std::string output;  ///< stdout and stderr as they came, at most the given limit, valid UTF-8
  bool truncated = false;
};

class exec_api {
 public:
  explicit exec_api(transport& t) noexcept : transport_(&t) {}
  io::awaitable<io::result<std::string>> create(std::string container, exec_config config, call_options options = {});
  /// Starts it and hands over its output.
  io::awaitable<io::result<output_reader>> start(std::string exec, bool tty, call_options options = {});
  io::awaitable<io::result<exec_state>> inspect(std::string exec, call_options options = {});
  /// start, read to the end, inspect: for a caller that has to know the id before it runs.
  io::awaitable<io::result<exec_outcome>> run_created(std::string exec, bool tty, std::size_t output_limit,
                                                      call_options options = {});
  /// create, start, read to the end, inspect. After the deadline the process may live on in the container.
  io::awaitable<io::result<exec_outcome>> run(std::string container, exec_config config, std::size_t output_limit,
                                              call_options options = {});

 private:
  transport* transport_;
};

}  // namespace dockverify::engine
