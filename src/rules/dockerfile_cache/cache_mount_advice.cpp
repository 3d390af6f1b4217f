// DVD205: a cache mount would do where BuildKit builds.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_for_buildkit(dockerfile_subject const& subject) {
  if (subject.file->find_directive("syntax") != nullptr) return true;
  auto const instructions = subject.file->instructions();
  return std::any_of(instructions.begin(), instructions.end(), [](dockerfile::instruction const& i) {
    return !i.heredocs.empty() || (i.is(dockerfile::keyword::run) && i.has_flag("mount"));
  });
}

std::string_view folder_of(package_manager manager) {
  using enum package_manager;
  switch (manager) {
    case apt:
      return "/var/cache/apt";
    case apk:
      return "/var/cache/apk";
    case yum:
      return "/var/cache/yum";
    case dnf:
      return "/var/cache/libdnf5";
    case zypper:
      return "/var/cache/zypp";
    case pip:
      return "/root/.cache/pip";
    case npm:
      return "/root/.npm";
    case yarn:
      return "/root/.cache/yarn";
    case pnpm:
      return "/root/.local/share/pnpm/store";
    case gem:
      return "/usr/local/bundle/cache";
    case go:
      return "/go/pkg/mod";
    case cargo:
      return "/usr/local/cargo/registry";
    case composer:
      return "/root/.composer/cache";
    case poetry:
      return "/root/.cache/pypoetry";
  }
  return {};
}

void check(dockerfile_subject const& subject, sink& out) {
  if (!is_for_buildkit(subject)) return;
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    for (shell::command const* one : list) {
      auto const install = installation_of(*one);
      if (!install || mounts_cache_on(*script.run, "")) continue;
      std::string const folder(folder_of(install->manager));
      report(out, subject, script, one->words[0].where,
             std::string(one->name()) + " downloads everything again whenever this RUN is built")
          .field(std::string(one->name()))
          .advice("mount a cache: `RUN --mount=type=cache,target=" + folder + " ...`");
      return;
    }
  });
}

}  // namespace

extern rule const cache_mount_advice;
rule const cache_mount_advice{
    .id = "DVD205",
    .name = "cache-mount-advice",
    .dev = level::off,
    .prod = level::off,
    .summary = "A package manager installs without a cache mount in a file that is written for BuildKit.",
    .why =
        "A cache mount keeps downloads from one build to the next, outside of the image: faster than no cache, and "
        "smaller than one in a layer. Whether it helps depends on where the builds run.",
    .bad = "# syntax=docker/dockerfile:1\nFROM python:3.12-slim\nRUN pip install --no-cache-dir -r requirements.txt\n",
    .good =
        "# syntax=docker/dockerfile:1\nFROM python:3.12-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip "
        "install -r requirements.txt\n",
    .aliases = {},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
