// DVC038: a service has build and an image without a tag or with the name of a public image.
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  if (!s.build || s.image.empty() || !s.pull_policy.empty()) return;
  dockerfile::image_name const name = dockerfile::split_image_name(s.image);
  bool const untagged = name.tag.empty() && name.digest.empty();
  bool const is_public = is_official(name) || is_known_publisher(name);
  if (!untagged && !is_public) return;
  out.add(subject.where("build"), is_public ? "the result of the build is called `" + s.image + "`, as a public image"
                                            : "the result of the build is called `" + s.image + "`, without a tag")
      .field("image")
      .advice("give it a name and tag of your own, or say `pull_policy: build`");
}

}  // namespace

extern rule const build_and_image;
rule const build_and_image{
    .id = "DVC038",
    .name = "build-and-image",
    .dev = level::info,
    .prod = level::info,
    .summary = "A service has `build` and an `image` without a tag or with the name of a public image.",
    .why =
        "The image name is what the build's result is called. Under the name of a public image it is easily taken for "
        "that one, or replaced by it on the next pull; `pull_policy` says what is meant.",
    .bad =
        "services:\n"
        "  app:\n"
        "    build: .\n"
        "    image: nginx\n",
    .good =
        "services:\n"
        "  app:\n"
        "    build: .\n"
        "    image: example/app:1.4\n",
    .aliases = {"dclint:no-build-and-image"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
