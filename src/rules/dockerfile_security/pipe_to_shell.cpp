// DVD015: a download that is run without a look at it.
#include <algorithm>
#include <unordered_set>

#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool downloads(shell::command const& command) {
  return command.is({"curl", "wget"});
}

bool interprets(shell::command const& command) {
  return command.is({"sh", "bash", "dash", "ash", "zsh", "ksh", "perl"}) || command.name().starts_with("python");
}

bool verifies(shell::command const& command) {
  if (command.is({"gpg", "gpg2"})) return command.has_flag("--verify");
  return command.is({"sha256sum", "sha512sum", "sha384sum", "sha224sum", "sha1sum", "shasum", "md5sum", "b2sum", "gpgv",
                     "openssl", "cosign", "minisign"});
}

/// sh -c "$(curl ...)", bash <(curl ...): the command whose word the substitution is.
shell::command const* user_of_output(shell::program const& program, shell::command const& command) {
  if (!command.in_substitution) return nullptr;
  for (shell::index at = command.node; at != shell::none; at = program.nodes()[at].parent) {
    if (program.nodes()[at].kind != shell::node_kind::substitution) continue;
    shell::index const outer = program.nodes()[at].parent;
    if (outer == shell::none || program.nodes()[outer].command == shell::none) return nullptr;
    return &program.commands()[program.nodes()[outer].command];
  }
  return nullptr;
}

/// The interpreter that reads what the command writes; also behind sudo and env.
shell::command const* interpreter_of(shell::program const& program, shell::command const& command) {
  shell::command const* const user = user_of_output(program, command);
  if (user != nullptr && !user->words.empty() && interprets(*user)) return user;
  if (command.pipeline == shell::none) return nullptr;
  for (shell::index number : program.pipeline(command.pipeline)) {
    shell::command const& member = program.commands()[number];
    if (member.pipeline_position <= command.pipeline_position) continue;
    if (interprets(member)) return &member;
    for (std::size_t inner = number + 1; inner < program.commands().size(); ++inner) {
      shell::command const& one = program.commands()[inner];
      if (one.from != shell::origin::wrapped || one.inside == shell::none || one.inside < number) break;
      if (interprets(one)) return &one;
    }
  }
  return nullptr;
}

void check(dockerfile_subject const& subject, sink& out) {
  for (run_script const& script : subject.scripts) {
    auto const commands = script.program().commands();
    if (std::any_of(commands.begin(), commands.end(), verifies)) continue;
    std::unordered_set<shell::index> seen;  // pipes: what follows the first download of one follows all
    for (shell::command const& one : commands) {
      if (!downloads(one)) continue;
      if (one.pipeline != shell::none && !seen.insert(one.pipeline).second) continue;
      shell::command const* const interpreter = interpreter_of(script.program(), one);
      if (interpreter == nullptr) continue;
      report(out, subject, script, one.words[0].where,
             "what `" + std::string(one.name()) + "` downloads is run by `" + std::string(interpreter->name()) +
                 "` unseen")
          .advice("download it to a file, compare its checksum (`echo \"<sum>  file\" | sha256sum -c`), then run it");
      break;
    }
  }
}

}  // namespace

extern rule const pipe_to_shell;
rule const pipe_to_shell{
    .id = "DVD015",
    .name = "pipe-to-shell",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A download is piped into a shell, python or perl, and no checksum is compared.",
    .why =
        "Whoever controls the server, or answers in its place, runs commands as root in the build. The contents may "
        "differ each time, and a download that breaks off runs half a script.",
    .bad = "FROM debian:12-slim\nRUN curl -fsSL https://example.com/install.sh | sh\n",
    .good =
        "FROM debian:12-slim\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d "
        "https://example.com/install.sh /tmp/install.sh\nRUN sh /tmp/install.sh && rm /tmp/install.sh\n",
    .aliases = {"CIS 4.12"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
