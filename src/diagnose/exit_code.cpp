// What an exit code means by convention of shells and container runtimes.
#include <array>
#include <string_view>
#include <utility>

#include "diagnose/diagnose.hpp"

namespace dockverify::diagnose {

std::string describe_exit_code(int code) {
  constexpr std::array<std::pair<int, std::string_view>, 20> meanings{{{0, "success"},
                                                                       {1, "the program's own error"},
                                                                       {2, "wrong usage, or the program's own error"},
                                                                       {78, "configuration error"},
                                                                       {125, "the container could not be run"},
                                                                       {126, "command can't be executed"},
                                                                       {127, "command not found"},
                                                                       {128, "the engine could not start it"},
                                                                       {129, "killed by SIGHUP"},
                                                                       {130, "killed by SIGINT"},
                                                                       {131, "killed by SIGQUIT"},
                                                                       {132, "killed by SIGILL"},
                                                                       {133, "killed by SIGTRAP"},
                                                                       {134, "killed by SIGABRT"},
                                                                       {135, "killed by SIGBUS"},
                                                                       {136, "killed by SIGFPE"},
                                                                       {137, "killed by SIGKILL"},
                                                                       {139, "killed by SIGSEGV"},
                                                                       {141, "killed by SIGPIPE"},
                                                                       {143, "killed by SIGTERM"}}};
  std::string const number = std::to_string(code);
  for (auto const& [value, meaning] : meanings) {
    if (value == code) return number + " (" + std::string{meaning} + ")";
  }
  return number;
}

}  // namespace dockverify::diagnose
