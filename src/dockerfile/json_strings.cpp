// Checks the whole text as Go's encoding/json does before any of it counts. An explicit stack instead of recursion: the
// text may be anything.
#include "dockerfile/json_strings.hpp"

#include <optional>

#include "dockerfile/unicode_space.hpp"

namespace dockverify::dockerfile {

namespace {

constexpr std::size_t max_depth = 10000;  // as encoding/json

void append_utf8(std::string& out, unsigned code) {
  auto const byte = [&](unsigned b) { out += static_cast<char>(b); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0U | (code >> 6U));
    byte(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    byte(0xE0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  } else {
    byte(0xF0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3FU));
    byte(0x80U | ((code >> 6U) & 0x3FU));
    byte(0x80U | (code & 0x3FU));
  }
}

class json_scanner {
 public:
  explicit json_scanner(std::string_view text) : text_(text) {}

  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  /// At the opening quote; false: malformed.
  bool string(bool& escaped) {
    ++at_;
    escaped = false;
    while (at_ < text_.size()) {
      auto const c = static_cast<unsigned char>(text_[at_++]);
      if (c == '"') return true;
      if (c < 0x20) return false;
      if (c != '\\') continue;
      escaped = true;
      if (done()) return false;
      char const kind = text_[at_++];
      if (kind == 'u') {
        for (int i = 0; i < 4; ++i) {
          if (done() || digit(text_[at_]) > 15) return false;
          ++at_;
        }
      } else if (std::string_view("\"\\/bfnrt").find(kind) == std::string_view::npos) {
        return false;
      }
    }
    return false;
  }

  bool number_or_name() {
    for (std::string_view name : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(name)) continue;
      at_ += name.size();
      return true;
    }
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  /// The text between a checked string's quotes.
  static std::string decode(std::string_view inner) {
    std::string out;
    for (std::size_t i = 0; i < inner.size(); ++i) {
      if (inner[i] != '\\') {
        out += inner[i];
        continue;
      }
      char const kind = inner[++i];
      if (kind == 'u') {
        unsigned code = hex4(inner, i + 1);
        i += 4;
        if (code >= 0xD800 && code < 0xE000) {
          auto const low = code < 0xDC00 && inner.substr(i + 1, 2) == "\\u" ? hex4(inner, i + 3) : 0;
          if (low >= 0xDC00 && low < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
            i += 6;
          } else {
            code = 0xFFFD;
          }
        }
        append_utf8(out, code);
        continue;
      }
      constexpr std::string_view letters = "bfnrt", meant = "\b\f\n\r\t";
      auto const known = letters.find(kind);
      out += known == std::string_view::npos ? kind : meant[known];
    }
    return out;
  }

 private:
  static unsigned digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return 16;
  }
  static unsigned hex4(std::string_view text, std::size_t at) {
    unsigned code = 0;
    for (std::size_t i = at; i < at + 4; ++i) code = code * 16 + digit(text[i]);
    return code;
  }
  bool digits() {
    auto const first = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > first;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

json_verdict read_json_strings(mapped_text const& text, std::vector<word>& words, std::deque<std::string>& storage) {
  auto const body = text.substr(text.text().size() - trim_left(text.text()).size());
  json_scanner json(body.text());
  if (json.peek() != '[') return json_verdict::no_json;
  std::vector<word> found;
  bool only_strings = true;
  std::string open;  // the brackets around
  while (true) {
    json.blanks();
    // A value, or the end of an empty array or object.
    bool value = true;
    auto const begin = json.at();
    if (json.take('[')) {
      if (!open.empty()) only_strings = false;
      open += '[';
      json.blanks();
      if (json.peek() != ']') value = false;
    } else if (json.take('{')) {
      only_strings = false;
      open += '{';
      json.blanks();
      if (json.peek() != '}') value = false;
    } else if (json.peek() == '"') {
      bool escaped = false;
      if (!json.string(escaped)) return json_verdict::no_json;
      if (open == "[") {
        auto inner = body.text().substr(begin + 1, json.at() - begin - 2);
        if (escaped) inner = storage.emplace_back(json_scanner::decode(inner));
        found.push_back({inner, body.origin(begin, json.at())});
      }
    } else {
      if (!json.number_or_name()) return json_verdict::no_json;
      only_strings = false;
    }
    if (open.size() > max_depth) return json_verdict::no_json;
    // What may follow a value: ends of what is open, then a comma.
    while (value && !open.empty()) {
      json.blanks();
      if (json.take(',')) break;
      if (!json.take(open.back() == '[' ? ']' : '}')) return json_verdict::no_json;
      open.pop_back();
    }
    if (value && open.empty()) break;
    if (open.back() == '{') {
      bool escaped = false;
      json.blanks();
      if (json.peek() != '"' || !json.string(escaped)) return json_verdict::no_json;
      json.blanks();
      if (!json.take(':')) return json_verdict::no_json;
    }
  }
  json.blanks();
  if (!json.done()) return json_verdict::no_json;
  words = std::move(found);
  return only_strings ? json_verdict::strings : json_verdict::other_values;
}

}  // namespace dockverify::dockerfile
