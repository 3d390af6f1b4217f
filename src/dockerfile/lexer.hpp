// BuildKit's own little shell lexer (frontend/dockerfile/shell): it expands variables, finds here-documents and splits
// EXPOSE, and its quirks decide what the builder sees.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/expand.hpp"

namespace dockverify::dockerfile {

struct lexer_options {
  char escape = '\\';
  bool keep_quotes = false;
  bool keep_escapes = false;
  bool keep_unset = false;  ///< $X stays $X when it is not set
  bool unset_unknown = false;
  std::size_t limit = 65536;
};

struct lexer_result {
  std::string text;
  std::vector<std::string> words;
  bool known = true;
  std::vector<std::string_view> used, undefined;
  std::string error;
};

/// null: no variable is set.
lexer_result lex(std::string_view word, variable_lookup const* variables, lexer_options const& options);

}  // namespace dockverify::dockerfile
