// DVT011: the result of a build without a version in its name.
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {
namespace {

/// A version that has to be given for each build.
void offer_version(draft& made, service_subject const& subject) {
  compose::yaml_node const* const image = written_value(subject, "image");
  yaml_text const* const file = image == nullptr ? nullptr : text_of(*subject.project, image->where);
  std::optional<byte_range> const scalar = file == nullptr ? std::nullopt : editable_scalar(*file, *image);
  if (!scalar) return;
  bool const quoted = is_quoted_at(*file, image->where);
  // The braces of a variable would be those of the flow.
  bool const flow = file->content(image->where.line).find_first_of("{[") != std::string_view::npos;
  if (flow && !quoted) return;
  std::size_t const end = scalar->end - (quoted ? 1 : 0);
  std::size_t const latest = image->text.ends_with(":latest") ? std::string_view(":latest").size() : 0;
  made.edit(end - latest, end, ":${VERSION:?}");
}

void check(service_subject const& subject, sink& out) {
  compose::service const& service = *subject.service;
  if (!service.build || service.image.empty()) return;
  tag_kind const kind = kind_of(dockerfile::split_image_name(service.image));
  if (kind != tag_kind::none && kind != tag_kind::latest) return;
  draft& made = out.add(subject.where("image"), service.image + " is built here, but has no version in its name");
  made.field("image").advice("give it a tag that tells the versions apart, for example `" +
                             service.image.substr(0, service.image.rfind(":latest")) + ":${VERSION:?}`");
  offer_version(made, subject);
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
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
