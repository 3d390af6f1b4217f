// DVC035: a tmpfs allows programs, setuid bits or devices again: exec, suid or dev.
#include <algorithm>
#include <string>
#include <string_view>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (std::size_t i = 0; i < subject.service->tmpfs.size(); ++i) {
    std::string_view const line = subject.service->tmpfs[i];
    std::size_t const colon = line.find(':');
    std::string_view rest = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
    while (!rest.empty()) {
      std::size_t const comma = std::min(rest.find(','), rest.size());
      std::string_view const option = rest.substr(0, comma);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
      if (option != "exec" && option != "suid" && option != "dev") continue;
      source_span const where = subject.where("tmpfs[" + std::to_string(i) + "]");
      draft& made = out.add(where, "the tmpfs on " + std::string(line.substr(0, colon)) + " is mounted with `" +
                                       std::string(option) + "`")
                        .field("tmpfs." + std::string(line.substr(0, colon)))
                        .advice("remove the option unless the service needs it");
      if (compose::yaml_node const* written = written_scalar(subject, "tmpfs", where))
        replace_scalar(made, *subject.project, *written, without_options(written->text, {"exec", "suid", "dev"}));
      break;
    }
  }
}

}  // namespace

extern rule const tmpfs_exec;
rule const tmpfs_exec{
    .id = "DVC035",
    .name = "tmpfs-exec",
    .dev = level::info,
    .prod = level::info,
    .summary = "A tmpfs allows programs, setuid bits or devices again: `exec`, `suid` or `dev`.",
    .why = "The engine mounts a tmpfs without them. An intruder who can write but not run has less to do.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    tmpfs:\n"
        "      - /tmp:exec,size=64m\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    tmpfs:\n"
        "      - /tmp:size=64m\n",
    .aliases = {"CL-0022"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
