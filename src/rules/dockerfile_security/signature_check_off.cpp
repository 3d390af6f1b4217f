// DVD013: packages whose signatures are not checked.
#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

struct switch_off {
  std::initializer_list<std::string_view> commands, flags;
  std::string_view alias;
};

/// The flag that a command has, and the peer's id for it.
std::optional<std::pair<std::string_view, std::string_view>> switched_off(shell::command const& command) {
  static switch_off const rows[] = {
      {{"apk"}, {"--allow-untrusted"}, "CKV2_DOCKER_7"},
      {{"apt-get", "apt"}, {"--allow-unauthenticated"}, "CKV2_DOCKER_8"},
      {{"apt-get", "apt"}, {"--force-yes"}, "CKV2_DOCKER_11"},
      {{"yum", "dnf", "microdnf", "tdnf"}, {"--nogpgcheck"}, "CKV2_DOCKER_9"},
      {{"rpm"}, {"--nodigest", "--nosignature", "--noverify", "--nofiledigest"}, "CKV2_DOCKER_10"},
  };
  for (switch_off const& row : rows) {
    if (!command.is(row.commands)) continue;
    for (std::string_view flag : row.flags) {
      if (command.has_flag(flag)) return std::pair(flag, row.alias);
    }
  }
  return std::nullopt;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](auto const& commands, run_script const& script) {
    draft* made = nullptr;
    std::vector<std::string_view> aliases;
    for (shell::command const* one : commands) {
      auto const off = switched_off(*one);
      if (!off) continue;
      aliases.push_back(off->second);
      if (made != nullptr) continue;
      std::string const written = "`" + std::string(one->name()) + " " + std::string(off->first) + "`";
      made = &report(out, subject, script, one->words[0].where, written + " installs packages that nobody has signed")
                  .field(written)
                  .advice("remove the flag and install the repository's key");
    }
    if (made == nullptr) return;
    aliases.emplace_back("CIS 4.11");
    made->aliases(aliases);
  });
}

}  // namespace

extern rule const signature_check_off;
rule const signature_check_off{
    .id = "DVD013",
    .name = "signature-check-off",
    .dev = level::error,
    .prod = level::error,
    .summary = "A package manager is told not to check signatures.",
    .why =
        "A package's signature is what says that it comes from the distribution. Without the check a mirror, a proxy "
        "or whoever answers in its place decides what is installed, as root.",
    .bad = "FROM alpine:3.20\nRUN apk add --no-cache --allow-untrusted ./tool.apk\n",
    .good = "FROM alpine:3.20\nCOPY key.rsa.pub /etc/apk/keys/\nRUN apk add --no-cache ./tool.apk\n",
    .aliases = {"CKV2_DOCKER_7", "CKV2_DOCKER_8", "CKV2_DOCKER_9", "CKV2_DOCKER_10", "CKV2_DOCKER_11", "CIS 4.11"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
