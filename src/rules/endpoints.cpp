#include "rules/endpoints.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "rules/image_facts.hpp"
#include "rules/instruction_words.hpp"

namespace dockverify::rules {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_host_character(char c) {
  return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
}
bool is_scheme_character(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '.' || c == '-';
}

std::optional<int> port_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 5 || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  int number = 0;
  for (char c : digits) number = number * 10 + (c - '0');
  if (number == 0 || number > 65535) return std::nullopt;
  return number;
}

/// "postgresql+psycopg2" speaks postgresql.
std::string_view protocol_of(std::string_view scheme) {
  return scheme.substr(0, scheme.find('+'));
}

std::optional<int> default_port(std::string_view scheme) {
  static constexpr std::pair<std::string_view, int> known[] = {
      {"postgres", 5432}, {"postgresql", 5432}, {"mysql", 3306}, {"mariadb", 3306}, {"redis", 6379},
      {"rediss", 6379},   {"mongodb", 27017},   {"amqp", 5672},  {"amqps", 5671},   {"nats", 4222},
      {"http", 80},       {"https", 443},       {"ws", 80},      {"wss", 443},      {"memcached", 11211}};
  for (auto const& [name, port] : known) {
    if (name == protocol_of(scheme)) return port;
  }
  return std::nullopt;
}

/// The text with each variable's characters replaced by `$`: what stands in `${...}` separates nothing.
std::string without_variables(std::string_view text) {
  std::string masked(text);
  for (variable_reference const& one : references_in(text)) {
    std::fill(masked.begin() + static_cast<std::ptrdiff_t>(one.begin),
              masked.begin() + static_cast<std::ptrdiff_t>(one.end), '$');
  }
  return masked;
}

/// "db:5432", "[::1]:80", "db".
void add_host(std::string_view text, std::string const& scheme, std::vector<endpoint>& out) {
  endpoint one;
  one.scheme = scheme;
  std::string_view port;
  if (text.starts_with('[')) {
    std::size_t const close = text.find(']');
    if (close == std::string_view::npos) return;
    one.host = text.substr(1, close - 1);
    if (close + 1 < text.size() && text[close + 1] == ':') port = text.substr(close + 2);
  } else {
    std::size_t const colon = text.find(':');
    one.host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
  }
  if (one.host.empty()) return;
  one.port = port_number(port);
  one.port_written = one.port.has_value();
  if (!one.port) one.port = default_port(scheme);
  out.push_back(std::move(one));
}

/// What stands before the path. A password may have the characters that end it, when nobody has escaped them: then
/// what follows the colon is no port, and an `@` comes later.
std::string_view authority_of(std::string_view rest) {
  constexpr std::string_view never_in_urls = " \t\n\"'\\)>;|&";
  std::string_view const whole = rest.substr(0, rest.find_first_of(never_in_urls));
  std::string_view authority = whole.substr(0, whole.find_first_of("/?#"));
  std::size_t const colon = authority.find(':'), at = whole.rfind('@');
  bool const after = at != std::string_view::npos && at > authority.size() && colon != std::string_view::npos;
  if (after && colon + 1 < authority.size() && !port_number(authority.substr(colon + 1)) &&
      whole.find(',') == std::string_view::npos && authority.find_first_of("$[@") == std::string_view::npos)
    authority = whole.substr(0, std::min(whole.find_first_of("/?#", at), whole.size()));
  return authority;
}

void add_urls(std::string_view text, std::vector<endpoint>& out,
              std::vector<std::pair<std::size_t, std::size_t>>& seen) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    std::size_t begin = at;
    while (begin > 0 && is_scheme_character(text[begin - 1])) --begin;
    if (begin == at) continue;
    std::string const scheme = lower_case(text.substr(begin, at - begin));
    std::string_view const rest = text.substr(at + 3);
    std::string_view authority = authority_of(rest);
    // "http://a:80,http://b:80" are two.
    bool const next_follows = authority.ends_with(':') && rest.substr(authority.size()).starts_with("//");
    if (std::size_t const comma = authority.rfind(','); next_follows && comma != std::string_view::npos)
      authority = authority.substr(0, comma);
    seen.emplace_back(begin, at + 3 + authority.size());
    if (std::size_t const user = authority.rfind('@'); user != std::string_view::npos)
      authority.remove_prefix(user + 1);
    while (!authority.empty()) {
      std::size_t const comma = std::min(authority.find(','), authority.size());
      add_host(authority.substr(0, comma), scheme, out);
      authority.remove_prefix(std::min(comma + 1, authority.size()));
    }
  }
}

/// Words of the form host:port that are in no URL.
void add_pairs(std::string_view text, std::vector<endpoint>& out,
               std::vector<std::pair<std::size_t, std::size_t>> const& urls) {
  std::size_t next_url = 0;
  for (std::size_t at = 0; at < text.size();) {
    while (next_url < urls.size() && urls[next_url].second <= at) ++next_url;
    if (next_url < urls.size() && at >= urls[next_url].first) {
      at = urls[next_url].second;
      continue;
    }
    if (!is_host_character(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_host_character(text[end])) ++end;
    std::string_view const host = text.substr(at, end - at);
    bool const after_break = at == 0 || std::string_view(":/@$\\}").find(text[at - 1]) == std::string_view::npos;
    if (after_break && end < text.size() && text[end] == ':' && is_letter(host.front())) {
      std::size_t stop = end + 1;
      while (stop < text.size() && is_digit(text[stop])) ++stop;
      bool const ends = stop == text.size() || (!is_host_character(text[stop]) && text[stop] != ':');
      if (std::optional<int> const port = port_number(text.substr(end + 1, stop - end - 1)); port && ends) {
        out.push_back({std::string(host), port, true, {}});
        end = stop;
      }
    } else if (after_break && end < text.size() && text[end] == ':' && (host == "127.0.0.1" || host == "0.0.0.0")) {
      std::size_t stop = end + 1;
      while (stop < text.size() && is_digit(text[stop])) ++stop;
      if (std::optional<int> const port = port_number(text.substr(end + 1, stop - end - 1))) {
        out.push_back({std::string(host), port, true, {}});
        end = stop;
      }
    }
    at = end;
  }
}

bool is_bare_host(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), is_host_character);
}

/// The value of `key` in "host=db port=5432" or "Server=db;Port=5432", case aside.
std::string_view dsn_value(std::string_view text, std::string_view lowered, std::string_view key) {
  for (std::size_t at = lowered.find(key); at != std::string_view::npos; at = lowered.find(key, at + 1)) {
    bool const begins = at == 0 || std::string_view(" ;\"'").find(lowered[at - 1]) != std::string_view::npos;
    if (!begins || at + key.size() >= lowered.size() || lowered[at + key.size()] != '=') continue;
    std::string_view const value = text.substr(at + key.size() + 1);
    return value.substr(0, value.find_first_of(" ;\"'"));
  }
  return {};
}

/// The connection strings of libpq and of ADO.NET.
void add_dsn(std::string_view text, std::vector<endpoint>& out) {
  if (text.find('=') == std::string_view::npos) return;
  std::string const lowered = lower_case(text);
  std::optional<int> const port = port_number(dsn_value(text, lowered, "port"));
  for (std::string_view key : {"host", "server", "data source"}) {
    std::string_view host = dsn_value(text, lowered, key);
    std::optional<int> own = port;
    // SQL Server's: "tcp:db,1433".
    if (host.starts_with("tcp:")) host.remove_prefix(4);
    if (std::size_t const comma = host.find(','); comma != std::string_view::npos) {
      own = port_number(host.substr(comma + 1));
      host = host.substr(0, comma);
    }
    if (own && is_bare_host(host)) return out.push_back({std::string(host), own, true, {}});
  }
}

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}

bool names_host(std::string_view variable) {
  std::string const name = lower_case(variable);
  return name == "host" || name == "hostname" ||
         ends_with_any(name, {"_host", "_hostname", "_server", "_addr", "_address", "_hosts", "_servers", "host"});
}

/// Names are resolved whatever their case.
bool is_same_host(std::string_view a, std::string_view b) {
  auto const same = [](char x, char y) { return (x | 0x20) == (y | 0x20) && (x == y || is_letter(x)); };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
}

/// DB_HOST and DB_PORT belong together.
std::optional<int> neighbour_port(std::string_view variable, std::vector<variable_entry> const& environment) {
  std::string const name = lower_case(variable);
  std::size_t cut = name.size();
  for (std::string_view end : {"_hostname", "_host", "_server", "_address", "_addr", "host"}) {
    if (name.ends_with(end)) {
      cut = name.size() - end.size();
      break;
    }
  }
  std::string const wanted = name.substr(0, cut);
  for (variable_entry const& one : environment) {
    std::string const other = lower_case(one.name);
    if (other == wanted + "_port" || other == wanted + "port") return port_number(one.value);
  }
  return std::nullopt;
}

}  // namespace

std::vector<endpoint> endpoints_in(std::string_view text) {
  std::vector<endpoint> found;
  std::vector<std::pair<std::size_t, std::size_t>> urls;
  std::string const masked = without_variables(text);
  add_urls(masked, found, urls);
  add_pairs(masked, found, urls);
  if (found.empty()) add_dsn(masked, found);
  return found;
}

std::vector<endpoint_use> endpoint_uses(service_subject const& subject) {
  std::vector<endpoint_use> uses;
  std::vector<variable_entry> const environment = environment_of(subject);
  for (service_text const& text : texts_of(subject)) {
    if (text.key == "labels") continue;
    std::vector<endpoint> const found = endpoints_in(text.value);
    for (endpoint const& one : found) uses.push_back({text, one});
    if (found.empty() && !text.name.empty() && names_host(text.name) && is_bare_host(text.value)) {
      endpoint one;
      one.host = text.value;
      one.port = neighbour_port(text.name, environment);
      uses.push_back({text, std::move(one)});
    }
  }
  return uses;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "host.docker.internal";
}

service_subject const* service_named(project_subject const& project, std::string_view host,
                                     service_subject const* from) {
  for (service_subject const& one : project.services) {
    if (is_same_host(one.service->name, host)) return &one;
  }
  for (service_subject const& one : project.services) {
    if (is_same_host(one.service->container_name, host) || is_same_host(one.service->hostname, host)) return &one;
    for (auto const& [network, use] : one.service->networks) {
      bool const called = std::any_of(use.aliases.begin(), use.aliases.end(),
                                      [&](auto const& alias) { return is_same_host(alias, host); });
      if (called) return &one;
    }
  }
  if (from == nullptr) return nullptr;
  for (std::string const& link : from->service->links) {
    std::size_t const colon = link.find(':');
    if (colon != std::string::npos && is_same_host(std::string_view(link).substr(colon + 1), host))
      return project.find(link.substr(0, colon));
  }
  return nullptr;
}

std::optional<port_span> read_ports(std::string_view text) {
  text = text.substr(0, text.find('/'));
  std::size_t const dash = text.find('-');
  std::optional<int> const first = port_number(text.substr(0, dash));
  std::optional<int> const last = dash == std::string_view::npos ? first : port_number(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return port_span{*first, *last};
}

std::vector<port_span> listening_ports(service_subject const& subject) {
  std::vector<port_span> ports;
  for (compose::port const& one : subject.service->ports)
    ports.push_back({static_cast<int>(one.target), static_cast<int>(one.target)});
  auto const add = [&](std::string_view text) {
    if (std::optional<port_span> const range = read_ports(text)) ports.push_back(*range);
  };
  for (std::string const& one : subject.service->expose) add(one);
  if (subject.dockerfile != nullptr && subject.target != nullptr) {
    dockerfile::stage const& stage = *subject.target;
    for (std::size_t i = stage.first; i < stage.last; ++i) {
      dockerfile::instruction const& one = subject.dockerfile->file->instructions()[i];
      if (!one.is(dockerfile::keyword::expose)) continue;
      for (dockerfile::word const& word : one.words) add(word.text);
    }
  }
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  if (known != nullptr) {
    for (int port : known->ports) ports.push_back({port, port});
  }
  return ports;
}

bool listens_on(service_subject const& subject, int port) {
  std::vector<port_span> const ports = listening_ports(subject);
  return std::any_of(ports.begin(), ports.end(),
                     [&](port_span const& one) { return port >= one.first && port <= one.last; });
}

std::optional<int> behind_published(service_subject const& subject, int host_port) {
  for (compose::port const& one : subject.service->ports) {
    std::optional<port_span> const range = read_ports(one.published);
    if (range && host_port >= range->first && host_port <= range->last) return static_cast<int>(one.target);
  }
  return std::nullopt;
}

std::vector<port_entry> port_entries(service_subject const& subject) {
  std::vector<port_entry> entries;
  for (std::size_t i = 0; i < subject.service->ports.size(); ++i) {
    compose::port const& port = subject.service->ports[i];
    source_span where = subject.where("ports[" + std::to_string(i) + "]");
    auto const known = std::find_if(entries.begin(), entries.end(), [&](port_entry const& one) {
      return one.where.line == where.line && one.where.column == where.column && one.where.file == where.file;
    });
    int const target = static_cast<int>(port.target);
    if (known == entries.end()) {
      entries.push_back({&port, std::move(where), {target, target}});
    } else {
      known->targets.first = std::min(known->targets.first, target);
      known->targets.last = std::max(known->targets.last, target);
    }
  }
  return entries;
}

bool binds_everywhere(std::string_view address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

bool depends_on(service_subject const& a, service_subject const& b) {
  std::set<service_subject const*> seen;
  std::vector<service_subject const*> open{&a};
  while (!open.empty()) {
    service_subject const* next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;
    for (auto const& [name, unused] : next->service->depends_on) {
      if (name == b.service->name) return true;
      if (service_subject const* other = next->project->find(name)) open.push_back(other);
    }
  }
  return false;
}

}  // namespace dockverify::rules
