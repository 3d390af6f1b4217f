#include "audit/ignores.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "rules/rule.hpp"

namespace dockverify::audit {

namespace {

std::string_view trimmed(std::string_view text) {
  std::size_t const first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_id_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':';
}

/// Takes "word" and the blanks after it from the start; false when it is not there.
bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text = trimmed(text.substr(word.size()));
  return true;
}

/// "= A, B # why" or "=A,B why": the ids, and what follows them. nullopt when one id is malformed.
struct id_list {
  std::vector<std::string> ids;
  std::string rest;
};
std::optional<id_list> read_ids(std::string_view text) {
  if (!take(text, "=")) return std::nullopt;
  id_list list;
  while (true) {
    std::size_t length = 0;
    while (length < text.size() && is_id_character(text[length])) ++length;
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

/// "until=2027-01-31" at the start of a reason.
std::optional<rules::date> take_until(std::string& reason) {
  constexpr std::string_view key = "until=";
  if (!reason.starts_with(key)) return std::nullopt;
  std::string const day = reason.substr(key.size(), 10);
  std::optional<rules::date> const read = read_date(day);
  if (read) reason = reason_of(std::string_view(reason).substr(key.size() + 10));
  return read;
}

/// What a comment asks for, whatever kind of file it stands in.
struct wish {
  enum class scope { next, stage, file } where = scope::next;
  std::vector<std::string> rules;
  std::string reason;
};

std::optional<wish> read_hadolint(std::string_view body) {
  if (!take(body, "hadolint")) return std::nullopt;
  wish made;
  if (take(body, "global")) made.where = wish::scope::file;
  if (take(body, "stage")) made.where = wish::scope::stage;
  if (!take(body, "ignore")) return std::nullopt;
  std::optional<id_list> list = read_ids(body);
  if (!list) return std::nullopt;
  // hadolint takes nothing but a comment after the ids.
  if (!list->rest.empty() && list->rest[0] != '#') return std::nullopt;
  made.rules = std::move(list->ids);
  made.reason = reason_of(list->rest);
  return made;
}

std::optional<wish> read_own(std::string_view body) {
  if (!take(body, "dockverify")) return std::nullopt;
  wish made;
  if (take(body, "global")) made.where = wish::scope::file;
  if (take(body, "stage")) made.where = wish::scope::stage;
  if (!take(body, "ignore")) return std::nullopt;
  std::optional<id_list> list = read_ids(body);
  if (!list) return std::nullopt;
  made.rules = std::move(list->ids);
  made.reason = reason_of(list->rest);
  return made;
}

/// skip=A,B of `# check=skip=A,B;error=true`, as BuildKit reads it.
std::optional<wish> read_check(std::string_view body) {
  if (!take(body, "check") || !take(body, "=")) return std::nullopt;
  while (!body.empty()) {
    std::size_t const end = std::min(body.find(';'), body.size());
    std::string_view part = trimmed(body.substr(0, end));
    body = end == body.size() ? std::string_view{} : body.substr(end + 1);
    if (!take(part, "skip")) continue;
    std::optional<id_list> list = read_ids(part);
    if (!list) continue;
    wish made;
    if (std::find(list->ids.begin(), list->ids.end(), "all") == list->ids.end()) {
      for (std::string const& id : list->ids) made.rules.push_back("BK:" + id);
    } else {
      made.rules.push_back("BK:*");
    }
    made.reason = reason_of(list->rest);
    return made;
  }
  return std::nullopt;
}

ignore made_of(wish asked, std::shared_ptr<std::string const> const& file, int line, int column) {
  ignore one;
  one.rules = std::move(asked.rules);
  one.reason = std::move(asked.reason);
  one.until = take_until(one.reason);
  one.file = *file;
  one.source = "inline";
  one.where = {file, line, column};
  return one;
}

bool same(std::string_view a, std::string_view b) {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool names(std::string_view id, finding const& f) {
  if (same(id, f.rule) || same(id, f.name)) return true;
  auto const is = [&](std::string_view alias) {
    return same(id, alias) || (id == "BK:*" && alias.starts_with("BK:")) ||
           (id == "dclint:*" && alias.starts_with("dclint:"));
  };
  if (std::any_of(f.aliases.begin(), f.aliases.end(), is)) return true;
  rules::rule const* rule = rules::find_rule(f.rule);
  return rule != nullptr && std::any_of(rule->aliases.begin(), rule->aliases.end(), is);
}

/// `*` stands for any text.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool covers(ignore const& entry, finding const& f) {
  if (!entry.service.empty() && entry.service != f.service) return false;
  if (!entry.file.empty()) {
    if (!f.where.known() || !matches(entry.file, *f.where.file)) return false;
    if (f.where.line < entry.first_line || f.where.line > entry.last_line) return false;
  }
  return entry.rules.empty() ||
         std::any_of(entry.rules.begin(), entry.rules.end(), [&](std::string const& id) { return names(id, f); });
}

std::string joined(std::vector<std::string> const& ids) {
  std::string text;
  for (std::string const& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text.empty() ? "every rule" : text;
}

std::string day_of(ignore const& entry) {
  return entry.until ? write_date(*entry.until) : std::string{};
}

std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

}  // namespace

std::optional<rules::date> read_date(std::string_view text) {
  auto const digits = [&](std::size_t at, std::size_t count) -> int {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  rules::date const day{digits(0, 4), digits(5, 2), digits(8, 2)};
  if (day.year < 0 || day.month < 1 || day.month > 12 || day.day < 1 || day.day > 31) return std::nullopt;
  return day;
}

std::string write_date(rules::date const& day) {
  auto const padded = [](int value, std::size_t width) {
    std::string digits = std::to_string(value);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
  };
  return padded(day.year, 4) + "-" + padded(day.month, 2) + "-" + padded(day.day, 2);
}

std::vector<ignore> inline_ignores(rules::dockerfile_subject const& subject) {
  std::vector<ignore> found;
  dockerfile::document const& file = *subject.file;
  if (dockerfile::directive const* check = file.find_directive("check")) {
    if (std::optional<wish> asked = read_check("check=" + std::string(check->value)))
      found.push_back(made_of(std::move(*asked), subject.path, check->line + subject.line_shift, 1));
  }
  auto const stage_end = [&](std::size_t first) {
    for (std::size_t i = first + 1; i < file.instructions().size(); ++i) {
      if (file.instructions()[i].is(dockerfile::keyword::from)) return file.instructions()[i].first_line - 1;
    }
    return file.line_count();
  };
  std::size_t index = 0;
  for (dockerfile::instruction const& i : file.instructions()) {
    for (dockerfile::comment const& comment : file.comments_above(i)) {
      std::optional<wish> asked = read_hadolint(comment.body());
      if (!asked) asked = read_own(comment.body());
      if (!asked && comment.line < i.first_line) asked = read_check(comment.body());
      if (!asked || comment.inside_instruction) continue;
      wish::scope const scope = asked->where;
      ignore one = made_of(std::move(*asked), subject.path, comment.line + subject.line_shift, 1);
      if (scope != wish::scope::file) {
        one.first_line = i.first_line + subject.line_shift;
        one.last_line = i.last_line + subject.line_shift;
      }
      if (scope == wish::scope::stage) {
        // From the next FROM on.
        std::size_t from = index;
        while (from < file.instructions().size() && !file.instructions()[from].is(dockerfile::keyword::from)) ++from;
        if (from == file.instructions().size()) continue;
        one.first_line = file.instructions()[from].first_line + subject.line_shift;
        one.last_line = stage_end(from) + subject.line_shift;
      }
      found.push_back(std::move(one));
    }
    ++index;
  }
  // Comments below the last instruction can only speak of the whole file.
  for (dockerfile::comment const& comment : file.comments()) {
    bool const last = file.instructions().empty() || comment.line > file.instructions().back().last_line;
    std::optional<wish> asked = last ? read_hadolint(comment.body()) : std::nullopt;
    if (last && !asked) asked = read_own(comment.body());
    if (asked && asked->where == wish::scope::file)
      found.push_back(made_of(std::move(*asked), subject.path, comment.line + subject.line_shift, 1));
  }
  return found;
}

std::vector<ignore> inline_ignores(text_file const& yaml) {
  std::vector<std::string_view> lines;
  std::string_view rest = yaml.text;
  while (!rest.empty()) {
    std::size_t const end = std::min(rest.find('\n'), rest.size());
    lines.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  auto const is_code = [](std::string_view line) {
    std::string_view const text = trimmed(line);
    return !text.empty() && text[0] != '#';
  };
  std::vector<ignore> found;
  bool content_seen = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::size_t const hash = lines[i].find("# d");
    bool const alone = !is_code(lines[i]);
    bool const first = !content_seen;
    content_seen = content_seen || (!alone && trimmed(lines[i]) != "---");
    // A comment after a value has a blank before it.
    if (hash == std::string_view::npos || (hash != 0 && lines[i][hash - 1] != ' ' && lines[i][hash - 1] != '\t'))
      continue;
    std::string_view body = trimmed(lines[i].substr(hash + 1));
    int const line = static_cast<int>(i) + 1;
    std::size_t next = i + 1;
    while (next < lines.size() && !is_code(lines[next])) ++next;

    if (std::optional<wish> asked = read_own(body)) {
      wish::scope const scope = asked->where;
      ignore one = made_of(std::move(*asked), yaml.shown, line, static_cast<int>(hash) + 1);
      if (scope != wish::scope::file) {
        // The node below: its line and all that is indented more.
        std::size_t const start = alone ? next : i;
        std::size_t end = start + 1;
        while (alone && end < lines.size() &&
               (!is_code(lines[end]) || indentation(lines[end]) > indentation(lines[start])))
          ++end;
        one.first_line = static_cast<int>(start) + 1;
        one.last_line = static_cast<int>(end);
      }
      found.push_back(std::move(one));
      continue;
    }
    if (!take(body, "dclint")) continue;
    bool const whole = take(body, "disable-file");
    bool const one_line = !whole && take(body, "disable-line");
    bool const listed = !whole && !one_line && take(body, "disable");
    if (!whole && !one_line && !listed) continue;
    if (!one_line && !first) continue;
    wish asked;
    std::string_view ids = body;
    while (!ids.empty()) {
      std::size_t const end = std::min(ids.find_first_of(", \t"), ids.size());
      if (end != 0) asked.rules.emplace_back("dclint:" + std::string(ids.substr(0, end)));
      ids = trimmed(ids.substr(std::min(end + 1, ids.size())));
    }
    if (asked.rules.empty()) asked.rules.emplace_back("dclint:*");
    ignore one = made_of(std::move(asked), yaml.shown, line, static_cast<int>(hash) + 1);
    if (one_line) {
      one.first_line = line;
      one.last_line = alone ? static_cast<int>(next) + 1 : line;
    }
    found.push_back(std::move(one));
  }
  return found;
}

void apply_ignores(std::vector<ignore> const& entries, rules::date today, std::vector<finding>& findings) {
  std::vector<finding> about;
  for (ignore const& entry : entries) {
    bool used = false;
    bool const expired = entry.until && *entry.until < today;
    for (finding& f : findings) {
      if (!covers(entry, f)) continue;
      used = true;
      if (!expired && !f.ignored) f.ignored = suppression{entry.source, entry.reason, entry.where, day_of(entry)};
    }
    rules::rule const* rule = rules::find_rule(used ? "DVA002" : "DVA001");
    if (rule == nullptr || (used && !expired)) continue;
    finding f;
    f.rule = rule->id;
    f.name = rule->name;
    f.level = used ? severity::warning : severity::info;
    f.where = entry.where;
    f.field = joined(entry.rules);
    f.message = used ? "this ignore of " + joined(entry.rules) + " has expired"
                     : "this ignore of " + joined(entry.rules) + " ignores nothing";
    f.advice = used ? "mend what it ignores, or give it a new date" : "remove it";
    about.push_back(std::move(f));
  }
  std::move(about.begin(), about.end(), std::back_inserter(findings));
}

}  // namespace dockverify::audit
