// DVD011: EXPOSE of the SSH port.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_ssh(std::string_view port) {
  std::string const lower = lower_case(port);
  return lower == "22" || lower == "22/tcp" || lower == "22/udp";
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::expose)) return;
    for (dockerfile::word const& word : one.words) {
      if (!is_ssh(expanded(subject, word.text, index, onbuild).text)) continue;
      draft& made = out.add(subject.where(one), "EXPOSE of port 22, the SSH server's")
                        .advice("remove it; `docker exec` opens a shell in a running container");
      std::string_view const text = subject.file->text();
      if (one.words.size() > 1) {
        bool const last = &word == &one.words.back();
        std::size_t const begin = last ? (&word - 1)->where.end : word.where.begin;
        made.edit(begin, last ? word.where.end : (&word + 1)->where.begin, "");
      } else if (!onbuild && subject.where(one).column == 1) {
        made.edit(one.where.begin, std::min(text.find('\n', one.where.end), text.size() - 1) + 1, "");
      }
    }
  });
}

}  // namespace

extern rule const expose_ssh;
rule const expose_ssh{
    .id = "DVD011",
    .name = "expose-ssh",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "EXPOSE 22.",
    .why =
        "An SSH server in a container needs keys, users and updates of its own, and opens a second way in that nobody "
        "watches.",
    .bad = "FROM alpine:3.20\nEXPOSE 22\n",
    .good = "FROM alpine:3.20\nEXPOSE 8080\n",
    .aliases = {"DS-0004", "CKV_DOCKER_1", "CIS 5.7"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
