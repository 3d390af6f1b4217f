// DVC107: a service is reached by its name and the port it is published on, which is another than the one it listens
// on.
#include <optional>
#include <string>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (endpoint_use const& use : endpoint_uses(subject)) {
    if (!use.target.port) continue;
    service_subject const* other = service_named(*subject.project, use.target.host, &subject);
    if (other == nullptr || other == &subject || listens_on(*other, *use.target.port)) continue;
    std::optional<int> const inside = behind_published(*other, *use.target.port);
    if (!inside) continue;
    draft& made =
        out.add(use.text.where, "port " + std::to_string(*use.target.port) + " of `" + use.target.host +
                                    "` exists on the host only: the container listens on " + std::to_string(*inside))
            .field(std::string(use.text.key) + "." + use.text.name)
            .advice("write `" + use.target.host + ":" + std::to_string(*inside) + "`");
    if (use.target.port_written)
      replace_on_line(made, *subject.project, use.text.where, use.text.written,
                      use.target.host + ":" + std::to_string(*use.target.port),
                      use.target.host + ":" + std::to_string(*inside));
  }
}

}  // namespace

extern rule const host_port_as_target;
rule const host_port_as_target{
    .id = "DVC107",
    .name = "host-port-as-target",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "A service is reached by its name and the port it is published on, which is another than the one it listens "
        "on.",
    .why = "Published ports exist on the host only. Between containers the container's own port counts.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      API_URL: http://api:8080/\n"
        "  api:\n"
        "    image: api:2.0\n"
        "    ports:\n"
        "      - \"127.0.0.1:8080:80\"\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      API_URL: http://api:80/\n"
        "  api:\n"
        "    image: api:2.0\n"
        "    ports:\n"
        "      - \"127.0.0.1:8080:80\"\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
