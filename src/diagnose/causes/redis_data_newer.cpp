// DVS068: an older server can't read a newer dump.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"can't handle rdb format version"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "the data in the volume was written by a newer Redis", {*said},
               "use the newer image again, or start with another volume");
}

}  // namespace

extern cause const redis_data_newer;
cause const redis_data_newer{"DVS068", "redis-data-newer", "the Redis data was written by a newer version",
                             "Redis reads the dumps of older versions, not of newer ones.", &match};

}  // namespace dockverify::diagnose
