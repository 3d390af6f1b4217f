// DVT002: no tag at all.
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject) || kind_of(subject.name) != tag_kind::none) return;
  // "debian:" of an empty variable is no image at all, which another rule says.
  if (subject.reference.ends_with(':')) return;
  // The variable's value may come from outside with its tag.
  if (subject.how != image_subject::use::service && subject.written.starts_with('$')) return;
  out.add(subject.where, shown_reference(subject) + " has no tag: that means `latest`")
      .field(plain_name(subject.name))
      .advice("name the version that you have tested, for example `" + plain_name(subject.name) + ":1.2.3`")
      .aliases(peers_of(subject, {"DL3006", "DS-0001", "KICS: Image Version Not Explicit", "CKV_DOCKER_7"},
                        {"dclint:service-image-require-explicit-tag", "CL-0004"}));
}

}  // namespace

extern rule const image_no_tag;
rule const image_no_tag{
    .id = "DVT002",
    .name = "no-tag",
    .dev = level::error,
    .prod = level::error,
    .summary = "An image has neither a tag nor a digest.",
    .why =
        "Without a tag the builder and the engine take `latest`, which names another image whenever a new one is "
        "published. `scratch`, the names of earlier stages and names that begin with a variable are fine.",
    .bad = "services:\n  cache:\n    image: redis\n",
    .good = "services:\n  cache:\n    image: redis:7.4-alpine\n",
    .aliases = {"DL3006", "DS-0001", "KICS: Image Version Not Explicit", "CKV_DOCKER_7",
                "dclint:service-image-require-explicit-tag", "CL-0004"},
    .check_image = &check,
};

}  // namespace dockverify::rules
