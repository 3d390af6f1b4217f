#include "rules/ignore_comments.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "rules/instruction_words.hpp"

namespace dockverify::rules {

namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  std::size_t const first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool is_id_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':';
}

/// "DL3008", "SC2086": what hadolint itself takes for a rule; and ours.
bool is_numbered(std::string_view id) {
  constexpr std::string_view families[] = {"DL", "SC", "DVD", "DVI", "DVT", "DVC", "DVA"};
  return std::any_of(std::begin(families), std::end(families), [&](std::string_view family) {
    return id.starts_with(family) && id.size() > family.size() &&
           id.find_first_not_of("0123456789", family.size()) == std::string_view::npos;
  });
}

/// Takes "word" and the blanks after it from the start; false when it is not there.
bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text = trimmed(text.substr(word.size()));
  return true;
}

/// The same where a blank or the end has to follow.
bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  std::string_view const after = text.substr(word.size());
  return (after.empty() || blanks.find(after.front()) != std::string_view::npos) && take(text, word);
}

/// The length of the id that a text begins with. The benchmarks' have a blank in them: "CIS 5.5".
std::size_t id_length(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && is_id_character(text[size])) ++size;
  bool const benchmark = text.substr(0, size) == "CIS" && size + 1 < text.size() && text[size] == ' ' &&
                         text[size + 1] >= '0' && text[size + 1] <= '9';
  if (!benchmark) return size;
  std::size_t const end = text.find_first_not_of("0123456789.", size + 1);
  return end == std::string_view::npos ? text.size() : end;
}

/// "= A, B # why" or "=A,B why": the ids, and what follows them. nullopt when one id is malformed.
struct id_list {
  std::vector<std::string> ids;
  std::string_view rest;
};
std::optional<id_list> read_ids(std::string_view text) {
  if (!take(text, "=")) return std::nullopt;
  id_list list;
  while (true) {
    std::size_t const length = id_length(text);
    if (length == 0) return std::nullopt;
    list.ids.emplace_back(text.substr(0, length));
    text = text.substr(length);
    std::string_view const next = trimmed(text);
    if (!next.starts_with(',')) {
      if (!text.empty() && text[0] != ' ' && text[0] != '\t' && text[0] != '#' && text[0] != ';') return std::nullopt;
      list.rest = next;
      return list;
    }
    text = trimmed(next.substr(1));
  }
}

std::string reason_of(std::string_view rest) {
  rest = trimmed(rest);
  while (rest.starts_with('#')) rest = trimmed(rest.substr(1));
  return std::string(rest);
}

/// "TOOL ignore=A,B why", with "global" or "stage" between.
std::optional<ignore_comment> read_ignore(std::string_view body, ignore_comment::tool from) {
  bool const peers = from == ignore_comment::tool::hadolint;
  if (!take_word(body, peers ? "hadolint" : "dockverify")) return std::nullopt;
  ignore_comment made;
  made.from = from;
  if (take_word(body, "global")) {
    made.where = ignore_comment::scope::file;
  } else if (take_word(body, "stage")) {
    made.where = ignore_comment::scope::stage;
  }
  if (!take(body, "ignore")) return std::nullopt;
  std::optional<id_list> list = read_ids(body);
  if (!list) return std::nullopt;
  // hadolint knows its own ids and ShellCheck's, and takes nothing but a comment after them.
  bool const refused =
      !std::all_of(list->ids.begin(), list->ids.end(), is_numbered) || (!list->rest.empty() && list->rest[0] != '#');
  if (peers && refused) return std::nullopt;
  made.rules = std::move(list->ids);
  made.reason = reason_of(list->rest);
  return made;
}

std::optional<ignore_comment> read_skip(std::string_view body) {
  if (!take(body, "check") || !take(body, "=")) return std::nullopt;
  check_directive asked = read_check(body);
  if (asked.skip.empty()) return std::nullopt;
  ignore_comment made;
  made.from = ignore_comment::tool::buildkit;
  made.reason = std::move(asked.reason);
  for (std::string const& name : asked.skip) made.rules.push_back("BK:" + (name == "all" ? "*" : name));
  return made;
}

std::optional<ignore_comment> read_dclint(std::string_view body) {
  if (!take_word(body, "dclint")) return std::nullopt;
  ignore_comment made;
  made.from = ignore_comment::tool::dclint;
  if (take_word(body, "disable-line")) {
    made.where = ignore_comment::scope::line;
  } else if (take_word(body, "disable-file") || take_word(body, "disable")) {
    made.where = ignore_comment::scope::file;
  } else {
    return std::nullopt;
  }
  while (!body.empty()) {
    std::size_t const end = std::min(body.find_first_of(", \t"), body.size());
    if (end != 0) made.rules.push_back("dclint:" + std::string(body.substr(0, end)));
    body = trimmed(body.substr(std::min(end + 1, body.size())));
  }
  if (made.rules.empty()) made.rules.emplace_back("dclint:*");
  return made;
}

}  // namespace

std::optional<shell::dialect> shell_by_comment(dockerfile::document const& file) {
  for (dockerfile::comment const& one : file.comments()) {
    std::string_view body = trimmed(one.body());
    if (!take_word(body, "hadolint") || !take(body, "shell") || !take(body, "=")) continue;
    shell::dialect const dialect = shell::dialect_of(body.substr(0, body.find_first_of(" \t")));
    if (dialect == shell::dialect::powershell || dialect == shell::dialect::cmd) return dialect;
  }
  return std::nullopt;
}

check_directive read_check(std::string_view value) {
  check_directive made;
  value = trimmed(value);
  while (!value.empty()) {
    std::size_t const end = std::min(value.find(';'), value.size());
    std::string_view part = trimmed(value.substr(0, end));
    value = end == value.size() ? std::string_view{} : value.substr(end + 1);
    if (take(part, "error")) {
      made.error = take(part, "=") && same_letters(part.substr(0, part.find_first_of(" \t")), "true");
      continue;
    }
    bool const skips = take(part, "skip");
    if (!skips && !take(part, "experimental")) continue;
    std::optional<id_list> list = read_ids(part);
    if (!list) continue;
    (skips ? made.skip : made.experimental) = std::move(list->ids);
    if (!list->rest.empty()) made.reason = reason_of(list->rest);
  }
  return made;
}

std::optional<ignore_comment> read_dockerfile_comment(std::string_view body) {
  body = trimmed(body);
  if (auto made = read_ignore(body, ignore_comment::tool::hadolint)) return made;
  if (auto made = read_ignore(body, ignore_comment::tool::own)) return made;
  return read_skip(body);
}

std::optional<ignore_comment> read_compose_comment(std::string_view body) {
  body = trimmed(body);
  if (auto made = read_ignore(body, ignore_comment::tool::own)) return made;
  return read_dclint(body);
}

}  // namespace dockverify::rules
