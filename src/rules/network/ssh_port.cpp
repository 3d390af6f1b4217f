// DVC110: the port of an SSH server is published.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  std::vector<std::pair<draft*, source_span>> found;
  for (std::size_t i = 0; i < subject.service->ports.size(); ++i) {
    if (subject.service->ports[i].target != 22 || subject.service->ports[i].protocol != "tcp") continue;
    source_span where = subject.where("ports[" + std::to_string(i) + "]");
    draft& made = out.add(where, "an SSH server's port is published")
                      .field("ports.22/tcp")
                      .advice("remove it: `docker compose exec` opens a shell in the container");
    found.emplace_back(&made, std::move(where));
  }
  remove_items(found, subject, "ports");
}

}  // namespace

extern rule const ssh_port;
rule const ssh_port{
    .id = "DVC110",
    .name = "ssh-port",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The port of an SSH server is published.",
    .why =
        "A container needs no SSH: `docker exec` gets in. The server is one more thing to keep current and to guard.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:2222:22\"]\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports: [\"127.0.0.1:8080:8080\"]\n",
    .aliases = {"CIS 5.7"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
