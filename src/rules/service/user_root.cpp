// DVC031: a service runs as root by its user.
#include <string>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  std::string user = subject.service->user;
  // A number is no user to compose, which DVC501 tells; whom it means is plain all the same.
  compose::yaml_node const* written = written_value(subject, "user");
  if (user.empty() && written != nullptr && written->kind == compose::value_kind::integer) user = written->text;
  user = user.substr(0, user.find(':'));
  bool const zero = !user.empty() && user.find_first_not_of('0') == std::string::npos;
  if (user != "root" && !zero) return;
  draft& made = out.add(subject.where("user"), "service `" + subject.service->name + "` runs as root")
                    .field("user")
                    .advice("remove `user`, or name a user without rights");
  remove_key(made, subject, "user");
}

}  // namespace

extern rule const user_root;
rule const user_root{
    .id = "DVC031",
    .name = "user-root",
    .dev = level::error,
    .prod = level::error,
    .summary = "A service runs as root by its `user`.",
    .why =
        "It overrides the user that the image was built for. A flaw in the program then gives root in the container, "
        "and one in the kernel root on the host.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    user: root\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    user: \"1000:1000\"\n",
    .aliases = {"CL-0018", "CIS 4.1"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
