// Text that was put together from pieces of a file (a Dockerfile's continued lines, a heredoc's body), with the way
// back to the file: whoever reads it can say where each byte stands. Views only; the pieces live with whoever joined
// them.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dockverify::shell {

/// Bytes [begin, end) of a file.
struct text_range {
  std::size_t begin = 0, end = 0;

  [[nodiscard]] bool empty() const noexcept { return begin == end; }
  friend bool operator==(text_range const&, text_range const&) = default;
};

/// From byte `at` of the joined text on, bytes stand at `origin` and after it in the file.
struct text_piece {
  std::size_t at = 0, origin = 0;
};

class mapped_text {
 public:
  mapped_text() = default;
  /// One piece, standing at `origin` in the file.
  explicit mapped_text(std::string_view text, std::size_t origin = 0) : text_(text), shift_(origin) {}
  /// A temporary would be gone before what was read from it.
  template <std::same_as<std::string> Temporary>
  explicit mapped_text(Temporary&& text, std::size_t origin = 0) = delete;
  /// Pieces in order, the first one at 0; they must outlive this.
  mapped_text(std::string_view text, std::span<text_piece const> pieces) : text_(text), pieces_(pieces) {}

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  [[nodiscard]] mapped_text substr(std::size_t begin, std::size_t size = std::string_view::npos) const;

  /// Where byte `at` stands in the file; for the text's size, one past the last byte.
  [[nodiscard]] std::size_t origin(std::size_t at) const;
  /// Where [begin, end) of the text stands in the file, from its first byte to its last.
  [[nodiscard]] text_range origin(std::size_t begin, std::size_t end) const;
  [[nodiscard]] text_range where() const { return origin(0, text_.size()); }

 private:
  friend struct joined_text;
  std::string_view text_;
  std::span<text_piece const> pieces_;
  std::size_t shift_ = 0;  ///< the file offset of the only piece; else the offset of text_ in the joined text
};

/// Joins pieces; what it made is valid as long as the joiner's results are kept.
struct joined_text {
  std::string text;
  std::vector<text_piece> pieces;

  void add(std::string_view piece, std::size_t origin);
  /// Appends a part of another mapped text, keeping the places of all its pieces.
  void add(mapped_text const& part);
  [[nodiscard]] mapped_text view() const { return {text, pieces}; }
};

}  // namespace dockverify::shell
