// DVD001: nothing says that the container is not to run as root.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/image_facts.hpp"
#include "rules/instruction_words.hpp"
#include "rules/keyword_case.hpp"
#include "rules/rule.hpp"
#include "rules/stage_text.hpp"

namespace dockverify::rules {
namespace {

/// FROM scratch, and nothing in it that could run: what others copy from.
bool holds_files_only(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  if (subject.stages->stages()[subject.stages->chain(stage.index).back()].base != dockerfile::base_kind::scratch)
    return false;
  std::vector<std::size_t> const all = instructions_below(subject, stage);
  return std::all_of(all.begin(), all.end(), [&](std::size_t index) {
    dockerfile::instruction const& one = subject.file->instructions()[index];
    return one.is(dockerfile::keyword::copy) || one.is(dockerfile::keyword::label);
  });
}

bool base_is_non_root(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  dockerfile::stage const& lowest = subject.stages->stages()[subject.stages->chain(stage.index).back()];
  std::string const base = lower_case(lowest.base_name.text);
  if (base.find("nonroot") != std::string::npos || base.find("rootless") != std::string::npos) return true;
  if (lowest.base != dockerfile::base_kind::image) return false;
  return is_non_root(lowest.image) || matches_any(subject.settings->non_root_bases, base);
}

bool among(std::string_view name, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// The user that a RUN of the stage, or of one below it, makes; empty: none.
std::string made_user(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  std::string name;
  for (std::size_t index : instructions_below(subject, stage)) {
    run_script const* script = script_at(subject, index);
    if (script == nullptr) continue;
    for (shell::command const* one : commands_of(*script)) {
      if (!one->is({"useradd", "adduser"}) || one->words.size() < 2) continue;
      // adduser NAME GROUP makes nobody.
      if (one->is("adduser") && one->words.size() == 3 && !one->words[1].value.starts_with('-')) continue;
      shell::word const& last = one->words.back();
      if (!last.expands && !last.value.starts_with('-')) name = last.value;
    }
  }
  return name;
}

/// What makes the user, and who it is.
struct new_user {
  std::string command, name;
};

/// name empty: how the base makes users is not known, or its program wants to begin as root.
new_user user_for(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  if (std::string const name = made_user(subject, stage); !name.empty()) return {{}, name};
  dockerfile::stage const& lowest = subject.stages->stages()[subject.stages->chain(stage.index).back()];
  dockerfile::image_name const& base = lowest.image;
  if (lowest.base != dockerfile::base_kind::image || !base.official()) return {};
  // Its image brings one.
  if (base.base() == "node") return {{}, "node"};
  image_facts const* const facts = facts_of(base);
  bool const for_programs =
      facts != nullptr && (facts->role == image_role::system || facts->role == image_role::runtime);
  if (!for_programs || facts->drops_root) return {};
  if (base.base() == "alpine" || has_variant(base.tag, "alpine")) return {"adduser -D -H app", "app"};
  bool const has_useradd =
      among(base.base(), {"debian", "ubuntu", "fedora", "python", "ruby", "php", "golang", "rust", "perl", "openjdk",
                          "eclipse-temurin", "buildpack-deps", "elixir", "erlang", "haskell", "swift", "julia"});
  return has_useradd ? new_user{"useradd --no-create-home app", "app"} : new_user{};
}

void offer_user(draft& made, dockerfile_subject const& subject, dockerfile::stage const& stage) {
  new_user const user = user_for(subject, stage);
  if (user.name.empty()) return;
  bool const capitals = in_capitals(subject);
  std::string const use = keyword_as_written(dockerfile::keyword::user, capitals) + " " + user.name + "\n";
  if (user.command.empty()) return insert_before_command(made, subject, stage, use);
  std::string const make = keyword_as_written(dockerfile::keyword::run, capitals) + " " + user.command + "\n";
  // Before the source, whose every change would make the user again.
  auto const own = subject.file->instructions().subspan(stage.first, stage.last - stage.first);
  auto const copy = std::find_if(own.begin(), own.end(), copies_context);
  if (copy == own.end()) return insert_before_command(made, subject, stage, make + use);
  std::size_t const at = begin_with_comments(subject, *copy);
  made.edit(at, at, make);
  insert_before_command(made, subject, stage, use);
}

void check(dockerfile_subject const& subject, sink& out) {
  dockerfile::stage const* stage = final_stage(subject);
  if (stage == nullptr || stage->config.user != nullptr) return;
  if (holds_files_only(subject, *stage) || base_is_non_root(subject, *stage)) return;
  std::vector<service_subject const*> const services = services_of(subject, *stage);
  bool const set_by_services = std::all_of(services.begin(), services.end(), [](service_subject const* one) {
    return !one->service->user.empty() && !is_root_user(one->service->user);
  });
  if (!services.empty() && set_by_services) return;

  draft& made = out.add(subject.where(*stage->from), "no USER: the container runs as root")
                    .advice(
                        "add a user (`RUN useradd --no-create-home app`, on alpine `RUN adduser -D -H app`) and "
                        "`USER app` before CMD");
  offer_user(made, subject, *stage);
  // Two peers look for any USER in the whole file.
  bool const nowhere =
      std::none_of(subject.file->instructions().begin(), subject.file->instructions().end(),
                   [](dockerfile::instruction const& one) { return one.is(dockerfile::keyword::user); });
  if (!nowhere) made.aliases({"KICS: Missing User Instruction", "CIS 4.1", "CIS-DI-0001"});
}

}  // namespace

extern rule const no_user;
rule const no_user{
    .id = "DVD001",
    .name = "no-user",
    .dev = level::error,
    .prod = level::error,
    .summary = "The final stage and the stages it is built from have no USER.",
    .why =
        "Without USER the container's processes are root. Whoever breaks out of one, or reaches a folder that is "
        "mounted into it, is root there too. It is fine when the base image itself sets a user, or when the compose "
        "service that builds the image does.",
    .bad = "FROM python:3.12-slim\nCMD [\"python\", \"-m\", \"app\"]\n",
    .good = "FROM python:3.12-slim\nRUN useradd --no-create-home app\nUSER app\nCMD [\"python\", \"-m\", \"app\"]\n",
    .aliases = {"DS-0002", "CKV_DOCKER_3", "KICS: Missing User Instruction", "CIS 4.1", "CIS-DI-0001"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
