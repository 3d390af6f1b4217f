// DVT004: a tag that names a variant but no version.
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject) || kind_of(subject.name) != tag_kind::variant) return;
  std::string const tag(subject.name.tag);
  out.add(subject.where, shown_reference(subject) + ": the tag `" + tag + "` names no version")
      .field(plain_name(subject.name))
      .advice("put the version before it, for example `" + plain_name(subject.name) + ":1.2-" + tag + "`");
}

}  // namespace

extern rule const image_variant_only;
rule const image_variant_only{
    .id = "DVT004",
    .name = "variant-only-tag",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "An image's tag has no version number: alpine, slim, bookworm.",
    .why = "`nginx:alpine` is `nginx:latest` on another base: the version moves all the same.",
    .bad = "services:\n  web:\n    image: nginx:alpine\n",
    .good = "services:\n  web:\n    image: nginx:1.28-alpine\n",
    .aliases = {},
    .check_image = &check,
};

}  // namespace dockverify::rules
