// DVD020: a RUN outside of the sandbox.
#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& i, std::size_t index, bool) {
    if (!i.is(dockerfile::keyword::run)) return;
    bool const insecure = i.flag_value("security") == "insecure";
    if (!insecure && i.flag_value("network") != "host") return;
    std::string const flag = insecure ? "--security=insecure" : "--network=host";
    out.add(
           subject.where(subject.file->instructions()[index]),
           "`RUN " + flag + "` gives the command " + (insecure ? "all rights on the builder" : "the builder's network"))
        .field(flag)
        .advice("remove the flag; do what needs it outside of the build");
  });
}

}  // namespace

extern rule const insecure_run;
rule const insecure_run{
    .id = "DVD020",
    .name = "insecure-run",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "RUN has `--security=insecure` or `--network=host`.",
    .why =
        "The command, and everything that it downloads, runs with all capabilities on the builder or sees its local "
        "services. The builder must be told to allow it, so the file also does not build everywhere.",
    .bad = "FROM debian:12-slim\nRUN --network=host ./test.sh\n",
    .good = "FROM debian:12-slim\nRUN --network=none ./test.sh\n",
    .aliases = {},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
