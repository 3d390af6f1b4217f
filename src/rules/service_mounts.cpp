#include "rules/service_mounts.hpp"

#include <algorithm>

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
    uses.push_back(std::move(use));
  }
  return uses;
}

bool is_within(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.starts_with('/');
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::vector<std::string> data_folders(service_subject const& subject) {
  std::vector<std::string> folders;
  if (has_image(subject)) {
    if (image_facts const* known = facts_of(image_of(subject)))
      folders.assign(known->folders.begin(), known->folders.end());
  }
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
