// Rule names, evidence and the making of a subject: the parts of judgement that no single aspect owns.
#include "drift/judge.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "compose/canonical.hpp"
#include "plan/identity.hpp"

namespace dockverify::drift {

namespace {

constexpr std::array<rule, 30> rules{{
    {"DVR004", "capabilities", "CIS 5.4", severity::error,
     "Capabilities are added or dropped that the file does not say."},
    {"DVR005", "privileged", "CIS 5.5", severity::error,
     "The container is privileged and the file does not say so, or the other way round."},
    {"DVR011", "memory", "CIS 5.11", severity::error,
     "A memory limit or reservation in force is not the declared one."},
    {"DVR012", "cpu", "CIS 5.12", severity::warning,
     "A limit or share of processors in force is not the declared one."},
    {"DVR013", "read-only", "CIS 5.13", severity::error,
     "The root file system can be written though the file says read_only, or the other way round."},
    {"DVR014", "bound-interface", "CIS 5.14", severity::error,
     "A port is published on another address of the host than declared."},
    {"DVR015", "restart-policy", "CIS 5.15", severity::warning, "The restart policy is not the declared one."},
    {"DVR016", "pid-namespace", "CIS 5.16", severity::error,
     "The container sees the processes of another namespace than declared."},
    {"DVR017", "ipc-namespace", "CIS 5.17", severity::error,
     "The container shares memory with another namespace than declared."},
    {"DVR018", "devices", "CIS 5.18", severity::error, "Devices are not those that the file declares."},
    {"DVR019", "ulimits", "CIS 5.19", severity::warning, "Ulimits are not those that the file declares."},
    {"DVR021", "uts-namespace", "CIS 5.21", severity::error,
     "The container has the host's name though the file does not say so, or the other way round."},
    {"DVR025", "cgroup-parent", "CIS 5.25", severity::warning, "The control group is not the declared one."},
    {"DVR026", "no-new-privileges", "CIS 5.26", severity::error,
     "Security options, for example no-new-privileges, are not the declared ones."},
    {"DVR028", "image-fresh", "CIS 5.28", severity::error,
     "The container runs another image than its reference names now."},
    {"DVR029", "pids", "CIS 5.29", severity::error, "The limit of processes in force is not the declared one."},
    {"DVR031", "user-namespace", "CIS 5.31", severity::error, "The user namespace is not the declared one."},
    {"DVR033", "running-user", "CIS 4.1", severity::error, "Processes run as another user or group than declared."},
    {"DVR040", "all-healthy", "", severity::error,
     "A service does not run, is not healthy, or has too few containers."},
    {"DVR041", "restart-loop", "", severity::error, "A container keeps restarting."},
    {"DVR042", "oom", "", severity::error, "The kernel has killed a process for want of memory."},
    {"DVR043", "exit-code", "", severity::error, "A one-shot service has ended with another exit code than 0."},
    {"DVR046", "networks-as-declared", "", severity::error,
     "Networks, aliases or addresses are not those that the file declares."},
    {"DVR047", "ports-as-declared", "", severity::error,
     "Published ports are not those that the file declares, or do not answer."},
    {"DVR048", "mounts-as-declared", "", severity::error, "Mounts or volumes are not those that the file declares."},
    {"DVR049", "env-as-declared", "", severity::warning,
     "Variables of the environment are not those that the file declares."},
    {"DVR050", "image-as-declared", "", severity::error, "The image's reference is not the declared one."},
    {"DVR051", "command-as-declared", "", severity::warning,
     "Another attribute, for example the command, is not as the file declares it."},
    {"DVR052", "stale", "", severity::warning, "The file has changed since the container was created."},
    {"DVR053", "orphans", "", severity::warning, "Containers of the project run that the file does not name."},
}};

int api_minor(std::string const& version) {
  int minor = 0;
  auto const dot = version.find('.');
  if (dot == std::string::npos) return 41;
  auto const [end, error] = std::from_chars(version.data() + dot + 1, version.data() + version.size(), minor);
  return error == std::errc() ? minor : 41;
}

hash_state hash_of(compose::service const& service, std::string const& label, plan::string_map const& container_ids) {
  if (label.empty()) return hash_state::absent;
  if (plan::hash_matches(label, service, container_ids)) return hash_state::equal;
  // Without the containers that it refers to, a service has no hash.
  return plan::service_hash(service, container_ids).empty() ? hash_state::unknown : hash_state::different;
}

observe::json image_config(observe::live_stack const& live, observe::live_container const& container) {
  auto const* image = live.image_by_id(container.image_id);
  return image == nullptr ? observe::json() : observe::at_key(image->inspect, "Config");
}

}  // namespace

std::span<rule const> all_rules() {
  return rules;
}

mapping::difference const* subject::difference_of(std::string_view key) const {
  auto const found =
      std::find_if(differences.begin(), differences.end(), [&](auto const& d) { return d.which->key == key; });
  return found == differences.end() ? nullptr : &*found;
}

void tally::unknown(subject const& s, std::string name, std::string why) {
  count(result_.checks.undetermined);
  result_.undetermined.push_back({s.service->name, s.container->name, std::move(name), std::move(why)});
}

subject make_subject(compose::project const& project, compose::service const& service, observe::live_stack const& live,
                     observe::live_container const& container, std::vector<std::string> hidden) {
  subject s;
  s.project = &project;
  s.service = &service;
  s.live = &live;
  s.container = &container;
  s.context.project = &project;
  // The declared name, not the live one: a renamed container still has to answer to it.
  s.context.container_name = mapping::container_name(project, service, container.number);
  s.context.api_minor = api_minor(live.engine.api_version);
  s.context.image_config = image_config(live, container);
  s.context.cgroup_v2 = live.engine.cgroup_version == "2";
  for (auto const& [name, unused] : project.services) {
    auto const of_service = live.of_service(name);
    if (!of_service.empty()) s.context.container_ids.emplace(name, of_service.front()->id);
  }
  s.hidden = std::move(hidden);
  s.context.has_hidden_values = !s.hidden.empty();
  // The hash covers the values that are not known.
  s.hash = s.hidden.empty() ? hash_of(service, container.config_hash, s.context.container_ids) : hash_state::unknown;
  s.differences = mapping::compare(service, s.context, container.inspect);
  return s;
}

finding begin(std::string_view rule, severity level, std::string message) {
  finding f;
  f.rule = rule;
  f.kind = finding_kind::drift;
  f.level = level;
  f.message = std::move(message);
  for (auto const& text : rules) {
    if (text.id != rule) continue;
    f.name = text.name;
    if (!text.alias.empty()) f.aliases.emplace_back(text.alias);
  }
  return f;
}

finding begin(subject const& s, std::string_view rule, severity level, std::string message) {
  auto f = begin(rule, level, std::move(message));
  f.service = s.service->name;
  f.container = s.container->name;
  f.where = s.service->where();
  return f;
}

std::optional<drift_class> classify(subject const& s, bool live_mutable, bool declared) {
  switch (s.hash) {
    case hash_state::absent:
      return drift_class::foreign;
    case hash_state::different:
      return drift_class::stale;
    case hash_state::unknown:
      return std::nullopt;
    case hash_state::equal:
      break;
  }
  if (live_mutable) return drift_class::mutated;
  return declared ? drift_class::foreign : drift_class::inherited;
}

std::optional<drift_class> classify(compose::network const& declared, observe::live_network const& live) {
  if (live.config_hash.empty() || live.config_hash == compose::config_hash(declared)) return drift_class::foreign;
  return drift_class::stale;
}

std::optional<drift_class> classify(compose::volume const& declared, observe::live_volume const& live) {
  if (live.config_hash.empty() || live.config_hash == compose::config_hash(declared)) return drift_class::foreign;
  return drift_class::stale;
}

void add_declared(finding& f, source_span const& where, std::string_view key, std::string text) {
  f.where = where;
  auto source = where.text();
  if (!source.empty()) source += ' ';
  f.evidences.push_back({source + std::string(key), std::move(text)});
}

void add_configured(finding& f, std::string_view field, std::string text) {
  f.field = field;
  f.evidences.push_back({"GET /containers/{id}/json " + std::string(field), std::move(text)});
}

void add_effective(finding& f, std::string source, std::string text) {
  f.evidences.push_back({std::move(source), std::move(text)});
}

std::optional<evidence> effective_of(subject const& s, std::string_view key) {
  auto const& facts = s.container->facts;
  if (key == "mem_limit" && facts.memory) return evidence{facts.memory->source, bytes_text(facts.memory->value)};
  if (key == "memswap_limit" && facts.swap)
    return evidence{facts.swap->source, "swap " + bytes_text(facts.swap->value)};
  if (key == "cpus" && facts.cpus) return evidence{facts.cpus->source, cpus_text(facts.cpus->value)};
  if (key == "pids_limit" && facts.pids) {
    return evidence{facts.pids->source, facts.pids->value ? std::to_string(*facts.pids->value) : "unlimited"};
  }
  if (key == "user" && facts.init_uid) {
    auto const uid = facts.uid_inside(*facts.init_uid).value_or(*facts.init_uid);
    return evidence{facts.processes_source, "the first process runs as uid " + std::to_string(uid)};
  }
  return std::nullopt;
}

std::string program_of(std::string const& command) {
  auto word = command.substr(0, command.find(' '));
  auto const slash = word.rfind('/');
  if (slash != std::string::npos && slash + 1 < word.size()) word.erase(0, slash + 1);
  while (!word.empty() && word.back() == ':') word.pop_back();
  return word;
}

std::string bytes_text(std::optional<std::int64_t> bytes) {
  if (!bytes) return "unlimited";
  constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  auto value = *bytes;
  while (value != 0 && value % 1024 == 0 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  if (unit == 0) return std::to_string(*bytes);
  return std::to_string(value) + " " + std::string(units[unit]) + " (" + std::to_string(*bytes) + ")";
}

std::string cpus_text(std::optional<double> cpus) {
  if (!cpus) return "unlimited";
  auto text = std::to_string(*cpus);
  text.erase(text.find_last_not_of('0') + 1);
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

}  // namespace dockverify::drift
