// DVS066: official database images refuse to start without a password.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"superuser password is not specified",
                                       "database is uninitialized and password option is not specified"});
  if (!said) return std::nullopt;
  return found(score::logged_exactly, "the database's superuser has no password, so the image refuses to start",
               {*said}, "set POSTGRES_PASSWORD (or the like), best from a secret with POSTGRES_PASSWORD_FILE");
}

}  // namespace

extern cause const database_password_missing;
cause const database_password_missing{"DVS066", "database-password-missing", "no password for the database's superuser",
                                      "The image does not initialise a database without a superuser password.", &match};

}  // namespace dockverify::diagnose
