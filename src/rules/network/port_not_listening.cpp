// DVC111: a container port is published that the image does not EXPOSE.
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

/// Ports that the image says it listens on; nullopt: nobody can tell.
std::optional<std::set<int>> exposed_by(service_subject const& subject) {
  std::set<int> ports;
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  if (known != nullptr) ports.insert(known->ports.begin(), known->ports.end());
  if (!subject.service->build) return ports.empty() ? std::nullopt : std::optional(std::move(ports));
  if (subject.dockerfile == nullptr || subject.target == nullptr) return std::nullopt;
  bool exposes = false;
  for (std::size_t stage : subject.dockerfile->stages->chain(subject.target->index)) {
    dockerfile::stage const& one = subject.dockerfile->stages->stages()[stage];
    for (std::size_t i = one.first; i < one.last; ++i) {
      dockerfile::instruction const& instruction = subject.dockerfile->file->instructions()[i];
      if (!instruction.is(dockerfile::keyword::expose)) continue;
      exposes = true;
      for (dockerfile::word const& word : instruction.words) {
        if (word.text.find('$') != std::string_view::npos) return std::nullopt;
        std::optional<port_span> const range = read_ports(word.text);
        for (int port = range ? range->first : 1; range && port <= range->last; ++port) ports.insert(port);
      }
    }
  }
  // Without EXPOSE only a base that listens on nothing is certain.
  bool const bare = known != nullptr && (known->role == image_role::runtime || known->role == image_role::system);
  if (!exposes && !bare && ports.empty()) return std::nullopt;
  return ports;
}

void check(service_subject const& subject, sink& out) {
  if (subject.service->ports.empty()) return;
  std::optional<std::set<int>> const exposed = exposed_by(subject);
  if (!exposed) return;
  for (std::size_t i = 0; i < subject.service->ports.size(); ++i) {
    int const port = static_cast<int>(subject.service->ports[i].target);
    if (exposed->count(port) != 0) continue;
    out.add(subject.where("ports[" + std::to_string(i) + "]"),
            "container port " + std::to_string(port) + " is published, but the image does not expose it")
        .field("ports." + std::to_string(port) + "/" + subject.service->ports[i].protocol)
        .advice("publish the port that the program listens on, or add `EXPOSE " + std::to_string(port) + "`");
  }
}

}  // namespace

extern rule const port_not_listening;
rule const port_not_listening{
    .id = "DVC111",
    .name = "port-not-listening",
    .dev = level::info,
    .prod = level::info,
    .summary = "A container port is published that the image does not EXPOSE.",
    .why =
        "EXPOSE says what the program listens on. Another number is mostly a mistake: connections are refused. When "
        "the program is told to listen elsewhere it is fine.",
    .bad =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    ports: [\"127.0.0.1:5432:5433\"]\n",
    .good =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    ports: [\"127.0.0.1:5433:5432\"]\n",
    .aliases = {"CIS 5.9"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
