// Smaller blocks of a service: healthcheck, logging, hooks, build, develop.
#include <algorithm>

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
    at.error(node, "must start with CMD, CMD-SHELL or NONE",
             "write `[\"CMD\", \"" + shown(node.items.front()) +
                 "\", ...]` to run a program, or a plain text to run a shell",
             problem_code::health_test);
  }
  static void write(printer& out, std::string_view key, string_list const& value) { texts::write(out, key, value); }
};

/// ssh: ["default", "id=path"], or a mapping of the same.
struct ssh_keys {
  static void read(reader const& at, yaml_node const& node, string_list& value) {
    nullable_map keys;
    variables::read(at, node, keys);
    value.clear();
    for (auto const& [id, path] : keys) value.push_back(path && !path->empty() ? id + "=" + *path : id);
  }
  static void write(printer& out, std::string_view key, string_list const& value) { texts::write(out, key, value); }
};

/// A mapping to single values or lists of them, all kept as lists of texts.
struct multiple_options {
  static void read(reader const& at, yaml_node const& node, std::map<std::string, string_list>& value) {
    if (!node.is_map()) return at.wrong_type(node, "a mapping");
    for (yaml_entry const& entry : node.entries) {
      reader const inner = at.child(entry.key);
      inner.mark(entry.where);
      string_list& texts = value[entry.key];
      if (!entry.value.is_list()) {
        any_text::read(inner, entry.value, texts.emplace_back());
        continue;
      }
      for (std::size_t i = 0; i < entry.value.items.size(); ++i)
        any_text::read(inner.item(i), entry.value.items[i], texts.emplace_back());
    }
  }
  static void write(printer& out, std::string_view key, std::map<std::string, string_list> const& value) {
    if (!value.empty()) put_mapping(out, key, value);
  }
};

/// A size that is kept as text: build.shm_size.
struct byte_text {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    std::int64_t size = 0;
    bytes::read(at, node, size);
    value = size == 0 ? std::string{} : std::to_string(size);
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

attributes<watch_trigger> trigger_rows() {
  static constexpr attribute<watch_trigger> rows[] = {
      row<&watch_trigger::path, text>("path"),
      row<&watch_trigger::action, text>("action"),
      row<&watch_trigger::target, text>("target"),
      row<&watch_trigger::exec, settings<hook_rows>>("exec"),
      row<&watch_trigger::include, text_or_texts>("include"),
      row<&watch_trigger::ignore, text_or_texts>("ignore"),
      row<&watch_trigger::initial_sync, flag>("initial_sync"),
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
      row<&hook::command, command_words>("command"),     row<&hook::user, text>("user"),
      row<&hook::privileged, flag>("privileged"),        row<&hook::working_dir, text>("working_dir"),
      row<&hook::environment, variables>("environment"),
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
      row<&build::provenance, any_text>("provenance"),
      row<&build::sbom, any_text>("sbom"),
      row<&build::ssh, ssh_keys>("ssh", merge_rule::variables),
      row<&build::labels, mapping>("labels", merge_rule::variables),
      row<&build::cache_from, texts>("cache_from"),
      row<&build::cache_to, texts>("cache_to"),
      row<&build::no_cache, flag>("no_cache"),
      row<&build::additional_contexts, mapping>("additional_contexts", merge_rule::variables),
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

void build_codec::read(reader const& at, yaml_node const& node, std::optional<build>& value) {
  if (node.kind == value_kind::text) {
    value.emplace().context = node.text;
    return;
  }
  if (!node.is_map()) return at.wrong_type(node, "a path or a mapping", "write `build: .`");
  object<build_rows>::read(at, node, value);
  if (!value->dockerfile.empty() && !value->dockerfile_inline.empty()) {
    at.error(node, "has both `dockerfile` and `dockerfile_inline`, which exclude each other", "keep one of them",
             problem_code::exclusive_keys);
  }
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
      yaml_entry const* action = item.find("action");
      if (action == nullptr || action->value.kind != value_kind::text) continue;
      std::vector<std::string> const actions{"rebuild", "sync", "restart", "sync+restart", "sync+exec"};
      std::string const& wanted = action->value.text;
      if (std::find(actions.begin(), actions.end(), wanted) == actions.end()) {
        inner.child("action").error(action->value,
                                    "can not be `" + shown(action->value) + "`" + did_you_mean(wanted, actions),
                                    "it is one of " + one_of(actions));
      }
      yaml_entry const* target = item.find("target");
      bool const copies = wanted.starts_with("sync");
      if (copies && (target == nullptr || (target->value.is_scalar() && target->value.text.empty())))
        inner.error(item, "has no `target`", "add the path in the container that `path` is copied to");
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
