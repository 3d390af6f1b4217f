#include "xml_check.hpp"

#include <gtest/gtest.h>

namespace dockverify::testing {
namespace {

class reader {
 public:
  explicit reader(std::string_view text) : rest_(text) {}

  std::optional<xml_element> document() {
    if (!take("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")) return std::nullopt;
    blanks();
    auto root = element();
    blanks();
    return rest_.empty() ? root : std::nullopt;
  }

 private:
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \n"), rest_.size())); }
  std::string name() {
    std::size_t const length = std::min(rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), rest_.size());
    std::string out(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return out;
  }

  std::optional<std::string> text_until(char end) {
    std::string out;
    while (!rest_.empty() && rest_[0] != end) {
      auto const byte = static_cast<unsigned char>(rest_[0]);
      if (rest_[0] == '<' || rest_[0] == '>' || (byte < 0x20 && rest_[0] != '\n') || byte == 0x7f) return std::nullopt;
      if (rest_[0] == '"' || (end == '"' && rest_[0] == '\n')) return std::nullopt;
      if (rest_.starts_with("\xef\xbf\xbe") || rest_.starts_with("\xef\xbf\xbf") || byte == 0xff) return std::nullopt;
      if (rest_[0] != '&') {
        out += rest_[0];
        rest_.remove_prefix(1);
        continue;
      }
      if (take("&amp;"))
        out += '&';
      else if (take("&lt;"))
        out += '<';
      else if (take("&gt;"))
        out += '>';
      else if (take("&quot;"))
        out += '"';
      else
        return std::nullopt;
    }
    return out;
  }

  std::optional<xml_element> element() {
    xml_element made;
    if (!take("<")) return std::nullopt;
    made.name = name();
    if (made.name.empty()) return std::nullopt;
    while (take(" ")) {
      std::string const key = name();
      if (key.empty() || !take("=\"")) return std::nullopt;
      auto value = text_until('"');
      if (!value || !take("\"") || !made.attributes.emplace(key, *value).second) return std::nullopt;
    }
    if (take("/>")) return made;
    if (!take(">")) return std::nullopt;
    while (true) {
      auto text = text_until('<');
      if (!text) return std::nullopt;
      made.text += *text;
      if (take("</")) break;
      auto child = element();
      if (!child) return std::nullopt;
      made.children.push_back(std::move(*child));
    }
    return name() == made.name && take(">") ? std::optional(std::move(made)) : std::nullopt;
  }

  std::string_view rest_;
};

}  // namespace

std::vector<xml_element const*> xml_element::all(std::string_view wanted) const {
  std::vector<xml_element const*> found;
  if (name == wanted) found.push_back(this);
  for (xml_element const& child : children) {
    for (xml_element const* one : child.all(wanted)) found.push_back(one);
  }
  return found;
}

std::optional<xml_element> read_xml(std::string_view text) {
  return reader(text).document();
}

TEST(read_xml, takes_what_is_well_formed_and_nothing_else) {
  std::string const head = R"(<?xml version="1.0" encoding="UTF-8"?>)";
  EXPECT_TRUE(read_xml(head + "<a b=\"1\"><c/>x &lt; y</a>\n"));
  for (char const* bad : {"", "<a>", "<a></b>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "<a>&</a>", "<a b=\"<\"/>",
                          "<a>\x01</a>", "<a>]]></a>", "<a/><b/>", "<a b=\"\n\"/>", "<a>\xef\xbf\xbf</a>"})
    EXPECT_FALSE(read_xml(head + bad)) << bad;
}

}  // namespace dockverify::testing
