// A small recursive reader in place of compose-go's regular expression; it keeps the expression's corner cases:
// a lone `$` is literal, braces end on the same line, defaults are substituted even when unused.
#include "compose/interpolation.hpp"

#include <algorithm>

namespace dockverify::compose {

namespace {

// Far above any real nesting, far below what the stack holds.
constexpr int most_nested = 100;

bool starts_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool continues_name(char c) noexcept {
  return starts_name(c) || (c >= '0' && c <= '9');
}

std::size_t name_length(std::string_view text) noexcept {
  if (text.empty() || !starts_name(text[0])) return 0;
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), continues_name) - text.begin());
}

/// Where the `}` of the `${` that `text` starts with is: as compose counts, every `{` opens, and what follows one is
/// not looked at. When they do not balance, it is the last `}` of the line.
std::size_t closing_brace(std::string_view text) noexcept {
  std::string_view const line = text.substr(0, text.find('\n'));
  int open = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '}' && --open == 0) return i;
    if (line[i] == '{') {
      ++open;
      ++i;
    }
  }
  return line.rfind('}');
}

class substituter {
 public:
  substituter(variable_lookup const& lookup, substitution& result) : lookup_(lookup), result_(result) {}

  std::string run(std::string_view text, int depth) {
    std::string output;
    std::size_t i = 0;
    while (i < text.size() && result_.error.empty()) {
      std::size_t const dollar = std::min(text.find('$', i), text.size());
      output += text.substr(i, dollar - i);
      i = dollar;
      if (i >= text.size()) break;
      std::string_view const rest = text.substr(i + 1);
      if (!rest.empty() && rest[0] == '$') {
        output += '$';
        i += 2;
      } else if (std::size_t const length = name_length(rest); length != 0) {
        output += value_or_empty(std::string(rest.substr(0, length)));
        i += 1 + length;
      } else if (!rest.empty() && rest[0] == '{') {
        std::size_t const close = closing_brace(text.substr(i));
        if (close == std::string_view::npos) {
          invalid(text.substr(i), "the `}` is missing on this line");
          break;
        }
        output += braced(text.substr(i + 2, close - 2), depth);
        i += close + 1;
      } else {
        output += '$';
        ++i;
      }
    }
    return output;
  }

 private:
  void invalid(std::string_view expression, std::string_view why) {
    if (!result_.error.empty()) return;
    std::string_view const shown = expression.substr(0, std::min(expression.find('\n'), std::size_t{60}));
    result_.error = "invalid variable expression `" + std::string(shown) + "`: " + std::string(why);
    result_.advice = "write ${NAME}, ${NAME:-default}, ${NAME:?message} or ${NAME:+value}; a literal `$` is `$$`";
  }

  std::string value_or_empty(std::string const& name) {
    std::optional<std::string> value = lookup_(name);
    if (value) return std::move(*value);
    result_.unset.push_back(name);
    return {};
  }

  std::string braced(std::string_view content, int depth) {
    std::size_t const length = name_length(content);
    std::string const expression = "${" + std::string(content) + "}";
    if (length == 0) {
      invalid(expression, "a variable name starts with a letter or `_`");
      return {};
    }
    std::string const name(content.substr(0, length));
    std::string_view rest = content.substr(length);
    if (rest.empty()) return value_or_empty(name);
    bool const colon = rest[0] == ':';
    if (colon) rest.remove_prefix(1);
    if (rest.empty() || (rest[0] != '-' && rest[0] != '?' && rest[0] != '+')) {
      invalid(expression, "after the name only :- - :? ? :+ or + may follow");
      return {};
    }
    if (depth >= most_nested) {
      invalid("${" + name + "...}", "nested too deeply");
      return {};
    }
    char const operation = rest[0];
    rest.remove_prefix(1);
    // compose substitutes the operand first, so that an error inside an unused default is an error too.
    std::string operand = run(rest, depth + 1);
    if (!result_.error.empty()) return {};
    std::optional<std::string> value = lookup_(name);
    bool const has = value && !(colon && value->empty());
    if (operation == '+') return has ? operand : std::string{};
    if (has) return std::move(*value);
    if (operation == '-') return operand;
    result_.required = true;
    result_.error = "required variable `" + name + "` " + (value ? "is empty" : "is not set");
    // The message as written: what its own variables hold is nobody's business.
    if (!rest.empty()) result_.error += ": " + std::string(rest);
    result_.advice = "set " + name + " in the environment, in .env or in a file given by --env-file";
    return {};
  }

  variable_lookup const& lookup_;
  substitution& result_;
};

void interpolate(yaml_node& node, std::string const& path, variable_lookup const& lookup, problem_log& log) {
  for (yaml_entry& entry : node.entries)
    interpolate(entry.value, path.empty() ? entry.key : path + "." + entry.key, lookup, log);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    interpolate(node.items[i], path + "[" + std::to_string(i) + "]", lookup, log);
  }
  if (node.kind != value_kind::text || node.text.find('$') == std::string::npos) return;
  substitution done = substitute(node.text, lookup);
  for (std::string const& name : done.unset) {
    log.warning(node.where, "the variable `" + name + "` is not set: " + path + " gets an empty text in its place",
                "set " + name + ", or write a default: ${" + name + ":-default}", problem_code::variable_unset, name);
  }
  if (!done.error.empty()) {
    node.broken = true;
    log.error(node.where, path + ": " + done.error, done.advice,
              done.required ? problem_code::variable_required : problem_code::schema);
    return;
  }
  node.written = std::exchange(node.text, std::move(done.text));
}

}  // namespace

substitution substitute(std::string_view text, variable_lookup const& lookup) {
  substitution result;
  result.text = substituter(lookup, result).run(text, 0);
  return result;
}

void interpolate(yaml_node& root, variable_lookup const& lookup, problem_log& log) {
  interpolate(root, {}, lookup, log);
}

}  // namespace dockverify::compose
