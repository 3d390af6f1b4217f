// A terminal in miniature: it understands the few escape codes that the live display uses and fails on any other, so
// that tests see what a person would see.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "report/terminal_text.hpp"

namespace dockverify::testing {

class fake_screen {
 public:
  explicit fake_screen(std::size_t columns, std::size_t rows) : columns_{columns}, rows_{rows} {}

  void write(std::string_view text) {
    while (!text.empty()) text.remove_prefix(take(text));
  }

  /// Lines from the first one ever written; what scrolled off the top is still listed.
  [[nodiscard]] std::vector<std::string> const& lines() const { return lines_; }
  [[nodiscard]] std::string line(std::size_t i) const { return i < lines_.size() ? lines_[i] : "(no line)"; }
  [[nodiscard]] bool cursor_visible() const { return cursor_visible_; }
  /// Whether a line ever reached the last column, or the cursor tried to move above the top of the screen.
  [[nodiscard]] bool wrapped() const { return wrapped_; }
  [[nodiscard]] bool left_the_screen() const { return left_the_screen_; }
  [[nodiscard]] std::size_t cursor_row() const { return row_; }

 private:
  std::size_t take(std::string_view text) {
    if (text[0] == '\n') {
      move_to(row_ + 1);
      written_ = 0;
      return 1;
    }
    if (text[0] == '\r') {
      written_ = 0;
      return 1;
    }
    if (text[0] != '\x1b') {
      std::size_t const end = std::min(text.find_first_of("\n\r\x1b"), text.size());
      put(text.substr(0, end));
      return end;
    }
    std::size_t const end = text.find_first_not_of("0123456789;?", 2);
    if (text.size() < 3 || text[1] != '[' || end == std::string_view::npos) {
      ADD_FAILURE() << "not an escape code that is used";
      return text.size();
    }
    std::string const argument{text.substr(2, end - 2)};
    obey(text[end], argument);
    return end + 1;
  }

  void obey(char what, std::string const& argument) {
    auto const n = static_cast<std::size_t>(argument.empty() || argument[0] == '?' ? 1 : std::stoul(argument));
    if (what == 'A') {
      std::size_t const top = lines_.size() > rows_ ? lines_.size() - rows_ : 0;
      left_the_screen_ = left_the_screen_ || n > row_ || row_ - n < top;
      row_ -= std::min(n, row_);
      written_ = 0;
    } else if (what == 'K') {
      current().resize(std::min(written_, current().size()));
    } else if (what == 'J') {
      current().resize(std::min(written_, current().size()));
      lines_.resize(row_ + 1);
    } else if (argument == "?25") {
      cursor_visible_ = what == 'h';
    } else if (what != 'm') {
      ADD_FAILURE() << "unknown escape code " << argument << what;
    }
  }

  // Overwriting is by bytes, which is right here: every line is written from its start and cleared after its end.
  void put(std::string_view text) {
    std::string& line = current();
    line.replace(written_, std::min(text.size(), line.size() - written_), text);
    written_ += text.size();
    wrapped_ = wrapped_ || display_width(std::string_view{line}.substr(0, written_)) >= columns_;
  }

  std::string& current() {
    if (lines_.size() <= row_) lines_.resize(row_ + 1);
    return lines_[row_];
  }

  void move_to(std::size_t row) {
    row_ = row;
    current();
  }

  std::size_t columns_, rows_, row_ = 0, written_ = 0;
  std::vector<std::string> lines_;
  bool cursor_visible_ = true, wrapped_ = false, left_the_screen_ = false;
};

}  // namespace dockverify::testing
