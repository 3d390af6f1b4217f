// DVT011: the result of a build without a version in its name.
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  compose::service const& service = *subject.service;
  if (!service.build || service.image.empty()) return;
  tag_kind const kind = kind_of(dockerfile::split_image_name(service.image));
  if (kind != tag_kind::none && kind != tag_kind::latest) return;
  out.add(subject.where("image"), service.image + " is built here, but has no version in its name")
      .field("image")
      .advice("give it a tag that tells the versions apart, for example `" +
              service.image.substr(0, service.image.rfind(":latest")) + ":${VERSION:?}`");
}

}  // namespace

extern rule const image_built_untagged;
rule const image_built_untagged{
    .id = "DVT011",
    .name = "built-image-untagged",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A service with `build` names its image without a tag, or as `latest`.",
    .why =
        "Each build takes the name from the one before: there is nothing to go back to, and a container does not tell "
        "which build it runs.",
    .bad = "services:\n  app:\n    build: .\n    image: acme/app\n",
    .good = "services:\n  app:\n    build: .\n    image: acme/app:1.4.2\n",
    .aliases = {"dclint:service-image-require-explicit-tag"},
    .check_service = &check,
};

}  // namespace dockverify::rules
