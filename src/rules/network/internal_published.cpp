// DVC104: a data store, cache or queue publishes a port on the host.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

bool is_local(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

void check(service_subject const& subject, sink& out) {
  if (!has_image(subject) || !is_data_image(image_of(subject))) return;
  bool const prod = subject.settings->environment == environment::prod;
  std::vector<std::pair<draft*, source_span>> found;
  for (port_entry const& entry : port_entries(subject)) {
    bool const local = is_local(entry.port->host_ip);
    draft& made =
        out.add(entry.where, "`" + subject.service->name + "` is for other services only, but publishes port " +
                                 std::to_string(entry.port->target) + (local ? " to this host" : ""))
            .field("ports." + std::to_string(entry.port->target) + "/" + entry.port->protocol)
            .advice("remove it: other services reach `" + subject.service->name + ":" +
                    std::to_string(entry.port->target) + "` by name");
    if (local && !prod) made.severity(severity::info);
    found.emplace_back(&made, entry.where);
  }
  remove_items(found, subject, "ports");
}

}  // namespace

extern rule const internal_published;
rule const internal_published{
    .id = "DVC104",
    .name = "internal-published",
    .dev = level::warning,
    .prod = level::error,
    .summary = "A data store, cache or queue publishes a port on the host.",
    .why =
        "Other services reach it by its name; the published port is for nobody but visitors. While developing, on "
        "127.0.0.1, it may help to look inside.",
    .bad =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    ports:\n"
        "      - \"5432:5432\"\n",
    .good =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    expose:\n"
        "      - \"5432\"\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
