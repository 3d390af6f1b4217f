#include "rules/service_mounts.hpp"

#include <algorithm>

#include "compose/paths.hpp"
#include "rules/image_facts.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {

namespace {

bool same_place(source_span const& a, source_span const& b) {
  return a.known() && b.known() && a.line == b.line && a.column == b.column && *a.file == *b.file;
}

std::string source_of(compose::yaml_node const& node) {
  if (node.is_map()) {
    compose::yaml_entry const* source = node.find("source");
    if (source == nullptr) return {};
    return source->value.written.empty() ? source->value.text : source->value.written;
  }
  return node.text.substr(0, node.text.find(':'));
}

bool has_option(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    std::size_t const comma = std::min(options.find(','), options.size());
    if (options.substr(0, comma) == wanted) return true;
    options.remove_prefix(std::min(comma + 1, options.size()));
  }
  return false;
}

void set_host_path(project_subject const& project, mount_use& use) {
  compose::volume_mount const& mount = *use.mount;
  if (mount.type == "bind" || mount.type == "npipe") {
    use.host_path = mount.source.starts_with('/') ? compose::clean_path(mount.source) : mount.source;
    // A path may begin with two slashes, which mean no more than one.
    if (use.host_path.starts_with("//")) use.host_path.erase(0, 1);
  }
  if (mount.type != "volume") return;
  auto const volume = project.project->volumes.find(mount.source);
  if (volume == project.project->volumes.end()) return;
  bool const local = volume->second.driver.empty() || volume->second.driver == "local";
  compose::string_map const& options = volume->second.driver_opts;
  auto const option = [&](char const* name) {
    auto const found = options.find(name);
    return found == options.end() ? std::string_view{} : std::string_view(found->second);
  };
  std::string_view const how = option("o"), device = option("device");
  bool const binds = option("type") == "none" || has_option(how, "bind") || has_option(how, "rbind");
  if (!local || volume->second.external || !binds || !device.starts_with('/')) return;
  use.host_path = compose::clean_path(device);
  use.read_only = use.read_only || has_option(how, "ro");
}

}  // namespace

std::vector<mount_use> mounts_of(service_subject const& subject) {
  std::vector<mount_use> uses;
  compose::yaml_node const* list = written_value(subject, "volumes");
  std::size_t index = 0;
  for (compose::volume_mount const& one : subject.service->volumes) {
    mount_use use;
    use.mount = &one;
    use.key = "volumes[" + std::to_string(index++) + "]";
    use.where = subject.where(use.key);
    use.written = one.source;
    if (list != nullptr) {
      auto const node = std::find_if(list->items.begin(), list->items.end(),
                                     [&](compose::yaml_node const& item) { return same_place(item.where, use.where); });
      if (node != list->items.end()) use.written = source_of(*node);
    }
    use.relative = use.written.starts_with('.');
    if (use.written.find('$') != std::string::npos) use.written = one.source;
    use.read_only = one.read_only;
    set_host_path(*subject.project, use);
    uses.push_back(std::move(use));
  }
  return uses;
}

bool is_within(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.starts_with('/');
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::vector<std::string> main_data_folders(service_subject const& subject) {
  if (!has_image(subject)) return {};
  dockerfile::image_name const image = image_of(subject);
  image_facts const* known = facts_of(image);
  if (known == nullptr) return {};
  for (variable_entry const& one : environment_of(subject)) {
    if (!known->folder_variable.empty() && one.name == known->folder_variable && one.value.starts_with('/'))
      return {compose::clean_path(one.value)};
  }
  return data_folders_of(image);
}

std::vector<std::string> data_folders(service_subject const& subject) {
  std::vector<std::string> folders = main_data_folders(subject);
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  if (known != nullptr) folders.insert(folders.end(), known->more_folders.begin(), known->more_folders.end());
  if (subject.dockerfile == nullptr || subject.target == nullptr) return folders;
  for (std::size_t stage : subject.dockerfile->stages->chain(subject.target->index)) {
    dockerfile::stage const& one = subject.dockerfile->stages->stages()[stage];
    for (std::size_t i = one.first; i < one.last; ++i) {
      dockerfile::instruction const& instruction = subject.dockerfile->file->instructions()[i];
      if (!instruction.is(dockerfile::keyword::volume)) continue;
      for (dockerfile::word const& word : instruction.words) folders.emplace_back(word.text);
    }
  }
  return folders;
}

}  // namespace dockverify::rules
