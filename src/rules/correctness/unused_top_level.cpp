// DVC513: a top-level volume, network or config that nothing uses.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compose/yaml_tree.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

using names = std::set<std::string>;

void check_section(project_subject const& subject, std::string_view section, std::string_view kind, names const& used,
                   sink& out) {
  compose::yaml_entry const* found = subject.tree->find(section);
  if (found == nullptr) return;
  std::vector<std::pair<draft*, source_span>> unused;
  for (compose::yaml_entry const& entry : found->value.entries) {
    if (entry.key.starts_with("x-") || used.count(entry.key) != 0) continue;
    draft& made = out.add(entry.where, "nothing uses the " + std::string(kind) + " `" + entry.key + "`")
                      .field(std::string(section) + "." + entry.key)
                      .advice("remove it, or name it where it is meant");
    unused.emplace_back(&made, entry.where);
  }
  // A section must not be left without entries, and in several files it is not plain which has how many.
  bool const one_file = std::all_of(found->value.entries.begin(), found->value.entries.end(), [&](auto const& entry) {
    return entry.where.known() && found->where.known() && *entry.where.file == *found->where.file;
  });
  bool const all = unused.size() == found->value.entries.size();
  for (auto const& [made, where] : unused) {
    if (one_file) remove_key(*made, subject, all ? found->where : where);
  }
}

void check(project_subject const& subject, sink& out) {
  if (subject.tree == nullptr) return;
  names networks, volumes, configs;
  for (service_subject const& one : subject.services) {
    compose::service const& s = *one.service;
    for (auto const& [name, unused] : s.networks) networks.insert(name);
    for (compose::volume_mount const& mount : s.volumes) {
      if (mount.type == "volume" || mount.type == "cluster") volumes.insert(mount.source);
    }
    for (compose::file_reference const& use : s.configs) configs.insert(use.source);
    if (s.build && !s.build->network.empty()) networks.insert(s.build->network);
  }
  check_section(subject, "volumes", "volume", volumes, out);
  check_section(subject, "networks", "network", networks, out);
  check_section(subject, "configs", "config", configs, out);
}

}  // namespace

extern rule const unused_top_level;
rule const unused_top_level{
    .id = "DVC513",
    .name = "unused-top-level",
    .dev = level::info,
    .prod = level::info,
    .summary = "A top-level volume, network or config that nothing uses.",
    .why = "Compose does not create it. It is mostly left over, or misspelt where it should be used.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "volumes:\n"
        "  data:\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes: [\"data:/data\"]\n"
        "volumes:\n"
        "  data:\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_project = &check,
};

}  // namespace dockverify::rules
