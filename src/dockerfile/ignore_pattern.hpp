// One pattern of a .dockerignore, with the meaning the builder gives it (moby/patternmatcher): `*` and `?` stay within
// a path's component, `**` crosses them, and some patterns match more loosely than a reader may expect.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dockverify::dockerfile {

class ignore_pattern {
 public:
  /// `text` is a cleaned pattern without `!`. nullopt: malformed (a bad class, a backslash at the end); the builder
  /// refuses it.
  static std::optional<ignore_pattern> parse(std::string text);

  /// Whether exactly this path matches: parents are the caller's business. `path` is relative, with slashes.
  [[nodiscard]] bool matches(std::string_view path) const;
  [[nodiscard]] std::string const& text() const noexcept { return text_; }

 private:
  enum class kind : std::uint8_t { exact, prefix, suffix, general };
  enum class part : std::uint8_t {
    literal,
    one,         ///< ?
    within,      ///< *
    across,      ///< ** in the middle: nothing, or anything that ends with a slash
    everything,  ///< ** at the end
    set,         ///< [...]
    start,       ///< ^ outside of a set: the builder's regular expression reads it as "here the path begins"
  };
  struct token {
    part what = part::literal;
    char32_t letter = 0;
    bool negated = false;
    std::vector<std::pair<char32_t, char32_t>> ranges;
  };
  class compiler;
  using positions = std::vector<bool>;

  static void advance(token const& t, std::string_view path, positions const& from, positions& to);

  std::string text_;
  kind kind_ = kind::exact;
  std::vector<token> tokens_;  ///< of a general pattern only
};

}  // namespace dockverify::dockerfile
