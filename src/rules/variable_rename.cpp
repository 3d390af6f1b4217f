#include "rules/variable_rename.hpp"

#include <string>

namespace dockverify::rules {

void rename_variable(draft& made, dockerfile_subject const& subject, dockerfile::instruction const& one,
                     std::string_view name, std::string_view right) {
  std::string_view const text = subject.file->text(one.where);
  auto const in_name = [&](std::size_t at) {
    if (at >= text.size()) return false;
    char const c = text[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    if (at > 0 && text[at - 1] == subject.file->escape()) continue;
    std::size_t const begin = at + (text.substr(at + 1).starts_with('{') ? 2 : 1);
    if (!text.substr(begin).starts_with(name) || in_name(begin + name.size())) continue;
    std::size_t const where = one.where.begin + begin;
    made.edit(where, where + name.size(), std::string(right));
  }
}

}  // namespace dockverify::rules
