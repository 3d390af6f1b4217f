// One row for each attribute of a compose object, in compose-go's struct order: its key, how it is read, how it is
// printed and how files merge it. Reading, unknown keys, canonical JSON and the config-hash all walk these rows, so a
// new attribute is a new row.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compose/canonical.hpp"
#include "compose/problem_log.hpp"
#include "compose/project.hpp"
#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// What a later file does to the value of an earlier one.
enum class merge_rule : std::uint8_t {
  standard,      ///< mappings key by key, lists appended, anything else replaced
  replace,       ///< the later value alone: command, entrypoint, healthcheck.test
  variables,     ///< a mapping or a list of KEY=VALUE: both become such a list
  append,        ///< one text or a list of them: dns, tmpfs, env_file
  hosts,         ///< extra_hosts: every address of both
  names,         ///< a list of names is a mapping without settings: networks
  dependencies,  ///< a list of names is a mapping with the default settings: depends_on
  logging,       ///< merged when the driver is the same, else replaced
  ulimits,       ///< each limit replaced as a whole
  context,       ///< build: a text is the context
  devices,       ///< gpus: an earlier `all` is a list of one by then, a later one is not
  keys,          ///< build.ssh: an earlier list is a mapping by then, a later one is not
  pools,         ///< ipam.config: pools of the same subnet are one, the others of the earlier file go
};

/// The place that is being read.
struct reader {
  problem_log& log;
  source_marks& marks;   ///< of the object (service, network, ...) this is in
  std::string path;      ///< for messages: "services.web.ports[0]"
  std::string relative;  ///< for marks: "ports[0]"

  [[nodiscard]] reader child(std::string_view key) const {
    return {log, marks, path + "." + std::string(key),
            relative.empty() ? std::string(key) : relative + "." + std::string(key)};
  }
  [[nodiscard]] reader item(std::size_t index) const {
    std::string const suffix = "[" + std::to_string(index) + "]";
    return {log, marks, path + suffix, relative + suffix};
  }
  void mark(source_span const& where) const { marks.set(relative, where); }
  /// "services.web.ports must be a list, this is a mapping".
  void wrong_type(yaml_node const& node, std::string_view expected, std::string advice = {}) const;
  /// "services.web.ports[0] has no target"; silent when interpolation already failed there.
  void error(yaml_node const& node, std::string_view message, std::string advice = {},
             problem_code code = problem_code::schema) const {
    if (node.broken) return;
    if (advice.empty() && !node.written.empty() && node.text.empty())
      advice = "the variable in it is not set: set it, or give it a default, ${NAME:-value}";
    log.error(node.where, path + " " + std::string(message), std::move(advice), code);
  }
};

/// The same for what is no structure but the notation of a value, which is not looked at before variables are replaced.
void bad_value(reader const& at, yaml_node const& node, std::string_view message, std::string advice = {},
               problem_code code = problem_code::schema);

/// What a message may show of a scalar: never what a variable holds.
std::string shown(yaml_node const& node);
/// The same for a value that was read from somewhere below `root`: as written there if a variable made it.
std::string shown(yaml_node const& root, std::string const& value);

/// An object that is being printed.
struct printer {
  model_view view;
  ordered_json object = ordered_json::object();
};

/// Appends a key that the object does not have: nlohmann's own ways search for it first, each time.
inline void put(ordered_json& object, std::string_view key, ordered_json value) {
  object.get_ref<ordered_json::object_t&>().push_back({std::string(key), std::move(value)});
}
inline void put(printer& out, std::string_view key, ordered_json value) {
  put(out.object, key, std::move(value));
}
/// The same for a mapping whose keys the user chose, sorted by them already: its order depends on the view.
void put_mapping(printer& out, std::string_view key, ordered_json mapping);
/// The same for settings that compose-go keeps by value: the YAML leaves them out when they are empty.
void put_settings(printer& out, std::string_view key, ordered_json settings);
/// The `x-*` keys at the end of an object.
void put_extensions(printer& out, extension_values const& extensions);

template <class Object>
struct attribute {
  std::string_view key;
  void (*read)(reader const& at, yaml_node const& node, Object& object);
  /// Adds the key unless the value is empty in compose-go's sense.
  void (*write)(printer& out, std::string_view key, Object const& object);
  merge_rule merge = merge_rule::standard;
};

template <class Object>
using attributes = std::span<attribute<Object> const>;

namespace detail {
template <class Member>
struct member_of;
template <class Object, class Value>
struct member_of<Value Object::*> {
  using object = Object;
};
}  // namespace detail

/// A row for a data member and a codec: a type with static read(reader, node, value) and write(json, key, value).
template <auto Member, class Codec>
constexpr auto row(std::string_view key, merge_rule merge = merge_rule::standard) {
  using object = typename detail::member_of<decltype(Member)>::object;
  return attribute<object>{
      key, [](reader const& at, yaml_node const& node, object& o) { Codec::read(at, node, o.*Member); },
      [](printer& out, std::string_view name, object const& o) { Codec::write(out, name, o.*Member); }, merge};
}

/// The value of an unknown key's report: its name, where, and the nearest of `known`.
void report_unknown_key(reader const& at, yaml_entry const& entry, std::vector<std::string> const& known);
inline bool is_extension(std::string_view key) noexcept {
  return key.substr(0, 2) == "x-";
}

/// Any value as JSON, keys sorted as Go prints maps.
ordered_json plain_json(yaml_node const& node);

template <class Object>
concept extensible = requires(Object object) { object.extensions; };

template <class Object>
void read_object(reader const& at, yaml_node const& node, attributes<Object> rows, Object& object) {
  if (!node.is_map()) return at.wrong_type(node, "a mapping");
  for (yaml_entry const& entry : node.entries) {
    if (is_extension(entry.key)) {
      if constexpr (extensible<Object>) object.extensions[entry.key] = plain_json(entry.value);
      continue;
    }
    attribute<Object> const* found = nullptr;
    for (attribute<Object> const& candidate : rows) {
      if (candidate.key == entry.key) found = &candidate;
    }
    if (found == nullptr) {
      std::vector<std::string> known;
      for (attribute<Object> const& candidate : rows) known.emplace_back(candidate.key);
      report_unknown_key(at, entry, known);
      continue;
    }
    reader const inner = at.child(entry.key);
    inner.mark(entry.where);
    found->read(inner, entry.value, object);
  }
}

template <class Object>
ordered_json write_object(attributes<Object> rows, Object const& object, model_view view) {
  printer out{view};
  for (attribute<Object> const& one : rows) one.write(out, one.key, object);
  if constexpr (extensible<Object>) put_extensions(out, object.extensions);
  return std::move(out.object);
}

}  // namespace dockverify::compose
