// DVT003: tags that are moved on purpose.
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The tags that dclint refuses by default.
bool known_to_dclint(std::string_view tag) {
  for (std::string_view word : {"stable", "edge", "test", "nightly", "dev", "beta", "canary", "lts"}) {
    if (tag == word) return true;
  }
  return false;
}

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject) || kind_of(subject.name) != tag_kind::moving) return;
  std::vector<std::string_view> compose{"CL-0004"};
  if (known_to_dclint(subject.name.tag)) compose.insert(compose.begin(), "dclint:service-image-require-explicit-tag");
  out.add(subject.where,
          shown_reference(subject) + ": the tag `" + std::string(subject.name.tag) + "` moves from version to version")
      .field(plain_name(subject.name))
      .advice("name the version that the tag stands for today")
      .aliases(peers_of(subject, {}, compose));
}

}  // namespace

extern rule const image_moving_tag;
rule const image_moving_tag{
    .id = "DVT003",
    .name = "moving-tag",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "An image's tag is one that is moved on purpose: stable, edge, nightly, lts, main, ...",
    .why =
        "Such tags follow a branch or a channel. Two machines that pull on different days run different versions, "
        "and the next pull can bring a new major version.",
    .bad = "services:\n  web:\n    image: nginx:stable\n",
    .good = "services:\n  web:\n    image: nginx:1.28.0\n",
    .aliases = {"dclint:service-image-require-explicit-tag", "CL-0004"},
    .check_image = &check,
};

}  // namespace dockverify::rules
