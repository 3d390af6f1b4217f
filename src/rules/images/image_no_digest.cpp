// DVT007: a version, but no digest.
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject)) return;
  tag_kind const kind = kind_of(subject.name);
  if (kind != tag_kind::version && kind != tag_kind::loose) return;
  out.add(subject.where, shown_reference(subject) + " has no digest: a tag can be published again")
      .field(plain_name(subject.name))
      .advice("append the digest of the image that you have tested: `@sha256:...`")
      .aliases(peers_of(subject, {}, {"CL-0019"}));
}

}  // namespace

extern rule const image_no_digest;
rule const image_no_digest{
    .id = "DVT007",
    .name = "no-digest",
    .dev = level::off,
    .prod = level::info,
    .summary = "An image is named by a version, without its digest.",
    .why =
        "Tags can be moved, by mistake or by whoever has taken over the publisher's account; a digest can not. It "
        "has to be renewed for every update, which is work for a program.",
    .bad = "services:\n  db:\n    image: postgres:17.4\n",
    .good =
        "services:\n  db:\n    image: "
        "postgres:17.4@sha256:fe3f571d128e8efadcd8b2fde0e2b73ebab6dbec33f6bfe69d98c682c7d8f7bd\n",
    .aliases = {"CL-0019"},
    .check_image = &check,
};

}  // namespace dockverify::rules
