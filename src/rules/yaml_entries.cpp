#include "rules/yaml_entries.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "rules/image_facts.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {

namespace {

constexpr std::size_t npos = std::string_view::npos;

bool same_file(source_span const& a, source_span const& b) {
  return a.known() && b.known() && *a.file == *b.file;
}

/// Blank, or nothing but a comment.
bool says_nothing(std::string_view line) {
  std::size_t const first = line.find_first_not_of(" \t");
  return first == npos || line[first] == '#';
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

bool is_item(std::string_view line, std::size_t column) {
  return column < line.size() && line[column] == '-' && (column + 1 == line.size() || line[column + 1] == ' ');
}

/// "key:" or "\"key\":" at the start of a line, and what follows the colon.
struct key_line {
  int line = 0;
  std::size_t column = 0;    ///< from 0
  std::string_view value;    ///< from the value's first character, with a comment; empty: it begins on another line
  std::size_t value_at = 0;  ///< where that is in the file; behind the colon when it begins on another line
};

std::optional<key_line> key_at(yaml_text const& file, source_span const& where) {
  std::string_view const content = file.content(where.line);
  std::optional<std::size_t> const begin = file.offset(where);
  std::size_t column = indent_of(content);
  if (is_item(content, column)) column = content.find_first_not_of(' ', column + 1);
  if (!begin || column >= content.size() || column + 1 != static_cast<std::size_t>(where.column)) return std::nullopt;
  std::size_t colon = column;
  if (content[column] == '"' || content[column] == '\'') {
    colon = content.find(content[column], column + 1);
    if (colon == npos) return std::nullopt;
    ++colon;
  } else {
    colon = content.find(':', column);
    while (colon != npos && colon + 1 < content.size() && content[colon + 1] != ' ')
      colon = content.find(':', colon + 1);
  }
  if (colon == npos || colon >= content.size() || content[colon] != ':') return std::nullopt;
  key_line found{where.line, column, {}, *begin - column + colon + 1};
  std::size_t const value = content.find_first_not_of(" \t", colon + 1);
  if (value != npos && content[value] != '#') {
    found.value = content.substr(value);
    found.value_at = *begin - column + value;
  }
  return found;
}

/// The line before which a block ends whose lines are deeper than `column`; items may stand in the column itself.
int block_end(yaml_text const& file, int line, std::size_t column, bool items_too) {
  while (line <= file.lines()) {
    std::string_view const content = file.content(line);
    bool const deeper = indent_of(content) > column || (items_too && is_item(content, column));
    if (!says_nothing(content) && !deeper) break;
    ++line;
  }
  return line;
}

/// Where the bracket at `at` is closed, behind it; nullopt: nowhere.
std::optional<std::size_t> flow_end(std::string_view text, std::size_t at) {
  int open = 0;
  for (; at < text.size(); ++at) {
    char const c = text[at];
    if (c == '"' || c == '\'') {
      std::size_t close = text.find(c, at + 1);
      while (c == '"' && close != npos && text[close - 1] == '\\') close = text.find(c, close + 1);
      if (close == npos) return std::nullopt;
      at = close;
    } else if (c == '#' && (text[at - 1] == ' ' || text[at - 1] == '\n')) {
      at = std::min(text.find('\n', at), text.size());
    } else if (c == '[' || c == '{') {
      ++open;
    } else if ((c == ']' || c == '}') && --open == 0) {
      return at + 1;
    }
  }
  return std::nullopt;
}

/// The last line of a key's value; nullopt: it is not plain where it ends.
std::optional<int> last_line_of(yaml_text const& file, key_line const& key) {
  std::string const& text = file.text();
  int const end = block_end(file, key.line + 1, key.column, key.value.empty());
  auto const last_with_text = [&](bool comments_too) {
    int line = end - 1;
    auto const skipped = [&](std::string_view content) {
      return comments_too ? content.find_first_not_of(" \t") == npos : says_nothing(content);
    };
    while (line > key.line && skipped(file.content(line))) --line;
    return line;
  };
  if (key.value.empty()) return last_with_text(false);
  char const first = key.value.front();
  if (first == '|' || first == '>') return last_with_text(true);
  if (first == '&' || first == '*' || first == '!') return std::nullopt;
  if (first == '[' || first == '{') {
    std::optional<std::size_t> const close = flow_end(text, key.value_at);
    if (!close || !says_nothing(std::string_view(text).substr(*close, file.line_end(*close) - *close)))
      return std::nullopt;
    auto const begin = text.begin() + static_cast<std::ptrdiff_t>(key.value_at);
    return key.line + static_cast<int>(std::count(begin, text.begin() + static_cast<std::ptrdiff_t>(*close), '\n'));
  }
  // A deeper line would go on with it.
  if (last_with_text(false) != key.line) return std::nullopt;
  if (first != '"' && first != '\'') return key.line;
  std::size_t const close = key.value.find(first, 1);
  return close == npos ? std::nullopt : std::optional(key.line);
}

/// The lines of the other keys of the same mapping, without their indentation.
std::vector<std::string_view> siblings_of(yaml_text const& file, key_line const& key, int last) {
  std::vector<std::string_view> found;
  auto const is_outside = [&](int line) {
    std::string_view const content = file.content(line);
    if (says_nothing(content) || indent_of(content) > key.column || is_item(content, key.column)) return false;
    if (indent_of(content) == key.column) found.push_back(content.substr(key.column));
    return indent_of(content) < key.column;
  };
  for (int line = key.line - 1; line > 0 && !is_outside(line);) --line;
  for (int line = last + 1; line <= file.lines() && !is_outside(line);) ++line;
  return found;
}

/// Keys of a service that rules may want to go: it must keep another one.
bool may_go(std::string_view line) {
  constexpr std::string_view keys[] = {
      "privileged",    "user",           "pid",     "ipc",          "uts",  "userns_mode", "cgroup",
      "cgroup_parent", "container_name", "cap_add", "security_opt", "ports"};
  return std::any_of(std::begin(keys), std::end(keys), [&](std::string_view key) {
    return line.starts_with(key) && line.size() > key.size() && line[key.size()] == ':';
  });
}

std::optional<source_span> parent_of(yaml_text const& file, key_line const& key, source_span const& where) {
  for (int line = key.line - 1; line > 0 && key.column != 0; --line) {
    std::string_view const content = file.content(line);
    if (says_nothing(content) || indent_of(content) >= key.column) continue;
    if (is_item(content, indent_of(content))) break;
    return source_span{where.file, line, static_cast<int>(indent_of(content)) + 1};
  }
  return std::nullopt;
}

std::string indented(std::string_view text, std::size_t column) {
  std::string made(column, ' ');
  for (char c : text) {
    made += c;
    if (c == '\n') made.append(column, ' ');
  }
  return made;
}

/// The first own key whose value ends on its line: a new key may follow it.
std::optional<int> line_to_follow(yaml_text const& file, source_span const& owner, compose::yaml_node const& mapping,
                                  int end, std::size_t column) {
  std::optional<int> found;
  for (compose::yaml_entry const& one : mapping.entries) {
    int const line = one.where.line;
    if (!same_file(one.where, owner) || line <= owner.line || line >= end || (found && line > *found)) continue;
    std::optional<key_line> const key = key_at(file, one.where);
    if (!key || key->column != column || key->value.empty() || is_shared(file, line)) continue;
    if (last_line_of(file, *key) == line && std::string_view("|>").find(key->value.front()) == npos) found = line;
  }
  return found;
}

/// Into the braces that open at a place.
void add_to_flow(draft& made, yaml_text const& file, std::shared_ptr<std::string const> const& file_name,
                 std::size_t brace, std::string_view text) {
  std::string const& all = file.text();
  std::size_t const inside = brace + 1;
  std::size_t const next = all.find_first_not_of(' ', inside);
  // A mapping over several lines may have comments: only what is plain.
  if (text.find("\n ") != npos || next == std::string::npos || file.line_end(inside) <= next) return;
  // Nor are empty braces: what several rules add there would need commas between.
  if (all[next] == '}' || all[next] == '#') return;
  std::string entries;
  for (char c : text) entries += c == '\n' ? std::string(", ") : std::string(1, c);
  made.edit_file(*file_name, next, next, entries + ", ");
}

/// One of the keys of a new text stands there already, with a value that is no value.
bool has_any_key(compose::yaml_node const& mapping, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const end = std::min(text.find('\n', at), text.size());
    std::string_view const line = text.substr(at, end - at);
    if (!line.starts_with(' ') && mapping.find(line.substr(0, line.find(':'))) != nullptr) return true;
    at = end + 1;
  }
  return false;
}

std::string_view raw_text(compose::yaml_node const& node) {
  return node.written.empty() ? node.text : node.written;
}

void remove_from_flow(draft& made, yaml_text const& file, compose::yaml_node const& list,
                      std::vector<bool> const& going) {
  std::string kept;
  std::optional<byte_range> whole;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    compose::yaml_node const& item = list.items[i];
    std::optional<byte_range> const place =
        item.is_scalar() ? scalar_at(file, item.where, raw_text(item)) : std::nullopt;
    if (!place || item.where.line != list.where.line) return;
    if (!whole) whole = place;
    whole->end = place->end;
    if (going[i]) continue;
    if (!kept.empty()) kept += ", ";
    kept += std::string_view(file.text()).substr(place->begin, place->end - place->begin);
  }
  if (whole) made.edit_file(*list.where.file, whole->begin, whole->end, std::move(kept));
}

void remove_lines_of_items(draft& made, yaml_text const& file, compose::yaml_node const& list,
                           std::vector<bool> const& going) {
  std::string kept;
  std::size_t const column = indent_of(file.content(list.items.front().where.line));
  int const first = list.items.front().where.line;
  int const end = block_end(file, list.items.back().where.line + 1, column, false);
  int last = end - 1;
  while (last > list.items.back().where.line && says_nothing(file.content(last))) --last;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    int const begin = list.items[i].where.line;
    int const next = i + 1 < list.items.size() ? list.items[i + 1].where.line : last + 1;
    if (!is_item(file.content(begin), column) || next <= begin) return;
    // Comments below an item belong to the next one.
    int own = next - 1;
    while (own > begin && says_nothing(file.content(own))) --own;
    for (int line = begin; line < next; ++line) {
      if (going[i] && line <= own) continue;
      byte_range const bytes = *file.line(line);
      kept += std::string_view(file.text()).substr(bytes.begin, bytes.end - bytes.begin);
    }
  }
  made.edit_file(*list.where.file, file.line(first)->begin, file.line(last)->end, std::move(kept));
}

/// What another service lacks is added there: both would come together, and compose refuses lists that say a thing
/// twice.
bool extends_another(service_subject const& subject) {
  source_span const where = subject.where();
  yaml_text const* file = text_of(*subject.project, where);
  std::optional<key_line> const key = file == nullptr ? std::nullopt : key_at(*file, where);
  if (!key) return false;
  int const end = block_end(*file, key->line + 1, key->column, false);
  for (int line = key->line; line < end; ++line) {
    std::string_view const content = file->content(line);
    if (!says_nothing(content) && content.find("extends:") != npos) return true;
  }
  return false;
}

}  // namespace

void add_key(draft& made, project_subject const& project, source_span const& owner, compose::yaml_node const& mapping,
             std::string_view text) {
  yaml_text const* file = text_of(project, owner);
  std::optional<key_line> const key = file == nullptr ? std::nullopt : key_at(*file, owner);
  if (!key || is_shared(*file, owner.line) || has_any_key(mapping, text)) return;
  if (key->value.starts_with('{')) return add_to_flow(made, *file, owner.file, key->value_at, text);
  if (!key->value.empty()) return;
  int first = owner.line + 1;
  while (first <= file->lines() && says_nothing(file->content(first))) ++first;
  std::size_t const column = indent_of(file->content(first));
  if (first > file->lines() || column <= key->column || is_item(file->content(first), column)) return;
  int const end = block_end(*file, first, key->column, false);
  int const line = line_to_follow(*file, owner, mapping, end, column).value_or(owner.line);
  std::size_t const at = file->line_end(file->line(line)->begin);
  made.edit_file(*owner.file, at, at, "\n" + indented(text, column));
}

void add_key(draft& made, service_subject const& subject, std::string_view text) {
  if (subject.written != nullptr && !extends_another(subject))
    add_key(made, *subject.project, subject.where(), *subject.written, text);
}

void add_to_item(draft& made, project_subject const& project, compose::yaml_node const& mapping,
                 std::string_view text) {
  yaml_text const* file = text_of(project, mapping.where);
  std::optional<std::size_t> const begin = file == nullptr ? std::nullopt : file->offset(mapping.where);
  if (!begin || mapping.entries.empty() || is_shared(*file, mapping.where.line)) return;
  if (file->text()[*begin] == '{') return add_to_flow(made, *file, mapping.where.file, *begin, text);
  compose::yaml_entry const& first = mapping.entries.front();
  std::optional<key_line> const key = key_at(*file, first.where);
  if (!key || key->value.empty() || last_line_of(*file, *key) != key->line) return;
  std::size_t const at = file->line_end(*begin);
  made.edit_file(*mapping.where.file, at, at, "\n" + indented(text, key->column));
}

void replace_value(draft& made, project_subject const& project, source_span const& where, std::string_view text) {
  yaml_text const* file = text_of(project, where);
  std::optional<key_line> const key = file == nullptr ? std::nullopt : key_at(*file, where);
  std::optional<int> const last = key && !is_shared(*file, where.line) ? last_line_of(*file, *key) : std::nullopt;
  if (!last) return;
  std::string const& all = file->text();
  std::size_t const end = file->line_end(file->line(*last)->begin);
  if (key->value.empty()) {
    // A comment behind the key stays where it is.
    std::string const comment = all.substr(key->value_at, file->line_end(key->value_at) - key->value_at);
    made.edit_file(*where.file, key->value_at, end, " " + std::string(text) + comment);
    return;
  }
  char const first = key->value.front();
  if (first == '|' || first == '>') return;
  std::size_t stop = end;
  if (first == '[' || first == '{') {
    stop = *flow_end(all, key->value_at);
  } else if (first == '"' || first == '\'') {
    stop = key->value_at + key->value.find(first, 1) + 1;
    if (all[stop - 2] == '\\' || all[stop] == first) return;
  } else {
    stop = key->value_at + std::min(key->value.find(" #"), key->value.size());
  }
  made.edit_file(*where.file, key->value_at, stop, std::string(text));
}

void add_healthcheck(draft& made, service_subject const& subject) {
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  if (known == nullptr || known->probe.empty()) return;
  std::string text =
      "healthcheck:\n  test: " + std::string(known->probe) + "\n  interval: 10s\n  timeout: 5s\n  retries: 5";
  if (subject.service->build) text += "\n  start_period: 10s";
  add_key(made, subject, text);
}

void write_probe(draft& made, service_subject const& subject, std::string_view probe) {
  compose::yaml_node const* check = written_value(subject, "healthcheck");
  compose::yaml_entry const* test = check == nullptr ? nullptr : check->find("test");
  if (test != nullptr && !probe.empty()) replace_value(made, *subject.project, test->where, probe);
}

void remove_key(draft& made, project_subject const& project, source_span const& where) {
  yaml_text const* file = text_of(project, where);
  std::optional<key_line> const key = file == nullptr ? std::nullopt : key_at(*file, where);
  if (key && indent_of(file->content(key->line)) != key->column) return;
  std::optional<int> const last = key && !is_shared(*file, where.line) ? last_line_of(*file, *key) : std::nullopt;
  if (!last) return;
  std::vector<std::string_view> const siblings = siblings_of(*file, *key, *last);
  if (siblings.empty()) {
    std::optional<source_span> const parent = parent_of(*file, *key, where);
    if (parent) remove_key(made, project, *parent);
    return;
  }
  if (may_go(file->content(key->line).substr(key->column)) && std::all_of(siblings.begin(), siblings.end(), &may_go))
    return;
  made.edit_file(*where.file, file->line(where.line)->begin, file->line(*last)->end, {});
}

void remove_key(draft& made, service_subject const& subject, std::string_view key) {
  compose::yaml_entry const* entry = subject.written == nullptr ? nullptr : subject.written->find(key);
  if (entry != nullptr) remove_key(made, *subject.project, entry->where);
}

void remove_items(std::vector<std::pair<draft*, source_span>> const& found, service_subject const& subject,
                  std::string_view key) {
  compose::yaml_entry const* entry = subject.written == nullptr ? nullptr : subject.written->find(key);
  if (entry == nullptr || !entry->value.is_list() || entry->value.items.empty()) return;
  compose::yaml_node const& list = entry->value;
  std::vector<bool> going;
  for (compose::yaml_node const& item : list.items) {
    if (!same_file(item.where, entry->where) || item.where.line < entry->where.line) return;
    going.push_back(std::any_of(found.begin(), found.end(), [&](auto const& one) {
      source_span const& where = one.second;
      return same_file(where, item.where) && where.line == item.where.line && where.column == item.where.column;
    }));
  }
  auto const count = std::count(going.begin(), going.end(), true);
  yaml_text const* file = text_of(*subject.project, list.where);
  std::optional<std::size_t> const begin = file == nullptr ? std::nullopt : file->offset(list.where);
  if (!begin || count == 0 || !same_file(list.where, entry->where)) return;
  if (is_shared(*file, list.items.front().where.line)) return;
  for (auto const& [made, where] : found) {
    if (static_cast<std::size_t>(count) == going.size()) {
      remove_key(*made, *subject.project, entry->where);
    } else if (file->text()[*begin] == '[') {
      remove_from_flow(*made, *file, list, going);
    } else {
      remove_lines_of_items(*made, *file, list, going);
    }
  }
}

void add_item(draft& made, project_subject const& project, compose::yaml_node const& list, std::string_view text) {
  yaml_text const* file = text_of(project, list.where);
  std::optional<std::size_t> const begin = file == nullptr ? std::nullopt : file->offset(list.where);
  if (!begin || list.items.empty() || is_shared(*file, list.where.line)) return;
  if (file->text()[*begin] == '[') {
    if (list.items.front().where.line == list.where.line)
      made.edit_file(*list.where.file, *begin + 1, *begin + 1, std::string(text) + ", ");
    return;
  }
  std::string_view const content = file->content(list.where.line);
  std::size_t const column = indent_of(content);
  if (!is_item(content, column)) return;
  std::size_t const at = file->line(list.where.line)->begin;
  made.edit_file(*list.where.file, at, at, std::string(column, ' ') + "- " + std::string(text) + "\n");
}

void replace_scalar(draft& made, project_subject const& project, compose::yaml_node const& node,
                    std::string_view text) {
  yaml_text const* file = text_of(project, node.where);
  std::optional<byte_range> const place = file == nullptr ? std::nullopt : editable_scalar(*file, node);
  if (!place) return;
  std::size_t const quote = is_quoted_at(*file, node.where) ? 1 : 0;
  bool const is_word = text == "no" || text == "yes" || text == "on" || text == "off";
  made.edit_file(*node.where.file, place->begin + quote, place->end - quote,
                 quote == 0 && is_word ? "\"" + std::string(text) + "\"" : std::string(text));
}

void write_scalar(draft& made, project_subject const& project, compose::yaml_node const& node, std::string_view text) {
  yaml_text const* file = text_of(project, node.where);
  std::optional<byte_range> const place = file == nullptr || is_shared(*file, node.where.line)
                                              ? std::nullopt
                                              : scalar_at(*file, node.where, raw_text(node));
  if (place) made.edit_file(*node.where.file, place->begin, place->end, std::string(text));
}

void replace_on_line(draft& made, project_subject const& project, source_span const& where, std::string_view written,
                     std::string_view from, std::string_view to) {
  yaml_text const* file = text_of(project, where);
  std::optional<std::size_t> const begin = file == nullptr ? std::nullopt : file->offset(where);
  if (!begin || from.empty() || is_shared(*file, where.line)) return;
  std::string_view const rest = std::string_view(file->text()).substr(*begin, file->line_end(*begin) - *begin);
  std::size_t const at = rest.find(from), in_value = written.find(from);
  bool const once = at != npos && in_value != npos && rest.find(from, at + 1) == npos &&
                    written.find(from, in_value + 1) == npos && rest.find(written) != npos;
  if (once) made.edit_file(*where.file, *begin + at, *begin + at + from.size(), std::string(to));
}

}  // namespace dockverify::rules
