// DVC108: two mappings publish the same host port.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// An address of the host as `ports` has it. None binds those of both families, 0.0.0.0 and :: all of their own only.
class host_address {
 public:
  explicit host_address(std::string const& text) : text_(text), both_(text.empty()) {
    six_ = ::inet_pton(AF_INET6, text.c_str(), bytes_.data()) == 1;
    if (!six_ && ::inet_pton(AF_INET, text.c_str(), bytes_.data()) != 1) return;
    known_ = true;
    every_ = std::all_of(bytes_.begin(), bytes_.end(), [](unsigned char one) { return one == 0; });
  }
  [[nodiscard]] bool overlaps(host_address const& other) const {
    if (both_ || other.both_) return true;
    if (!known_ || !other.known_) return text_ == other.text_;
    return six_ == other.six_ && (every_ || other.every_ || bytes_ == other.bytes_);
  }

 private:
  std::string text_;
  std::array<unsigned char, 16> bytes_{};
  bool both_ = false, known_ = false, six_ = false, every_ = false;
};

struct binding {
  service_subject const* service = nullptr;
  port_entry entry;
  port_span ports;
  host_address address;
};

bool can_run_together(compose::service const& a, compose::service const& b) {
  if (a.profiles.empty() || b.profiles.empty()) return true;
  return std::any_of(a.profiles.begin(), a.profiles.end(), [&](std::string const& profile) {
    return std::find(b.profiles.begin(), b.profiles.end(), profile) != b.profiles.end();
  });
}

bool clash(binding const& a, binding const& b) {
  compose::port const& left = *a.entry.port;
  compose::port const& right = *b.entry.port;
  if (a.ports.last < b.ports.first || b.ports.last < a.ports.first || left.protocol != right.protocol) return false;
  bool const overlap = a.address.overlaps(b.address);
  // One entry's range can not clash with itself.
  bool const same_entry = a.service == b.service && a.entry.where.line == b.entry.where.line &&
                          a.entry.where.column == b.entry.where.column;
  return overlap && !same_entry && can_run_together(*a.service->service, *b.service->service);
}

void check(project_subject const& subject, sink& out) {
  std::vector<binding> bindings;
  for (service_subject const& one : subject.services) {
    if (one.service->network_mode == "host") continue;
    for (std::size_t i = 0; i < one.service->ports.size(); ++i) {
      compose::port const& port = one.service->ports[i];
      std::optional<port_span> const range = read_ports(port.published);
      if (!range) continue;
      port_entry entry{&port, one.where("ports[" + std::to_string(i) + "]"), {}};
      bindings.push_back({&one, std::move(entry), *range, host_address(port.host_ip)});
    }
  }
  std::sort(bindings.begin(), bindings.end(), [](binding const& a, binding const& b) {
    source_span const& left = a.entry.where;
    source_span const& right = b.entry.where;
    if (left.known() && right.known() && *left.file != *right.file) return *left.file < *right.file;
    return std::pair(left.line, left.column) < std::pair(right.line, right.column);
  });
  std::set<std::pair<int, int>> told;
  // By first port, so that only neighbours are compared.
  std::multimap<int, binding const*> seen;
  int widest = 0;
  for (binding const& one : bindings) {
    auto const from = seen.lower_bound(one.ports.first - widest), to = seen.upper_bound(one.ports.last);
    auto const earlier = std::find_if(from, to, [&](auto const& known) { return clash(*known.second, one); });
    widest = std::max(widest, one.ports.last - one.ports.first);
    if (earlier != to && told.emplace(one.entry.where.line, one.entry.where.column).second) {
      out.add(one.entry.where, "host port " + one.entry.port->published + " is already taken by `" +
                                   earlier->second->service->service->name + "`")
          .field("ports." + one.entry.port->published + "/" + one.entry.port->protocol)
          .evidence("compose", earlier->second->entry.where.text())
          .advice("publish one of them on another port");
    }
    seen.emplace(one.ports.first, &one);
  }
}

}  // namespace

extern rule const port_twice;
rule const port_twice{
    .id = "DVC108",
    .name = "port-twice",
    .dev = level::error,
    .prod = level::error,
    .summary = "Two mappings publish the same host port.",
    .why = "The second container can not start: the address is in use.",
    .bad =
        "services:\n"
        "  a:\n"
        "    image: a:1.0\n"
        "    ports: [\"8080:80\"]\n"
        "  b:\n"
        "    image: b:1.0\n"
        "    ports: [\"8080:80\"]\n",
    .good =
        "services:\n"
        "  a:\n"
        "    image: a:1.0\n"
        "    ports: [\"8080:80\"]\n"
        "  b:\n"
        "    image: b:1.0\n"
        "    ports: [\"8081:80\"]\n",
    .aliases = {"dclint:no-duplicate-exported-ports"},
    .fixes = fixing::none,
    .check_project = &check,
};

}  // namespace dockverify::rules
