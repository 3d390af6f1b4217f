#include "rules/service_values.hpp"

#include <algorithm>
#include <set>

namespace dockverify::rules {

namespace {

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool continues_name(char c) {
  return starts_name(c) || (c >= '0' && c <= '9');
}

std::size_t name_length(std::string_view text) {
  if (text.empty() || !starts_name(text.front())) return 0;
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), continues_name) - text.begin());
}

/// Where the `}` of the `${` at the start is; npos: nowhere.
std::size_t closing_brace(std::string_view text) {
  int open = 0;
  for (std::size_t i = 0; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') {
      ++open;
      ++i;
    } else if (text[i] == '}' && --open == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string const& written_text(compose::yaml_node const& node) {
  return node.written.empty() ? node.text : node.written;
}

variable_entry split(std::string const& text, std::string const& written, source_span const& where) {
  variable_entry entry;
  std::size_t const equals = text.find('='), before = written.find('=');
  entry.name = text.substr(0, equals);
  entry.where = where;
  entry.has_value = equals != std::string::npos;
  if (!entry.has_value) return entry;
  entry.value = text.substr(equals + 1);
  entry.written = before == std::string::npos ? entry.value : written.substr(before + 1);
  return entry;
}

void add_texts(compose::yaml_node const* node, std::string_view key, std::vector<service_text>& out) {
  if (node == nullptr) return;
  if (node->is_list()) {
    for (compose::yaml_node const& item : node->items) {
      if (item.is_scalar()) out.push_back({key, {}, item.text, written_text(item), item.where, false});
    }
  } else if (node->is_scalar() && !node->is_null()) {
    out.push_back({key, {}, node->text, written_text(*node), node->where, false});
  }
}

void add_entries(std::vector<variable_entry> entries, std::string_view key, std::vector<service_text>& out) {
  for (variable_entry& one : entries) {
    if (one.has_value)
      out.push_back({key, std::move(one.name), std::move(one.value), std::move(one.written), one.where, false});
  }
}

}  // namespace

compose::yaml_node const* written_value(service_subject const& subject, std::string_view key) {
  compose::yaml_entry const* entry = subject.written == nullptr ? nullptr : subject.written->find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

compose::yaml_node const* written_value(service_subject const& subject, std::string_view key, std::string_view inner) {
  compose::yaml_node const* outer = written_value(subject, key);
  compose::yaml_entry const* entry = outer == nullptr ? nullptr : outer->find(inner);
  return entry == nullptr ? nullptr : &entry->value;
}

compose::yaml_node const* written_scalar(service_subject const& subject, std::string_view key,
                                         source_span const& where) {
  compose::yaml_node const* value = written_value(subject, key);
  if (value == nullptr || !where.known()) return nullptr;
  auto const is_there = [&](compose::yaml_node const& node) {
    return node.is_scalar() && node.where.known() && node.where.line == where.line &&
           node.where.column == where.column && *node.where.file == *where.file;
  };
  if (value->is_scalar()) return value;
  auto const found = std::find_if(value->items.begin(), value->items.end(), is_there);
  return found == value->items.end() ? nullptr : &*found;
}

std::string without_options(std::string_view text, std::initializer_list<std::string_view> going) {
  std::size_t const colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::string(text);
  std::string kept(text.substr(0, colon));
  char before = ':';
  for (std::string_view rest = text.substr(colon + 1); !rest.empty();) {
    std::size_t const comma = std::min(rest.find(','), rest.size());
    std::string_view const option = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    if (std::find(going.begin(), going.end(), option) != going.end()) continue;
    kept += before;
    kept += option;
    before = ',';
  }
  return kept;
}

std::vector<variable_entry> entries_of(compose::yaml_node const* node) {
  std::vector<variable_entry> entries;
  if (node == nullptr) return entries;
  for (compose::yaml_entry const& one : node->entries) {
    variable_entry entry{one.key, one.value.text, written_text(one.value), !one.value.is_null(), one.where};
    entries.push_back(std::move(entry));
  }
  for (compose::yaml_node const& item : node->items) {
    if (item.is_scalar()) entries.push_back(split(item.text, written_text(item), item.where));
  }
  return entries;
}

std::vector<variable_entry> declared_environment(service_subject const& subject) {
  return entries_of(written_value(subject, "environment"));
}

std::vector<variable_entry> environment_of(service_subject const& subject) {
  std::vector<variable_entry> entries = declared_environment(subject);
  std::set<std::string> known;
  for (variable_entry const& one : entries) known.insert(one.name);
  for (env_file_variable const& one : subject.env_file_variables) {
    if (known.count(one.name) == 0) entries.push_back({one.name, one.value, one.value, true, one.where});
  }
  return entries;
}

std::vector<variable_reference> references_in(std::string_view written) {
  std::vector<variable_reference> found;
  std::size_t at = written.find('$');
  while (at != std::string_view::npos && at + 1 < written.size()) {
    std::string_view const rest = written.substr(at + 1);
    std::size_t end = at + 1;
    if (rest.front() == '$') {
      end = at + 2;
    } else if (std::size_t const length = name_length(rest); length != 0) {
      end = at + 1 + length;
      found.push_back({rest.substr(0, length), '\0', {}, at, end});
    } else if (rest.front() == '{') {
      std::size_t const close = closing_brace(written.substr(at));
      if (close == std::string_view::npos) break;
      std::string_view content = written.substr(at + 2, close - 2);
      variable_reference reference;
      reference.name = content.substr(0, name_length(content));
      content.remove_prefix(reference.name.size());
      if (content.starts_with(':')) content.remove_prefix(1);
      if (!content.empty()) {
        reference.operation = content.front();
        reference.operand = content.substr(1);
      }
      reference.begin = at;
      reference.end = end = at + close + 1;
      found.push_back(reference);
    }
    at = written.find('$', end);
  }
  return found;
}

std::string literal_part(std::string_view written) {
  std::string literal;
  std::size_t at = 0;
  for (variable_reference const& one : references_in(written)) {
    literal += written.substr(at, one.begin - at);
    at = one.end;
  }
  literal += written.substr(at);
  for (std::size_t i = literal.find("$$"); i != std::string::npos; i = literal.find("$$", i + 1)) literal.erase(i, 1);
  return literal;
}

std::vector<service_text> texts_of(service_subject const& subject) {
  std::vector<service_text> texts;
  add_entries(declared_environment(subject), "environment", texts);
  for (env_file_variable const& one : subject.env_file_variables)
    texts.push_back({"env_file", one.name, one.value, one.value, one.where, true});
  add_texts(written_value(subject, "command"), "command", texts);
  add_texts(written_value(subject, "entrypoint"), "entrypoint", texts);
  add_texts(written_value(subject, "healthcheck", "test"), "healthcheck", texts);
  add_entries(entries_of(written_value(subject, "labels")), "labels", texts);
  add_entries(entries_of(written_value(subject, "build", "args")), "build.args", texts);
  return texts;
}

dockerfile::image_name image_of(service_subject const& subject) {
  if (!subject.service->build) return dockerfile::split_image_name(subject.service->image);
  if (subject.target == nullptr || subject.dockerfile == nullptr) return {};
  dockerfile::stage const* stage = subject.target;
  while (stage->base == dockerfile::base_kind::stage && stage->base_stage < stage->index)
    stage = &subject.dockerfile->stages->stages()[stage->base_stage];
  return stage->base == dockerfile::base_kind::image ? stage->image : dockerfile::image_name{};
}

bool has_image(service_subject const& subject) {
  return !image_of(subject).repository.empty();
}

source_span where_in_tree(project_subject const& subject, std::string_view section, std::string_view key) {
  if (subject.tree == nullptr) return {};
  compose::yaml_entry const* found = subject.tree->find(section);
  if (found == nullptr) return subject.tree->where;
  compose::yaml_entry const* inner = key.empty() ? nullptr : found->value.find(key);
  return inner == nullptr ? found->where : inner->where;
}

}  // namespace dockverify::rules
