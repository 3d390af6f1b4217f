// Reading follows moby's ignorefile, judging follows patternmatcher.MatchesUsingParentResults and BuildKit's walk.
#include "dockerfile/dockerignore.hpp"

#include <algorithm>

namespace dockverify::dockerfile {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  auto const first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[\\^") != std::string_view::npos;
}

/// The part of an exception that a folder's path can be compared with; nullopt: it has wildcards elsewhere than at its
/// end.
std::optional<std::string> fixed_part(std::string text) {
  for (std::string_view tail : {"/**", "/*"}) {
    if (text.size() > tail.size() && text.ends_with(tail)) {
      text.resize(text.size() - tail.size());
      break;
    }
  }
  if (has_wildcard(text)) return std::nullopt;
  return text;
}

}  // namespace

std::string clean_path(std::string_view path) {
  bool const rooted = path.starts_with('/');
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    auto const slash = path.find('/');
    auto const part = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (!parts.empty() && parts.back() != "..") {
        parts.pop_back();
        continue;
      }
      if (rooted) continue;
    }
    parts.push_back(part);
  }
  std::string cleaned = rooted ? "/" : "";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) cleaned += '/';
    cleaned += parts[i];
  }
  return cleaned.empty() ? "." : cleaned;
}

dockerignore dockerignore::parse(std::string_view text, std::vector<bad_line>& problems) {
  dockerignore made;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  int number = 0;
  while (!text.empty()) {
    auto const end = text.find('\n');
    auto const line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    // Only in the first column: after a blank, # is part of the pattern.
    if (line.starts_with('#')) continue;
    auto word = trimmed(line);
    if (word.empty()) continue;
    bool const exception = word.front() == '!';
    if (exception) word = trimmed(word.substr(1));
    if (word.empty()) {
      problems.push_back({number, std::string(trimmed(line)), "! needs a pattern"});
      continue;
    }
    auto cleaned = clean_path(word);
    if (cleaned.size() > 1 && cleaned.front() == '/') cleaned.erase(0, 1);
    auto pattern = ignore_pattern::parse(std::move(cleaned));
    if (!pattern) {
      problems.push_back(
          {number, std::string(trimmed(line)), "malformed pattern: an unfinished [...] or a \\ at the end"});
      continue;
    }
    made.rules_.push_back({std::move(*pattern), exception, number});
  }
  return made;
}

dockerignore::verdict dockerignore::judge(std::string const& path, state const& parent) const {
  verdict result;
  result.matched.assign(rules_.size(), false);
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    bool match = i < parent.size() && parent[i];
    if (!match) {
      // A pattern that could not change the verdict is not looked at, and so does not count for the children either.
      if (rules_[i].exception != result.excluded) continue;
      match = rules_[i].pattern.matches(path);
    }
    result.matched[i] = match;
    if (match) result.excluded = !rules_[i].exception;
  }
  return result;
}

bool dockerignore::excluded(std::string const& path) const {
  state parent;
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    parent = judge(path.substr(0, slash), parent).matched;
  }
  return judge(path, parent).excluded;
}

bool dockerignore::may_return_below(std::string const& folder) const {
  auto const below = folder + "/";
  return std::any_of(rules_.begin(), rules_.end(), [&](rule const& r) {
    if (!r.exception) return false;
    auto const fixed = fixed_part(r.pattern.text());
    return !fixed || (*fixed + "/").starts_with(below);
  });
}

void dockerignore::keep(std::string const& path) {
  if (!excluded(path)) return;
  // Written as a pattern, the path's own special letters have to stand for themselves.
  std::string escaped;
  for (char const c : path) {
    if (std::string_view("*?[\\").find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  auto pattern = ignore_pattern::parse(std::move(escaped));
  if (pattern) rules_.push_back({std::move(*pattern), true, 0});
}

}  // namespace dockverify::dockerfile
