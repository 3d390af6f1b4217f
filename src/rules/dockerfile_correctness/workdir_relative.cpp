// DVD302: WORKDIR with a relative path.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::workdir) || one.words.empty()) return;
    std::string const written = unquoted(subject, one.words[0]);
    bool const first = !onbuild && subject.stages->workdir_at(index) == nullptr;
    dockerfile::expansion const path = expanded(subject, one.words[0].text, index, onbuild);
    bool const is_variable = written.starts_with('$');
    // A variable at the start is taken for an absolute path, except when the file itself shows that it is none.
    bool const relative = is_variable ? first && path.known && !path.text.empty() && !is_absolute_path(path.text)
                                      : !is_absolute_path(written);
    if (!relative) return;
    draft& made = out.add(subject.where(one), "WORKDIR " + written + " is relative: where it is depends on the base")
                      .advice("write the whole path: `WORKDIR /" + path.text + "`");
    std::string_view const in_file = subject.file->text(one.words[0].where);
    std::size_t const quote = in_file.starts_with('"') || in_file.starts_with('\'') ? 1 : 0;
    if (!is_variable) made.edit(one.words[0].where.begin + quote, one.words[0].where.begin + quote, "/");
    if (is_variable) {
      made.aliases({"BK:WorkdirRelativePath"});
    } else if (!first) {
      made.aliases({"DL3000", "DS-0009", "CKV_DOCKER_10", "KICS: WORKDIR Path Not Absolute"});
    }
  });
}

}  // namespace

extern rule const workdir_relative;
rule const workdir_relative{
    .id = "DVD302",
    .name = "workdir-relative",
    .dev = level::error,
    .prod = level::error,
    .summary = "WORKDIR with a path that does not begin with `/`, a drive or a variable.",
    .why =
        "A relative WORKDIR continues from the one before it, which may be the base image's: when that changes, the "
        "application is somewhere else.",
    .bad = "FROM alpine:3.20\nWORKDIR app\n",
    .good = "FROM alpine:3.20\nWORKDIR /app\n",
    .aliases = {"DL3000", "BK:WorkdirRelativePath", "DS-0009", "CKV_DOCKER_10", "KICS: WORKDIR Path Not Absolute"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
