// DVC030: a bind mount is shared: what the container mounts below it appears on the host.
#include <string>

#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (mount_use const& use : mounts_of(subject)) {
    if (!use.mount->bind) continue;
    std::string const& how = use.mount->bind->propagation;
    if (how != "shared" && how != "rshared") continue;
    draft& made =
        out.add(use.where, "what is mounted in " + use.mount->target + " appears on the host too (`" + how + "`)")
            .field("volumes." + use.mount->target)
            .advice("remove the propagation, or use `rslave`");
    if (compose::yaml_node const* written = written_scalar(subject, "volumes", use.where)) {
      std::string const& text = written->written.empty() ? written->text : written->written;
      replace_scalar(made, *subject.project, *written, without_options(text, {"shared", "rshared"}));
    } else {
      source_span const propagation = subject.where(use.key + ".bind.propagation");
      if (propagation.line != use.where.line) remove_key(made, *subject.project, propagation);
    }
  }
}

}  // namespace

extern rule const shared_propagation;
rule const shared_propagation{
    .id = "DVC030",
    .name = "shared-propagation",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A bind mount is shared: what the container mounts below it appears on the host.",
    .why =
        "A container that can mount into the host can hide the host's files or plant its own. Slave and private mounts "
        "do not reach back.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - ./data:/data:rshared\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - ./data:/data\n",
    .aliases = {"CIS 5.20", "KICS: Volume Mounted In Multiple Containers", "CL-0017"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
