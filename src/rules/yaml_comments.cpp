#include "rules/yaml_comments.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace dockverify::rules {

namespace {

std::string_view without_end(std::string_view text) {
  std::size_t const last = text.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

/// A value may begin after it.
bool opens_value(std::string_view before) {
  before = without_end(before);
  return before.empty() || std::string_view("[{,:-?").find(before.back()) != std::string_view::npos;
}

/// `|`, `>-`, `|2+` at the end of a line, tags and anchors before it or not.
bool opens_block(std::string_view code) {
  code = without_end(code);
  std::size_t const at = code.find_last_not_of("+-0123456789");
  if (at == std::string_view::npos || (code[at] != '|' && code[at] != '>')) return false;
  std::string_view const before = without_end(code.substr(0, at));
  if (before.size() == at) return before.empty();  // a part of a word
  std::size_t const word = before.find_last_of(" \t");
  std::string_view const last = word == std::string_view::npos ? before : before.substr(word + 1);
  return before.empty() || last.ends_with(':') || last == "-" || last.starts_with('!') || last.starts_with('&');
}

/// What the text of a block scalar that a line opens is deeper than: the key, or the dash of an item.
std::size_t depth_of(std::string_view line) {
  std::size_t at = std::min(line.find_first_not_of(' '), line.size());
  while (line.substr(at).starts_with("- ")) {
    std::size_t const next = line.find_first_not_of(' ', at + 1);
    if (next == std::string_view::npos || line.find(':', next) == std::string_view::npos) break;
    at = next;
  }
  return at;
}

class scanner {
 public:
  explicit scanner(yaml_text const& file) : file_(file) {}

  std::vector<yaml_comment> run() {
    for (int line = 1; line <= file_.lines(); ++line) read(line, file_.content(line));
    return std::move(found_);
  }

 private:
  void read(int number, std::string_view line) {
    if (block_) {
      std::size_t const indentation = line.find_first_not_of(" \t");
      if (indentation == std::string_view::npos || indentation > *block_) return;
      block_.reset();
    }
    std::size_t const begin = quote_ == 0 ? 0 : close_quote(line, 0);
    std::size_t const hash = scan(line, begin);
    std::string_view const code = line.substr(0, hash);
    if (hash < line.size())
      found_.push_back({number, static_cast<int>(hash) + 1, line.substr(hash + 1), without_end(code)});
    if (quote_ == 0 && opens_block(code)) block_ = depth_of(code);
  }

  /// To the # of a comment or the end of the line.
  std::size_t scan(std::string_view line, std::size_t at) {
    while (at < line.size()) {
      char const c = line[at];
      if (c == '#' && (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t')) return at;
      ++at;
      if ((c == '"' || c == '\'') && opens_value(line.substr(0, at - 1))) {
        quote_ = c;
        at = close_quote(line, at);
      }
    }
    return line.size();
  }

  /// Past the quote that ends the text, which may be in a later line.
  std::size_t close_quote(std::string_view line, std::size_t at) {
    for (; at < line.size(); ++at) {
      if (quote_ == '"' && line[at] == '\\') {
        ++at;
      } else if (line[at] == quote_) {
        if (quote_ == '\'' && line.substr(at + 1, 1) == "'") {
          ++at;
        } else {
          quote_ = 0;
          return at + 1;
        }
      }
    }
    return line.size();
  }

  yaml_text const& file_;
  std::vector<yaml_comment> found_;
  std::optional<std::size_t> block_;  ///< the depth of the node whose block scalar this is
  char quote_ = 0;
};

}  // namespace

std::vector<yaml_comment> comments_of(yaml_text const& file) {
  return scanner(file).run();
}

bool has_content(std::string_view line) {
  std::size_t const first = line.find_first_not_of(" \t\r");
  return first != std::string_view::npos && line[first] != '#';
}

}  // namespace dockverify::rules
