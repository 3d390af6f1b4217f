// `include`: another project's services, networks, volumes, secrets, configs and models, read with its own directory
// and variables.
#include <algorithm>
#include <array>
#include <utility>

#include "compose/assembly.hpp"
#include "compose/attribute.hpp"
#include "compose/families.hpp"
#include "compose/paths.hpp"
#include "compose/tree_paths.hpp"

namespace dockverify::compose {

namespace {

constexpr std::array<std::string_view, 6> imported_sections{"services", "networks", "volumes",
                                                            "secrets",  "configs",  "models"};

/// Nothing, one text or a list of texts; false and a report when it is none of them.
bool read_texts(yaml_node const& node, std::string const& place, std::vector<yaml_node const*>& texts,
                problem_log& log) {
  bool fits = node.is_null() || node.kind == value_kind::text || node.is_list();
  if (node.kind == value_kind::text) texts.push_back(&node);
  for (yaml_node const& item : node.items) {
    fits = fits && item.kind == value_kind::text;
    texts.push_back(&item);
  }
  if (!fits) {
    log.error(node.where, place + " must be a path or a list of paths", {}, problem_code::schema);
    return false;
  }
  return std::none_of(texts.begin(), texts.end(), [](yaml_node const* text) { return text->broken; });
}

/// Whether two values are the same. With a `directory`, a relative path of `a` that starts there is the absolute one of
/// `b`; compose makes it relative again without the dots that it does not need.
bool same(yaml_node const& a, yaml_node const& b, std::string const* directory) {
  if (a.kind != b.kind || a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) return false;
  if (a.text != b.text) {
    bool const may_be_path = directory != nullptr && !b.written.empty() && clean_path(a.text) == a.text;
    if (!may_be_path || absolute_path(*directory, a.text, {}) != b.text) return false;
  }
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i], directory)) return false;
  }
  return std::all_of(a.entries.begin(), a.entries.end(), [&](yaml_entry const& entry) {
    yaml_entry const* other = b.find(entry.key);
    return other != nullptr && same(entry.value, other->value, directory);
  });
}

bool has_text(yaml_node const& list) {
  return std::any_of(list.items.begin(), list.items.end(), [](yaml_node const& item) { return item.is_scalar(); });
}

/// Whether compose makes something else of an included object before it compares it with one of the same name here,
/// which it compares as written.
bool has_short_form(std::string_view section, yaml_node const& object) {
  auto const at = [&](std::string_view key) -> yaml_node const& {
    static yaml_node const none;
    yaml_entry const* entry = object.find(key);
    return entry == nullptr ? none : entry->value;
  };
  if (section != "services") {
    yaml_entry const* ipam = object.find("ipam");
    yaml_entry const* pools = ipam == nullptr ? nullptr : ipam->value.find("config");
    return at("external").is_map() || (pools != nullptr && pools->value.is_list() && pools->value.items.empty());
  }
  for (std::string_view key : {"depends_on", "networks", "models"}) {
    if (at(key).is_list()) return true;
  }
  for (std::string_view key : {"volumes", "devices", "secrets", "configs", "env_file"}) {
    if (has_text(at(key))) return true;
  }
  for (std::string_view key : {"build", "env_file", "label_file", "dns", "gpus"}) {
    if (at(key).kind == value_kind::text) return true;
  }
  bool const short_ports = std::any_of(at("ports").items.begin(), at("ports").items.end(), [](yaml_node const& port) {
    return port.find("mode") == nullptr || port.find("protocol") == nullptr;
  });
  return short_ports || (at("build").is_map() && at("build").find("context") == nullptr);
}

/// What refers to a variable by its name alone means the variable of the included project, if nobody outside has set
/// it.
void fill_from_variables(yaml_node& root, variable_lookup const& outer, variable_lookup const& inner) {
  variable_lookup const variables = [&](std::string const& name) -> std::optional<std::string> {
    return outer(name) ? std::nullopt : inner(name);
  };
  if (yaml_entry* services = root.find("services")) {
    for (yaml_entry& service : services->value.entries) {
      yaml_entry* environment = service.value.find("environment");
      if (environment == nullptr) continue;
      // As compose: names in a mapping wait for the variables of the whole project.
      for (yaml_node& item : environment->value.items) {
        if (item.kind != value_kind::text || split_variable(item.text).second) continue;
        if (std::optional<std::string> const value = variables(item.text)) {
          item.written = item.text;
          item.text += "=" + *value;
        }
      }
    }
  }
  for (std::string_view section : {"secrets", "configs"}) {
    yaml_entry* objects = root.find(section);
    if (objects == nullptr) continue;
    for (yaml_entry& object : objects->value.entries) {
      yaml_entry const* variable = object.value.find("environment");
      if (variable == nullptr) continue;
      std::optional<std::string> value = variables(variable->value.text);
      if (!value) continue;
      yaml_node content;
      content.kind = value_kind::text;
      content.text = std::move(*value);
      content.written = "***";
      content.where = variable->where;
      object.value.entries.push_back({std::string(included_content_key), variable->where, std::move(content)});
    }
  }
}

}  // namespace

void assembly::follow_includes(source_document& document, file_scope const& scope) {
  yaml_entry* entry = document.root.find("include");
  if (entry == nullptr) return;
  yaml_node const list = std::move(entry->value);
  std::erase_if(document.root.entries, [](yaml_entry const& one) { return one.key == "include"; });
  if (list.is_null() || list.tag == merge_tag::reset) return;
  if (!list.is_list()) {
    log_.error(list.where, "`include` must be a list", "write `include: [path/compose.yaml]`", problem_code::schema);
    return;
  }
  for (yaml_node const& item : list.items) follow_include(document, item, scope);
}

void assembly::follow_include(source_document& document, yaml_node const& item, file_scope const& scope) {
  std::vector<yaml_node const*> paths;
  yaml_node const* directory_node = nullptr;
  yaml_node const* env_files = nullptr;
  if (item.is_map()) {
    for (yaml_entry const& entry : item.entries) {
      if (entry.key == "path") {
        if (!read_texts(entry.value, "include.path", paths, log_)) return;
      } else if (entry.key == "project_directory") {
        if (!entry.value.is_scalar() || entry.value.kind == value_kind::boolean)
          return log_.error(entry.value.where, "include.project_directory must be a path", {}, problem_code::schema);
        if (!entry.value.is_null()) directory_node = &entry.value;
      } else if (entry.key == "env_file") {
        env_files = &entry.value;
      } else if (!is_extension(entry.key)) {
        log_.warning(entry.where,
                     "unknown key `" + entry.key + "` in include is ignored" +
                         did_you_mean(entry.key, {"path", "project_directory", "env_file"}),
                     "its keys are `path`, `project_directory` and `env_file`");
      }
    }
  } else if (item.kind == value_kind::text) {
    paths.push_back(&item);
  } else if (!item.is_null() && item.kind != value_kind::timestamp) {
    return log_.error(item.where, "an entry of `include` must be a path or a mapping", "write `- path: FILE`",
                      problem_code::schema);
  }
  if (item.broken) return;
  if (paths.empty())
    return log_.warning(item.where, "this entry of `include` has no path and includes nothing", "write `- path: FILE`");

  std::vector<std::string> files;
  for (yaml_node const* path : paths) {
    if (is_remote(path->text)) {
      return log_.error(path->where,
                        "`" + shown(*path) + "` is not on this machine: dockverify fetches no compose files",
                        "copy it here, and write its path", problem_code::undefined_reference);
    }
    files.push_back(absolute_path(scope.directory, path->text, {}));
    if (!file_exists(files.back()) || is_directory(files.back())) {
      return log_.error(path->where,
                        "the included file `" + shown(*path) + "` " +
                            (is_directory(files.back()) ? "is a directory" : "does not exist in " + scope.directory),
                        is_directory(files.back()) ? "write the path of the compose file in it" : "",
                        problem_code::undefined_reference);
    }
  }

  file_scope inner;
  inner.includers = scope.includers;
  inner.includers.push_back(document.path);
  auto const again = std::find(inner.includers.begin(), inner.includers.end(), files.front());
  if (again != inner.includers.end()) {
    std::string cycle;
    for (auto at = again; at != inner.includers.end(); ++at) cycle += *named(*at).shown + " -> ";
    return log_.error(item.where, "files include each other in a cycle: " + cycle + *named(files.front()).shown,
                      "remove one of these includes", problem_code::cycle);
  }
  if (inner.includers.size() > assembly_limits{}.include_depth) {
    return log_.error(item.where,
                      "more than " + std::to_string(assembly_limits{}.include_depth) + " files include one another",
                      "include them from one file", problem_code::cycle);
  }
  inner.directory = directory_node == nullptr || directory_node->text.empty()
                        ? parent_directory(files.front())
                        : absolute_path(scope.directory, directory_node->text, found_.home);
  inner.variables = included_variables(env_files, inner.directory, scope);

  std::vector<source_document> documents;
  for (std::string const& file : files) {
    std::vector<source_document> more = read(named(file));
    std::move(more.begin(), more.end(), std::back_inserter(documents));
  }
  yaml_node included = merge(std::move(documents), inner);
  std::erase_if(extended_, [&](auto const& one) { return one.first.first == &inner; });
  // As compose: a directory that is not there gives its parent's place to the paths, though not to the files it names,
  // unless it is written from the root on.
  bool const rooted = directory_node != nullptr && is_absolute(directory_node->text);
  std::string const base =
      rooted || is_directory(inner.directory) ? inner.directory : parent_directory(inner.directory);
  if (base != inner.directory && directory_node != nullptr)
    log_.warning(directory_node->where, "include.project_directory does not exist: paths start at " + base,
                 "create it, or correct the path");
  default_contexts(included, base);
  resolve_paths(included, base, found_.home);
  fill_from_variables(included, scope.variables, inner.variables);
  import(document.root, std::move(included), scope.directory);
}

variable_lookup assembly::included_variables(yaml_node const* env_files, std::string const& directory,
                                             file_scope const& scope) {
  std::vector<std::string> files;
  std::vector<yaml_node const*> named_files;
  if (env_files != nullptr && !read_texts(*env_files, "include.env_file", named_files, log_)) return scope.variables;
  for (yaml_node const* file : named_files) {
    files.push_back(absolute_path(scope.directory, file->text, {}));
    if (file_exists(files.back()) && !is_directory(files.back())) continue;
    log_.error(file->where,
               "the env file `" + shown(*file) + "` " +
                   (is_directory(files.back()) ? "is a directory" : "does not exist in " + scope.directory),
               "create it, or remove `env_file`", problem_code::env_file_missing);
    files.pop_back();
  }
  if (named_files.empty()) {
    std::string const file = directory + "/.env";
    if (file_exists(file) && !is_directory(file)) files.push_back(file);
  }
  nullable_map values;
  for (std::string const& file : files) read_dotenv(file, *named(file).shown, scope.variables, false, values, log_);
  // What the including project has set wins over the included one's files.
  return [outer = scope.variables, values = std::move(values)](std::string const& key) -> std::optional<std::string> {
    if (std::optional<std::string> value = outer(key)) return value;
    auto const own = values.find(key);
    return own == values.end() ? std::nullopt : own->second;
  };
}

void assembly::import(yaml_node& root, yaml_node included, std::string const& directory) {
  check_root_keys(included, log_);
  for (std::string_view section : imported_sections) {
    yaml_entry* from = included.find(section);
    if (from == nullptr || !from->value.is_map()) continue;
    yaml_entry* to = root.find(section);
    if (to == nullptr) {
      root.entries.push_back(std::move(*from));
      continue;
    }
    if (to->value.is_null()) to->value.kind = value_kind::map;
    if (!to->value.is_map()) continue;  // Reported when the section is read.
    for (yaml_entry& entry : from->value.entries) {
      yaml_entry const* known = to->value.find(entry.key);
      if (known == nullptr) {
        to->value.entries.push_back(std::move(entry));
        continue;
      }
      // What another included file has is in the same form already.
      bool const own = known->where.file == root.where.file;
      if ((own && has_short_form(section, entry.value)) ||
          !same(known->value, entry.value, own ? &directory : nullptr)) {
        log_.error(known->where,
                   std::string(section) + "." + entry.key + " is defined here and, differently, in the included " +
                       entry.where.text(),
                   "rename one of them, or change the included one in a second file of that `include`'s `path` list",
                   problem_code::schema);
      }
    }
  }
}

}  // namespace dockverify::compose
