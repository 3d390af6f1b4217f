#include "shell/mapped_text.hpp"

#include <algorithm>

namespace dockverify::shell {

namespace {

/// The piece that a byte of the joined text is in; there is one at least, and the first begins at 0.
auto piece_of(std::span<text_piece const> pieces, std::size_t byte) {
  auto const after = std::upper_bound(std::next(pieces.begin()), pieces.end(), byte,
                                      [](std::size_t b, text_piece const& p) { return b < p.at; });
  return std::prev(after);
}

}  // namespace

mapped_text mapped_text::substr(std::size_t begin, std::size_t size) const {
  mapped_text part = *this;
  begin = std::min(begin, text_.size());
  part.text_ = text_.substr(begin, size);
  part.shift_ += begin;
  return part;
}

std::size_t mapped_text::origin(std::size_t at) const {
  if (pieces_.empty()) return shift_ + at;
  // The end of the last piece, not the beginning of what follows it.
  bool const after = at > 0 && at >= text_.size();
  auto const byte = shift_ + (after ? at - 1 : at);
  auto const piece = piece_of(pieces_, byte);
  return piece->origin + (byte - piece->at) + (after ? 1 : 0);
}

text_range mapped_text::origin(std::size_t begin, std::size_t end) const {
  auto const first = origin(begin);
  return {first, end > begin ? origin(end - 1) + 1 : first};
}

void joined_text::add(std::string_view piece, std::size_t origin) {
  if (piece.empty()) return;
  pieces.push_back({text.size(), origin});
  text += piece;
}

void joined_text::add(mapped_text const& part) {
  if (part.empty()) return;
  auto const base = text.size();
  text += part.text();
  if (part.pieces_.empty()) {
    pieces.push_back({base, part.shift_});
    return;
  }
  auto const begin = part.shift_, end = part.shift_ + part.text_.size();
  auto piece = piece_of(part.pieces_, begin);
  for (; piece != part.pieces_.end() && piece->at < end; ++piece) {
    auto const skipped = piece->at < begin ? begin - piece->at : 0;
    pieces.push_back({base + piece->at + skipped - begin, piece->origin + skipped});
  }
}

}  // namespace dockverify::shell
