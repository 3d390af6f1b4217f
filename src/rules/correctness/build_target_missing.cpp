// DVC511: the context, the Dockerfile or the target stage of a build does not exist.
#include <string>
#include <vector>

#include "compose/paths.hpp"
#include "compose/problem_log.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  if (!subject.service->build) return;
  compose::build const& build = *subject.service->build;
  if (build.context.empty() || compose::is_remote(build.context)) return;
  auto const is_missing = [&](std::string const& path) {
    return subject.project->state_of(path).what == path_state::kind::missing;
  };
  if (is_missing(build.context)) {
    out.add(subject.where("build.context"), "the build context of `" + subject.service->name + "` does not exist")
        .field("build.context")
        .advice("correct the path, or create the folder");
    return;
  }
  if (build.dockerfile_inline.empty() && is_missing(compose::absolute_path(build.context, build.dockerfile, {}))) {
    out.add(subject.where("build.dockerfile"), "there is no `" + build.dockerfile + "` in the build context")
        .field("build.dockerfile")
        .advice("correct `dockerfile`: its path starts at the context");
    return;
  }
  bool const no_stage = !build.target.empty() && subject.dockerfile != nullptr &&
                        subject.dockerfile->stages->find(build.target) == dockerfile::npos;
  if (!no_stage) return;
  std::vector<std::string> names;
  for (dockerfile::stage const& stage : subject.dockerfile->stages->stages()) {
    if (stage.named()) names.emplace_back(stage.name);
  }
  std::string const guess = compose::nearest(build.target, names);
  out.add(subject.where("build.target"), "the Dockerfile has no stage `" + build.target + "`")
      .field("build.target")
      .advice(!guess.empty()  ? "write `" + guess + "`"
              : names.empty() ? "name a stage: `FROM image AS " + build.target + "`"
                              : "its stages are " + compose::one_of(names));
}

}  // namespace

extern rule const build_target_missing;
rule const build_target_missing{
    .id = "DVC511",
    .name = "build-target-missing",
    .dev = level::error,
    .prod = level::error,
    .summary = "The context, the Dockerfile or the target stage of a build does not exist.",
    .why = "The build fails.",
    .bad =
        "services:\n"
        "  app:\n"
        "    build:\n"
        "      context: ./missing\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
