// DVD315: the final stage has no HEALTHCHECK.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  dockerfile::stage const* stage = final_stage(subject);
  // HEALTHCHECK NONE is a decision too.
  if (stage == nullptr || stage->config.healthcheck != nullptr) return;
  std::vector<service_subject const*> const services = services_of(subject, *stage);
  bool const settled = std::all_of(services.begin(), services.end(),
                                   [](service_subject const* one) { return one->service->healthcheck.has_value(); });
  if (!services.empty() && settled) return;
  draft& made = out.add(subject.where(*stage->from), "no HEALTHCHECK: nobody can tell whether the container works")
                    .advice(
                        "add `HEALTHCHECK --interval=30s --timeout=5s CMD [...]` with a command that asks the "
                        "program itself, or a `healthcheck` to the compose service");
  auto const all = subject.file->instructions();
  bool const elsewhere = std::any_of(all.begin(), all.end(), [](dockerfile::instruction const& one) {
    return one.is(dockerfile::keyword::healthcheck);
  });
  // Two peers look for any HEALTHCHECK in the whole file.
  if (elsewhere) made.aliases({"DL3057", "KICS: Healthcheck Instruction Missing", "CIS 4.6", "CIS-DI-0006"});
}

}  // namespace

extern rule const stage_no_healthcheck;
rule const stage_no_healthcheck{
    .id = "DVD315",
    .name = "no-healthcheck",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The final stage has no HEALTHCHECK, and no compose service that builds it has one.",
    .why =
        "Without a healthcheck a container counts as well as long as its process exists. Services that depend on it "
        "can not wait until it is ready, and nothing notices when it hangs.",
    .bad = "FROM alpine:3.20\nCMD [\"sleep\", \"60\"]\n",
    .good = "FROM alpine:3.20\nHEALTHCHECK CMD [\"true\"]\nCMD [\"sleep\", \"60\"]\n",
    .aliases = {"DL3057", "DS-0026", "CKV_DOCKER_2", "KICS: Healthcheck Instruction Missing", "CIS 4.6", "CIS-DI-0006"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
