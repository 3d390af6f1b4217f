// DVS028: the runtime looks names up in the image's own passwd and group files.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"unable to find user", "unable to find group",
                                          "no matching entries in passwd file", "no matching entries in group file"});
  if (!said) return std::nullopt;
  bool const group = has(said->text, {"unable to find group", "group file"});
  std::string const what = group ? "group" : "user";
  std::string const name = between(said->text, "unable to find " + what + " ", ":");
  return found(score::refused_exactly,
               "the " + what + (name.empty() ? "" : " " + name) + " does not exist in the image", {*said},
               "create it in the image's last stage, or give numeric ids (user: \"1000:1000\")");
}

}  // namespace

extern cause const unknown_user;
cause const unknown_user{"DVS028", "unknown-user", "the user or group does not exist in the image",
                         "user: names an account that the image's /etc/passwd or /etc/group does not have, often "
                         "because it was added in an earlier build stage only.",
                         &match};

}  // namespace dockverify::diagnose
