// DVC106: a service is told to find another one at localhost.
#include <string>
#include <string_view>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return result;
}

/// What a browser on the host uses: there localhost is right.
bool is_for_browsers(std::string_view variable) {
  std::string const name = upper(variable);
  for (std::string_view part : {"CORS", "ORIGIN", "PUBLIC", "EXTERNAL", "BROWSER", "REDIRECT", "CALLBACK",
                                "FRONTEND_URL", "ALLOWED_HOSTS", "ROOT_URL", "SITE_URL"}) {
    if (name.find(part) != std::string::npos) return true;
  }
  return name.starts_with("VITE_") || name.starts_with("REACT_APP_");
}

/// The service that a host variable without a port means: REDIS_HOST the one called, or running, redis.
service_subject const* meant_by(service_subject const& subject, std::string_view variable) {
  std::string const name = upper(variable);
  std::size_t const cut = name.find("_HOST");
  if (cut == std::string::npos) return nullptr;
  for (service_subject const& other : subject.project->services) {
    if (&other == &subject) continue;
    std::string_view const base = has_image(other) ? image_of(other).base() : std::string_view{};
    if (upper(other.service->name) == name.substr(0, cut) || (!base.empty() && upper(base) == name.substr(0, cut)))
      return &other;
  }
  return nullptr;
}

service_subject const* other_at(service_subject const& subject, int port) {
  for (service_subject const& other : subject.project->services) {
    if (&other != &subject && (listens_on(other, port) || behind_published(other, port))) return &other;
  }
  return nullptr;
}

/// The container port of the other service.
int port_of(service_subject const& other, int port) {
  return listens_on(other, port) ? port : behind_published(other, port).value_or(port);
}

/// Name and port of the other service instead. The port of a variable of its own is not changed with it.
void write_target(draft& made, service_subject const& subject, endpoint_use const& use, service_subject const& other) {
  std::string from = use.target.host, to = other.service->name;
  if (from.find(':') != std::string::npos) from = "[" + from + "]";
  if (use.target.port) {
    int const wanted = port_of(other, *use.target.port);
    bool const in_url = !use.target.scheme.empty() || use.target.port_written;
    if (use.target.port_written) from += ":" + std::to_string(*use.target.port);
    if (use.target.port_written || (in_url && wanted != *use.target.port)) to += ":" + std::to_string(wanted);
    if (!in_url && wanted != *use.target.port) return;
  }
  replace_on_line(made, *subject.project, use.text.where, use.text.written, from, to);
}

void check(service_subject const& subject, sink& out) {
  std::string const& mode = subject.service->network_mode;
  if (mode == "host" || mode.starts_with("service:") || mode.starts_with("container:")) return;
  for (endpoint_use const& use : endpoint_uses(subject)) {
    if (!is_loopback(use.target.host) || is_for_browsers(use.text.name)) continue;
    service_subject const* other = nullptr;
    if (use.target.port) {
      bool const own = listens_on(subject, *use.target.port) ||
                       (use.target.host == "host.docker.internal" && behind_published(subject, *use.target.port));
      bool const published_here = behind_published(subject, *use.target.port).has_value();
      // A healthcheck asks its own container, whose ports need not be declared.
      bool const unknown_own = use.text.key == "healthcheck" && listening_ports(subject).empty();
      if (own || published_here || unknown_own) continue;
      other = other_at(subject, *use.target.port);
    } else {
      other = meant_by(subject, use.text.name);
    }
    if (other == nullptr) continue;
    std::string const target =
        other->service->name + (use.target.port ? ":" + std::to_string(port_of(*other, *use.target.port)) : "");
    draft& made =
        out.add(use.text.where, "`" + use.target.host + "` in `" +
                                    (use.text.name.empty() ? std::string(use.text.key) : use.text.name) +
                                    "` is the container itself, not the service `" + other->service->name + "`")
            .field(std::string(use.text.key) + "." + use.text.name)
            .advice("write `" + target + "`");
    write_target(made, subject, use, *other);
  }
}

}  // namespace

extern rule const localhost_between_services;
rule const localhost_between_services{
    .id = "DVC106",
    .name = "localhost-between-services",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service is told to find another one at localhost.",
    .why =
        "In a container localhost is the container itself. Another service is reached by its name and the port it "
        "listens on.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DATABASE_URL: postgres://app@localhost:5432/app\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DATABASE_URL: postgres://app@db:5432/app\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
