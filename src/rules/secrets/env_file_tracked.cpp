// DVC205: the .env or an env_file is tracked by git, or no .gitignore excludes it.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "compose/paths.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

bool is_example(std::string_view path) {
  for (std::string_view end : {".example", ".sample", ".template", ".dist", ".defaults"}) {
    if (path.ends_with(end)) return true;
  }
  return false;
}

void tell(std::string_view path, path_state const& state, source_span where, std::string field, sink& out) {
  bool const exposed = state.tracked || (state.what == path_state::kind::file && !state.ignored);
  if (!exposed || is_example(path)) return;
  std::string const name = compose::base_name(std::string(path));
  out.add(std::move(where),
          state.tracked ? "`" + name + "` is tracked by git" : "no .gitignore excludes `" + name + "`")
      .field(std::move(field))
      .advice(state.tracked ? "run `git rm --cached " + name + "`, add it to .gitignore, and change what is in it"
                            : "add a line `" + name + "` to .gitignore");
}

void check(service_subject const& subject, sink& out) {
  std::size_t index = 0;
  for (compose::env_file const& file : subject.service->env_files) {
    std::string const key = "env_file[" + std::to_string(index++) + "]";
    tell(file.path, subject.project->state_of(file.path), subject.where(key), "env_file." + file.written, out);
  }
}

void check_dotenv(project_subject const& subject, sink& out) {
  std::string const path = compose::absolute_path(subject.project->directory, ".env", {});
  for (service_subject const& one : subject.services) {
    for (compose::env_file const& file : one.service->env_files) {
      if (file.path == path) return;
    }
  }
  source_span where = where_in_tree(subject, "services");
  if (!subject.dotenv.empty()) where = {subject.dotenv.front().where.file, 1, 1};
  tell(path, subject.state_of(path), std::move(where), ".env", out);
}

}  // namespace

extern rule const env_file_tracked;
rule const env_file_tracked{
    .id = "DVC205",
    .name = "env-file-tracked",
    .dev = level::error,
    .prod = level::error,
    .summary = "The .env or an env_file is tracked by git, or no .gitignore excludes it.",
    .why =
        "Such files hold the passwords that are not to be in version control; one `git add .` puts them there for "
        "ever.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    env_file: app.env\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
    .check_project = &check_dotenv,
};

}  // namespace dockverify::rules
