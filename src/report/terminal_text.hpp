// Foreign text on a terminal: logs and engine messages must neither steer the terminal nor break alignment.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dockverify {

/// `text` as one harmless line: colour sequences are dropped, other control characters and characters that reorder or
/// hide text become visible escapes ("\x07", "\u{202e}", "\n"), bytes that are no UTF-8 become U+FFFD, a tab becomes a
/// space.
std::string printable(std::string_view text);

/// The same for text of several lines; a carriage return before a newline and an empty last line disappear.
std::vector<std::string> printable_lines(std::string_view text);

/// Columns that `text` (valid UTF-8, no control characters) takes on a terminal: wide characters two, combining ones
/// none.
std::size_t display_width(std::string_view text);

/// `text` cut to at most `width` columns, the last one a mark ("…", in ascii "~") when something was cut.
std::string truncated(std::string_view text, std::size_t width, bool ascii);

/// `text` followed by the spaces that fill `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// `text` preceded by the spaces that fill `width` columns.
std::string padded_left(std::string_view text, std::size_t width);

/// Words of `text` laid out in lines of at most `width` columns (0: one line); a longer word stays whole.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace dockverify
