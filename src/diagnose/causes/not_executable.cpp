// DVS026: the file is there but may not be executed (exit 126).
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto said = engine_says(context, {"permission denied"});
  if (said && !has(said->text, {"exec"})) said.reset();
  if (!said && exit_code(context) == 126) said = log_says(context, {"permission denied", "is a directory"});
  if (!said) return std::nullopt;
  std::string const program = between(said->text, "exec: \"", "\"");
  return found(score::refused_exactly,
               (program.empty() ? std::string{"the command"} : "\"" + program + "\"") + " may not be executed", {*said},
               "give it the executable bit in the Dockerfile (COPY --chmod=755), and check that it is a file and not a "
               "directory",
               program.empty() ? "" : "chmod +x " + shell_word(program.substr(program.rfind('/') + 1)));
}

}  // namespace

extern cause const not_executable;
cause const not_executable{"DVS026", "not-executable", "the command may not be executed",
                           "The file lacks the executable bit (a checkout on Windows loses it), is a directory, or "
                           "lies on a mount with noexec.",
                           &match};

}  // namespace dockverify::diagnose
