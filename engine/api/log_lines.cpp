// Joins frames of one stream until a newline ends the line.
#include "engine/api/log_lines.hpp"

#include <array>
#include <optional>

#include "engine/utf8.hpp"

namespace dockverify::engine {

void log_joiner::add(output_stream stream, std::string_view part, bool begins) {
  if (begins || frames_.empty()) {
    frames_.push_back(frame{stream, std::string(part)});
  } else {
    frames_.back().bytes += part;
  }
}

std::vector<log_line> log_joiner::finish() {
  std::vector<log_line> lines;
  // The line of each stream that has no newline yet, as an index into `lines`.
  std::array<std::optional<std::size_t>, 2> open;
  for (auto const& [stream, bytes] : frames_) {
    auto& current = open[stream == output_stream::err ? 1 : 0];
    std::string_view rest = bytes;
    if (current && timestamps_) {
      auto const& begun = lines[*current].text;
      auto const stamp = begun.substr(0, begun.find(' ') + 1);
      if (!stamp.empty() && rest.starts_with(stamp)) rest.remove_prefix(stamp.size());
    }
    while (!rest.empty()) {
      auto const newline = rest.find('\n');
      if (!current) {
        current = lines.size();
        lines.push_back(log_line{stream, {}});
      }
      lines[*current].text += rest.substr(0, newline);
      if (newline == std::string_view::npos) break;
      rest.remove_prefix(newline + 1);
      current.reset();
    }
  }
  for (auto& line : lines) {
    if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
    line.text = to_valid_utf8(line.text);
  }
  frames_.clear();
  return lines;
}

}  // namespace dockverify::engine
