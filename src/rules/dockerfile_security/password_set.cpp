// DVD014: a password that is set while the image is built.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool reads_input(shell::command const& command) {
  using kind = shell::redirection_kind;
  return command.pipeline_position > 0 || command.has_flag("--stdin") ||
         std::any_of(command.redirections.begin(), command.redirections.end(), [](shell::redirection const& one) {
           return one.kind == kind::input || one.kind == kind::here_document || one.kind == kind::here_string;
         });
}

bool sets_password(shell::command const& command) {
  if (command.is("chpasswd")) return true;
  if (command.is("passwd")) return reads_input(command);
  return command.is("useradd") && command.has_flag({"-p", "--password"});
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](auto const& commands, run_script const& script) {
    for (shell::command const* one : commands) {
      if (!sets_password(*one)) continue;
      draft& made = report(out, subject, script,
                           "`" + std::string(one->name()) + "` sets a password: everybody with the image has it");
      made.advice("containers need no passwords: remove it, and use `docker exec` to get in").secret();
      if (!one->is("chpasswd")) made.aliases({});
      return;
    }
  });
}

}  // namespace

extern rule const password_set;
rule const password_set{
    .id = "DVD014",
    .name = "password-set",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "RUN sets a user's password.",
    .why =
        "The password stands in the image's history, and its hash in /etc/shadow of every container. It is the same "
        "everywhere and only changes with a new image.",
    .bad = "FROM debian:12-slim\nRUN echo \"app:changeme\" | chpasswd\n",
    .good = "FROM debian:12-slim\nRUN useradd --create-home app\n",
    .aliases = {"CKV2_DOCKER_17"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
