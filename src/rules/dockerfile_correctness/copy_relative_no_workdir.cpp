// DVD304: COPY to a relative path where no WORKDIR says from where.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  bool onbuild_workdir = false;
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (onbuild && one.is(dockerfile::keyword::workdir)) onbuild_workdir = true;
    if (!onbuild && one.is(dockerfile::keyword::from)) onbuild_workdir = false;
    if (!one.is(dockerfile::keyword::copy) || one.destination() == nullptr) return;
    bool const has_workdir = onbuild ? onbuild_workdir : subject.stages->workdir_at(index) != nullptr;
    if (has_workdir) return;
    std::string const target = unquoted(subject, *one.destination());
    if (is_absolute_path(target) || target.starts_with('$')) return;
    out.add(subject.where(one), "COPY to the relative path " + target + ", and no WORKDIR is set")
        .advice("set `WORKDIR /app` before it, or write the whole path");
  });
}

}  // namespace

extern rule const copy_relative_no_workdir;
rule const copy_relative_no_workdir{
    .id = "DVD304",
    .name = "copy-relative-no-workdir",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "COPY to a relative path in a stage without WORKDIR.",
    .why = "The file goes wherever the base image's WORKDIR happens to be, often the root folder.",
    .bad = "FROM alpine:3.20\nCOPY app.sh app.sh\n",
    .good = "FROM alpine:3.20\nWORKDIR /app\nCOPY app.sh app.sh\n",
    .aliases = {"DL3045"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
