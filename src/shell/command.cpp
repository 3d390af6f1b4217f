// The questions that rules ask of a command.
#include <algorithm>

#include "shell/ast.hpp"

namespace dockverify::shell {

namespace {

bool is_flag(std::string_view value) {
  return value.size() > 1 && value[0] == '-' && value != "--";
}

/// The part of a word before = where flags are looked for.
std::string_view flag_part(std::string_view value) {
  return value.substr(0, value.find('='));
}

/// How often a flag is in one word.
std::size_t count_in(std::string_view value, std::string_view name) {
  if (!is_flag(value)) return 0;
  auto const part = flag_part(value);
  bool const letter = name.size() == 2 && name[0] == '-' && name[1] != '-';
  if (!letter) return part == name ? 1 : 0;
  if (part.starts_with("--")) return 0;
  return static_cast<std::size_t>(std::count(part.begin() + 1, part.end(), name[1]));
}

/// Calls `look` with the index of each word that may be a flag: until it says true, or --.
template <class Look>
void each_flag_word(std::vector<word> const& words, Look look) {
  for (std::size_t i = 1; i < words.size() && words[i].value != "--"; ++i) {
    if (is_flag(words[i].value) && look(i)) return;
  }
}

/// The value that word i gives to the flag; nullopt: it is another flag, or has none.
std::optional<std::string_view> value_in(std::vector<word> const& words, std::size_t i, std::string_view name) {
  auto const value = words[i].value;
  auto const next = i + 1 < words.size() ? std::optional(words[i + 1].value) : std::nullopt;
  bool const letter = name.size() == 2 && name[0] == '-' && name[1] != '-';
  if (!letter || value.starts_with("--")) {
    if (value == name) return next;
    if (value.starts_with(name) && value.substr(name.size()).starts_with('=')) return value.substr(name.size() + 1);
    return std::nullopt;
  }
  auto const at = flag_part(value).find(name[1], 1);
  if (at == std::string_view::npos) return std::nullopt;
  if (at + 1 == value.size()) return next;
  return value.substr(at + (value[at + 1] == '=' ? 2 : 1));
}

bool takes_next(std::string_view value, std::initializer_list<std::string_view> with_value) {
  return std::any_of(with_value.begin(), with_value.end(), [&](std::string_view name) {
    if (value == name) return true;
    bool const letter = name.size() == 2 && name[0] == '-' && name[1] != '-';
    return letter && !value.starts_with("--") && value.find(name[1], 1) == value.size() - 1;
  });
}

/// Calls `take` with each word that is no flag; it says whether that is enough.
template <class Take>
void each_argument(std::vector<word> const& words, std::initializer_list<std::string_view> with_value, Take take) {
  bool flags = true;
  for (std::size_t i = 1; i < words.size(); ++i) {
    auto const value = words[i].value;
    if (flags && value == "--") {
      flags = false;
    } else if (flags && is_flag(value)) {
      if (takes_next(value, with_value)) ++i;
    } else if (take(words[i])) {
      return;
    }
  }
}

}  // namespace

std::string_view command::name() const noexcept {
  if (words.empty() || words[0].expands) return {};
  auto const value = words[0].value;
  return value.substr(value.rfind('/') + 1);
}

bool command::is(std::initializer_list<std::string_view> any) const noexcept {
  auto const own = name();
  return std::any_of(any.begin(), any.end(), [&](std::string_view n) { return n == own; });
}

std::vector<flag> command::flags() const {
  std::vector<flag> found;
  each_flag_word(words, [&](std::size_t i) {
    auto const value = words[i].value;
    auto const part = flag_part(value);
    bool const has_value = part.size() < value.size();
    auto const given = has_value ? value.substr(part.size() + 1) : std::string_view();
    if (part.starts_with("--")) {
      found.push_back({part, given, has_value, static_cast<index>(i)});
      return false;
    }
    for (std::size_t at = 1; at < part.size(); ++at) {
      bool const last = at + 1 == part.size();
      found.push_back(
          {part.substr(at, 1), last ? given : std::string_view(), last && has_value, static_cast<index>(i)});
    }
    return false;
  });
  return found;
}

bool command::has_flag(std::initializer_list<std::string_view> any) const noexcept {
  bool found = false;
  each_flag_word(words, [&](std::size_t i) {
    found = std::any_of(any.begin(), any.end(), [&](std::string_view n) { return count_in(words[i].value, n) > 0; });
    return found;
  });
  return found;
}

std::size_t command::count_flag(std::string_view wanted) const noexcept {
  std::size_t count = 0;
  each_flag_word(words, [&](std::size_t i) {
    count += count_in(words[i].value, wanted);
    return false;
  });
  return count;
}

std::optional<std::string_view> command::flag_value(std::initializer_list<std::string_view> any) const noexcept {
  std::optional<std::string_view> found;
  each_flag_word(words, [&](std::size_t i) {
    for (auto const n : any) {
      if (!found) found = value_in(words, i, n);
    }
    return found.has_value();
  });
  return found;
}

std::vector<std::string_view> command::flag_values(std::initializer_list<std::string_view> any) const {
  std::vector<std::string_view> found;
  each_flag_word(words, [&](std::size_t i) {
    for (auto const n : any) {
      if (auto const value = value_in(words, i, n)) found.push_back(*value);
    }
    return false;
  });
  return found;
}

std::vector<word> command::arguments(std::initializer_list<std::string_view> with_value) const {
  std::vector<word> found;
  each_argument(words, with_value, [&](word const& w) {
    found.push_back(w);
    return false;
  });
  return found;
}

std::string_view command::subcommand(std::initializer_list<std::string_view> with_value) const noexcept {
  std::string_view found;
  each_argument(words, with_value, [&](word const& w) {
    found = w.value;
    return true;
  });
  return found;
}

bool command::has_word(std::string_view value) const noexcept {
  return !words.empty() && std::any_of(words.begin() + 1, words.end(), [&](word const& w) { return w.value == value; });
}

std::optional<std::string_view> command::assigned(std::string_view wanted) const noexcept {
  auto const found =
      std::find_if(assignments.rbegin(), assignments.rend(), [&](assignment const& a) { return a.name == wanted; });
  if (found == assignments.rend()) return std::nullopt;
  return found->value.value;
}

bool command::redirects_to(std::string_view path) const noexcept {
  return std::any_of(redirections.begin(), redirections.end(), [&](redirection const& r) {
    bool const writes =
        r.kind == redirection_kind::output || r.kind == redirection_kind::append || r.kind == redirection_kind::both;
    return writes && r.target.value == path;
  });
}

std::vector<index> program::pipeline(index node) const {
  std::vector<index> members;
  if (node >= nodes_.size()) return members;
  for (auto child = nodes_[node].first_child; child != none; child = nodes_[child].next) {
    if (nodes_[child].command != none) members.push_back(nodes_[child].command);
  }
  return members;
}

}  // namespace dockverify::shell
