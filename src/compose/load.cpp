// The pipeline: discover → assemble one tree (parse, interpolate, extend, include, merge) → resolve paths → read by
// rows → resolve → profiles → check. Each step reports what it finds and goes on as far as its result still means
// something.
#include "compose/load.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <type_traits>
#include <utility>

#include "compose/assembly.hpp"
#include "compose/checks.hpp"
#include "compose/codecs.hpp"
#include "compose/discovery.hpp"
#include "compose/families.hpp"
#include "compose/interpolation.hpp"
#include "compose/paths.hpp"
#include "compose/resolve.hpp"
#include "compose/tree_paths.hpp"

namespace dockverify::compose {

namespace {

class loader {
 public:
  loader(load_options const& options, problem_log& log) : options_(options), log_(log) {}

  std::optional<project> run() {
    found_ = discover(options_, log_);
    std::vector<source_document> documents;
    for (source_file const& file : found_.files) {
      project_.files.push_back(file.path);
      std::vector<source_document> more = assembly_.read(file);
      std::move(more.begin(), more.end(), std::back_inserter(documents));
    }
    if (log_.failed()) return std::nullopt;
    if (documents.empty() && !found_.files.empty()) {
      report_empty();
      return std::nullopt;
    }
    project_.directory = found_.directory;
    project_.env_files = found_.env_files;
    decide_name(documents);

    file_scope const scope{found_.directory,
                           [&](std::string const& name) -> std::optional<std::string> {
                             auto const known = found_.environment.find(name);
                             return known == found_.environment.end() ? std::nullopt : std::optional(known->second);
                           },
                           {}};
    yaml_node& root = tree_.emplace(assembly_.merge(std::move(documents), scope));
    if (!options_.interpolate) return as_written(root);
    bool const says_nothing = std::all_of(root.entries.begin(), root.entries.end(),
                                          [](yaml_entry const& entry) { return entry.key == "version"; });
    if (says_nothing) report_empty();
    default_contexts(root, found_.directory);
    resolve_paths(root, found_.directory, found_.home);
    read_root(root);
    resolve(project_, found_);
    add_default_network();
    apply_profiles(project_, found_.profiles, options_.services, log_);
    check_project(project_, root, log_);
    typed_ = true;
    if (log_.failed()) return std::nullopt;
    if (options_.read_env_files) resolve_env_files(project_, found_, log_);
    resolve_label_files(project_, log_);
    if (log_.failed()) return std::nullopt;
    drop_unused(project_);
    typed_ = false;
    return std::move(project_);
  }

  /// The project of a run() that failed, as far as it came.
  std::optional<project> take_partial() {
    return std::exchange(typed_, false) ? std::optional(std::move(project_)) : std::nullopt;
  }
  /// What is left of the files after run(): as one tree, and as texts.
  std::optional<yaml_node> take_tree() { return std::move(tree_); }
  std::vector<source_text> take_sources() { return assembly_.take_sources(); }
  std::map<std::string, std::string> take_environment() { return std::move(found_.environment); }

 private:
  /// The project without what its files say, which has been looked at only.
  std::optional<project> as_written(yaml_node const& root) {
    project const nothing_read = project_;
    log_.look_at_structure_only(true);
    read_root(root);
    check_written(project_, root, log_);
    log_.look_at_structure_only(false);
    if (log_.failed()) return std::nullopt;
    return nothing_read;
  }

  void report_empty() {
    log_.error({found_.files.front().shown, 0, 0}, "the compose file is empty", "a project has at least `services:`",
               problem_code::schema);
  }

  void decide_name(std::vector<source_document> const& documents) {
    project_.name = found_.name;
    yaml_entry const* named = nullptr;
    if (project_.name.empty()) {
      for (source_document const& one : documents) {
        yaml_entry const* entry = one.root.find("name");
        if (entry == nullptr || entry->value.kind != value_kind::text) continue;
        // As compose does, which then makes a name of the variable's own letters.
        substitution const done =
            !options_.interpolate
                ? substitution{entry->value.text, {}, {}, {}}
                : substitute(entry->value.text, [&](std::string const& variable) -> std::optional<std::string> {
                    auto const known = found_.environment.find(variable);
                    return known == found_.environment.end() ? std::nullopt : std::optional(known->second);
                  });
        if (entry->value.text.empty()) continue;
        project_.name = normalized_project_name(done.text);
        named = entry;
      }
    }
    if (project_.name.empty() && named != nullptr) {
      log_.error(named->value.where,
                 "the name `" + named->value.text + "` has no letters or digits that a project's name can have",
                 "use a-z, 0-9, `-` and `_`", problem_code::schema);
    }
    if (project_.name.empty()) project_.name = normalized_project_name(base_name(found_.directory));
    if (project_.name.empty()) {
      log_.error({},
                 "the project has no name: that of its directory `" + found_.directory + "` has no letters or digits",
                 "add `name: something` to the file, or use -p");
    }
    found_.environment["COMPOSE_PROJECT_NAME"] = project_.name;
  }

  void read_root(yaml_node const& root) {
    check_root_keys(root, log_);
    project_.extensions = ordered_json::object();
    for (yaml_entry const& entry : root.entries) {
      if (is_extension(entry.key)) {
        project_.extensions[entry.key] = plain_json(entry.value);
      } else if (entry.key == "services") {
        read_services(entry);
      } else if (entry.key == "networks") {
        read_section(entry, project_.networks, network_rows(), true);
      } else if (entry.key == "volumes") {
        read_section(entry, project_.volumes, volume_rows(), true);
      } else if (entry.key == "secrets") {
        read_section(entry, project_.secrets, secret_rows(), false);
      } else if (entry.key == "configs") {
        read_section(entry, project_.configs, config_rows(), false);
      } else if (entry.key == "models") {
        read_section(entry, project_.models, model_rows(), false);
      }
    }
    std::map<std::string, ordered_json> sorted;
    for (auto& [key, value] : project_.extensions.items()) sorted.emplace(key, value);
    project_.extensions = ordered_json::object();
    for (auto& [key, value] : sorted) put(project_.extensions, key, std::move(value));
  }

  void read_services(yaml_entry const& section) {
    if (!is_section(section, log_)) return;
    // No name is an extension here: `x-base` among services is a service.
    for (yaml_entry const& entry : section.value.entries) {
      service& s = project_.services[entry.key];
      s.name = entry.key;
      s.marks.set("", entry.where);
      reader const at{log_, s.marks, "services." + entry.key, ""};
      read_object(at, entry.value, service_rows(), s);
      if (s.networks.empty() && entry.value.find("network_mode") == nullptr && !s.provider)
        s.networks.emplace("default", service_network{});
    }
  }

  template <class Object>
  void read_section(yaml_entry const& section, std::map<std::string, Object>& values, attributes<Object> rows,
                    bool may_be_empty) {
    if (!is_section(section, log_)) return;
    for (yaml_entry const& entry : section.value.entries) {
      // compose has no use for those.
      if (std::is_same_v<Object, model> && is_extension(entry.key)) continue;
      Object& one = values[entry.key];
      one.key = entry.key;
      one.marks.set("", entry.where);
      reader const at{log_, one.marks, section.key + "." + entry.key, ""};
      if (!entry.value.is_null() || !may_be_empty) {
        read_object(at, entry.value, rows, one);
        take_external_name(at, entry.value, one.name);
        take_included_content(entry.value, one);
      }
      if constexpr (!std::is_same_v<Object, model>) {
        // A name that is there but empty stays so.
        if (one.name.empty() && entry.value.find("name") == nullptr)
          one.name = one.external ? entry.key : project_.name + "_" + entry.key;
      }
    }
  }

  /// `external: {name: x}` is the old way to write `external: true` and `name: x`.
  void take_external_name(reader const& at, yaml_node const& node, std::string& name) {
    yaml_entry const* external = node.find("external");
    if (external == nullptr || !external->value.is_map()) return;
    yaml_entry const* old = external->value.find("name");
    if (old == nullptr) return;
    log_.warning(old->where, at.path + ".external.name is deprecated",
                 "write `name: " + shown(old->value) + "` and `external: true`");
    if (!name.empty() && name != old->value.text) {
      log_.error(old->where, at.path + " has both `name` and `external.name`", "keep `name`",
                 problem_code::exclusive_keys);
    }
    name = old->value.text;
  }

  template <class Object>
  static void take_included_content(yaml_node const& node, Object& one) {
    if constexpr (std::is_same_v<Object, file_object>) {
      yaml_entry const* content = node.find(included_content_key);
      if (content == nullptr) return;
      one.content = content->value.text;
      one.extensions.erase(std::string(included_content_key));
    }
  }

  void add_default_network() {
    network& implied = project_.networks["default"];
    if (!implied.key.empty()) return;
    implied.key = "default";
    implied.name = project_.name + "_default";
  }

  load_options const& options_;
  problem_log& log_;
  discovery found_;
  assembly assembly_{options_, found_, log_};
  project project_;
  std::optional<yaml_node> tree_;
  bool typed_ = false;  ///< project_ has what the files say
};

}  // namespace

load_result load(load_options const& options) {
  load_result result;
  problem_log log;
  loader one(options, log);
  try {
    result.loaded = one.run();
  } catch (std::exception const& failure) {
    log.error({}, std::string("the project could not be loaded: ") + failure.what(),
              "please report this as a bug of dockverify");
  }
  if (log.failed()) result.loaded.reset();
  result.partial = one.take_partial();
  result.tree = one.take_tree();
  result.sources = one.take_sources();
  std::vector<std::string> names;
  for (source_text const& source : result.sources) names.push_back(source.shown);
  result.problems = log.take(names);
  result.environment = one.take_environment();
  return result;
}

}  // namespace dockverify::compose
