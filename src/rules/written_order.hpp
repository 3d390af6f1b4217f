// The order in which compose files say things, which is lost in the merged tree.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// Calls `f(root)` for each document of each compose file, before interpolation and merging.
template <class Function>
void for_each_document(project_subject const& subject, Function const& f) {
  for (compose_file const& file : subject.files) {
    compose::problem_log log;
    for (compose::yaml_node const& root : compose::parse_yaml(file.yaml.text(), file.shown, log)) f(root);
  }
}

/// Calls `f(entry)` for each service of each file.
template <class Function>
void for_each_written_service(project_subject const& subject, Function const& f) {
  for_each_document(subject, [&](compose::yaml_node const& root) {
    compose::yaml_entry const* services = root.find("services");
    if (services == nullptr) return;
    for (compose::yaml_entry const& entry : services->value.entries) f(entry);
  });
}

/// The keys that stand in a mapping itself: those that `<<` brought stand elsewhere, before it.
inline std::vector<compose::yaml_entry> own_entries(compose::yaml_entry const& mapping) {
  std::vector<compose::yaml_entry> own;
  std::copy_if(mapping.value.entries.begin(), mapping.value.entries.end(), std::back_inserter(own),
               [&](compose::yaml_entry const& one) { return one.where.line >= mapping.where.line; });
  return own;
}

/// What a name is sorted by: case aside, `_` and `-` before digits and letters.
inline std::string sort_key(std::string_view name) {
  std::string key;
  for (char c : name) {
    if (c == '_') {
      key += '\x01';
    } else if (c == '-') {
      key += '\x02';
    } else {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return key;
}

}  // namespace dockverify::rules
