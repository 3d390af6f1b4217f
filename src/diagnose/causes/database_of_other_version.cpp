// DVS064: data files of one major version can't be read by another.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said =
      log_says(context, {"database files are incompatible with server", "was initialized by postgresql version"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "the data in the volume was written by another PostgreSQL version", {*said},
               "go back to the old image, dump the data, and restore it with the new one; or use pg_upgrade. Do not "
               "delete the volume before");
}

}  // namespace

extern cause const database_of_other_version;
cause const database_of_other_version{"DVS064", "database-of-other-version",
                                      "the data was written by another PostgreSQL version",
                                      "A new major version can't read the data directory of an older one.", &match};

}  // namespace dockverify::diagnose
