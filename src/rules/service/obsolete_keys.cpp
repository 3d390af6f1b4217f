// DVC037: a service uses keys of the past (links, volumes_from, external_links, mem_swappiness), or deploy keys that
// only Swarm reads.
#include <string>
#include <string_view>
#include <utility>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (subject.written == nullptr) return;
  static constexpr std::pair<std::string_view, std::string_view> old[] = {
      {"links", "services of one network reach each other by name"},
      {"external_links", "join the other project's network as an external one"},
      {"volumes_from", "name the volumes in both services"},
      {"mem_swappiness", "it is the host's business: remove it"}};
  for (auto const& [key, advice] : old) {
    compose::yaml_entry const* entry = subject.written->find(key);
    if (entry == nullptr) continue;
    out.add(entry->where, "`" + std::string(key) + "` is obsolete").field(std::string(key)).advice(std::string(advice));
  }
  compose::yaml_node const* deploy = written_value(subject, "deploy");
  if (deploy == nullptr) return;
  for (std::string_view key : {"mode", "endpoint_mode", "placement", "update_config", "rollback_config", "labels"}) {
    compose::yaml_entry const* entry = deploy->find(key);
    if (entry == nullptr) continue;
    out.add(entry->where, "only Swarm reads `deploy." + std::string(key) + "`")
        .field("deploy." + std::string(key))
        .advice("remove it where compose runs the project");
  }
}

}  // namespace

extern rule const obsolete_keys;
rule const obsolete_keys{
    .id = "DVC037",
    .name = "obsolete-keys",
    .dev = level::info,
    .prod = level::info,
    .summary =
        "A service uses keys of the past (links, volumes_from, external_links, mem_swappiness), or `deploy` keys that "
        "only Swarm reads.",
    .why =
        "Networks and named volumes replaced links and volumes_from. What only Swarm reads looks as if it did "
        "something, but compose ignores it.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    links:\n"
        "      - db\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    networks: [back]\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    networks: [back]\n"
        "networks:\n"
        "  back:\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
