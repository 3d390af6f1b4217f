// DVC114: a URL in the environment names a host that nothing in the project is called.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "compose/problem_log.hpp"
#include "rules/endpoints.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

/// What follows is a host: the scheme is one of the network, or a port is written. Else it may be anything: a bucket, a
/// path in a vault, a browser's extension.
bool has_host(endpoint const& target) {
  static constexpr std::string_view known[] = {
      "amqp",     "amqps",         "bolt",       "cassandra", "clickhouse", "cockroachdb", "couchbase",
      "couchdb",  "elasticsearch", "etcd",       "ftp",       "ftps",       "gelf",        "git",
      "grpc",     "grpcs",         "http",       "https",     "imap",       "imaps",       "kafka",
      "ldap",     "ldaps",         "mariadb",    "memcache",  "mongodb",    "memcached",   "mqtt",
      "mqtts",    "mssql",         "mysql",      "nats",      "neo4j",      "opensearch",  "oracle",
      "postgres", "pulsar",        "redis",      "rediss",    "rtmp",       "rtsp",        "sftp",
      "smtp",     "smtps",         "postgresql", "socks5",    "socks5h",    "sqlserver",   "ssh",
      "statsd",   "stomp",         "syslog",     "tcp",       "udp",        "tls",         "valkey",
      "ws",       "wss",           "zookeeper"};
  if (target.port_written) return true;
  // "postgresql+psycopg2" speaks postgresql.
  std::string_view const scheme = std::string_view(target.scheme).substr(0, target.scheme.find('+'));
  return std::find(std::begin(known), std::end(known), scheme) != std::end(known);
}

bool may_know_others(service_subject const& subject) {
  compose::service const& s = *subject.service;
  if (!s.network_mode.empty() || !s.external_links.empty()) return true;
  auto const& networks = subject.project->project->networks;
  return std::any_of(s.networks.begin(), s.networks.end(), [&](auto const& use) {
    auto const known = networks.find(use.first);
    return known != networks.end() && known->second.external;
  });
}

void check(service_subject const& subject, sink& out) {
  if (may_know_others(subject)) return;
  for (endpoint_use const& use : endpoint_uses(subject)) {
    std::string const& host = use.target.host;
    bool const judged = (use.text.key == "environment" || use.text.key == "env_file") && !use.target.scheme.empty() &&
                        has_host(use.target);
    bool const plain = host.find_first_of(".:$%{}<>*") == std::string::npos && host != "localhost" && host != "0";
    if (!judged || !plain || service_named(*subject.project, host, &subject) != nullptr) continue;
    if (subject.service->extra_hosts.count(host) != 0) continue;
    std::vector<std::string> names;
    for (service_subject const& other : subject.project->services) names.push_back(other.service->name);
    std::string const guess = compose::nearest(host, names);
    draft& made = out.add(use.text.where,
                          "`" + host + "` in `" + use.text.name + "` is no service, alias or container of this project")
                      .field(std::string(use.text.key) + "." + use.text.name)
                      .advice(guess.empty() ? "write the service's name, or add it to `extra_hosts`"
                                            : "did you mean `" + guess + "`?");
    if (!guess.empty()) replace_on_line(made, *subject.project, use.text.where, use.text.written, host, guess);
  }
}

}  // namespace

extern rule const unknown_host;
rule const unknown_host{
    .id = "DVC114",
    .name = "unknown-host",
    .dev = level::info,
    .prod = level::info,
    .summary = "A URL in the environment names a host that nothing in the project is called.",
    .why =
        "A name without a dot resolves only to a service, an alias or a container of the same network: mostly it is "
        "misspelt.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      CACHE_URL: redis://chache:6379\n"
        "  cache:\n"
        "    image: redis:7.4-alpine\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      CACHE_URL: redis://cache:6379\n"
        "  cache:\n"
        "    image: redis:7.4-alpine\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
