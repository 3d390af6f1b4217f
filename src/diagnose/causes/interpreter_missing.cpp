// DVS041: the kernel says "no such file" of a script that is there, when its interpreter is not.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto said = anyone_says(context, {"exec /", "exec ./", "exec user process caused"});
  if (!said || !has(said->text, {"no such file or directory"})) return std::nullopt;
  std::string const program = between(said->text, "exec ", ": no such file");
  bool const named = !program.empty() && program.find(' ') == std::string::npos;
  return found(score::refused,
               "the interpreter that " + (named ? program : std::string{"the command"}) + " asks for is missing",
               {*said},
               "save the script with LF line ends (.gitattributes: *.sh eol=lf), use an interpreter that the image has "
               "(sh, not bash, on "
               "Alpine), and build programs for the image's C library",
               named ? "sed -i 's/\\r$//' " + shell_word(program.substr(program.rfind('/') + 1)) : "");
}

}  // namespace

extern cause const interpreter_missing;
cause const interpreter_missing{"DVS041", "interpreter-missing", "the interpreter or loader of the command is missing",
                                "The file exists, but what its first line or its ELF header asks for does not: Windows "
                                "line ends (the interpreter is then \"sh\" plus a carriage return), bash on an image "
                                "without it, or a program linked for glibc on a musl image.",
                                &match};

}  // namespace dockverify::diagnose
