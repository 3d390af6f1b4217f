// DVD008: tools that the running container has no use for.
#include <algorithm>
#include <map>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// Commands of one RUN that are looked at: each is compared with those after it.
constexpr std::size_t most_commands = 200;

bool is_tool(std::string_view name) {
  for (std::string_view exact : {"curl",
                                 "wget",
                                 "vim",
                                 "nano",
                                 "less",
                                 "net-tools",
                                 "telnet",
                                 "ftp",
                                 "netcat",
                                 "nc",
                                 "ssh",
                                 "openssh",
                                 "sudo",
                                 "git",
                                 "gcc",
                                 "make",
                                 "build-essential",
                                 "build-base",
                                 "man-db",
                                 "inetutils-telnet"}) {
    if (name == exact) return true;
  }
  return name.starts_with("vim-") || name.starts_with("netcat-") || name.starts_with("openssh-");
}

/// Whether a word stands in a text, not as a part of another one.
bool mentions(std::string_view text, std::string_view word) {
  auto const in_word = [&](std::size_t at) {
    if (at >= text.size()) return false;
    char const c = text[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if ((at == 0 || !in_word(at - 1)) && !in_word(at + word.size())) return true;
  }
  return false;
}

/// A health check, or another RUN of the stage, calls it.
bool used(dockerfile_subject const& subject, std::string_view tool) {
  dockerfile::stage const* stage = subject.stages->target_stage();
  if (stage != nullptr) {
    dockerfile::instruction const* const health = stage->config.healthcheck;
    if (health != nullptr && mentions(health->arguments.text(), tool)) return true;
  }
  for (service_subject const* service : subject.services) {
    if (!service->service->healthcheck) continue;
    for (std::string const& word : service->service->healthcheck->test) {
      if (mentions(word, tool)) return true;
    }
  }
  return std::any_of(subject.scripts.begin(), subject.scripts.end(), [&](run_script const& script) {
    if (!reaches_image(subject, script)) return false;
    auto const commands = script.program().commands();
    return std::any_of(commands.begin(), commands.end(), [&](shell::command const& one) { return one.is(tool); });
  });
}

/// The name under which `apk add --virtual` groups the packages.
std::string_view group_of(shell::command const& command) {
  return command.is("apk") ? command.flag_value({"-t", "--virtual"}).value_or("") : "";
}

bool removed_later(commands const& list, std::size_t from, std::string_view package, std::string_view group) {
  return later(list, from, [&](shell::command const& one) {
    bool const manager = one.is({"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper"});
    if (!manager || find_word(one, {"remove", "purge", "autoremove", "del", "erase", "rm"}) == nullptr) return false;
    return std::any_of(one.words.begin() + 1, one.words.end(), [&](shell::word const& word) {
      return bare_name(word.value) == package || (!group.empty() && word.value == group);
    });
  });
}

struct installed_tool {
  run_script const* script;
  shell::command const* command;
  shell::word package;
  std::string name;
  std::size_t packages;  ///< that the command installs
};

/// Nothing in an image is built with it, or fetched by something else with it.
bool is_for_people(std::string_view name) {
  for (std::string_view tool : {"gcc", "make", "build-essential", "build-base", "git"}) {
    if (name == tool) return false;
  }
  return true;
}

/// Takes the words out of their commands; none when a command would have nothing left to install.
void offer_removal(draft& made, dockerfile_subject const& subject, std::vector<installed_tool> const& tools) {
  std::map<shell::command const*, std::size_t> dropped;
  for (installed_tool const& one : tools) {
    bool const wanted = !is_for_people(one.name) || used(subject, one.name) || one.package.expands;
    if (wanted || ++dropped[one.command] == one.packages || !one.script->run->shell_form()) return;
  }
  for (installed_tool const& one : tools) {
    auto const& words = one.command->words;
    auto const at =
        std::find_if(words.begin(), words.end(), [&](auto const& w) { return w.where == one.package.where; });
    if (at == words.begin() || at == words.end()) return;
    shell::text_range const gone{(at - 1)->where.end, at->where.end};
    if (subject.file->text(gone).find('#') != std::string_view::npos) continue;
    made.edit(gone.begin, gone.end, "");
  }
}

std::vector<installed_tool> tools_of(dockerfile_subject const& subject) {
  std::vector<installed_tool> found;
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    if (!reaches_image(subject, script)) return;
    for (std::size_t i = 0; i < std::min(list.size(), most_commands); ++i) {
      auto const install = installation_of(*list[i]);
      if (!install || !install->of_system()) continue;
      for (shell::word const& package : install->packages) {
        std::string_view name = bare_name(package.value);
        if (names_rpm_version(name)) name = name.substr(0, name.find('-'));
        if (is_tool(name) && !removed_later(list, i, name, group_of(*list[i]))) {
          found.push_back({&script, list[i], package, std::string(name), install->packages.size()});
        }
      }
    }
  });
  return found;
}

void check(dockerfile_subject const& subject, sink& out) {
  std::vector<installed_tool> const tools = tools_of(subject);
  auto const installed = [&](std::string_view name) {
    return std::any_of(tools.begin(), tools.end(), [&](installed_tool const& one) { return one.name == name; });
  };
  int offers = 50;  // each looks at the whole file
  bool const curl = installed("curl") && used(subject, "curl");
  bool const wget = installed("wget") && used(subject, "wget");
  for (std::size_t i = 0; i < tools.size();) {
    run_script const* const script = tools[i].script;
    std::vector<std::string> names;
    std::optional<shell::text_range> first;
    std::vector<installed_tool> unneeded;
    for (; i < tools.size() && tools[i].script == script; ++i) {
      // One of the two may fetch or probe; both are one too many.
      if (tools[i].name == "curl" && curl && !wget) continue;
      if (tools[i].name == "wget" && wget && !curl) continue;
      if (!first) first = tools[i].package.where;
      names.push_back(tools[i].name);
      unneeded.push_back(tools[i]);
    }
    if (!first) continue;
    draft& made = report(out, subject, *script, *first,
                         "the final stage installs " + listed(names) + ", which only an intruder needs");
    made.field(listed(names)).advice("leave it out, install it in a build stage, or remove it in the same RUN");
    if (offers-- > 0) offer_removal(made, subject, unneeded);
  }
}

}  // namespace

extern rule const unneeded_tool;
rule const unneeded_tool{
    .id = "DVD008",
    .name = "unneeded-tool",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The final stage installs an editor, a download tool, a compiler or a remote shell.",
    .why =
        "Whoever gets into a container works with what is there. Editors, compilers, git, ssh and download tools make "
        "that easy, cost space and bring security updates. curl or wget is fine when a health check or a RUN uses it.",
    .bad = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y vim && rm -rf /var/lib/apt/lists/*\n",
    .good =
        "FROM debian:12-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"
        "HEALTHCHECK CMD [\"curl\", \"-f\", \"http://localhost/\"]\n",
    .aliases = {"CIS 4.3"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
