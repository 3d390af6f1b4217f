// DVC023: a service's security_opt lacks no-new-privileges:true.
#include <algorithm>
#include <string_view>
#include <vector>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

bool forbids(std::string_view option) {
  return option == "no-new-privileges" || option == "no-new-privileges:true" || option == "no-new-privileges=true";
}

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  if (s.provider || std::any_of(s.security_opt.begin(), s.security_opt.end(), &forbids)) return;
  std::vector<std::string_view> aliases{"CIS 5.26", "KICS: No New Privileges Not Set"};
  compose::yaml_node const* written = written_value(subject, "security_opt");
  if (written == nullptr) aliases.emplace_back("KICS: Security Opt Not Set");
  aliases.emplace_back("CL-0003");
  draft& made = out.add(subject.where("security_opt"), "processes of `" + s.name + "` can gain new privileges")
                    .field("security_opt")
                    .aliases(aliases)
                    .advice("add `security_opt: [\"no-new-privileges:true\"]`");
  if (written == nullptr) return add_key(made, subject, "security_opt: [\"no-new-privileges:true\"]");
  auto const allowed = std::find_if(written->items.begin(), written->items.end(), [](compose::yaml_node const& one) {
    return one.text.starts_with("no-new-privileges");
  });
  if (allowed == written->items.end()) return add_item(made, *subject.project, *written, "\"no-new-privileges:true\"");
  replace_scalar(made, *subject.project, *allowed, "no-new-privileges:true");
}

}  // namespace

extern rule const new_privileges;
rule const new_privileges{
    .id = "DVC023",
    .name = "new-privileges",
    .dev = level::info,
    .prod = level::warning,
    .summary = "A service's security_opt lacks `no-new-privileges:true`.",
    .why = "Without it a process can gain rights through setuid programs in the image. Few services need that.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    security_opt:\n"
        "      - no-new-privileges:true\n",
    .aliases = {"CIS 5.26", "KICS: No New Privileges Not Set", "KICS: Security Opt Not Set", "CL-0003"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
