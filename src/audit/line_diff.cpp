#include "audit/line_diff.hpp"

#include <algorithm>
#include <cstddef>

namespace dockverify::audit {

namespace {

constexpr std::size_t context_lines = 3;

/// Each with its newline.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t const end = text.find('\n');
    lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    text.remove_prefix(lines.back().size());
  }
  return lines;
}

/// Old lines [first, last) become `lines`.
struct line_change {
  std::size_t first = 0, last = 0;
  std::vector<std::string> lines;
};

/// Only what differs at either end.
void trim(line_change& change, std::vector<std::string_view> const& old) {
  while (change.first < change.last && !change.lines.empty() && old[change.first] == change.lines.front()) {
    ++change.first;
    change.lines.erase(change.lines.begin());
  }
  while (change.first < change.last && !change.lines.empty() && old[change.last - 1] == change.lines.back()) {
    --change.last;
    change.lines.pop_back();
  }
}

std::vector<line_change> changes_of(std::string_view text, std::vector<std::string_view> const& old,
                                    std::vector<text_edit> const& edits) {
  std::vector<std::size_t> starts;
  for (std::string_view line : old) starts.push_back(static_cast<std::size_t>(line.data() - text.data()));
  // The line that a byte is in; the last one for the end of a text without a final newline.
  auto const line_at = [&](std::size_t byte) {
    if (byte == text.size() && (text.empty() || text.back() == '\n')) return old.size();
    return static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), byte) - starts.begin()) - 1;
  };
  auto const start_of = [&](std::size_t line) { return line < starts.size() ? starts[line] : text.size(); };
  std::vector<line_change> changes;
  for (std::size_t i = 0; i < edits.size();) {
    line_change change{line_at(edits[i].begin), 0, {}};
    change.last = std::min(line_at(edits[i].end) + 1, old.size());
    std::size_t next = i + 1;
    while (next < edits.size() && line_at(edits[next].begin) < change.last) {
      change.last = std::min(line_at(edits[next].end) + 1, old.size());
      ++next;
    }
    // Insertions at the very end have no line to share.
    while (next < edits.size() && change.first == old.size()) ++next;
    std::size_t const begin = start_of(change.first), end = start_of(change.last);
    std::vector<text_edit> own(edits.begin() + static_cast<std::ptrdiff_t>(i),
                               edits.begin() + static_cast<std::ptrdiff_t>(next));
    for (text_edit& one : own) {
      one.begin -= begin;
      one.end -= begin;
    }
    std::string const made = edited(text.substr(begin, end - begin), own);
    for (std::string_view line : lines_of(made)) change.lines.emplace_back(line);
    trim(change, old);
    if (change.first != change.last || !change.lines.empty()) changes.push_back(std::move(change));
    i = next;
  }
  return changes;
}

void add_line(std::string& out, char sign, std::string_view line) {
  out += sign;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

/// "3", "3,2"; with no line at all the one before counts.
std::string range_text(std::size_t first, std::size_t count) {
  std::string text = std::to_string(count == 0 ? first : first + 1);
  return count == 1 ? text : text + "," + std::to_string(count);
}

/// A name with control characters is quoted as git does.
std::string name_text(std::string_view prefix, std::string const& name) {
  std::string text = name.starts_with('/') ? name : std::string(prefix) + name;
  auto const special = [](char c) {
    return static_cast<unsigned char>(c) < 0x20U || c == 0x7F || c == '"' || c == '\\';
  };
  if (std::none_of(text.begin(), text.end(), special)) return text;
  std::string quoted = "\"";
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (special(c)) {
      quoted += '\\';
      for (unsigned shift : {6U, 3U, 0U}) quoted += static_cast<char>('0' + (byte >> shift & 7U));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace

std::string edited(std::string_view text, std::vector<text_edit> const& edits) {
  std::string made;
  std::size_t at = 0;
  for (text_edit const& one : edits) {
    made += text.substr(at, one.begin - at);
    made += one.text;
    at = one.end;
  }
  made += text.substr(at);
  return made;
}

std::string unified_diff(std::string const& name, std::string_view text, std::vector<text_edit> const& edits,
                         bool created, std::set<int> const& hidden) {
  std::vector<std::string_view> const old = lines_of(text);
  std::vector<line_change> const changes = changes_of(text, old, edits);
  if (changes.empty()) return {};
  auto const is_hidden = [&](std::size_t line) { return hidden.count(static_cast<int>(line) + 1) != 0; };
  std::string out = "--- " + (created ? "/dev/null" : name_text("a/", name)) + "\n+++ " + name_text("b/", name) + "\n";
  std::ptrdiff_t shift = 0;
  for (std::size_t i = 0; i < changes.size();) {
    std::size_t begin = changes[i].first;
    std::size_t const floor = i == 0 ? 0 : changes[i - 1].last;
    while (begin > floor && changes[i].first - begin < context_lines && !is_hidden(begin - 1)) --begin;
    std::string body;
    std::size_t at = begin, added = 0;
    bool open = true;
    while (open) {
      line_change const& change = changes[i];
      for (; at < change.first; ++at) add_line(body, ' ', old[at]);
      for (; at < change.last; ++at) add_line(body, '-', old[at]);
      for (std::string const& line : change.lines) add_line(body, '+', line);
      added += change.lines.size();
      added -= change.last - change.first;
      ++i;
      // As much context as there is; the next change joins when it is reached.
      std::size_t const next = i < changes.size() ? changes[i].first : old.size();
      std::size_t const most = i < changes.size() && next - at <= 2 * context_lines ? 2 * context_lines : context_lines;
      std::size_t end = at;
      while (end < next && end - at < most && !is_hidden(end)) ++end;
      open = i < changes.size() && end == next;
      if (!open) {
        end = std::min(end, at + context_lines);
        for (; at < end; ++at) add_line(body, ' ', old[at]);
      }
    }
    std::size_t const count = at - begin;
    auto const new_first = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(begin) + shift);
    out += "@@ -" + range_text(begin, count) + " +" + range_text(new_first, count + added) + " @@\n" + body;
    shift += static_cast<std::ptrdiff_t>(added);
  }
  return out;
}

}  // namespace dockverify::audit
