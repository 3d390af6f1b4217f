// DVC012: a bind mount lies on the folder in which an image keeps its data.
#include <string>
#include <vector>

#include "compose/paths.hpp"
#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  std::vector<std::string> const folders = data_folders(subject);
  for (mount_use const& use : mounts_of(subject)) {
    if (use.mount->type != "bind") continue;
    for (std::string const& folder : folders) {
      if (!is_within(folder, compose::clean_path(use.mount->target)) || use.mount->target == "/") continue;
      out.add(use.where, "the data in " + folder + " is kept in a folder of the host")
          .field("volumes." + use.mount->target)
          .advice("use a named volume: `- data:" + use.mount->target + "`, and `data:` under the top-level `volumes`");
      break;
    }
  }
}

}  // namespace

extern rule const data_bind_mount;
rule const data_bind_mount{
    .id = "DVC012",
    .name = "data-bind-mount",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A bind mount lies on the folder in which an image keeps its data.",
    .why =
        "Files on the host have the host's owners and file system: databases fail over permissions, are slow on "
        "desktop machines, and get lost with the checkout. A named volume has none of that.",
    .bad =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    volumes:\n"
        "      - ./data:/var/lib/postgresql/data\n",
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
