// DVD002: the last USER is root.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

dockerfile::instruction const* last_user(dockerfile_subject const& subject, std::size_t first, std::size_t last) {
  dockerfile::instruction const* found = nullptr;
  for (std::size_t i = first; i < last; ++i) {
    dockerfile::instruction const& one = subject.file->instructions()[i];
    if (one.is(dockerfile::keyword::user)) found = &one;
  }
  return found;
}

bool services_set_another(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  std::vector<service_subject const*> const services = services_of(subject, stage);
  return !services.empty() && std::all_of(services.begin(), services.end(), [](service_subject const* one) {
    return !one->service->user.empty() && !is_root_user(one->service->user);
  });
}

void check(dockerfile_subject const& subject, sink& out) {
  dockerfile::stage const* final = final_stage(subject);
  dockerfile::instruction const* last_of_file = last_user(subject, 0, subject.file->instructions().size());
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    // A stage that only inherits the user adds nothing: its own USER counts.
    dockerfile::instruction const* user = last_user(subject, stage.first, stage.last);
    if (user == nullptr || user->words.empty()) continue;
    std::string const written = unquoted(subject, user->words[0]);
    dockerfile::expansion const value = subject.stages->expand(user->words[0].text, subject.stages->index_of(*user));
    if (!is_root_user(written) && !(value.known && is_root_user(value.text))) continue;
    bool const in_final = final == nullptr ? stage.is_target : final->config.user == user;
    if (in_final && final != nullptr && services_set_another(subject, *final)) continue;
    draft& made = out.add(subject.where(*user), in_final ? "the container runs as root" : "the stage ends as root")
                      .severity(in_final ? severity::error : severity::info)
                      .advice("end the stage with a USER other than root");
    std::vector<std::string_view> aliases;
    if (is_root_user(written)) aliases.emplace_back("DL3002");
    if (user == last_of_file && is_root_user(written)) {
      aliases.emplace_back("DS-0002");
      // Checkov compares with the word alone.
      if (written == "root") aliases.emplace_back("CKV_DOCKER_8");
    }
    aliases.emplace_back("KICS: Last User Is 'root'");
    if (in_final) {
      aliases.emplace_back("CIS 4.1");
      aliases.emplace_back("CIS-DI-0001");
    }
    made.aliases(std::move(aliases));
  }
}

}  // namespace

extern rule const last_user_root;
rule const last_user_root{
    .id = "DVD002",
    .name = "last-user-root",
    .dev = level::error,
    .prod = level::error,
    .summary = "The last USER of a stage is root or 0; an error in the final stage, else an info.",
    .why =
        "A stage may need root to install things, but what it ends with is what the container runs as, and what the "
        "stages built on it begin with. Another stage than the final one harms nobody by itself.",
    .bad = "FROM alpine:3.20\nUSER app\nRUN true\nUSER root\n",
    .good = "FROM alpine:3.20\nUSER root\nRUN adduser -D -H app\nUSER app\n",
    .aliases = {"DL3002", "DS-0002", "CKV_DOCKER_8", "KICS: Last User Is 'root'", "CIS 4.1", "CIS-DI-0001"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
