// DVS046: fatal signals that a program brings on itself.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const code = exit_code(context);
  if (code != 139 && code != 134 && code != 135) return std::nullopt;
  return found(
      score::exit_code + 5, "the program crashed: exit code " + describe_exit_code(*code), {},
      code == 135
          ? "a bus error is often a full /dev/shm: raise shm_size"
          : "look for the program's last words in the log; check that image and host have the same architecture");
}

}  // namespace

extern cause const crashed;
cause const crashed{"DVS046", "crashed", "the program crashed",
                    "139 is an invalid memory access, 134 an abort (failed assertion, allocator), 135 a bus error, "
                    "often a /dev/shm that is too small.",
                    &match};

}  // namespace dockverify::diagnose
