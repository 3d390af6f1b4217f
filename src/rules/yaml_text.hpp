// The text of a YAML file with its lines, counted as libyaml counts them: edits and rules look places up by line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/source_span.hpp"

namespace dockverify::rules {

/// A stretch of bytes.
struct byte_range {
  std::size_t begin = 0, end = 0;
};

class yaml_text {
 public:
  explicit yaml_text(std::string text);

  [[nodiscard]] std::string const& text() const noexcept { return text_; }
  [[nodiscard]] int lines() const noexcept { return static_cast<int>(starts_.size()); }
  /// A whole line with its line break; nullopt: there is no such line.
  [[nodiscard]] std::optional<byte_range> line(int number) const;
  /// The same without its line break; empty: there is no such line.
  [[nodiscard]] std::string_view content(int number) const;
  /// The byte that a place means; nullopt: the file has no such place.
  [[nodiscard]] std::optional<std::size_t> offset(source_span const& where) const;
  /// Where the line that `at` is in ends, its line break aside.
  [[nodiscard]] std::size_t line_end(std::size_t at) const;
  /// An anchor, alias or merge key stands in the line or in one of the lines it is nested in; so it is held of a line
  /// that does not exist.
  [[nodiscard]] bool is_shared(int number) const;

 private:
  void find_shared();

  std::string text_;
  std::vector<std::size_t> starts_, ends_;  ///< of the lines, without their breaks
  std::vector<bool> shared_;
};

}  // namespace dockverify::rules
