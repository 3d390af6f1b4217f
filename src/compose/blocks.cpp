// Smaller blocks of a service: healthcheck, logging, hooks, build, develop.
#include <algorithm>
#include <unordered_map>

#include "compose/families.hpp"
#include "compose/scalar.hpp"

namespace dockverify::compose {

namespace {

struct health_command {
  static void read(reader const& at, yaml_node const& node, string_list& value) {
    if (node.kind == value_kind::text) {
      value = {"CMD-SHELL", node.text};
      return;
    }
    texts::read(at, node, value);
    if (value.empty() || value[0] == "CMD" || value[0] == "CMD-SHELL" || value[0] == "NONE") return;
    bad_value(at, node, "must start with CMD, CMD-SHELL or NONE",
              "write `[\"CMD\", \"" + shown(node.items.front()) +
                  "\", ...]` to run a program, or a plain text to run a shell",
              problem_code::health_test);
  }
  static void write(printer& out, std::string_view key, string_list const& value) { texts::write(out, key, value); }
};

/// A mapping, or a list of KEY=VALUE that compose has made one of before it gathers extensions.
void read_keys(reader const& at, yaml_node const& node, nullable_map& keys) {
  bool const texts_only = std::all_of(node.items.begin(), node.items.end(),
                                      [](yaml_node const& item) { return item.kind == value_kind::text; });
  if (!node.is_list() || !texts_only) return variables::read(at, node, keys);
  yaml_node mapping;
  mapping.kind = value_kind::map;
  mapping.where = node.where;
  std::unordered_map<std::string, std::size_t> known;
  for (yaml_node const& item : node.items) {
    auto [key, assigned] = split_variable(item.text);
    yaml_node one = item;
    one.kind = assigned ? value_kind::text : value_kind::null;
    one.text = assigned.value_or("");
    auto const [at_index, added] = known.emplace(key, mapping.entries.size());
    if (added) {
      mapping.entries.push_back({std::move(key), item.where, std::move(one)});
    } else {
      mapping.entries[at_index->second] = {std::move(key), item.where, std::move(one)};
    }
  }
  variables::read(at, mapping, keys);
}

/// ssh: ["default", "id=path"], or a mapping of the same.
struct ssh_keys {
  static void read(reader const& at, yaml_node const& node, string_list& value) {
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      yaml_node const& item = node.items[i];
      if (item.kind == value_kind::text && item.text != "default" && item.text.find('=') == std::string::npos)
        at.item(i).error(item, "is neither `default` nor a name with a path", "write `- name=path`");
    }
    nullable_map keys;
    read_keys(at, node, keys);
    value.clear();
    for (auto const& [id, path] : keys) value.push_back(path ? id + "=" + *path : id);
  }
  /// As compose, whose YAML is not what it reads.
  static void write(printer& out, std::string_view key, string_list const& value) {
    string_list lines = value;
    for (std::string& line : lines) {
      auto const [id, path] = split_variable(line);
      if (path) line = id + ": " + *path;
    }
    texts::write(out, key, lines);
  }
};

/// additional_contexts: a mapping to texts, or a list of NAME=CONTEXT.
struct named_contexts {
  static void read(reader const& at, yaml_node const& node, string_map& value) {
    for (yaml_entry const& entry : node.entries) {
      if (entry.value.is_scalar() && entry.value.kind != value_kind::text)
        at.child(entry.key).wrong_type(entry.value, "text", entry.value.is_null() ? "name the context" : "");
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      yaml_node const& item = node.items[i];
      if (item.kind == value_kind::text && item.text.find('=') == std::string::npos)
        bad_value(at.item(i), item, "has no context", "write `- name=context`");
    }
    nullable_map contexts;
    read_keys(at, node, contexts);
    value.clear();
    for (auto& [name, context] : contexts) value.emplace(name, context.value_or(""));
  }
  static void write(printer& out, std::string_view key, string_map const& value) { mapping::write(out, key, value); }
};

/// A mapping to single values or lists of them, all kept as lists of texts.
struct multiple_options {
  static void read(reader const& at, yaml_node const& node, std::map<std::string, string_list>& value) {
    if (!node.is_map()) return at.wrong_type(node, "a mapping");
    bool const gathers = gathers_extensions(at, node);
    for (yaml_entry const& entry : node.entries) {
      reader const inner = at.child(entry.key);
      inner.mark(entry.where);
      string_list texts;
      if (!entry.value.is_list()) any_text::read(inner, entry.value, texts.emplace_back());
      for (std::size_t i = 0; i < entry.value.items.size(); ++i)
        any_text::read(inner.item(i), entry.value.items[i], texts.emplace_back());
      if (!texts.empty() && !(gathers && is_extension(entry.key))) value[entry.key] = std::move(texts);
    }
    if (gathers) value[std::string(gathered_key)] = {gathered_text(node)};
  }
  static void write(printer& out, std::string_view key, std::map<std::string, string_list> const& value) {
    if (!value.empty()) put_mapping(out, key, value);
  }
};

/// A size that is kept as text: build.shm_size.
struct byte_text {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    std::int64_t size = 0;
    whole_bytes::read(at, node, size);
    value = size == 0 ? std::string{} : std::to_string(size);
  }
  static void write(printer& out, std::string_view key, std::string const& value) { text::write(out, key, value); }
};

/// build.provenance and build.sbom: a boolean, or a text that docker knows more of.
struct flag_or_text {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    if (node.kind == value_kind::integer || node.kind == value_kind::real)
      return at.wrong_type(node, "true, false or text");
    any_text::read(at, node, value);
  }
  static void write(printer& out, std::string_view key, std::string const& value) { text::write(out, key, value); }
};

/// build.pull is a boolean that docker also knows by name.
struct flag_text {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    bool parsed = false;
    flag::read(at, node, parsed);
    value = parsed ? "true" : "";
  }
  static void write(printer& out, std::string_view key, std::string const& value) {
    if (!value.empty()) put(out, key, true);
  }
};

struct filled_text {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    text::read(at, node, value);
    if (node.kind == value_kind::text && value.empty()) at.error(node, "can not be empty");
  }
  static void write(printer& out, std::string_view key, std::string const& value) { text::write(out, key, value); }
};
/// One text, or a list in which none is there twice.
struct text_or_distinct {
  static void read(reader const& at, yaml_node const& node, string_list& value) {
    if (node.kind != value_kind::text) return distinct_texts::read(at, node, value);
    value = {node.text};
  }
  static void write(printer& out, std::string_view key, string_list const& value) { texts::write(out, key, value); }
};

constexpr std::string_view watch_actions[] = {"rebuild", "sync", "restart", "sync+restart", "sync+exec"};
attributes<watch_trigger> trigger_rows() {
  static constexpr attribute<watch_trigger> rows[] = {
      row<&watch_trigger::path, filled_text>("path"),
      row<&watch_trigger::action, choice<watch_actions>>("action"),
      row<&watch_trigger::target, text>("target"),
      row<&watch_trigger::exec, settings<hook_rows>>("exec"),
      row<&watch_trigger::include, text_or_distinct>("include"),
      row<&watch_trigger::ignore, text_or_distinct>("ignore"),
      row<&watch_trigger::initial_sync, strict_flag>("initial_sync"),
  };
  return rows;
}

attributes<develop> develop_rows() {
  static constexpr attribute<develop> rows[] = {row<&develop::watch, objects<trigger_rows>>("watch")};
  return rows;
}

}  // namespace

attributes<healthcheck> healthcheck_rows() {
  static constexpr attribute<healthcheck> rows[] = {
      row<&healthcheck::test, health_command>("test", merge_rule::replace),
      row<&healthcheck::timeout, duration>("timeout"),
      row<&healthcheck::interval, duration>("interval"),
      row<&healthcheck::retries, truncated_count>("retries"),
      row<&healthcheck::start_period, duration>("start_period"),
      row<&healthcheck::start_interval, duration>("start_interval"),
      row<&healthcheck::disable, flag>("disable"),
  };
  return rows;
}

attributes<logging> logging_rows() {
  static constexpr attribute<logging> rows[] = {
      row<&logging::driver, text>("driver"),
      row<&logging::options, nullable_options>("options"),
  };
  return rows;
}

attributes<hook> hook_rows() {
  static constexpr attribute<hook> rows[] = {
      row<&hook::command, command_words>("command"),
      row<&hook::user, text>("user"),
      row<&hook::privileged, flag>("privileged"),
      row<&hook::working_dir, text>("working_dir"),
      row<&hook::environment, distinct_variables>("environment"),
  };
  return rows;
}

attributes<credential_spec> credential_spec_rows() {
  static constexpr attribute<credential_spec> rows[] = {
      row<&credential_spec::config, text>("config"),
      row<&credential_spec::file, text>("file"),
      row<&credential_spec::registry, text>("registry"),
  };
  return rows;
}

attributes<build> build_rows() {
  static constexpr attribute<build> rows[] = {
      row<&build::context, text>("context"),
      row<&build::dockerfile, text>("dockerfile"),
      row<&build::dockerfile_inline, text>("dockerfile_inline"),
      row<&build::entitlements, texts>("entitlements"),
      row<&build::args, variables>("args", merge_rule::variables),
      row<&build::provenance, flag_or_text>("provenance"),
      row<&build::sbom, flag_or_text>("sbom"),
      row<&build::ssh, ssh_keys>("ssh", merge_rule::keys),
      row<&build::labels, mapping>("labels", merge_rule::variables),
      row<&build::cache_from, texts>("cache_from"),
      row<&build::cache_to, texts>("cache_to"),
      row<&build::no_cache, flag>("no_cache"),
      row<&build::additional_contexts, named_contexts>("additional_contexts", merge_rule::variables),
      row<&build::pull, flag_text>("pull"),
      row<&build::extra_hosts, host_list_codec>("extra_hosts", merge_rule::hosts),
      row<&build::isolation, text>("isolation"),
      row<&build::network, text>("network"),
      row<&build::target, text>("target"),
      row<&build::secrets, build_secrets_codec>("secrets"),
      row<&build::shm_size, byte_text>("shm_size"),
      row<&build::tags, keyed_texts>("tags"),
      row<&build::ulimits, ulimits_codec>("ulimits", merge_rule::ulimits),
      row<&build::platforms, texts>("platforms"),
      row<&build::privileged, flag>("privileged"),
  };
  return rows;
}

constexpr char const* default_dockerfile = "Dockerfile";

void build_codec::read(reader const& at, yaml_node const& node, std::optional<build>& value) {
  if (node.kind == value_kind::text) {
    value.emplace().context = node.text;
    value->dockerfile = default_dockerfile;
    return;
  }
  if (!node.is_map()) return at.wrong_type(node, "a path or a mapping", "write `build: .`");
  object<build_rows>::read(at, node, value);
  // An empty one is as good as any other here.
  if (node.find("dockerfile") == nullptr && node.find("dockerfile_inline") == nullptr)
    value->dockerfile = default_dockerfile;
}
void build_codec::write(printer& out, std::string_view key, std::optional<build> const& value) {
  object<build_rows>::write(out, key, value);
}

void hooks_codec::read(reader const& at, yaml_node const& node, std::vector<hook>& value) {
  objects<hook_rows>::read(at, node, value);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    if (item.is_map() && item.find("command") == nullptr) at.item(i).error(item, "has no `command`");
  }
}
void hooks_codec::write(printer& out, std::string_view key, std::vector<hook> const& value) {
  objects<hook_rows>::write(out, key, value);
}

void develop_codec::read(reader const& at, yaml_node const& node, std::optional<develop>& value) {
  if (node.is_null()) return value.reset();
  object<develop_rows>::read(at, node, value);
  for (yaml_entry const& entry : node.entries) {
    for (std::size_t i = 0; i < entry.value.items.size(); ++i) {
      yaml_node const& item = entry.value.items[i];
      reader const inner = at.child(entry.key).item(i);
      for (std::string_view needed : {"path", "action"}) {
        if (item.is_map() && item.find(needed) == nullptr) inner.error(item, "has no `" + std::string(needed) + "`");
      }
      yaml_entry const* exec = item.find("exec");
      if (exec != nullptr && exec->value.is_map() && exec->value.find("command") == nullptr)
        inner.child("exec").error(exec->value, "has no `command`");
      yaml_entry const* action = item.find("action");
      if (action == nullptr || action->value.kind != value_kind::text) continue;
      std::string const& wanted = action->value.text;
      yaml_entry const* target = item.find("target");
      bool const copies = wanted.starts_with("sync");
      if (copies && (target == nullptr || (target->value.is_scalar() && target->value.text.empty())))
        bad_value(inner, item, "has no `target`", "add the path in the container that `path` is copied to");
    }
  }
}
void develop_codec::write(printer& out, std::string_view key, std::optional<develop> const& value) {
  object<develop_rows>::write(out, key, value);
}

attributes<service_provider> provider_rows() {
  static constexpr attribute<service_provider> rows[] = {
      row<&service_provider::type, text>("type"),
      row<&service_provider::options, multiple_options>("options"),
  };
  return rows;
}

}  // namespace dockverify::compose
