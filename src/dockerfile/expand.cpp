#include "dockerfile/expand.hpp"

#include "dockerfile/lexer.hpp"

namespace dockverify::dockerfile {

expansion expand(std::string_view word, variable_lookup const& variables, expand_options const& options) {
  if (word.find_first_of("$'\"") == std::string_view::npos && word.find(options.escape) == std::string_view::npos) {
    return {std::string(word), true, {}, {}, {}};
  }
  auto made =
      lex(word, &variables, {.escape = options.escape, .unset_unknown = options.unset_unknown, .limit = options.limit});
  return {std::move(made.text), made.known, std::move(made.used), std::move(made.undefined), std::move(made.error)};
}

std::vector<std::string> expand_words(std::string_view word, variable_lookup const& variables,
                                      expand_options const& options) {
  return lex(word, &variables,
             {.escape = options.escape, .unset_unknown = options.unset_unknown, .limit = options.limit})
      .words;
}

std::string unquote(std::string_view word, char escape) {
  return lex(word, nullptr, {.escape = escape, .keep_unset = true, .limit = word.size() + 1}).text;
}

std::vector<std::string_view> variables_in(std::string_view word, char escape) {
  if (word.find('$') == std::string_view::npos) return {};
  return lex(word, nullptr, {.escape = escape, .keep_unset = true, .limit = word.size() + 1}).used;
}

}  // namespace dockverify::dockerfile
