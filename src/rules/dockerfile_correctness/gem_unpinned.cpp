// DVD344: gems without a version.
#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// Options that are complete without the next word; of all others it is the value.
bool is_switch(std::string_view option) {
  for (std::string_view one : {"--no-document",
                               "-N",
                               "--no-doc",
                               "--no-ri",
                               "--no-rdoc",
                               "--force",
                               "-f",
                               "--user-install",
                               "--no-user-install",
                               "--conservative",
                               "--minimal-deps",
                               "--pre",
                               "--prerelease",
                               "--local",
                               "-l",
                               "--verbose",
                               "-V",
                               "--quiet",
                               "-q",
                               "--silent",
                               "--wrappers",
                               "-w",
                               "--env-shebang",
                               "-E",
                               "--development",
                               "--default",
                               "--explain",
                               "--lock"}) {
    if (option == one) return true;
  }
  return option.find('=') != std::string_view::npos;
}

/// `all_take_values`: as hadolint reads it, where each option takes the next word with it.
std::vector<shell::word> unpinned(shell::command const& command, bool all_take_values = false) {
  if (!command.is("gem") || find_word(command, {"install", "i"}) == nullptr) return {};
  if (command.has_flag({"-v", "--version"})) return {};
  std::vector<shell::word> gems;
  for (std::size_t i = 1; i < command.words.size() && command.words[i].value != "--"; ++i) {
    shell::word const& one = command.words[i];
    if (one.value.starts_with('-')) {
      if (all_take_values || !is_switch(one.value)) ++i;
    } else if (one.value != "install" && one.value != "i" && one.value.find(':') == std::string_view::npos &&
               !one.value.ends_with(".gem")) {
      gems.push_back(one);
    }
  }
  return gems;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    std::vector<shell::word> found;
    bool hadolint_too = false;
    for (shell::command const* one : list) {
      for (shell::word const& word : unpinned(*one)) found.push_back(word);
      hadolint_too = hadolint_too || !unpinned(*one, true).empty();
    }
    draft* const made =
        report_unpinned(out, subject, script, found, "gem installs", "write `gem install <gem>:<version>`");
    if (made != nullptr && !hadolint_too) made->aliases({"KICS: Gem Install Without Version"});
  });
}

}  // namespace

extern rule const gem_unpinned;
rule const gem_unpinned{
    .id = "DVD344",
    .name = "gem-unpinned",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`gem install` of a gem without a version.",
    .why =
        "Which version is installed depends on the day of the build: it differs between two builders, and the cache "
        "hides it. A new major version breaks the application without a change of its own.",
    .bad = "FROM ruby:3.3-slim\nRUN gem install bundler\n",
    .good = "FROM ruby:3.3-slim\nRUN gem install bundler:2.5.22\n",
    .aliases = {"DL3028", "KICS: Gem Install Without Version"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
