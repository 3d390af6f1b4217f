// Reads XML as strictly as its consumers do: what is not well-formed is no element.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dockverify::testing {

struct xml_element {
  std::string name, text;
  std::map<std::string, std::string> attributes;
  std::vector<xml_element> children;

  /// All elements of this name, at any depth.
  [[nodiscard]] std::vector<xml_element const*> all(std::string_view wanted) const;
};

/// The root; absent when something is malformed or a character is none of XML 1.0's.
std::optional<xml_element> read_xml(std::string_view text);

}  // namespace dockverify::testing
