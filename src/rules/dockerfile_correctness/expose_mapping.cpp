// DVD318: EXPOSE with an address or a host port.
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
      // In ${PORT:-80} the colon is the variable's.
      if (!value.known && value.text.find("${") != std::string::npos) continue;
      exposed_port const parts = split_exposed_port(value.text);
      if (parts.host.empty()) continue;
      draft& made = out.add(subject.where(one), "EXPOSE " + value.text + " maps a port; it can only name one")
                        .field(value.text)
                        .advice("write EXPOSE " + value.text.substr(parts.host.size()) +
                                "; publish it with `ports` in compose or `docker run -p`");
      std::string_view const written = subject.file->text(word.where);
      std::size_t const quote = written.starts_with('"') || written.starts_with('\'') ? 1 : 0;
      if (written.size() == value.text.size() + 2 * quote && written.substr(quote).starts_with(value.text))
        made.edit(word.where.begin + quote, word.where.begin + quote + parts.host.size(), "");
    }
  });
}

}  // namespace

extern rule const expose_mapping;
rule const expose_mapping{
    .id = "DVD318",
    .name = "expose-mapping",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "EXPOSE with an address or a host port.",
    .why = "EXPOSE documents what the program listens on. The builder ignores the rest, and will refuse it one day.",
    .bad = "FROM alpine:3.20\nEXPOSE 127.0.0.1:80:8080\n",
    .good = "FROM alpine:3.20\nEXPOSE 8080\n",
    .aliases = {"BK:ExposeInvalidFormat"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
