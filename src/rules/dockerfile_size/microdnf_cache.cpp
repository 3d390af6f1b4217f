// DVD113: microdnf keeps what it has downloaded.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool installs(shell::command const& command) {
  return command.is("microdnf") && find_word(command, {"install", "reinstall"}) != nullptr;
}

bool cleans(shell::command const& command) {
  return command.is("microdnf") && command.has_word("clean") && command.has_word("all");
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    shell::command const* const install = left_unclean(list, installs, cleans);
    if (install == nullptr || mounts_cache(*script.run, {"/var/cache/yum", "/var/cache/dnf", "libdnf5"})) return;
    report(out, subject, script, install->words[0].where, "nothing cleans up after microdnf")
        // hadolint's own test is DVD112's.
        .aliases({"DS-0027"})
        .advice("end the RUN with `microdnf clean all`");
  });
}

}  // namespace

extern rule const microdnf_cache;
rule const microdnf_cache{
    .id = "DVD113",
    .name = "microdnf-cache",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`microdnf install` with no later `microdnf clean all` in the RUN.",
    .why =
        "Where microdnf keeps its cache differs between versions: /var/cache/yum, /var/cache/dnf, "
        "/var/cache/libdnf5. Its own `clean all` finds it; in a later RUN it would only hide the files.",
    .bad = "FROM rockylinux:9-minimal\nRUN microdnf install -y tar-1.34\n",
    .good = "FROM rockylinux:9-minimal\nRUN microdnf install -y tar-1.34 && microdnf clean all\n",
    .aliases = {"DS-0027", "DL3040"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
