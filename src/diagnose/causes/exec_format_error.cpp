// DVS042: the kernel does not recognise the file: wrong architecture or no shebang.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = anyone_says(context, {"exec format error"});
  if (!said) return std::nullopt;
  return found(score::refused, "the command is not a program for this machine", {*said},
               "build or pull the image for this architecture (platform:); give a script its first line, #!/bin/sh");
}

}  // namespace

extern cause const exec_format_error;
cause const exec_format_error{
    "DVS042", "exec-format-error", "the command is not a program for this machine",
    "The program was built for another processor architecture, or it is a script without a first line like #!/bin/sh.",
    &match};

}  // namespace dockverify::diagnose
