// DVD305: COPY of several files to a target without a slash at the end.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t, bool) {
    if (!one.is(dockerfile::keyword::copy) || one.sources().size() < 2) return;
    dockerfile::word const& target = *one.destination();
    if (unquoted(subject, target).ends_with('/')) return;
    draft& made = out.add(subject.where(one),
                          "COPY of several files to " + std::string(target.text) + ", which does not end with /")
                      .advice("end the target with /: it is a folder");
    std::string_view const written = subject.file->text(target.where);
    bool const quoted = written.ends_with('"') || written.ends_with('\'');
    // A quote that begins in another word: the slash would be no part of the target.
    if (quoted && (written.size() < 2 || written.front() != written.back())) return;
    std::size_t const end = target.where.end - (quoted ? 1 : 0);
    made.edit(end, end, "/");
  });
}

}  // namespace

extern rule const copy_many_no_slash;
rule const copy_many_no_slash{
    .id = "DVD305",
    .name = "copy-many-no-slash",
    .dev = level::error,
    .prod = level::error,
    .summary = "COPY with two or more sources and a target that does not end with `/`.",
    .why = "Several files need a folder, and a builder that takes the target for a file refuses the step.",
    .bad = "FROM alpine:3.20\nCOPY a.txt b.txt /srv\n",
    .good = "FROM alpine:3.20\nCOPY a.txt b.txt /srv/\n",
    .aliases = {"DL3021", "DS-0011", "KICS: Copy With More Than Two Arguments Not Ending With Slash"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
