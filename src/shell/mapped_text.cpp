#include "shell/mapped_text.hpp"

#include <algorithm>

namespace dockverify::shell {

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
  auto const piece = std::prev(std::upper_bound(std::next(pieces_.begin()), pieces_.end(), byte,
                                                [](std::size_t b, text_piece const& p) { return b < p.at; }));
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
  for (std::size_t i = 0; i < part.pieces_.size(); ++i) {
    auto const& piece = part.pieces_[i];
    auto const next = i + 1 < part.pieces_.size() ? part.pieces_[i + 1].at : end;
    if (next <= begin || piece.at >= end) continue;
    auto const skipped = piece.at < begin ? begin - piece.at : 0;
    pieces.push_back({base + piece.at + skipped - begin, piece.origin + skipped});
  }
}

}  // namespace dockverify::shell
