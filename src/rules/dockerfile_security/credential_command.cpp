// DVD007: credentials handed to a command of RUN.
#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool sets_aws_key(shell::command const& command) {
  if (!command.is("aws") || !has_words(command, {"configure", "set"})) return false;
  for (shell::word const& one : command.words) {
    for (std::string_view key : {"aws_access_key_id", "aws_secret_access_key", "aws_session_token"}) {
      if (one.value.ends_with(key)) return true;
    }
  }
  return false;
}

bool hands_over_credentials(shell::command const& command) {
  if (sets_aws_key(command)) return true;
  if (command.is("gcloud")) return has_words(command, {"auth", "activate-service-account"});
  if (command.is("az")) {
    return command.subcommand() == "login" && command.has_flag({"-p", "--password", "--federated-token"});
  }
  if (command.is("doctl")) {
    return has_words(command, {"auth", "init"}) && command.has_flag({"-t", "--access-token"});
  }
  return command.is("docker") && command.has_word("login") && command.has_flag({"-p", "--password"});
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](auto const& commands, run_script const& script) {
    if (has_secret_mount(*script.run)) return;
    for (shell::command const* one : commands) {
      if (!hands_over_credentials(*one)) continue;
      report(out, subject, script,
             "`" + std::string(one->name()) + "` is given credentials: they stay in the image's history and files")
          .advice("mount them: `RUN --mount=type=secret,id=...`, or log in when the container starts")
          .secret();
      return;
    }
  });
}

}  // namespace

extern rule const credential_command;
rule const credential_command{
    .id = "DVD007",
    .name = "credential-command",
    .dev = level::error,
    .prod = level::error,
    .summary = "A RUN without a secret mount gives credentials to aws, gcloud, az, doctl or docker.",
    .why =
        "What a RUN is given is written into the image's history, and these commands also save it in a file of the "
        "layer. Whoever can pull the image can read it, even when a later layer deletes the file.",
    .bad = "FROM amazon/aws-cli:2.17.0\nARG KEY\nRUN aws configure set aws_secret_access_key \"$KEY\"\n",
    .good =
        "FROM amazon/aws-cli:2.17.0\nRUN --mount=type=secret,id=key aws configure set aws_secret_access_key "
        "\"$(cat /run/secrets/key)\"\n",
    .aliases = {"DS-0031"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
