#include "audit/configuration.hpp"

#include <array>
#include <iterator>
#include <utility>

#include "compose/attribute.hpp"
#include "compose/codecs.hpp"
#include "compose/paths.hpp"
#include "compose/units.hpp"
#include "rules/rule.hpp"

namespace dockverify::audit {

using compose::yaml_entry;
using compose::yaml_node;

namespace {

constexpr std::array<std::pair<std::string_view, rules::level>, 4> level_names{{{"off", rules::level::off},
                                                                                {"info", rules::level::info},
                                                                                {"warning", rules::level::warning},
                                                                                {"error", rules::level::error}}};
constexpr std::array<std::pair<std::string_view, rules::label_type>, 7> label_names{
    {{"text", rules::label_type::text},
     {"url", rules::label_type::url},
     {"rfc3339", rules::label_type::rfc3339},
     {"spdx", rules::label_type::spdx},
     {"hash", rules::label_type::hash},
     {"semver", rules::label_type::semver},
     {"email", rules::label_type::email}}};

class configuration_reader {
 public:
  configuration_reader(compose::problem_log& log) : log_(log) {}

  configuration run(yaml_node const& node) {
    if (node.is_null()) return {};
    if (!node.is_map()) {
      log_.error(node.where, "dockverify's configuration must be a mapping", "write `rules: {DVC301: off}`");
      return {};
    }
    for (yaml_entry const& entry : node.entries) read(entry);
    return std::move(made_);
  }

 private:
  void read(yaml_entry const& entry) {
    yaml_node const& value = entry.value;
    if (entry.key == "environment" || entry.key == "env") {
      std::string const name = text(entry);
      if (name == "dev" || name == "prod") {
        made_.environment = name == "prod" ? rules::environment::prod : rules::environment::dev;
      } else {
        log_.error(value.where, "`environment` must be dev or prod");
      }
    } else if (entry.key == "rules") {
      for (yaml_entry const& one : mapping(entry)) read_level(one);
    } else if (entry.key == "ignore") {
      for (yaml_node const& one : list(entry)) read_ignore(one);
    } else if (entry.key == "trusted_registries") {
      made_.trusted_registries = texts(entry);
    } else if (entry.key == "labels") {
      for (yaml_entry const& one : mapping(entry)) {
        if (auto const type = choice(label_names, one)) made_.labels.insert_or_assign(one.key, *type);
      }
    } else if (entry.key == "strict_labels") {
      made_.strict_labels = flag(entry);
    } else if (entry.key == "require_reason") {
      made_.require_reason = flag(entry);
    } else if (entry.key == "context") {
      for (yaml_entry const& one : mapping(entry)) read_limit(one);
    } else if (entry.key == "not_secret") {
      made_.not_secret = texts(entry);
    } else if (entry.key == "non_root_bases") {
      made_.non_root_bases = texts(entry);
    } else {
      unknown(entry, {"environment", "rules", "ignore", "require_reason", "trusted_registries", "labels",
                      "strict_labels", "context", "not_secret", "non_root_bases"});
    }
  }

  void unknown(yaml_entry const& entry, std::vector<std::string> const& known) {
    log_.error(
        entry.where,
        "unknown key `" + entry.key + "` in dockverify's configuration" + compose::did_you_mean(entry.key, known),
        "its keys are " + compose::one_of(known));
  }

  std::string text(yaml_entry const& entry) {
    if (!entry.value.is_scalar() || entry.value.is_null())
      log_.error(entry.value.where, "`" + entry.key + "` must be a single value");
    return entry.value.text;
  }

  bool flag(yaml_entry const& entry) {
    if (entry.value.kind != compose::value_kind::boolean)
      log_.error(entry.value.where, "`" + entry.key + "` must be true or false");
    return entry.value.text == "true";
  }

  std::vector<yaml_entry> const& mapping(yaml_entry const& entry) {
    if (!entry.value.is_map()) log_.error(entry.value.where, "`" + entry.key + "` must be a mapping");
    return entry.value.entries;
  }
  std::vector<yaml_node> const& list(yaml_entry const& entry) {
    if (!entry.value.is_list()) log_.error(entry.value.where, "`" + entry.key + "` must be a list");
    return entry.value.items;
  }
  std::vector<std::string> texts(yaml_entry const& entry) {
    std::vector<std::string> all;
    if (entry.value.is_scalar() && !entry.value.is_null()) return {entry.value.text};
    for (yaml_node const& item : list(entry)) all.push_back(item.text);
    return all;
  }

  template <class Value, std::size_t N>
  std::optional<Value> choice(std::array<std::pair<std::string_view, Value>, N> const& names, yaml_entry const& entry) {
    std::vector<std::string> known;
    for (auto const& [name, value] : names) {
      if (entry.value.text == name) return value;
      known.emplace_back(name);
    }
    log_.error(entry.value.where,
               "`" + entry.key + "` can not be `" + compose::shown(entry.value) + "`" +
                   compose::did_you_mean(entry.value.text, known),
               "it is one of " + compose::one_of(known));
    return std::nullopt;
  }

  rules::rule const* rule_of(std::string const& id, source_span const& where) {
    rules::rule const* rule = rules::find_rule(id);
    if (rule != nullptr) return rule;
    std::vector<std::string> known;
    for (rules::rule const* one : rules::all_rules()) {
      known.emplace_back(one->id);
      known.emplace_back(one->name);
    }
    log_.error(where, "there is no rule `" + id + "`" + compose::did_you_mean(id, known),
               "dockverify explain lists the rules");
    return nullptr;
  }

  void read_level(yaml_entry const& entry) {
    rules::rule const* rule = rule_of(entry.key, entry.where);
    // YAML takes a bare `off` for text, `false` for a boolean: both mean it.
    if (entry.value.kind == compose::value_kind::boolean && entry.value.text == "false") {
      if (rule != nullptr) made_.levels.insert_or_assign(std::string(rule->id), rules::level::off);
      return;
    }
    auto const level = choice(level_names, entry);
    if (rule != nullptr && level) made_.levels.insert_or_assign(std::string(rule->id), *level);
  }

  void read_limit(yaml_entry const& entry) {
    if (entry.key == "bytes") {
      std::optional<std::int64_t> const bytes = compose::parse_bytes(entry.value.text);
      if (!bytes || *bytes < 0)
        log_.error(entry.value.where, "context.bytes must be a size", "write `bytes: 100m`");
      else
        made_.context_bytes = static_cast<std::uint64_t>(*bytes);
    } else if (entry.key == "files") {
      std::optional<std::int64_t> const files = compose::parse_bytes(entry.value.text);
      if (entry.value.kind != compose::value_kind::integer || !files || *files < 0)
        log_.error(entry.value.where, "context.files must be a number");
      else
        made_.context_files = static_cast<std::size_t>(*files);
    } else {
      unknown(entry, {"bytes", "files"});
    }
  }

  void read_ignore(yaml_node const& node) {
    ignore one;
    one.source = "configuration";
    one.where = node.where;
    if (node.is_scalar()) {
      one.rules = {node.text};
    } else {
      for (yaml_entry const& entry : node.entries) {
        if (entry.key == "rule" || entry.key == "rules") {
          one.rules = texts(entry);
        } else if (entry.key == "path") {
          one.file = text(entry);
        } else if (entry.key == "service") {
          one.service = text(entry);
        } else if (entry.key == "reason") {
          one.reason = text(entry);
        } else if (entry.key == "until") {
          one.until = read_date(entry.value.text.substr(0, 10));
          if (!one.until) log_.error(entry.value.where, "`until` must be a day", "write `until: 2027-01-31`");
        } else {
          unknown(entry, {"rule", "rules", "path", "service", "reason", "until"});
        }
      }
    }
    if (one.rules.empty()) {
      log_.error(node.where, "an entry of `ignore` names no rule", "write `- {rule: DVC301, reason: \"...\"}`");
      return;
    }
    for (std::string const& id : one.rules) rule_of(id, node.where);
    made_.ignores.push_back(std::move(one));
  }

  compose::problem_log& log_;
  configuration made_;
};

}  // namespace

configuration read_configuration(yaml_node const& node, compose::problem_log& log) {
  return configuration_reader(log).run(node);
}

std::string find_configuration(std::string const& directory) {
  std::string at = compose::clean_path(directory);
  while (true) {
    for (std::string_view name : {"/.dockverify.yaml", "/.dockverify.yml"}) {
      std::string file = (at == "/" ? std::string{} : at) + std::string(name);
      if (compose::file_exists(file) && !compose::is_directory(file)) return file;
    }
    // A repository's root is as far as a project reaches.
    if (compose::file_exists(at + "/.git")) return {};
    std::string const parent = compose::parent_directory(at);
    if (parent == at) return {};
    at = parent;
  }
}

void merge(configuration& base, configuration later) {
  if (later.environment) base.environment = later.environment;
  for (auto& [id, level] : later.levels) base.levels.insert_or_assign(id, level);
  for (auto& [service, levels] : later.service_levels) {
    for (auto& [id, level] : levels) base.service_levels[service].insert_or_assign(id, level);
  }
  if (later.require_reason) base.require_reason = later.require_reason;
  std::move(later.ignores.begin(), later.ignores.end(), std::back_inserter(base.ignores));
  std::move(later.trusted_registries.begin(), later.trusted_registries.end(),
            std::back_inserter(base.trusted_registries));
  for (auto& [label, type] : later.labels) base.labels.insert_or_assign(label, type);
  if (later.strict_labels) base.strict_labels = later.strict_labels;
  if (later.context_bytes) base.context_bytes = later.context_bytes;
  if (later.context_files) base.context_files = later.context_files;
  std::move(later.not_secret.begin(), later.not_secret.end(), std::back_inserter(base.not_secret));
  std::move(later.non_root_bases.begin(), later.non_root_bases.end(), std::back_inserter(base.non_root_bases));
}

void apply(configuration const& from, rules::settings& settings, bool keep_environment) {
  if (from.environment && !keep_environment) settings.environment = *from.environment;
  // What a configuration does not say stays as the caller has it.
  if (!from.trusted_registries.empty()) settings.trusted_registries = from.trusted_registries;
  if (!from.labels.empty()) settings.labels = from.labels;
  if (from.strict_labels) settings.strict_labels = *from.strict_labels;
  if (from.context_bytes) settings.context_bytes = *from.context_bytes;
  if (from.context_files) settings.context_files = *from.context_files;
  if (!from.not_secret.empty()) settings.not_secret = from.not_secret;
  if (!from.non_root_bases.empty()) settings.non_root_bases = from.non_root_bases;
}

}  // namespace dockverify::audit
