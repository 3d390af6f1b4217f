// DVS050: a read-only container still needs a few writable places.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"read-only file system"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "the program writes to a read-only file system", {*said},
               "give the path in the message a tmpfs or a volume (tmpfs: [/tmp, /run])");
}

}  // namespace

extern cause const read_only_file_system;
cause const read_only_file_system{
    "DVS050", "read-only-file-system", "it writes to a read-only file system",
    "The service is read_only, or a volume is mounted with :ro, and the program writes there.", &match};

}  // namespace dockverify::diagnose
