// DVS014: capabilities are a fixed list of the kernel.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"unknown capability"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "cap_add or cap_drop names a capability that does not exist", {*said},
               "correct the name: NET_ADMIN, SYS_PTRACE, ...; capabilities(7) lists them");
}

}  // namespace

extern cause const unknown_capability;
cause const unknown_capability{"DVS014", "unknown-capability", "a capability does not exist",
                               "cap_add and cap_drop take the kernel's capability names, with or without CAP_.",
                               &match};

}  // namespace dockverify::diagnose
