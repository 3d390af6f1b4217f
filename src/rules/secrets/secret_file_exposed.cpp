// DVC208: the file of a secret is missing, tracked by git, sent with a build context, or, in production, readable by
// everybody.
#include <algorithm>
#include <string>
#include <utility>

#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"

namespace dockverify::rules {
namespace {

/// The service whose build context sends the file; null: none does.
service_subject const* sent_by(project_subject const& subject, std::string const& path) {
  for (service_subject const& one : subject.services) {
    if (one.dockerfile == nullptr || one.dockerfile->context == nullptr) continue;
    context_subject const& context = *one.dockerfile->context;
    if (path.size() <= context.directory.size() + 1 || !is_within(path, context.directory)) continue;
    std::string const relative = path.substr(context.directory.size() + 1);
    auto const found =
        std::lower_bound(context.files.begin(), context.files.end(), relative,
                         [](context_file const& file, std::string const& wanted) { return file.path < wanted; });
    if (found != context.files.end() && found->path == relative && found->sent) return &one;
  }
  return nullptr;
}

void check(project_subject const& subject, sink& out) {
  for (auto const& [key, secret] : subject.project->secrets) {
    if (secret.file.empty()) continue;
    path_state const state = subject.state_of(secret.file);
    std::string message, advice;
    bool missing = false;
    if (state.what == path_state::kind::missing) {
      missing = true;
      message = "the file of the secret `" + key + "` does not exist";
      advice = "create it, or correct the path";
    } else if (state.tracked) {
      message = "the file of the secret `" + key + "` is tracked by git";
      advice = "take it out with `git rm --cached`, ignore it, and change the secret";
    } else if (service_subject const* sender = sent_by(subject, secret.file)) {
      message =
          "the file of the secret `" + key + "` is sent with the build context of `" + sender->service->name + "`";
      advice = "add it to .dockerignore";
    } else if (state.readable_by_all && subject.settings->environment == environment::prod) {
      message = "everybody on the host can read the file of the secret `" + key + "`";
      advice = "run `chmod 600` on it";
    }
    if (message.empty()) continue;
    draft& made =
        out.add(secret.marks.find("file"), std::move(message)).field("secrets." + key).advice(std::move(advice));
    if (missing) made.severity(severity::error);
  }
}

}  // namespace

extern rule const secret_file_exposed;
rule const secret_file_exposed{
    .id = "DVC208",
    .name = "secret-file-exposed",
    .dev = level::warning,
    .prod = level::warning,
    .summary =
        "The file of a secret is missing, tracked by git, sent with a build context, or, in production, readable by "
        "everybody.",
    .why = "A secret is as safe as the file it is from.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    secrets: [db_password]\n"
        "secrets:\n"
        "  db_password:\n"
        "    file: ./missing.txt\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    secrets: [db_password]\n"
        "secrets:\n"
        "  db_password:\n"
        "    environment: DB_PASSWORD\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_project = &check,
};

}  // namespace dockverify::rules
