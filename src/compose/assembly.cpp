// Reading and merging files; extends.cpp and include.cpp follow their references.
#include "compose/assembly.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "compose/attribute.hpp"
#include "compose/merge.hpp"
#include "compose/paths.hpp"

namespace dockverify::compose {

namespace {

constexpr std::array<std::string_view, 6> sections{"services", "networks", "volumes", "secrets", "configs", "models"};

}  // namespace

bool is_section(yaml_entry const& section, problem_log& log) {
  if (section.value.is_map()) return true;
  log.error(section.value.where,
            "`" + section.key + "` must be a mapping of names" + (section.value.is_list() ? ", this is a list" : ""),
            section.value.is_null() ? "add an entry or remove the key" : "write `" + section.key + ": {name: ...}`",
            problem_code::schema);
  return false;
}

void check_root_keys(yaml_node const& root, problem_log& log) {
  source_marks marks;
  reader const top{log, marks, "the compose file", ""};
  for (yaml_entry const& entry : root.entries) {
    bool const known = std::find(sections.begin(), sections.end(), entry.key) != sections.end();
    if (known || is_extension(entry.key)) continue;
    if (entry.key != "name" && entry.key != "version") {
      std::vector<std::string> names(sections.begin(), sections.end());
      names.insert(names.end(), {"name", "version", "include"});
      report_unknown_key(top, entry, names);
      continue;
    }
    if (entry.value.kind != value_kind::text)
      log.error(entry.value.where, "`" + entry.key + "` must be text", "put it in quotes", problem_code::schema);
    if (entry.key == "version")
      log.warning(entry.where, "`version` is obsolete and ignored", "remove the line", problem_code::version_key);
  }
}

assembly::assembly(load_options const& options, discovery const& found, problem_log& log)
    : options_(options), found_(found), log_(log) {}

source_file assembly::named(std::string const& path) const {
  return {path, std::make_shared<std::string const>(shown_name(options_, path))};
}

std::vector<source_document> assembly::read(source_file const& file) {
  std::vector<source_document> documents;
  yaml_limits const limits;
  std::string why;
  bool const known = options_.text && options_.text->absolute == file.path;
  std::optional<std::string> content = known ? options_.text->text : read_file(file.path, limits.file_bytes, why);
  if (!content) {
    log_.error({file.shown, 0, 0}, "the compose file " + *file.shown + " cannot be read: " + why,
               file_exists(file.path) ? "" : "check the path given with -f");
    return documents;
  }
  assembly_limits const most;
  bytes_ += content->size();
  if (sources_.size() >= most.files || bytes_ > most.bytes) {
    log_.error({file.shown, 0, 0},
               "the project has more than " + std::to_string(most.files) + " files or " +
                   std::to_string(most.bytes >> 20) + " MiB",
               "include each file once");
    return documents;
  }
  std::vector<yaml_node> roots = parse_yaml(*content, file.shown, log_, limits);
  sources_.push_back({*file.shown, file.path, std::move(*content)});
  for (yaml_node& root : roots) {
    if (!root.is_map()) {
      log_.error(root.where, "a compose file is a mapping with keys such as `services`",
                 root.is_null() ? "remove the empty document after `---`" : "start it with `services:`",
                 problem_code::schema);
    } else {
      documents.push_back({std::move(root), file.path});
    }
  }
  return documents;
}

yaml_node assembly::merge(std::vector<source_document> documents, file_scope const& scope) {
  yaml_node root;
  root.kind = value_kind::map;
  for (source_document& one : documents) {
    if (options_.interpolate) interpolate(one.root, scope.variables, log_);
    for (std::string_view name : sections) {
      // What a later file says must be right by itself.
      yaml_entry const* section = one.root.find(name);
      if (section != nullptr && section->value.tag != merge_tag::reset) is_section(*section, log_);
    }
    extend_services(one, scope);
    follow_includes(one, scope);
    merge_file(root, std::move(one.root), log_);
  }
  return root;
}

}  // namespace dockverify::compose
