// nlohmann's dump differs in escapes, in numbers and on invalid UTF-8, where it throws.
#include "compose/go_json.hpp"

#include <cstdio>

#include "compose/scalar.hpp"
#include "compose/utf8.hpp"

namespace dockverify::compose {

namespace {

void write_text(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    char const c = text[i];
    auto const byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      std::size_t const length = sequence_length(text, i);
      std::string_view const sequence = text.substr(i, length);
      if (length == 0) {
        out += "\\ufffd";
      } else if (sequence == "\xE2\x80\xA8") {
        out += "\\u2028";
      } else if (sequence == "\xE2\x80\xA9") {
        out += "\\u2029";
      } else {
        out += sequence;
      }
      i += length == 0 ? 1 : length;
      continue;
    }
    ++i;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20 || c == '<' || c == '>' || c == '&') {
          char buffer[8];
          std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(byte));
          out += buffer;
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

/// `step` is the number of spaces a level is indented by; none: all on one line.
class writer {
 public:
  writer(std::string& out, std::size_t step) : out_(out), step_(step) {}

  void write(ordered_json const& json, std::size_t depth) {
    if (json.is_object()) {
      bool first = true;
      for (auto const& [key, value] : json.items()) {
        begin_item(first ? '{' : ',', depth + 1);
        first = false;
        write_text(out_, key);
        out_ += step_ == 0 ? ":" : ": ";
        write(value, depth + 1);
      }
      end_items('{', '}', first, depth);
    } else if (json.is_array()) {
      bool first = true;
      for (ordered_json const& item : json) {
        begin_item(first ? '[' : ',', depth + 1);
        first = false;
        write(item, depth + 1);
      }
      end_items('[', ']', first, depth);
    } else if (json.is_string()) {
      write_text(out_, json.get_ref<std::string const&>());
    } else if (json.is_binary()) {
      write_text(out_, date_text(json));
    } else if (json.is_number_float()) {
      out_ += json_float_text(json.get<double>());
    } else {
      out_ += json.dump();
    }
  }

 private:
  void begin_item(char mark, std::size_t depth) {
    out_ += mark;
    begin_line(depth);
  }
  void end_items(char open, char close, bool empty, std::size_t depth) {
    if (empty) {
      out_ += open;
    } else {
      begin_line(depth);
    }
    out_ += close;
  }
  void begin_line(std::size_t depth) {
    if (step_ == 0) return;
    out_ += '\n';
    out_.append(step_ * depth, ' ');
  }

  std::string& out_;
  std::size_t step_;
};

}  // namespace

std::string go_json(ordered_json const& json, std::size_t indent) {
  std::string out;
  writer(out, indent).write(json, 0);
  return out;
}

}  // namespace dockverify::compose
