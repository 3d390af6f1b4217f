// DVS065: since version 18 the image wants its volume one level higher.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"in 18+, these docker images are configured", "(unused mount/volume)"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "images of PostgreSQL 18 and later want the volume at /var/lib/postgresql",
               {*said},
               "mount the volume at /var/lib/postgresql; data of an older version has to be moved with pg_upgrade or "
               "dump and restore");
}

}  // namespace

extern cause const postgres_data_path_moved;
cause const postgres_data_path_moved{"DVS065", "postgres-data-path-moved", "PostgreSQL 18 wants its volume elsewhere",
                                     "Images of PostgreSQL from 18 on keep data under /var/lib/postgresql/MAJOR; a "
                                     "volume at /var/lib/postgresql/data is refused.",
                                     &match};

}  // namespace dockverify::diagnose
