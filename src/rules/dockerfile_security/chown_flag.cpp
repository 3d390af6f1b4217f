// DVD021: files that belong to the user who only has to read and run them.
#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& i, std::size_t index, bool) {
    if (!i.is(dockerfile::keyword::copy) && !i.is(dockerfile::keyword::add)) return;
    if (!i.has_flag("chown")) return;
    out.add(subject.where(subject.file->instructions()[index]),
            "`--chown=" + std::string(i.flag_value("chown")) + "` lets that user change the files")
        .advice("leave them to root when the user only reads and runs them; use --chmod where a mode is missing");
  });
}

}  // namespace

extern rule const chown_flag;
rule const chown_flag{
    .id = "DVD021",
    .name = "chown-flag",
    .dev = level::off,
    .prod = level::off,
    .summary = "COPY or ADD has `--chown`.",
    .why =
        "A program that owns its own files can change them, and so can whoever takes it over. Reading and running "
        "needs no ownership. Folders that it writes to are the exception.",
    .bad = "FROM debian:12-slim\nCOPY --chown=app app.sh /usr/local/bin/app\n",
    .good = "FROM debian:12-slim\nCOPY --chmod=755 app.sh /usr/local/bin/app\n",
    .aliases = {"KICS: Chown Flag Exists"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
