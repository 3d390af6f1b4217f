// Follows BuildKit's frontend/dockerfile/parser and /instructions step by step; what they refuse becomes a problem.
#include "dockerfile/arguments.hpp"

#include <algorithm>
#include <charconv>

#include "dockerfile/json_strings.hpp"
#include "dockerfile/keywords.hpp"
#include "dockerfile/lexer.hpp"
#include "dockerfile/unicode_space.hpp"

namespace dockverify::dockerfile {

namespace {

constexpr int max_triggers = 8;  // ONBUILD ONBUILD ... is refused at the second one anyway

bool same(std::string_view a, std::string_view lower_case) {
  return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(),
                    [](char x, char y) { return (x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x) == y; });
}

mapped_text trimmed(mapped_text const& text) {
  auto const left = trim_left(text.text());
  return text.substr(text.text().size() - left.size(), trim_right(left).size());
}

bool is_ascii_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

word whole(mapped_text const& text) {
  return {text.text(), text.where()};
}

std::vector<word> split_at_blanks(mapped_text const& text) {
  std::vector<word> words;
  auto const body = text.text();
  for (std::size_t at = 0; at < body.size();) {
    auto const begin = body.find_first_not_of(word_blanks, at);
    if (begin == std::string_view::npos) break;
    at = std::min(body.find_first_of(word_blanks, begin), body.size());
    words.push_back({body.substr(begin, at - begin), text.origin(begin, at)});
  }
  return words;
}

/// Words of ENV, LABEL and ARG: quotes and the escape character keep blanks together. Offsets, as pairs are cut later.
std::vector<std::pair<std::size_t, std::size_t>> split_quoted(std::string_view text, char escape) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && leading_space(text.substr(at)) != 0) at += leading_space(text.substr(at));
    if (at == text.size()) return words;
    auto const begin = at;
    char quote = 0;
    while (at < text.size()) {
      char const c = text[at];
      if (quote == 0 && leading_space(text.substr(at)) != 0) break;
      if (c == escape && quote != '\'') {
        at += at + 1 < text.size() ? 2 : 1;
        continue;
      }
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '\'' || c == '"') {
        quote = c;
      }
      ++at;
    }
    words.emplace_back(begin, at);
  }
}

/// A Go duration ("1m30s"), in nanoseconds as far as it matters here; nullopt: malformed.
std::optional<double> go_duration(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    double number = 0, scale = 1;
    bool digits = false, fraction = false;
    for (; !text.empty() && (text[0] == '.' || (text[0] >= '0' && text[0] <= '9')); text.remove_prefix(1)) {
      if (text[0] == '.') {
        if (fraction) return std::nullopt;
        fraction = true;
        continue;
      }
      digits = true;
      number = number * 10 + (text[0] - '0');
      if (fraction) scale *= 10;
    }
    if (!digits) return std::nullopt;
    struct unit {
      std::string_view name;
      double nanoseconds;
    };
    constexpr unit units[] = {{"ns", 1},   {"us", 1e3}, {"\xC2\xB5s", 1e3}, {"\xCE\xBCs", 1e3},
                              {"ms", 1e6}, {"s", 1e9},  {"m", 60e9},        {"h", 3600e9}};
    auto const* found =
        std::find_if(std::begin(units), std::end(units), [&](unit const& u) { return text.starts_with(u.name); });
    if (found == std::end(units)) return std::nullopt;
    text.remove_prefix(found->name.size());
    total += number / scale * found->nanoseconds;
  }
  return total;
}

class instruction_reader {
 public:
  instruction_reader(instruction& made, argument_sink& sink, int depth) : made_(made), sink_(sink), depth_(depth) {}

  void read(mapped_text const& line) {
    auto const text = line.text();
    auto const name_end = std::min(text.find_first_of(word_blanks), text.size());
    made_.name = text.substr(0, name_end);
    made_.name_where = line.origin(0, name_end);
    made_.where = line.where();
    made_.what = keyword_of(made_.name);
    auto const rest_begin = std::min(text.find_first_not_of(word_blanks, name_end), text.size());
    made_.arguments = trimmed(read_flags(line.substr(rest_begin)));
    if (made_.what == keyword::unknown) {
      auto const nearest = nearest_keyword(made_.name);
      // What is no word may be the rest of a value whose line was not continued: it is not shown.
      bool const is_word = std::all_of(made_.name.begin(), made_.name.end(),
                                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
      complain(problem_kind::unknown_instruction, made_.name_where,
               is_word ? "unknown instruction: " + shown(made_.name) : "this is no instruction",
               nearest == keyword::unknown ? "begin the line with an instruction such as RUN, or with # for a comment"
                                           : "did you mean " + std::string(name_of(nearest)) + "?");
      made_.words = split_at_blanks(made_.arguments);
      return;
    }
    check_flags();
    read_arguments();
  }

 private:
  void complain(problem_kind kind, text_range where, std::string message, std::string advice) {
    sink_.complain(made_, kind, where, std::move(message), std::move(advice));
  }
  void wrong_arguments(std::string message, std::string advice) {
    complain(problem_kind::arguments, made_.where, std::string(name_of(made_.what)) + " " + std::move(message),
             std::move(advice));
  }

  /// Takes the words that begin with --; what is left are the arguments. Escapes here are backslashes, whatever the
  /// file's escape character is.
  mapped_text read_flags(mapped_text const& rest) {
    auto const text = rest.text();
    std::size_t at = 0;
    while (true) {
      while (at < text.size() && is_ascii_space(text[at])) ++at;
      if (text.substr(at, 2) != "--") return rest.substr(at);
      auto const begin = at;
      std::string plain;
      bool changed = false;
      char quote = 0;
      auto equals = std::string_view::npos;
      for (; at < text.size() && (quote != 0 || !is_ascii_space(text[at])); ++at) {
        char c = text[at];
        if (quote == 0 ? c == '\'' || c == '"' : c == quote) {
          quote = quote == 0 ? c : '\0';
          changed = true;
          continue;
        }
        if (c == '\\') {
          changed = true;
          if (at + 1 == text.size()) continue;
          c = text[++at];
        }
        if (c == '=' && equals == std::string_view::npos) equals = at;
        plain += c;
      }
      if (plain == "--") {
        made_.flags_ended = true;
        return rest.substr(at);
      }
      flag made;
      auto value = text.substr(begin, at - begin);
      if (changed) value = sink_.strings.emplace_back(std::move(plain));
      auto const cut = value.find('=');
      made.has_value = cut != std::string_view::npos;
      made.name = value.substr(2, made.has_value ? cut - 2 : cut);
      if (made.has_value) made.value = value.substr(cut + 1);
      made.where = rest.origin(begin, at);
      made.value_where = made.has_value ? rest.origin(equals + 1, at) : rest.origin(at, at);
      made_.flags.push_back(made);
    }
  }

  void check_flags() {
    // The builder looks at no flags here.
    bool const unchecked = made_.what == keyword::arg || made_.what == keyword::stopsignal;
    for (std::size_t i = 0; i < made_.flags.size(); ++i) {
      auto& f = made_.flags[i];
      auto const* rule = find_flag_rule(made_.what, f.name);
      f.known = rule != nullptr;
      if (unchecked) continue;
      auto const flag_name = "--" + shown(f.name);
      if (rule == nullptr) {
        auto const list = flag_list(made_.what);
        complain(problem_kind::unknown_flag, f.where,
                 "unknown flag " + flag_name + " of " + std::string(name_of(made_.what)),
                 list.empty() ? std::string(name_of(made_.what)) + " has no flags" : "it takes " + list);
        continue;
      }
      using type = flag_rule::type;
      // A hundred flags are no Dockerfile; they need not be compared with each other.
      auto const seen = std::any_of(made_.flags.begin(),
                                    made_.flags.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(i, 100)),
                                    [&](flag const& other) { return other.name == f.name; });
      if (seen && rule->takes != type::repeated) {
        complain(problem_kind::flag_value, f.where, flag_name + " is given twice", "keep one of them");
      } else if (rule->takes == type::boolean) {
        if (f.has_value && !same(f.value, "true") && !same(f.value, "false")) {
          complain(problem_kind::flag_value, f.where, flag_name + " is either true or false",
                   "write " + flag_name + " or " + flag_name + "=false");
        }
      } else if (!f.has_value) {
        complain(problem_kind::flag_value, f.where, flag_name + " has no value", "write " + flag_name + "=VALUE");
      } else if (rule->takes == type::duration) {
        check_duration(f, flag_name);
      } else if (rule->takes == type::count) {
        check_count(f, flag_name);
      }
    }
  }

  void check_duration(flag const& f, std::string const& flag_name) {
    if (f.value.empty()) return;
    auto const nanoseconds = go_duration(f.value);
    if (!nanoseconds) {
      complain(problem_kind::flag_value, f.where, flag_name + " is no duration",
               "write a number with a unit: 30s, 1m30s");
    } else if (*nanoseconds != 0 && (*nanoseconds < 1e6 || f.value.starts_with('-'))) {
      complain(problem_kind::flag_value, f.where, flag_name + " is less than 1ms", "write 1ms or more");
    }
  }

  void check_count(flag const& f, std::string const& flag_name) {
    if (f.value.empty()) return;
    int count = 0;
    auto const [end, failed] = std::from_chars(f.value.data(), f.value.data() + f.value.size(), count);
    if (failed != std::errc() || end != f.value.data() + f.value.size() || count < 0) {
      complain(problem_kind::flag_value, f.where, flag_name + " is no whole number from 0 on",
               "write " + flag_name + "=3");
    }
  }

  void read_arguments() {
    auto const& text = made_.arguments;
    switch (made_.what) {
      case keyword::add:
      case keyword::copy:
        list_or_json();
        check_copy();
        return;
      case keyword::volume:
        list_or_json();
        if (made_.words.empty()) wrong_arguments("has no path", "write the folder: VOLUME /data");
        for (auto const& w : made_.words) {
          if (trim_left(w.text).empty()) wrong_arguments("has an empty path", "write the folder: VOLUME /data");
        }
        return;
      case keyword::run:
      case keyword::cmd:
      case keyword::entrypoint:
        command(text);
        return;
      case keyword::shell:
        command(text);
        if (made_.words.empty()) {
          wrong_arguments("has no program", R"(write SHELL ["/bin/bash", "-c"])");
        } else if (!made_.exec_form()) {
          wrong_arguments("takes a JSON array only", R"(write SHELL ["/bin/bash", "-c"])");
        }
        return;
      case keyword::healthcheck:
        healthcheck();
        return;
      case keyword::env:
      case keyword::label:
        pairs();
        return;
      case keyword::arg:
        arguments_of_arg();
        return;
      case keyword::expose:
        made_.words = split_at_blanks(text);
        if (made_.words.empty()) wrong_arguments("has no port", "write EXPOSE 8080");
        return;
      case keyword::from:
        from();
        return;
      case keyword::onbuild:
        onbuild();
        return;
      case keyword::maintainer:
      case keyword::stopsignal:
      case keyword::user:
      case keyword::workdir:
      case keyword::unknown:
        if (!text.empty()) made_.words.push_back(whole(text));
        if (text.empty()) wrong_arguments("has no argument", "write one after it, or remove the line");
        return;
    }
  }

  /// Whether the text is a JSON array of strings; of other values it is refused.
  bool json(mapped_text const& text) {
    auto const verdict = read_json_strings(text, made_.words, sink_.strings);
    if (verdict == json_verdict::other_values) {
      complain(problem_kind::json, text.where(), "a JSON array of anything but strings",
               "put every element in double quotes");
    }
    if (verdict == json_verdict::no_json) return false;
    made_.form = command_form::exec;
    return true;
  }

  void list_or_json() {
    if (json(made_.arguments)) return;
    made_.form = command_form::shell;
    made_.words = split_at_blanks(made_.arguments);
  }

  void command(mapped_text const& text) {
    made_.form = command_form::shell;
    if (text.empty() || json(text)) return;
    made_.words.push_back(whole(text));
  }

  void check_copy() {
    if (made_.words.size() < 2) {
      wrong_arguments("needs a source and a destination",
                      "write " + std::string(name_of(made_.what)) + " SOURCE DESTINATION");
    } else if (made_.words.back().text.starts_with("<<") && made_.form == command_form::shell) {
      wrong_arguments("cannot have a here-document as its destination", "write the destination last");
    }
  }

  void healthcheck() {
    auto const text = made_.arguments;
    auto const body = text.text();
    std::size_t end = 0;
    while (end < body.size() && !is_ascii_space(body[end])) ++end;
    if (end == 0) return wrong_arguments("has no argument", "write HEALTHCHECK CMD COMMAND, or HEALTHCHECK NONE");
    word const type{body.substr(0, end), text.origin(0, end)};
    auto next = end;
    while (next < body.size() && is_ascii_space(body[next])) ++next;
    auto const rest = text.substr(next);
    if (same(type.text, "none")) {
      if (!rest.empty()) wrong_arguments("NONE takes no arguments", "remove what follows NONE");
    } else if (!same(type.text, "cmd")) {
      complain(problem_kind::arguments, type.where, "unknown type " + shown(type.text) + " of HEALTHCHECK",
               "write HEALTHCHECK CMD COMMAND, or HEALTHCHECK NONE");
    } else if (rest.empty()) {
      wrong_arguments("CMD has no command", "write the command after CMD");
    }
    if (!rest.empty()) command(rest);
    // The arguments are the command's from here on, the type stays the first word.
    made_.arguments = rest;
    made_.words.insert(made_.words.begin(), type);
  }

  pair cut_pair(mapped_text const& text, std::size_t begin, std::size_t end) {
    auto const body = text.text();
    auto const equals = body.substr(begin, end - begin).find('=');
    pair made;
    made.where = text.origin(begin, end);
    made.has_value = equals != std::string_view::npos;
    auto const name_end = made.has_value ? begin + equals : end;
    made.name = {body.substr(begin, name_end - begin), text.origin(begin, name_end)};
    auto const value = std::min(name_end + 1, end);
    made.value = {body.substr(value, end - value), text.origin(value, end)};
    return made;
  }

  void pairs() {
    auto const& text = made_.arguments;
    auto const body = text.text();
    auto const what = std::string(name_of(made_.what));
    auto const split = split_quoted(body, sink_.escape);
    if (split.empty()) return wrong_arguments("has no argument", "write " + what + " NAME=value");
    auto const first = body.substr(split[0].first, split[0].second - split[0].first);
    if (first.find('=') == std::string_view::npos) {
      auto const end = std::min(body.find_first_of(word_blanks), body.size());
      auto const value = std::min(body.find_first_not_of(word_blanks, end), body.size());
      pair made;
      made.legacy = true;
      made.has_value = end < body.size();
      made.name = {body.substr(0, end), text.origin(0, end)};
      made.value = {body.substr(value), text.origin(value, body.size())};
      made.where = text.where();
      made_.words = {made.name};
      if (made.has_value) made_.words.push_back(made.value);
      if (!made.has_value) wrong_arguments("needs a value", "write " + what + " " + shown(made.name.text) + "=value");
      made_.pairs.push_back(made);
      return;
    }
    for (auto const& [begin, end] : split) {
      auto made = cut_pair(text, begin, end);
      made_.words.push_back({body.substr(begin, end - begin), made.where});
      if (!made.has_value) {
        // The word may be the rest of a secret: it is not shown.
        complain(problem_kind::arguments, made.where, "a word without = after NAME=value",
                 "write NAME=value, and quotes around a value with blanks");
      } else if (made.name.text.empty()) {
        complain(problem_kind::arguments, made.where, "a name is missing before =", "write NAME=value");
      }
      made_.pairs.push_back(made);
    }
  }

  void arguments_of_arg() {
    auto const& text = made_.arguments;
    for (auto const& [begin, end] : split_quoted(text.text(), sink_.escape)) {
      auto made = cut_pair(text, begin, end);
      made_.words.push_back({text.text().substr(begin, end - begin), made.where});
      if (made.name.text.empty()) {
        complain(problem_kind::arguments, made.where, "a name is missing before =", "write ARG NAME or ARG NAME=value");
      }
      made_.pairs.push_back(made);
    }
    if (made_.pairs.empty()) wrong_arguments("has no name", "write ARG NAME or ARG NAME=value");
  }

  void from() {
    made_.words = split_at_blanks(made_.arguments);
    auto const& words = made_.words;
    if (words.size() == 1) return;
    if (words.size() != 3 || !same(words[1].text, "as")) {
      return wrong_arguments("takes an image, or an image and AS NAME", "write FROM IMAGE or FROM IMAGE AS NAME");
    }
    auto const name = words[2].text;
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    bool const valid = letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
                         return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                       });
    if (!valid) {
      complain(problem_kind::arguments, words[2].where, "invalid name for a stage: " + shown(name),
               "begin it with a letter and use letters, digits, -, _ and . only");
    }
  }

  void onbuild() {
    auto const& text = made_.arguments;
    if (text.empty()) return wrong_arguments("has no instruction", "write ONBUILD RUN COMMAND, or remove the line");
    made_.words.push_back(whole(text));
    made_.trigger = std::make_unique<instruction>();
    if (depth_ < max_triggers) instruction_reader(*made_.trigger, sink_, depth_ + 1).read(text);
    auto const inner = made_.trigger->what;
    if (inner == keyword::onbuild || inner == keyword::from || inner == keyword::maintainer) {
      complain(problem_kind::onbuild, made_.trigger->name_where,
               "ONBUILD " + std::string(name_of(inner)) + " is not allowed", "use another instruction as the trigger");
    }
    made_.valid = made_.valid && made_.trigger->valid;
  }

  instruction& made_;
  argument_sink& sink_;
  int depth_;
};

/// `^(\d*)<<(-?)([^<]*)$`, and the rest one word: a here-document's opening.
bool read_opening(std::string const& opening, heredoc& made, std::deque<std::string>& strings) {
  std::size_t at = 0;
  while (at < opening.size() && opening[at] >= '0' && opening[at] <= '9') ++at;
  if (std::from_chars(opening.data(), opening.data() + at, made.descriptor).ec == std::errc::result_out_of_range)
    return false;
  if (opening.compare(at, 2, "<<") != 0) return false;
  at += 2;
  made.strips_tabs = at < opening.size() && opening[at] == '-';
  if (made.strips_tabs) ++at;
  auto const rest = std::string_view(opening).substr(at);
  if (rest.empty() || rest.find('<') != std::string_view::npos) return false;
  auto const plain = lex(rest, nullptr, {.keep_unset = true});
  if (!plain.error.empty() || plain.words.size() != 1) return false;
  auto const quoted = lex(rest, nullptr, {.keep_quotes = true, .keep_unset = true});
  if (quoted.words.size() != 1) return false;
  auto const quotes = [](std::string const& s) {
    return std::count_if(s.begin(), s.end(), [](char c) { return c == '\'' || c == '"'; });
  };
  made.expands = quotes(plain.words[0]) == quotes(quoted.words[0]);
  made.name = strings.emplace_back(plain.words[0]);
  return true;
}

}  // namespace

void argument_sink::complain(instruction& of, problem_kind kind, text_range where, std::string message,
                             std::string advice) {
  of.valid = false;
  if (problems.size() < max_problems) {
    problems.push_back({kind, where, std::move(message), std::move(advice), instruction_index});
  }
}

void read_instruction(mapped_text const& line, instruction& made, argument_sink& sink) {
  instruction_reader(made, sink, 0).read(trimmed(line));
}

std::vector<heredoc> find_heredocs(mapped_text const& line, std::deque<std::string>& strings) {
  std::vector<heredoc> found;
  auto const text = line.text();
  if (text.find("<<") == std::string_view::npos) return found;
  auto const split =
      lex(text, nullptr, {.keep_quotes = true, .keep_escapes = true, .keep_unset = true, .limit = text.size() + 1});
  if (!split.error.empty()) return found;
  std::size_t from = 0;
  for (auto const& opening : split.words) {
    heredoc made;
    if (opening.find("<<") == std::string::npos || !read_opening(opening, made, strings)) continue;
    auto const at = text.find(opening, from);
    if (at != std::string_view::npos) {
      from = at + opening.size();
      made.opening = {text.substr(at, opening.size()), line.origin(at, from)};
    }
    found.push_back(made);
  }
  return found;
}

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string made;
  for (char const c : text.substr(0, longest)) made += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  // Not in the middle of a code point.
  if (text.size() > longest) {
    while (!made.empty() && (static_cast<unsigned char>(made.back()) & 0xC0U) == 0x80U) made.pop_back();
    if (!made.empty() && static_cast<unsigned char>(made.back()) >= 0xC0U) made.pop_back();
    made += "...";
  }
  return made;
}

}  // namespace dockverify::dockerfile
