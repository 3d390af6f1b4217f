// DVC022: a service does not drop all capabilities.
#include <algorithm>
#include <string>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

bool is_all(std::string const& name) {
  std::string upper;
  for (char c : name) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper == "ALL" || upper == "CAP_ALL";
}

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  if (s.provider || std::any_of(s.cap_drop.begin(), s.cap_drop.end(), &is_all)) return;
  draft& made = out.add(subject.where("cap_drop"), "service `" + s.name + "` keeps capabilities that it may not need")
                    .field("cap_drop")
                    .advice("add `cap_drop: [ALL]`, and `cap_add` for what it needs");
  compose::yaml_node const* written = written_value(subject, "cap_drop");
  if (written == nullptr) {
    add_key(made, subject, "cap_drop: [ALL]");
  } else {
    add_item(made, *subject.project, *written, "ALL");
  }
}

}  // namespace

extern rule const capabilities_not_dropped;
rule const capabilities_not_dropped{
    .id = "DVC022",
    .name = "capabilities-not-dropped",
    .dev = level::info,
    .prod = level::warning,
    .summary = "A service does not drop all capabilities.",
    .why =
        "A container starts with 14 capabilities that most programs never use. Dropping all and adding what is needed "
        "leaves an intruder with little.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    cap_drop: [ALL]\n",
    .aliases = {"CIS 5.4", "KICS: Container Capabilities Unrestricted", "CL-0006"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
