// Incremental line splitting and guarded JSON parsing.
#include "engine/ndjson.hpp"

#include "engine/utf8.hpp"

namespace dockverify::engine {
namespace {

// Brackets outside strings, counted before parsing: cheaper than a parser callback, and the parser never sees a bomb.
bool nests_too_deeply(std::string_view text) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (quoted) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > deepest_json) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

bool line_splitter::feed(std::string_view bytes) {
  if (overflowed_) return false;
  if (start_ > 0) {
    pending_.erase(0, start_);
    scanned_ -= start_;
    start_ = 0;
  }
  pending_ += bytes;
  auto const last = bytes.rfind('\n');
  open_ = last == std::string_view::npos ? open_ + bytes.size() : bytes.size() - last - 1;
  overflowed_ = open_ > largest_line_;
  return !overflowed_;
}

std::optional<std::string> line_splitter::next() {
  for (;;) {
    auto const end = pending_.find('\n', scanned_);
    if (end == std::string::npos) {
      scanned_ = pending_.size();
      return std::nullopt;
    }
    auto line = pending_.substr(start_, end - start_);
    start_ = scanned_ = end + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) return line;
  }
}

std::optional<std::string> line_splitter::rest() {
  auto line = pending_.substr(start_);
  start_ = scanned_ = pending_.size();
  if (line.find_first_not_of(" \t\r\n") == std::string::npos) return std::nullopt;
  return line;
}

std::optional<nlohmann::json> parse_json(std::string_view text) {
  if (nests_too_deeply(text)) return std::nullopt;
  auto value = nlohmann::json::parse(text, nullptr, false);
  if (value.is_discarded()) value = nlohmann::json::parse(to_valid_utf8(text), nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

}  // namespace dockverify::engine
