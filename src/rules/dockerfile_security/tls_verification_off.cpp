// DVD012: certificates that are not checked.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// What of a line switches the check off, and the peers' ids for it.
struct switch_off {
  std::string what;
  std::vector<std::string_view> aliases;
  std::optional<shell::text_range> where;
};

bool is_no(std::string_view value) {
  std::string const lower = lower_case(value);
  return lower == "false" || lower == "0" || lower == "no" || lower == "off";
}

/// -k among curl's short flags: what follows a flag that takes a value is that value.
bool has_letter_k(std::string_view word) {
  if (word.size() < 2 || word[0] != '-' || word[1] == '-') return false;
  for (char const letter : word.substr(1)) {
    if (letter == 'k') return true;
    if (std::string_view("AbcCdDeEFhHKmoPQrtTuUwxXyYz").find(letter) != std::string_view::npos) return false;
  }
  return false;
}

/// The word after one that is `name`, or what follows its =.
bool sets_to_no(shell::command const& command, std::string_view name) {
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    std::string const word = lower_case(command.words[i].value);
    auto const at = word.find(name);
    if (at == std::string::npos) continue;
    std::string_view const rest = std::string_view(word).substr(at + name.size());
    if (rest.starts_with('=') && is_no(rest.substr(1))) return true;
    if (rest.empty() && i + 1 < command.words.size() && is_no(command.words[i + 1].value)) return true;
  }
  return false;
}

/// `npm config set strict-ssl false`, `npm --strict-ssl=false`; `npm install strict-ssl false` names two packages.
bool sets_strict_ssl(shell::command const& command) {
  bool const named = command.has_word("set") || command.has_flag("--strict-ssl");
  return named && sets_to_no(command, "strict-ssl");
}

std::optional<switch_off> of_command(shell::command const& command) {
  shell::text_range const name = command.words[0].where;
  if (command.is("curl")) {
    bool const found =
        command.has_flag("--insecure") || std::any_of(command.words.begin() + 1, command.words.end(),
                                                      [](shell::word const& one) { return has_letter_k(one.value); });
    if (found) return switch_off{"`curl --insecure`", {"CKV2_DOCKER_2"}, name};
  }
  if (command.is("wget") && command.has_flag("--no-check-certificate")) {
    return switch_off{"`wget --no-check-certificate`", {"CKV2_DOCKER_3"}, name};
  }
  bool const pip = command.name().starts_with("pip") || pip_install_of(command) != nullptr;
  if (pip && command.has_flag("--trusted-host")) return switch_off{"`pip --trusted-host`", {"CKV2_DOCKER_4"}, name};
  if (command.is({"npm", "yarn", "pnpm"}) && (sets_strict_ssl(command) || command.has_flag("--no-strict-ssl"))) {
    return switch_off{"`strict-ssl false`", {"CKV2_DOCKER_13"}, name};
  }
  if (command.is({"yum", "dnf", "microdnf", "tdnf", "yum-config-manager", "dnf-config-manager"}) &&
      sets_to_no(command, "sslverify")) {
    return switch_off{"`sslverify=false`", {"CKV2_DOCKER_15"}, name};
  }
  if (command.is("git") && sets_to_no(command, "http.sslverify")) {
    return switch_off{"`http.sslVerify false`", {}, name};
  }
  return std::nullopt;
}

std::optional<switch_off> of_variable(std::string_view name, std::string_view value) {
  std::string const lower = lower_case(name);
  if (value.empty()) return std::nullopt;
  std::string const written = "`" + std::string(name) + "`";
  if (lower == "pythonhttpsverify" && is_no(value)) return switch_off{written, {"CKV2_DOCKER_5"}, {}};
  if (lower == "node_tls_reject_unauthorized" && is_no(value)) return switch_off{written, {"CKV2_DOCKER_6"}, {}};
  if (lower == "npm_config_strict_ssl" && is_no(value)) return switch_off{written, {"CKV2_DOCKER_12"}, {}};
  if (lower == "git_ssl_no_verify") return switch_off{written, {"CKV2_DOCKER_14"}, {}};
  if (lower == "pip_trusted_host") return switch_off{written, {"CKV2_DOCKER_16"}, {}};
  if (lower == "goinsecure") return switch_off{written, {"CKV2_DOCKER_18"}, {}};
  return std::nullopt;
}

void tell(draft& made, std::vector<switch_off> const& found) {
  std::vector<std::string_view> aliases;
  for (switch_off const& one : found) aliases.insert(aliases.end(), one.aliases.begin(), one.aliases.end());
  made.field(found.front().what)
      .aliases(aliases)
      .advice("trust the server's certificate instead: install ca-certificates, or add your own authority's file");
}

std::string message_of(std::vector<switch_off> const& found) {
  std::vector<std::string> names;
  for (switch_off const& one : found) {
    if (std::find(names.begin(), names.end(), one.what) == names.end()) names.push_back(one.what);
  }
  return listed(names) + (names.size() == 1 ? " switches" : " switch") + " the check of certificates off";
}

void check_script(dockerfile_subject const& subject, run_script const& script, sink& out) {
  std::vector<switch_off> found;
  for (shell::command const& one : script.program().commands()) {
    for (shell::assignment const& assigned : one.assignments) {
      if (auto off = of_variable(assigned.name, assigned.value.value)) {
        off->where = assigned.where;
        found.push_back(std::move(*off));
      }
    }
    if (one.words.empty() || !judged(script, one)) continue;
    if (auto off = of_command(one)) found.push_back(std::move(*off));
    if (!one.is("export")) continue;
    for (shell::word const& word : one.words) {
      auto const equals = word.value.find('=');
      if (equals == std::string_view::npos) continue;
      if (auto off = of_variable(word.value.substr(0, equals), word.value.substr(equals + 1))) {
        off->where = word.where;
        found.push_back(std::move(*off));
      }
    }
  }
  if (!found.empty()) tell(report(out, subject, script, *found.front().where, message_of(found)), found);
}

void check(dockerfile_subject const& subject, sink& out) {
  for (run_script const& script : subject.scripts) check_script(subject, script, out);
  for_each_instruction(subject, [&](dockerfile::instruction const& i, std::size_t index, bool) {
    if (!i.is(dockerfile::keyword::env) && !i.is(dockerfile::keyword::arg)) return;
    std::vector<switch_off> found;
    for (dockerfile::pair const& one : i.pairs) {
      if (auto off = of_variable(dockerfile::unquote(one.name.text), dockerfile::unquote(one.value.text))) {
        found.push_back(std::move(*off));
      }
    }
    if (found.empty()) return;
    tell(out.add(subject.where(subject.file->instructions()[index]), message_of(found)), found);
  });
}

}  // namespace

extern rule const tls_verification_off;
rule const tls_verification_off{
    .id = "DVD012",
    .name = "tls-verification-off",
    .dev = level::error,
    .prod = level::error,
    .summary = "A command or a variable switches the check of TLS certificates off.",
    .why =
        "Without the check anybody on the way can hand the build or the running program other contents. What was "
        "downloaded like that can not be trusted, and a variable stays in force in the container.",
    .bad = "FROM debian:12-slim\nRUN curl -k -o /usr/local/bin/tool https://example.com/tool\n",
    .good = "FROM debian:12-slim\nRUN curl -o /usr/local/bin/tool https://example.com/tool\n",
    .aliases = {"CKV2_DOCKER_2", "CKV2_DOCKER_3", "CKV2_DOCKER_4", "CKV2_DOCKER_5", "CKV2_DOCKER_6", "CKV2_DOCKER_12",
                "CKV2_DOCKER_13", "CKV2_DOCKER_14", "CKV2_DOCKER_15", "CKV2_DOCKER_16", "CKV2_DOCKER_18"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
