// DVD311: HEALTHCHECK CMD in shell form.
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t, bool) {
    if (!one.is(dockerfile::keyword::healthcheck) || one.healthcheck_none()) return;
    if (!one.shell_form() || one.arguments.empty()) return;
    out.add(subject.where(one), "the healthcheck is in shell form: the image needs a shell for it")
        .advice("write a JSON array: `HEALTHCHECK CMD [\"program\", \"argument\"]`");
  });
}

}  // namespace

extern rule const healthcheck_shell_form;
rule const healthcheck_shell_form{
    .id = "DVD311",
    .name = "healthcheck-shell-form",
    .dev = level::info,
    .prod = level::info,
    .summary = "HEALTHCHECK CMD is not a JSON array.",
    .why =
        "Shell form is common and fine where the image has a shell; in images without one (distroless, scratch) each "
        "probe fails.",
    .bad = "FROM alpine:3.20\nHEALTHCHECK CMD wget -qO- http://127.0.0.1:8080/health\n",
    .good = "FROM alpine:3.20\nHEALTHCHECK CMD [\"wget\", \"-qO-\", \"http://127.0.0.1:8080/health\"]\n",
    .aliases = {"DL3025"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
