#include "report/xml_text.hpp"

#include "report/terminal_text.hpp"

namespace dockverify {

std::string xml_line(std::string_view text) {
  // What is left after `printable` are characters of XML, but for the two that are no characters at all.
  std::string const clean = printable(text);
  std::string out;
  for (std::size_t i = 0; i < clean.size(); ++i) {
    std::string_view const rest = std::string_view(clean).substr(i, 3);
    if (rest == "\xef\xbf\xbe" || rest == "\xef\xbf\xbf") {
      out += "\xef\xbf\xbd";
      i += 2;
      continue;
    }
    switch (clean[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += clean[i];
    }
  }
  return out;
}

std::string xml_block(std::string_view text) {
  std::string out;
  for (std::string const& line : printable_lines(text)) out += (out.empty() ? "" : "\n") + xml_line(line);
  return out;
}

}  // namespace dockverify
