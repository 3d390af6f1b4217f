// The rules of go-shellwords with the settings compose uses: quotes and backslashes, backticks and $( ) kept as they
// are, and an unquoted ; & | < > ends the command.
#include "compose/shell_words.hpp"

namespace dockverify::compose {

split_command split_words(std::string_view text) {
  split_command result;
  std::string word;
  bool in_word = false, escaped = false, single_quoted = false, double_quoted = false, back_quoted = false,
       in_dollar = false;
  for (char c : text) {
    bool const quoted = single_quoted || double_quoted;
    if (escaped) {
      word += c;
      escaped = false;
      in_word = true;
      continue;
    }
    if (c == '\\') {
      if (single_quoted) {
        word += c;
      } else {
        escaped = true;
      }
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (quoted || back_quoted || in_dollar) {
        word += c;
      } else if (in_word) {
        result.words.push_back(std::move(word));
        word.clear();
        in_word = false;
      }
      continue;
    }
    if (c == '`' && !quoted && !in_dollar) {
      back_quoted = !back_quoted;
    } else if (c == ')' && !quoted && !back_quoted) {
      in_dollar = !in_dollar;
    } else if (c == '(' && !quoted && !back_quoted) {
      if (in_dollar || word.empty() || word.back() != '$') {
        result.valid = false;
        return result;
      }
      in_dollar = true;
    } else if (c == '"' && !single_quoted && !in_dollar) {
      in_word = true;
      double_quoted = !double_quoted;
      continue;
    } else if (c == '\'' && !double_quoted && !in_dollar) {
      in_word = true;
      single_quoted = !single_quoted;
      continue;
    } else if (std::string_view(";&|<>").find(c) != std::string_view::npos && !quoted && !back_quoted && !in_dollar) {
      // `2>` names a file descriptor, not a word.
      if (c == '>' && !word.empty() && word[0] >= '0' && word[0] <= '9') in_word = false;
      result.cut_at = c;
      break;
    }
    in_word = true;
    word += c;
  }
  result.valid = !escaped && !single_quoted && !double_quoted && !back_quoted && !in_dollar;
  if (in_word) result.words.push_back(std::move(word));
  return result;
}

}  // namespace dockverify::compose
