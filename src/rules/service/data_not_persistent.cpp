// DVC013: an image that keeps data has no volume on its data folder, or an anonymous one.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (!has_image(subject) || subject.one_shot()) return;
  image_facts const* known = facts_of(image_of(subject));
  if (known == nullptr || known->folders.empty()) return;
  auto const covers = [&](std::string_view target) {
    return std::any_of(known->folders.begin(), known->folders.end(),
                       [&](std::string_view folder) { return is_within(folder, target) || is_within(target, folder); });
  };
  for (std::string const& line : subject.service->tmpfs) {
    if (covers(std::string_view(line).substr(0, line.find(':')))) return;
  }
  source_span where = subject.where();
  std::string message = "the data of `" + subject.service->name + "` in " + std::string(known->folders.front()) +
                        " is lost with the container";
  for (mount_use const& use : mounts_of(subject)) {
    if (!covers(use.mount->target)) continue;
    if (use.mount->type != "volume" || !use.mount->source.empty()) return;
    where = use.where;
    message = "the volume on " + use.mount->target + " has no name: a new container gets a new one";
  }
  out.add(std::move(where), std::move(message))
      .field("volumes." + std::string(known->folders.front()))
      .advice("add a named volume: `- data:" + std::string(known->folders.front()) +
              "`, and `data:` under the top-level `volumes`");
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
