// Variables in a Dockerfile's words, with BuildKit's own rules: quotes, the escape character, and the forms
// ${x:-y} ${x-y} ${x:+y} ${x+y} ${x:?y} ${x?y} ${x#p} ${x##p} ${x%p} ${x%%p} ${x/p/r} ${x//p/r}.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockverify::dockerfile {

/// What is known of a variable at one place.
struct variable_value {
  bool defined = false;              ///< an ENV or ARG, or the builder itself, names it
  std::optional<std::string> value;  ///< nullopt: not set, or set to what only the build knows
  bool unknown = false;              ///< it is or may be set to something that only the build knows
  bool no_default = false;           ///< unknown because it is an ARG without default
};

class variable_lookup {
 public:
  virtual ~variable_lookup() = default;
  [[nodiscard]] virtual variable_value find(std::string_view name) const = 0;
};

struct expansion {
  std::string text;   ///< quotes and escapes removed; an unknown value stands as `$NAME` or as its expression
  bool known = true;  ///< no unknown value had a part in it, nothing was cut
  std::vector<std::string_view> used;       ///< every name in it, once, in order
  std::vector<std::string_view> undefined;  ///< those that no ENV, ARG or the builder names
  std::string error;  ///< not empty: BuildKit refuses the word ("syntax error: missing '}'"); text is as written then
};

struct expand_options {
  char escape = '\\';
  bool unset_unknown = false;  ///< judge by the defaults alone: an ARG without default is empty
  std::size_t limit = 65536;   ///< longer results are cut and unknown: values may double with each ENV
};

/// `word` must outlive the result.
expansion expand(std::string_view word, variable_lookup const& variables, expand_options const& options = {});
/// The same, split at unquoted blanks as EXPOSE does after the expansion.
std::vector<std::string> expand_words(std::string_view word, variable_lookup const& variables,
                                      expand_options const& options = {});
/// Quotes and escapes removed, variables left as written.
std::string unquote(std::string_view word, char escape = '\\');
/// The names of the variables in a word; views into it.
std::vector<std::string_view> variables_in(std::string_view word, char escape = '\\');

}  // namespace dockverify::dockerfile
