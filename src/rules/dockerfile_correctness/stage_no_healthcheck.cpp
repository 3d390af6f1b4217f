// DVD315: the final stage has no HEALTHCHECK.
#include <algorithm>

#include "rules/image_facts.hpp"
#include "rules/instruction_words.hpp"
#include "rules/keyword_case.hpp"
#include "rules/rule.hpp"
#include "rules/stage_text.hpp"

namespace dockverify::rules {
namespace {

/// The one port that the stage, or one below it, exposes; empty: none, or several.
std::string only_port(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  std::string port;
  for (std::size_t index : instructions_below(subject, stage)) {
    dockerfile::instruction const& one = subject.file->instructions()[index];
    if (!one.is(dockerfile::keyword::expose)) continue;
    for (dockerfile::word const& word : one.words) {
      std::string text = expanded(subject, word.text, index, false).text;
      if (text.ends_with("/tcp")) text.resize(text.size() - 4);
      bool const number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
      if (!number || (!port.empty() && port != text)) return {};
      port = text;
    }
  }
  return port;
}

/// What of HEALTHCHECK follows CMD: the image's own probe, or a connection by the runtime to the port; empty: neither
/// is known.
std::string probe_of(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  dockerfile::stage const& lowest = subject.stages->stages()[subject.stages->chain(stage.index).back()];
  if (lowest.base != dockerfile::base_kind::image || lowest.windows) return {};
  dockerfile::image_name const& base = lowest.image;
  image_facts const* const facts = facts_of(base);
  if (facts != nullptr && facts->probe.starts_with(R"(["CMD", )")) return "[" + std::string(facts->probe.substr(8));
  constexpr std::string_view in_shell = R"(["CMD-SHELL", ")";
  if (facts != nullptr && facts->probe.starts_with(in_shell))
    return std::string(facts->probe.substr(in_shell.size(), facts->probe.size() - in_shell.size() - 2));
  std::string const port = only_port(subject, stage);
  if (port.empty() || !base.official()) return {};
  if (base.base() == "python")
    return R"(["python", "-c", "import socket; socket.create_connection(('localhost', )" + port + R"x(), 3)"])x";
  if (base.base() == "node")
    return R"(["node", "-e", "require('net').connect()" + port +
           R"x(, 'localhost').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"])x";
  bool const busybox = base.base() == "alpine" || base.base() == "busybox" || has_variant(base.tag, "alpine");
  return busybox ? R"(["nc", "-z", "localhost", ")" + port + "\"]" : std::string();
}

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
  if (std::string const probe = probe_of(subject, *stage); !probe.empty())
    insert_before_command(made, subject, *stage,
                          keyword_as_written(subject, dockerfile::keyword::healthcheck) +
                              " --interval=30s --timeout=5s --start-period=10s --retries=3 CMD " + probe + "\n");
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
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
