// DVS063: a database keeps the password of its first start, whatever the file says today.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = log_says(context, {"password authentication failed", "access denied for user", "wrongpass",
                                       "noauth authentication required"});
  if (!said) return std::nullopt;
  return found(score::logged, "the database rejected the password", {*said},
               "compare the passwords of both services; when it was changed after the first start, change it in the "
               "database as well (ALTER ROLE): "
               "a volume that was initialised keeps the old one");
}

}  // namespace

extern cause const password_rejected;
cause const password_rejected{"DVS063", "password-rejected", "the database rejected the password",
                              "POSTGRES_PASSWORD and the like are used once, when the volume is empty. Changing them "
                              "later changes nothing in the database.",
                              &match};

}  // namespace dockverify::diagnose
