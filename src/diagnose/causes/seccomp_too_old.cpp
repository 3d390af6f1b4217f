// DVS051: old engines forbid system calls that new C libraries use.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"pthread_create failed: operation not permitted", "can't start new thread"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "the engine refuses a system call that the image needs", {*said},
               "update the engine and libseccomp on the host, or use an image with an older C library");
}

}  // namespace

extern cause const seccomp_too_old;
cause const seccomp_too_old{
    "DVS051", "seccomp-too-old", "the engine forbids a system call that the image needs",
    "Images with a new C library use system calls (clone3) that old engines or seccomp libraries refuse.", &match};

}  // namespace dockverify::diagnose
