// DVC013: an image that keeps data has no volume on its data folder, or an anonymous one.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compose/paths.hpp"
#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"

namespace dockverify::rules {
namespace {

/// The service and those whose volumes it takes over; nullopt: it takes over a container's that is not of this project.
std::optional<std::vector<service_subject const*>> owners_of_mounts(service_subject const& subject) {
  std::vector<service_subject const*> owners{&subject};
  for (std::string const& one : subject.service->volumes_from) {
    service_subject const* other = subject.project->find(one.substr(0, one.find(':')));
    if (other == nullptr) return std::nullopt;
    owners.push_back(other);
  }
  return owners;
}

void check(service_subject const& subject, sink& out) {
  if (subject.one_shot()) return;
  std::vector<std::string> const folders = main_data_folders(subject);
  auto const owners = folders.empty() ? std::nullopt : owners_of_mounts(subject);
  if (!owners) return;
  auto const any = [&](auto const& matches) { return std::any_of(folders.begin(), folders.end(), matches); };
  auto const covers = [&](std::string const& target) {
    std::string const clean = compose::clean_path(target);
    return any([&](std::string const& folder) { return is_within(folder, clean); });
  };
  for (std::string const& line : subject.service->tmpfs) {
    if (covers(line.substr(0, line.find(':')))) return;
  }
  source_span where = subject.where();
  std::string message =
      "the data of `" + subject.service->name + "` in " + folders.front() + " is lost with the container";
  for (service_subject const* owner : *owners) {
    for (mount_use const& use : mounts_of(*owner)) {
      bool const named = use.mount->type == "volume" && !use.mount->source.empty();
      // Below the folder, files and folders of the host are configuration; a volume may be what the data was moved to.
      bool const below = any([&](std::string const& folder) { return is_within(use.mount->target, folder); });
      if (named && below) return;
      if (!covers(use.mount->target)) continue;
      if (use.mount->type != "volume" || named) return;
      if (owner != &subject) continue;
      where = use.where;
      message = "the volume on " + use.mount->target + " has no name: a new container gets a new one";
    }
  }
  out.add(std::move(where), std::move(message))
      .field("volumes." + folders.front())
      .advice("add a named volume: `- data:" + folders.front() + "`, and `data:` under the top-level `volumes`");
}

}  // namespace

extern rule const data_not_persistent;
rule const data_not_persistent{
    .id = "DVC013",
    .name = "data-not-persistent",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "An image that keeps data has no volume on its data folder, or an anonymous one.",
    .why =
        "The data then lives in the container or in a volume without a name: the next `down` or recreation begins with "
        "nothing.",
    .bad =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .good =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    volumes:\n"
        "      - data:/var/lib/postgresql/data\n"
        "volumes:\n"
        "  data:\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
