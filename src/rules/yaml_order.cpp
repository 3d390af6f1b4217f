#include "rules/yaml_order.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "rules/yaml_edit.hpp"

namespace dockverify::rules {

namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

/// Lines [first, last] of an entry with the comments above it.
struct block {
  int first = 0, last = 0;
};

class mover {
 public:
  mover(yaml_text const& file, std::vector<source_span> const& starts) : file_(file), starts_(starts) {}

  /// The lines of each entry; nullopt where they can not be told apart.
  std::optional<std::vector<block>> blocks() {
    std::vector<block> made;
    for (source_span const& start : starts_) {
      if (!begins_line(start)) return std::nullopt;
      int first = start.line;
      while (first > 1 && is_comment_of(first - 1)) --first;
      if (first == 1) first = start.line;  // what the file begins with is about the file
      if (!made.empty()) {
        if (first <= starts_[made.size() - 1].line) return std::nullopt;
        made.back().last = last_line(first - 1);
        if (!is_plain(made.back(), starts_[made.size() - 1].line)) return std::nullopt;
      }
      made.push_back({first, start.line});
    }
    int end = starts_.back().line;
    while (end < file_.lines() && belongs(end + 1)) ++end;
    made.back().last = last_line(end);
    return made;
  }

 private:
  /// The entry is the first of its line, at the column of all.
  bool begins_line(source_span const& start) {
    std::string_view const line = file_.content(start.line);
    std::size_t const first = line.find_first_not_of(' ');
    if (first == std::string_view::npos) return false;
    bool const key = first + 1 == static_cast<std::size_t>(start.column);
    // An item's place is that of its value, after the dash.
    bool const item =
        line[first] == '-' && line.find_first_not_of(' ', first + 1) + 1 == static_cast<std::size_t>(start.column);
    if (!key && !item) return false;
    if (&start == starts_.data()) {
      column_ = first;
      items_ = item;
    }
    return column_ == first && items_ == item;
  }

  [[nodiscard]] bool is_comment_of(int line) const {
    std::string_view const content = file_.content(line);
    return content.find_first_not_of(' ') == column_ && content[column_] == '#';
  }

  /// The line is part of the last entry: blank, or deeper than its first.
  [[nodiscard]] bool belongs(int line) const {
    std::string_view const content = file_.content(line);
    std::size_t const first = content.find_first_not_of(" \t");
    if (first == std::string_view::npos || first > column_) return true;
    return !content.starts_with("---") && first == column_ && !items_ && content[first] == '-';
  }

  /// Without the blank lines that follow.
  [[nodiscard]] int last_line(int line) const {
    while (is_blank(file_.content(line))) --line;
    return line;
  }

  /// All that follows its first line is deeper: no merge key, and no comment that stands alone.
  [[nodiscard]] bool is_plain(block const& one, int key) const {
    for (int line = key + 1; line <= one.last; ++line) {
      if (!belongs(line)) return false;
    }
    return true;
  }

  yaml_text const& file_;
  std::vector<source_span> const& starts_;
  std::size_t column_ = 0;
  bool items_ = false;
};

/// The names after `&` or `*` where a value may begin.
void add_names(std::string_view line, char sign, std::set<std::string, std::less<>>& names) {
  constexpr std::string_view ends = " \t,]}:";
  for (std::size_t at = line.find(sign); at != std::string_view::npos; at = line.find(sign, at + 1)) {
    if (at != 0 && std::string_view(" \t[{,:").find(line[at - 1]) == std::string_view::npos) continue;
    std::string_view const rest = line.substr(at + 1);
    std::string_view const name = rest.substr(0, rest.find_first_of(ends));
    if (!name.empty()) names.emplace(name);
  }
}

/// Each alias stays behind its anchor.
bool keeps_anchors(yaml_text const& file, std::vector<block> const& blocks, std::vector<std::size_t> const& order) {
  std::map<std::string, std::size_t, std::less<>> place;  // of the block that has the anchor, in the new order
  std::vector<std::set<std::string, std::less<>>> used(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::set<std::string, std::less<>> anchors;
    for (int line = blocks[order[i]].first; line <= blocks[order[i]].last; ++line) {
      add_names(file.content(line), '&', anchors);
      add_names(file.content(line), '*', used[i]);
    }
    for (std::string const& name : anchors) {
      if (!place.emplace(name, i).second) return false;  // given twice: which one an alias means depends on the order
    }
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::string const& name : used[i]) {
      auto const anchor = place.find(name);
      if (anchor != place.end() && anchor->second > i) return false;
    }
  }
  return true;
}

/// Bytes of whole lines, the last line break aside.
std::string_view lines_of(yaml_text const& file, block const& one) {
  std::size_t const begin = file.line(one.first)->begin;
  return std::string_view(file.text()).substr(begin, file.line_end(file.line(one.last)->begin) - begin);
}

void move_lines(draft& made, yaml_text const& file, std::vector<source_span> const& starts,
                std::vector<std::size_t> const& order) {
  std::optional<std::vector<block>> const blocks = mover(file, starts).blocks();
  if (!blocks || !keeps_anchors(file, *blocks, order)) return;
  std::string text;
  std::size_t const begin = file.line(blocks->front().first)->begin;
  std::size_t at = begin;
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::size_t const start = file.line((*blocks)[i].first)->begin;
    text += std::string_view(file.text()).substr(at, start - at);
    text += lines_of(file, (*blocks)[order[i]]);
    at = start + lines_of(file, (*blocks)[i]).size();
  }
  made.move(begin, at, std::move(text));
}

void exchange_scalars(draft& made, yaml_text const& file, std::vector<compose::yaml_node> const& items,
                      std::vector<std::size_t> const& order) {
  std::vector<byte_range> places;
  for (compose::yaml_node const& item : items) {
    std::optional<byte_range> const scalar = item.is_scalar() ? editable_scalar(file, item) : std::nullopt;
    if (!scalar) return;
    places.push_back(*scalar);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    byte_range const& from = places[order[i]];
    if (order[i] != i) made.edit(places[i].begin, places[i].end, file.text().substr(from.begin, from.end - from.begin));
  }
}

}  // namespace

void reorder(draft& made, project_subject const& project, compose::yaml_node const& container,
             std::vector<source_span> const& starts, std::vector<std::size_t> const& order) {
  yaml_text const* file = text_of(project, container.where);
  std::optional<std::size_t> const begin = file == nullptr ? std::nullopt : file->offset(container.where);
  if (!begin || starts.empty()) return;
  char const first = file->text()[*begin];
  if (first == '[') {
    exchange_scalars(made, *file, container.items, order);
  } else if (first != '{') {
    move_lines(made, *file, starts, order);
  }
}

}  // namespace dockverify::rules
