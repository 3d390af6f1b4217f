#include "audit/ignores.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "rules/ignore_comments.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_comments.hpp"

namespace dockverify::audit {

namespace {

constexpr std::string_view blanks = " \t";

/// Takes "until=2027-01-31" out of the reason, wherever it stands there.
void take_until(ignore& one) {
  constexpr std::string_view key = "until=";
  std::string& reason = one.reason;
  std::size_t at = reason.find(key);
  while (at != std::string::npos && at != 0 && blanks.find(reason[at - 1]) == std::string_view::npos)
    at = reason.find(key, at + 1);
  if (at == std::string::npos) return;
  std::size_t const end = std::min(reason.find_first_of(blanks, at), reason.size());
  std::string const day = reason.substr(at + key.size(), end - at - key.size());
  one.until = read_date(day);
  if (!one.until) one.no_day = day;
  reason.erase(at, reason.find_first_not_of(blanks, end) - at);
  while (reason.ends_with(' ')) reason.pop_back();
  reason.erase(0, std::min(reason.find_first_not_of("# \t"), reason.size()));
}

ignore made_of(rules::ignore_comment asked, std::shared_ptr<std::string const> const& file, int line, int column) {
  ignore one;
  one.rules = std::move(asked.rules);
  one.reason = std::move(asked.reason);
  take_until(one);
  one.file = *file;
  one.source = "inline";
  one.where = {file, line, column};
  return one;
}

bool names(std::string_view id, finding const& f) {
  rules::rule const* rule = rules::find_rule(f.rule);
  if (rule == nullptr) return false;
  if (rules::is_called(*rule, id)) return true;
  // ShellCheck's numbers are known of findings only; "BK:*" stands for all of BuildKit's.
  std::string_view const peer = id.ends_with('*') ? id.substr(0, id.size() - 1) : std::string_view{};
  auto const is = [&](std::string_view alias) {
    return rules::is_alias(alias, id) || (!peer.empty() && alias.starts_with(peer));
  };
  return std::any_of(f.aliases.begin(), f.aliases.end(), is) ||
         (!peer.empty() && std::any_of(rule->aliases.begin(), rule->aliases.end(), is));
}

/// `*` stands for any text.
bool matches(std::string_view pattern, std::string_view text) {
  while (pattern.starts_with("./")) pattern.remove_prefix(2);
  if (pattern.starts_with("**/") && matches(pattern.substr(3), text)) return true;
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

/// Whether it speaks of the finding's place; of which rules is another question.
bool covers(ignore const& entry, finding const& f, built_by const& services) {
  if (!entry.service.empty() && !is_of_service(f, entry.service, services)) return false;
  if (entry.file.empty()) return true;
  auto const covered = [&](source_span const& where) {
    return where.known() && matches(entry.file, *where.file) && where.line >= entry.first_line &&
           where.line <= entry.last_line;
  };
  return covered(f.where) || covered(f.related);
}

std::string joined(std::vector<std::string> const& ids) {
  std::string text;
  for (std::string const& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text;
}

std::string day_of(ignore const& entry) {
  return entry.until ? write_date(*entry.until) : std::string{};
}

std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

}  // namespace

bool is_of_service(finding const& f, std::string const& service, built_by const& services) {
  if (service == f.service) return true;
  auto const built = services.find(service);
  return f.service.empty() && f.where.known() && built != services.end() && built->second.count(*f.where.file) != 0;
}

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
  using scope = rules::ignore_comment::scope;
  std::vector<ignore> found;
  dockerfile::document const& file = *subject.file;
  // A Dockerfile inside of a compose file speaks of its own lines only.
  auto const add = [&](rules::ignore_comment asked, int line, scope where, int first, int last) {
    bool const whole = where == scope::file;
    ignore one = made_of(std::move(asked), subject.path, line + subject.line_shift, 1);
    if (!whole || subject.inline_text) {
      one.first_line = (whole ? 1 : first) + subject.line_shift;
      one.last_line = (whole ? file.line_count() : last) + subject.line_shift;
    }
    found.push_back(std::move(one));
  };
  if (dockerfile::directive const* check = file.find_directive("check")) {
    if (auto asked = rules::read_dockerfile_comment("check=" + std::string(check->value)))
      add(std::move(*asked), check->line, scope::file, 0, 0);
  }
  auto const& instructions = file.instructions();
  auto const next_from = [&](std::size_t at) {
    while (at < instructions.size() && !instructions[at].is(dockerfile::keyword::from)) ++at;
    return at;
  };
  std::size_t index = 0;
  for (dockerfile::instruction const& i : instructions) {
    auto const comments = file.comments_above(i);
    int adjacent = i.first_line;  // the first line of the comments that stand right above it
    for (std::size_t k = comments.size(); k-- > 0;) {
      if (!comments[k].inside_instruction && comments[k].line == adjacent - 1) --adjacent;
    }
    for (dockerfile::comment const& comment : comments) {
      auto asked = comment.inside_instruction ? std::nullopt : rules::read_dockerfile_comment(comment.body());
      if (!asked) continue;
      scope const where = asked->where;
      if (where == scope::next) {
        // hadolint looks at the next line and no further, BuildKit at the comments right above an instruction.
        if (asked->from == rules::ignore_comment::tool::hadolint && comment.line + 1 != i.first_line) continue;
        if (asked->from == rules::ignore_comment::tool::buildkit && comment.line < adjacent) continue;
      }
      if (where != scope::stage) {
        add(std::move(*asked), comment.line, where, i.first_line, i.last_line);
        continue;
      }
      std::size_t const from = next_from(index);
      if (from == instructions.size()) continue;
      std::size_t const after = next_from(from + 1);
      add(std::move(*asked), comment.line, where, instructions[from].first_line,
          after == instructions.size() ? file.line_count() : instructions[after].first_line - 1);
    }
    ++index;
  }
  // Comments below the last instruction can only speak of the whole file.
  for (dockerfile::comment const& comment : file.comments()) {
    bool const last = instructions.empty() || comment.line > instructions.back().last_line;
    auto asked = last ? rules::read_dockerfile_comment(comment.body()) : std::nullopt;
    if (asked && asked->where == scope::file) add(std::move(*asked), comment.line, scope::file, 0, 0);
  }
  return found;
}

std::vector<ignore> inline_ignores(text_file const& yaml) {
  using scope = rules::ignore_comment::scope;
  using tool = rules::ignore_comment::tool;
  rules::yaml_text const file(yaml.text);
  std::vector<ignore> found;
  for (rules::yaml_comment const& comment : rules::comments_of(file)) {
    auto asked = rules::read_compose_comment(comment.body);
    if (!asked) continue;
    scope const where = asked->where;
    bool const alone = comment.before.empty() || comment.before == "---";
    if (asked->from == tool::dclint && where == scope::file) {
      // dclint wants it in the first line, or in the one after `---`.
      bool const first = comment.line == 1 || (comment.line == 2 && file.content(1).starts_with("---"));
      if (!alone || !first) continue;
    }
    ignore one = made_of(std::move(*asked), yaml.shown, comment.line, comment.column);
    if (where == scope::line) {
      one.first_line = comment.line;
      one.last_line = alone ? comment.line + 1 : comment.line;
    } else if (where == scope::next) {
      // The node: its line and all that is indented more.
      int start = comment.line;
      while (alone && start <= file.lines() && !rules::has_content(file.content(start))) ++start;
      int end = start;
      auto const below = [&](int line) {
        return line <= file.lines() && (!rules::has_content(file.content(line)) ||
                                        indentation(file.content(line)) > indentation(file.content(start)));
      };
      while (below(end + 1)) ++end;
      one.first_line = start;
      one.last_line = end;
    }
    found.push_back(std::move(one));
  }
  return found;
}

namespace {

class applier {
 public:
  applier(ignore_facts const& facts, std::vector<finding>& findings) : facts_(facts), findings_(findings) {}

  void run(std::vector<ignore> const& entries) {
    for (ignore const& entry : entries) apply(entry);
    std::move(about_.begin(), about_.end(), std::back_inserter(findings_));
  }

 private:
  void apply(ignore const& entry) {
    std::set<std::string> used;
    bool const expired = entry.no_day || (entry.until && *entry.until < facts_.today);
    bool const unexplained = facts_.require_reason && entry.reason.empty();
    for (finding& f : findings_) {
      if (!covers(entry, f, facts_.services)) continue;
      for (std::string const& id : entry.rules) {
        if (!names(id, f)) continue;
        used.insert(id);
        if (!expired && !unexplained && !f.ignored)
          f.ignored = suppression{entry.source, entry.reason, entry.where, day_of(entry)};
      }
    }
    std::vector<std::string> idle;
    for (std::string const& id : entry.rules) {
      if (used.count(id) == 0 && facts_.judged(id)) idle.push_back(id);
    }
    std::vector<std::string> const all(used.begin(), used.end());
    if (!idle.empty()) tell("DVA001", entry, idle, " ignores nothing", "remove it");
    if (!all.empty() && entry.no_day) {
      tell("DVA002", entry, all, " does not count: `" + *entry.no_day + "` is no day", "write `until=2027-01-31`");
    } else if (!all.empty() && expired) {
      tell("DVA002", entry, all, " has expired", "mend what it ignores, or give it a new date");
    }
    if (!all.empty() && unexplained)
      tell("DVA005", entry, all, " says no reason, so it does not count", "write the reason behind the rules");
  }

  void tell(std::string_view id, ignore const& entry, std::vector<std::string> const& ids, std::string const& what,
            std::string advice) {
    std::optional<severity> const level = facts_.level_of(id);
    rules::rule const* rule = rules::find_rule(id);
    if (!level || rule == nullptr) return;
    finding f;
    f.rule = rule->id;
    f.name = rule->name;
    f.level = *level;
    f.where = entry.where;
    f.field = joined(ids);
    f.message = "this ignore of " + joined(ids) + what;
    f.advice = std::move(advice);
    about_.push_back(std::move(f));
  }

  ignore_facts const& facts_;
  std::vector<finding>& findings_;
  std::vector<finding> about_;
};

}  // namespace

void apply_ignores(std::vector<ignore> const& entries, ignore_facts const& facts, std::vector<finding>& findings) {
  applier(facts, findings).run(entries);
}

}  // namespace dockverify::audit
