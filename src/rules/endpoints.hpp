// Who talks to whom in a project: hosts and ports in the values of services, and what each service listens on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/service_values.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// A host that a text names, with its port.
struct endpoint {
  std::string host;
  std::optional<int> port;  ///< written, or the scheme's
  bool port_written = false;
  std::string scheme;  ///< empty: no URL
};
/// The hosts of URLs, words of the form host:port, and connection strings such as "host=db port=5432". Variables that
/// have no value count as part of a name.
std::vector<endpoint> endpoints_in(std::string_view text);

/// A value of a service that names a host.
struct endpoint_use {
  service_text text;
  endpoint target;
};
/// In environment, env files, command and entrypoint, healthcheck.test, build.args; also `*_HOST` variables that hold
/// nothing but a host, with the port of their `*_PORT` neighbour.
std::vector<endpoint_use> endpoint_uses(service_subject const& subject);

bool is_loopback(std::string_view host);

/// The service that answers to a name, whatever its case: its key, container_name, hostname, a network alias, or what a
/// link of `from` calls it.
service_subject const* service_named(project_subject const& project, std::string_view host,
                                     service_subject const* from = nullptr);

/// A range of ports: "8080", "9000-9002"; nullopt: empty or no number.
struct port_span {
  int first = 0, last = 0;
};
std::optional<port_span> read_ports(std::string_view text);

/// Container ports that a service listens on as far as files tell: published, exposed, its image's own.
std::vector<port_span> listening_ports(service_subject const& subject);
bool listens_on(service_subject const& subject, int port);
/// The container port behind a host port; nullopt: it publishes no such port.
std::optional<int> behind_published(service_subject const& subject, int host_port);

/// An entry of `ports`.
struct port_entry {
  compose::port const* port = nullptr;  ///< of a range the first
  source_span where;
  port_span targets;  ///< container ports
};
std::vector<port_entry> port_entries(service_subject const& subject);
/// No address, or one that means all: 0.0.0.0, ::.
bool binds_everywhere(std::string_view address);

/// `a` needs `b`, directly or through others.
bool depends_on(service_subject const& a, service_subject const& b);

}  // namespace dockverify::rules
