// Follows patternmatcher's translation step by step, its special cases included: a pattern without wildcards is
// compared, one that ends with ** is a prefix, one that begins with ** a suffix, and only the rest is matched token by
// token.
#include "dockerfile/ignore_pattern.hpp"

#include <algorithm>

namespace dockverify::dockerfile {

namespace {

struct code_point {
  char32_t letter = 0;
  std::size_t size = 1;
};

/// Bytes that are no UTF-8 count one by one.
code_point decode(std::string_view text, std::size_t at) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned const first = byte(at);
  std::size_t size = 1;
  char32_t letter = first;
  if (first >= 0xF0 && first < 0xF8) {
    size = 4;
    letter = first & 0x07U;
  } else if (first >= 0xE0) {
    size = 3;
    letter = first & 0x0FU;
  } else if (first >= 0xC0) {
    size = 2;
    letter = first & 0x1FU;
  }
  if (size == 1 || first >= 0xF8 || at + size > text.size()) return {static_cast<char32_t>(first), 1};
  for (std::size_t i = 1; i < size; ++i) {
    unsigned const next = byte(at + i);
    if ((next & 0xC0U) != 0x80U) return {static_cast<char32_t>(first), 1};
    letter = (letter << 6U) | (next & 0x3FU);
  }
  return {letter, size};
}

}  // namespace

/// Walks over a pattern once, making tokens and deciding what kind it is.
class ignore_pattern::compiler {
 public:
  explicit compiler(ignore_pattern& made) : made_(made), text_(made.text_) {}

  bool run() {
    for (bool first = true; !done(); first = false) {
      auto const letter = next();
      if (letter == U'*') {
        star(first);
      } else if (letter == U'?') {
        add(part::one);
      } else if (letter == U'[') {
        if (!set()) return false;
      } else if (letter == U'\\') {
        if (done()) return false;
        literal(next());
        made_.kind_ = kind::general;
      } else if (letter == U'^') {
        // Not a wildcard by itself: in a compared pattern it stays the letter.
        made_.tokens_.push_back({part::start, letter, false, {}});
      } else {
        literal(letter);
        if (letter == U']') made_.kind_ = kind::general;
      }
    }
    return true;
  }

 private:
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] bool sees(char c) const { return !done() && text_[at_] == c; }

  char32_t next() {
    auto const point = decode(text_, at_);
    at_ += point.size;
    return point.letter;
  }

  void literal(char32_t letter) { made_.tokens_.push_back({part::literal, letter, false, {}}); }

  void add(part what) {
    made_.tokens_.push_back({what, 0, false, {}});
    made_.kind_ = kind::general;
  }

  void star(bool first) {
    if (!sees('*')) return add(part::within);
    ++at_;
    if (sees('/')) ++at_;
    if (!done()) {
      add(part::across);
    } else if (made_.kind_ == kind::exact) {
      made_.kind_ = kind::prefix;
    } else {
      add(part::everything);
    }
    if (first) made_.kind_ = kind::suffix;
  }

  /// A letter inside of a set; nullopt where Go's path.Match calls the pattern bad.
  std::optional<char32_t> set_letter() {
    if (done() || sees('-') || sees(']')) return std::nullopt;
    if (sees('\\')) ++at_;
    if (done()) return std::nullopt;
    auto const letter = next();
    if (done()) return std::nullopt;
    return letter;
  }

  bool set() {
    token made{part::set, 0, false, {}};
    if (sees('^')) {
      made.negated = true;
      ++at_;
    }
    while (made.ranges.empty() || !sees(']')) {
      auto const low = set_letter();
      if (!low) return false;
      auto high = low;
      if (sees('-')) {
        ++at_;
        high = set_letter();
        if (!high) return false;
      }
      made.ranges.emplace_back(*low, *high);
    }
    ++at_;
    made_.tokens_.push_back(std::move(made));
    made_.kind_ = kind::general;
    return true;
  }

  ignore_pattern& made_;
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<ignore_pattern> ignore_pattern::parse(std::string text) {
  ignore_pattern made;
  made.text_ = std::move(text);
  if (!compiler(made).run()) return std::nullopt;
  return made;
}

void ignore_pattern::advance(token const& t, std::string_view path, positions const& from, positions& to) {
  bool reached = false;  // of `within`, `across` and `everything`: a start lies behind
  for (std::size_t at = 0; at <= path.size(); ++at) {
    bool const starts = from[at];
    if (t.what == part::start) {
      to[at] = starts && at == 0;
      continue;
    }
    if (t.what == part::within || t.what == part::across || t.what == part::everything) {
      reached = reached || starts;
      if (t.what != part::across) to[at] = reached;
      if (t.what == part::across) to[at] = starts || (reached && at > 0 && path[at - 1] == '/');
      if (at == path.size()) break;
      // The builder's `.` does not match a line's end.
      bool const stops = t.what == part::within ? path[at] == '/' : path[at] == '\n';
      if (stops) reached = false;
      continue;
    }
    if (!starts || at == path.size()) continue;
    auto const point = decode(path, at);
    bool fits = point.letter == t.letter;
    if (t.what == part::one) fits = point.letter != U'/';
    if (t.what == part::set) {
      fits = t.negated != std::any_of(t.ranges.begin(), t.ranges.end(), [&](auto const& range) {
               return point.letter >= range.first && point.letter <= range.second;
             });
    }
    if (fits) to[at + point.size] = true;
  }
}

bool ignore_pattern::matches(std::string_view path) const {
  auto const text = std::string_view(text_);
  switch (kind_) {
    case kind::exact:
      return path == text;
    case kind::prefix:
      return path.starts_with(text.substr(0, text.size() - 2));
    case kind::suffix: {
      auto const suffix = text.substr(2);
      return path.ends_with(suffix) || (suffix.starts_with('/') && path == suffix.substr(1));
    }
    case kind::general:
      break;
  }
  positions here(path.size() + 1, false);
  here[0] = true;
  for (auto const& t : tokens_) {
    positions there(path.size() + 1, false);
    advance(t, path, here, there);
    here = std::move(there);
  }
  return here[path.size()];
}

}  // namespace dockverify::dockerfile
