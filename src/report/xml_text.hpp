// Foreign text in XML: only characters that XML 1.0 allows, markup escaped.
#pragma once

#include <string>
#include <string_view>

namespace dockverify {

/// One line, for attributes in double quotes and for text.
std::string xml_line(std::string_view text);

/// Several lines, for text between tags.
std::string xml_block(std::string_view text);

}  // namespace dockverify
