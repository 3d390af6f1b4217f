// DVD317: EXPOSE of a port that does not exist.
#include <algorithm>

#include "rules/dockerfile_correctness/exposed_port.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_above_range(std::string_view number) {
  if (number.empty() || !std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return false;
  unsigned long value = 0;
  for (char const c : number) value = std::min(value * 10 + static_cast<unsigned long>(c - '0'), 100000UL);
  return value > 65535;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::expose)) return;
    for (dockerfile::word const& word : one.words) {
      dockerfile::expansion const value = expanded(subject, word.text, index, onbuild);
      if (!value.known) continue;
      std::string_view const port = split_exposed_port(value.text).port;
      std::size_t const dash = port.find('-');
      bool const above = is_above_range(port.substr(0, dash)) ||
                         (dash != std::string_view::npos && is_above_range(port.substr(dash + 1)));
      if (!above) continue;
      draft& made = out.add(subject.where(one), "EXPOSE " + value.text + ": ports end at 65535")
                        .field(value.text)
                        .advice("write the port that the program listens on");
      // hadolint does not replace variables.
      if (word.text.find('$') != std::string_view::npos) made.aliases({"DS-0008", "KICS: UNIX Ports Out Of Range"});
    }
  });
}

}  // namespace

extern rule const port_range;
rule const port_range{
    .id = "DVD317",
    .name = "port-range",
    .dev = level::error,
    .prod = level::error,
    .summary = "EXPOSE of a port, or of a range that ends, above 65535.",
    .why = "There is no such port: the build fails.",
    .bad = "FROM alpine:3.20\nEXPOSE 80000\n",
    .good = "FROM alpine:3.20\nEXPOSE 8000\n",
    .aliases = {"DL3011", "DS-0008", "KICS: UNIX Ports Out Of Range"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
