// DVT008: images from places that nobody has vouched for.
#include <algorithm>
#include <array>

#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// `*` at either end stands for anything.
bool matches(std::string_view text, std::string_view pattern) {
  bool const open_start = pattern.starts_with('*'), open_end = pattern.size() > 1 && pattern.ends_with('*');
  if (open_start) pattern.remove_prefix(1);
  if (open_end) pattern.remove_suffix(1);
  if (open_start && open_end) return text.find(pattern) != std::string_view::npos;
  if (open_start) return text.ends_with(pattern);
  if (open_end) return text.starts_with(pattern);
  return text == pattern;
}

bool is_hub(std::string_view registry) {
  return registry.empty() || registry == "docker.io" || registry == "index.docker.io" || registry == "hub.docker.com";
}

/// An entry of the list is a registry, or a place in one: "ghcr.io", "ghcr.io/acme", "bitnami".
bool trusts(std::string_view entry, dockerfile::image_name const& name) {
  while (entry.ends_with('/')) entry.remove_suffix(1);
  bool const hub = is_hub(name.registry);
  if (hub ? is_hub(entry) && !entry.empty() : matches(name.registry, entry)) return true;
  if (hub && matches("docker.io", entry)) return true;
  std::string full = hub ? "docker.io/" : std::string(name.registry) + "/";
  if (hub && name.repository.find('/') == std::string_view::npos) full += "library/";
  full += name.repository;
  std::string_view const path = full;
  for (auto end = path.find('/', path.find('/') + 1);; end = path.find('/', end + 1)) {
    std::string_view const place = path.substr(0, end);
    // Names on Docker Hub are written without it.
    if (matches(place, entry) || (hub && matches(place.substr(10), entry))) return true;
    if (end == std::string_view::npos) break;
  }
  return false;
}

/// hadolint looks at --from too, but not at what ONBUILD wraps.
std::vector<std::string_view> listed_peers_of(image_subject const& subject) {
  bool const onbuild = subject.instruction != nullptr && subject.instruction->is(dockerfile::keyword::onbuild);
  if (subject.how == image_subject::use::service) return {"CIS 4.2", "CIS 4.5", "CIS-DI-0005"};
  if (subject.how == image_subject::use::from) return {"DL3026", "CIS 4.2", "CIS-DI-0002"};
  return onbuild ? std::vector<std::string_view>{} : std::vector<std::string_view>{"DL3026"};
}

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject)) return;
  std::vector<std::string> const& trusted = subject.settings->trusted_registries;
  std::string const image = plain_name(subject.name);
  if (!trusted.empty()) {
    if (std::any_of(trusted.begin(), trusted.end(), [&](auto const& entry) { return trusts(entry, subject.name); }))
      return;
    out.add(subject.where, shown_reference(subject) + " comes from a place that is not on the list of trusted ones")
        .field(image)
        .advice("use an image from a trusted registry, or add this one to the list")
        .aliases(listed_peers_of(subject));
    return;
  }
  if (is_official(subject.name) || is_known_publisher(subject.name)) return;
  out.add(subject.where, shown_reference(subject) + " is neither a Docker Official Image nor of a well-known publisher")
      .field(image)
      .severity(severity::info)
      .advice("make sure that you trust who publishes it, and set the list of trusted registries")
      .aliases(peers_of(subject, {"CIS 4.2", "CIS-DI-0002"}, {"CIS 4.2", "CIS 4.5", "CIS-DI-0005"}));
}

}  // namespace

extern rule const image_untrusted;
rule const image_untrusted{
    .id = "DVT008",
    .name = "untrusted-registry",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "An image's registry or namespace is not on the list of trusted ones; without such a list, the image is "
        "neither official nor of a well-known publisher (then an info).",
    .why =
        "Whoever publishes an image decides what runs in it, at every pull anew. Stages of the same file and "
        "`scratch` come from nowhere.",
    .bad = "services:\n  app:\n    image: somebody/tool:1.2.3\n",
    .good = "services:\n  app:\n    image: qdrant/qdrant:v1.12.0\n",
    .aliases = {"DL3026", "CIS 4.2", "CIS 4.5", "CIS-DI-0002", "CIS-DI-0005"},
    .check_image = &check,
};

}  // namespace dockverify::rules
