// JSON as the engine sends it: lines of it (events, progress) cut anywhere by the transport, and whole replies.
// Both are untrusted: lines and nesting are limited, nothing throws.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace dockverify::engine {

/// Cuts bytes into lines, which may end in \n or \r\n; empty lines are skipped.
class line_splitter {
 public:
  explicit line_splitter(std::size_t largest_line = 8U << 20U) : largest_line_(largest_line) {}

  /// False when a line is longer than allowed; then nothing more is split.
  bool feed(std::string_view bytes);
  /// The next complete line.
  std::optional<std::string> next();
  /// At the end of the stream: what came after the last newline, once.
  std::optional<std::string> rest();
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }

 private:
  std::size_t largest_line_;
  std::string pending_;
  std::size_t start_ = 0;    // of the first line not handed out
  std::size_t scanned_ = 0;  // no newline before this
  std::size_t open_ = 0;     // length of the line that has no newline yet
  bool overflowed_ = false;
};

/// Deeper values are refused: dumping or copying them would exhaust the stack.
inline constexpr std::size_t deepest_json = 100;

/// nullopt when `text` is not one JSON value, or nests too deeply. Bytes that are not UTF-8 are replaced.
std::optional<nlohmann::json> parse_json(std::string_view text);

}  // namespace dockverify::engine
