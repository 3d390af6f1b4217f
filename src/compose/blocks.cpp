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
                 "\", ...]` to run a program, or a plain text to run a shell");
  }
  static void write(ordered_json& json, std::string_view key, string_list const& value) {
    texts::write(json, key, value);
  }
};

/// ssh: ["default", "id=path"], or a mapping of the same.
struct ssh_keys {
  static void read(reader const& at, yaml_node const& node, string_list& value) {
    nullable_map keys;
    variables::read(at, node, keys);
    value.clear();
    for (auto const& [id, path] : keys) value.push_back(path && !path->empty() ? id + "=" + *path : id);
  }
  static void write(ordered_json& json, std::string_view key, string_list const& value) {
    texts::write(json, key, value);
  }
};

/// A size that is kept as text: build.shm_size.
struct byte_text {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    std::int64_t size = 0;
    bytes::read(at, node, size);
    value = size == 0 ? std::string{} : std::to_string(size);
  }
  static void write(ordered_json& json, std::string_view key, std::string const& value) {
    text::write(json, key, value);
  }
};

/// build.pull is a boolean that docker also knows by name.
struct flag_text {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    bool parsed = false;
    flag::read(at, node, parsed);
    value = parsed ? "true" : "";
  }
  static void write(ordered_json& json, std::string_view key, std::string const& value) {
    if (!value.empty()) put(json, key, true);
  }
};

struct trigger {
  std::string path, action, target;
  hook exec;
  string_list include, ignore;
  bool initial_sync = false;
};

attributes<trigger> trigger_rows() {
  struct exec {
    static void read(reader const& at, yaml_node const& node, hook& value) {
      read_object(at, node, hook_rows(), value);
    }
    static void write(ordered_json& json, std::string_view key, hook const& value) {
      put(json, key, write_object(hook_rows(), value));
    }
  };
  static constexpr attribute<trigger> rows[] = {
      row<&trigger::path, text>("path"),
      row<&trigger::action, text>("action"),
      row<&trigger::target, text>("target"),
      row<&trigger::exec, exec>("exec"),
      row<&trigger::include, text_or_texts>("include"),
      row<&trigger::ignore, text_or_texts>("ignore"),
      row<&trigger::initial_sync, flag>("initial_sync"),
  };
  return rows;
}

struct develop {
  std::vector<trigger> watch;
};
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
      row<&build::secrets, configs_codec>("secrets"),
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
    at.error(node, "has both `dockerfile` and `dockerfile_inline`, which exclude each other", "keep one of them");
  }
}
void build_codec::write(ordered_json& json, std::string_view key, std::optional<build> const& value) {
  object<build_rows>::write(json, key, value);
}

void hooks_codec::read(reader const& at, yaml_node const& node, std::vector<hook>& value) {
  objects<hook_rows>::read(at, node, value);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    if (item.is_map() && item.find("command") == nullptr) at.item(i).error(item, "has no `command`");
  }
}
void hooks_codec::write(ordered_json& json, std::string_view key, std::vector<hook> const& value) {
  objects<hook_rows>::write(json, key, value);
}

namespace {

void check_action(reader const& at, yaml_node const& trigger) {
  static std::vector<std::string> const actions{"rebuild", "sync", "restart", "sync+restart", "sync+exec"};
  yaml_entry const* action = trigger.find("action");
  if (action == nullptr || action->value.kind != value_kind::text) return;
  std::string const& name = action->value.text;
  if (std::find(actions.begin(), actions.end(), name) == actions.end()) {
    at.child("action").error(action->value, "can not be `" + shown(action->value) + "`" + did_you_mean(name, actions),
                             "it is one of " + one_of(actions));
    return;
  }
  yaml_entry const* target = trigger.find("target");
  bool const copies = name != "rebuild" && name != "restart";
  if (copies && (target == nullptr || (target->value.is_scalar() && target->value.text.empty())))
    at.error(trigger, "has no `target`", "add the path in the container that `path` is copied to");
}

}  // namespace

void develop_codec::read(reader const& at, yaml_node const& node, nlohmann::ordered_json& value) {
  if (node.is_null()) return;
  as_json<develop, develop_rows>::read(at, node, value);
  for (yaml_entry const& entry : node.entries) {
    for (std::size_t i = 0; i < entry.value.items.size(); ++i) {
      yaml_node const& item = entry.value.items[i];
      for (std::string_view needed : {"path", "action"}) {
        if (item.is_map() && item.find(needed) == nullptr)
          at.child(entry.key).item(i).error(item, "has no `" + std::string(needed) + "`");
      }
      check_action(at.child(entry.key).item(i), item);
    }
  }
}
void develop_codec::write(ordered_json& json, std::string_view key, nlohmann::ordered_json const& value) {
  if (!value.is_null()) put(json, key, value);
}

}  // namespace dockverify::compose
