// DVS067: init scripts run only once, on an empty volume.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"does not exist"});
  if (!said || !has(said->text, {"role \"", "database \""}) || !has(said->text, {"fatal", "error"}))
    return std::nullopt;
  bool const role = has(said->text, {"role \""});
  std::string const what = role ? "role" : "database";
  return found(score::logged,
               "the " + what + " " + between(said->text, what + " \"", "\"") + " does not exist in the database",
               {*said},
               "create it in the running database: names set after the first start, and new init scripts, have no "
               "effect on an existing volume");
}

}  // namespace

extern cause const database_object_missing;
cause const database_object_missing{
    "DVS067", "database-object-missing", "a role or database does not exist",
    "Roles, databases and init scripts are made when the volume is empty, and never again.", &match};

}  // namespace dockverify::diagnose
