// DVD319: EXPOSE with a protocol in capitals.
#include "rules/dockerfile_correctness/exposed_port.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::expose)) return;
    for (dockerfile::word const& word : one.words) {
      dockerfile::expansion const value = expanded(subject, word.text, index, onbuild);
      std::string_view const protocol = split_exposed_port(value.text).protocol;
      // What is left of a variable's name is no protocol.
      if (protocol.find_first_of("${}") != std::string_view::npos || !has_capital(protocol)) continue;
      std::string const small = lower_case(protocol);
      draft& made = out.add(subject.where(one), "the protocol " + std::string(protocol) + " is in capitals")
                        .field(value.text)
                        .advice("write " + small);
      if (subject.file->text(word.where) == value.text)
        made.edit(word.where.end - protocol.size(), word.where.end, small);
    }
  });
}

}  // namespace

extern rule const expose_proto_case;
rule const expose_proto_case{
    .id = "DVD319",
    .name = "expose-proto-case",
    .dev = level::info,
    .prod = level::info,
    .summary = "The protocol in EXPOSE has a capital.",
    .why = "Protocols are written in small letters everywhere else; the builder warns.",
    .bad = "FROM alpine:3.20\nEXPOSE 8080/TCP\n",
    .good = "FROM alpine:3.20\nEXPOSE 8080/tcp\n",
    .aliases = {"BK:ExposeProtoCasing"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
