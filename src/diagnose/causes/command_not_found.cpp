// DVS025: the runtime can't find the program (exit 127), or the shell inside the container can't.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (auto const said = engine_says(context, {"executable file not found", "exec: \""})) {
    if (!has(said->text, {"executable file not found", "no such file or directory"})) return std::nullopt;
    std::string const program = between(said->text, "exec: \"", "\"");
    std::string advice = "check the spelling, and that the image's last stage has the program and its PATH leads to it";
    // `command: ["npm start"]` asks for a program whose name has a space in it.
    if (program.find(' ') != std::string::npos) {
      advice =
          "the whole line is taken as the name of one program: split it into a list of words, or write it as a string";
    }
    return found(
        score::refused_exactly,
        "the command " + (program.empty() ? std::string{} : "\"" + program + "\" ") + "does not exist in the image",
        {*said}, std::move(advice));
  }
  auto const said = log_says(context, {"command not found", ": not found"});
  if (!said || exit_code(context) != 127) return std::nullopt;
  return found(score::logged_exactly, "a command that the start script calls does not exist in the image", {*said},
               "install it in the image, or correct its name or PATH");
}

}  // namespace

extern cause const command_not_found;
cause const command_not_found{
    "DVS025", "command-not-found", "the command does not exist in the image",
    "The program to run is not in the image or not in its PATH. Typical: a whole shell line as one word of an "
    "exec-form list, a virtual environment that is not in PATH, or a tool that the final build stage lacks.",
    &match};

}  // namespace dockverify::diagnose
