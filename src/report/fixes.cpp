#include "report/fixes.hpp"

#include <algorithm>

namespace dockverify {

fix_places::fix_places(report const& r) {
  for (auto const& [name, text] : r.sources) {
    file made{text, {0}, {}};
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
      made.starts.push_back(at + 1);
    files_.emplace(name, std::move(made));
  }
  for (auto const& [name, lines] : r.secret_lines) {
    auto const known = files_.find(name);
    if (known != files_.end()) known->second.unquotable = lines;
  }
}

fix_places::position fix_places::at(file const& in, std::size_t offset) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  auto const next = std::upper_bound(in.starts.begin(), in.starts.end(), offset);
  std::size_t start = *std::prev(next);
  // A byte order mark is no column.
  if (start == 0 && offset >= byte_order_mark.size() && in.text.starts_with(byte_order_mark))
    start = byte_order_mark.size();
  auto const before = in.text.substr(start, offset - start);
  auto const characters = std::count_if(before.begin(), before.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
  return {static_cast<int>(next - in.starts.begin()), static_cast<int>(characters) + 1};
}

std::vector<placed_edit> fix_places::of(finding const& f) const {
  std::vector<placed_edit> placed;
  if (!f.where.known() || f.secret) return placed;
  for (text_edit const& edit : f.edits) {
    auto const known = files_.find(edit.file);
    if (known == files_.end() || edit.begin > edit.end || edit.end > known->second.text.size()) return {};
    auto const from = at(known->second, edit.begin);
    auto const to = at(known->second, edit.end);
    // An instruction of several lines is reported at its first one.
    int const first = *f.where.file == edit.file ? std::min(f.where.line, from.line) : from.line;
    auto const secret = known->second.unquotable.lower_bound(first);
    if (secret != known->second.unquotable.end() && *secret <= to.line) return {};
    placed.push_back({&edit, from.line, from.column, to.line, to.column});
  }
  return placed;
}

}  // namespace dockverify
