// DVS021: a container of that name exists; the engine tells its id.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"is already in use by container"});
  if (!said) return std::nullopt;
  std::string const name = between(said->text, "container name \"/", "\"");
  std::string const id = between(said->text, "by container \"", "\"").substr(0, 12);
  std::string message = name.empty() ? "the container's name is in use" : "the container name " + name + " is in use";
  if (!id.empty()) message += " by " + id;
  return found(
      score::refused_exactly, std::move(message), {*said},
      "see whose it is and remove or rename it; leave out container_name, so that projects and replicas can't clash",
      id.empty() ? "" : "docker inspect " + id);
}

}  // namespace

extern cause const name_in_use;
cause const name_in_use{"DVS021", "name-in-use", "another container has that name",
                        "Container names are unique on an engine. The holder is a left-over, belongs to another "
                        "project, or container_name is used with several replicas.",
                        &match};

}  // namespace dockverify::diagnose
