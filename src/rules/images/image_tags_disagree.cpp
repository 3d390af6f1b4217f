// DVT009: one image in different versions.
#include <map>

#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// What two uses of an image should have in common: its version, or the whole tag when there is none. A builder on the
/// full image and a result on its slim variant agree.
std::string_view compared(dockerfile::image_name const& name) {
  if (name.tag.empty()) return "latest";
  tag_parts const parts = split_tag(name.tag);
  return parts.version.empty() ? name.tag : parts.version;
}

struct first_use {
  std::string tag, place;
};

class comparison {
 public:
  explicit comparison(sink& out) : out_(out) {}

  void add(dockerfile::image_name const& name, source_span const& where) {
    if (name.tag.empty() && !name.digest.empty()) return;
    std::string const image = plain_name(name);
    std::string const tag(compared(name));
    auto const [seen, added] = seen_.try_emplace(image, first_use{tag, where.text()});
    if (added || seen->second.tag == tag) return;
    out_.add(where, image + " is used as `" + tag + "` here and as `" + seen->second.tag + "` elsewhere")
        .field(image)
        .expected(seen->second.tag)
        .actual(tag)
        .evidence(seen->second.place, image + ":" + seen->second.tag)
        .advice("use one version of an image in the whole project");
  }

 private:
  sink& out_;
  std::map<std::string, first_use> seen_;
};

void check_project(project_subject const& subject, sink& out) {
  comparison images(out);
  for (image_subject const& one : subject.images) {
    if (is_pulled(one)) images.add(one.name, one.where);
  }
}

/// A Dockerfile that no project builds: its own stages at least.
void check_dockerfile(dockerfile_subject const& subject, sink& out) {
  if (!subject.services.empty()) return;
  comparison images(out);
  for (dockerfile::stage const& one : subject.stages->stages()) {
    if (one.base == dockerfile::base_kind::image && one.base_name.known)
      images.add(one.image, subject.where(*one.from));
  }
}

}  // namespace

extern rule const image_tags_disagree;
rule const image_tags_disagree{
    .id = "DVT009",
    .name = "tags-disagree",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "One image is used in different versions in a project's services and Dockerfiles.",
    .why =
        "Nobody meant to run python 3.11 here and 3.12 there: one of them was forgotten at an update. Each version is "
        "pulled, kept and has to be looked after.",
    .bad = "services:\n  users:\n    image: postgres:15.4\n  orders:\n    image: postgres:16.2\n",
    .good = "services:\n  users:\n    image: postgres:16.2\n  orders:\n    image: postgres:16.2\n",
    .aliases = {},
    .check_dockerfile = &check_dockerfile,
    .check_project = &check_project,
};

}  // namespace dockverify::rules
