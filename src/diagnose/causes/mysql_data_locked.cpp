// DVS069: two servers on one volume, or a volume that is not a data directory.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"unable to lock ./ibdata1", "data directory has files in it"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "MySQL can't use the data directory in its volume", {*said},
               "make sure that only one container uses the volume, and that nothing else is in it");
}

}  // namespace

extern cause const mysql_data_locked;
cause const mysql_data_locked{"DVS069", "mysql-data-locked", "MySQL can't use its data directory",
                              "Another server uses the same volume, or the directory holds other files.", &match};

}  // namespace dockverify::diagnose
