// DVT005: only the major version is pinned.
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject) || kind_of(subject.name) != tag_kind::loose) return;
  out.add(subject.where, shown_reference(subject) + " pins the major version only")
      .field(plain_name(subject.name))
      .advice("add the minor version, for example `" + plain_name(subject.name) + ":" +
              std::string(split_tag(subject.name.tag).version) + ".1`");
}

}  // namespace

extern rule const image_loose_version;
rule const image_loose_version{
    .id = "DVT005",
    .name = "loose-version",
    .dev = level::info,
    .prod = level::warning,
    .summary = "An image's tag has only a major version: postgres:15-alpine, redis:7.",
    .why =
        "It moves within the major version: security fixes come with the next pull, and so do new features and their "
        "faults. For local work that is often what is wanted; in production two hosts should run the same.",
    .bad = "services:\n  db:\n    image: postgres:15-alpine\n",
    .good = "services:\n  db:\n    image: postgres:17.4-alpine\n",
    .aliases = {},
    .check_image = &check,
};

}  // namespace dockverify::rules
