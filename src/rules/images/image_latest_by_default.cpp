// DVT010: the tag is `latest` unless somebody sets a variable.
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// `${NAME:-word}` and `${NAME-word}` in a compose file: the text when no variable is set, those without a default left
/// out. Braces nest.
std::string with_defaults(std::string_view text) {
  std::string made;
  while (!text.empty()) {
    if (text.starts_with("$$")) {
      made += '$';
      text.remove_prefix(2);
      continue;
    }
    if (!text.starts_with("${")) {
      made += text.front();
      text.remove_prefix(1);
      continue;
    }
    std::size_t end = 2;
    for (int open = 1; end < text.size(); ++end) {
      if (text[end] == '{') ++open;
      if (text[end] == '}' && --open == 0) break;
    }
    std::string_view const inside = text.substr(2, end < text.size() ? end - 2 : std::string_view::npos);
    auto const dash = inside.find('-');
    auto const other = inside.find_first_of("?+");
    if (dash != std::string_view::npos && (other == std::string_view::npos || dash < other))
      made += with_defaults(inside.substr(dash + 1));
    text.remove_prefix(end < text.size() ? end + 1 : text.size());
  }
  return made;
}

std::string default_reference(image_subject const& subject) {
  if (subject.how == image_subject::use::service) return with_defaults(subject.written);
  if (subject.how != image_subject::use::from || subject.dockerfile == nullptr || subject.instruction == nullptr)
    return {};
  auto const& stages = *subject.dockerfile->stages;
  return stages.expand_defaults(subject.written, stages.index_of(*subject.instruction)).text;
}

void check(image_subject const& subject, sink& out) {
  if (subject.written.find('$') == std::string::npos) return;
  // The tag itself is written out: that is no default.
  if (subject.written.ends_with(":latest")) return;
  std::string const reference = default_reference(subject);
  dockerfile::image_name const name = dockerfile::split_image_name(reference);
  if (name.tag != "latest" || !name.digest.empty()) return;
  out.add(subject.where, subject.written + " is `latest` unless the variable is set")
      .field(plain_name(name))
      .advice(subject.how == image_subject::use::service
                  ? "make the variable required, `${TAG:?set the version}`, or give a version as its default"
                  : "give a version as the ARG's default")
      .aliases(peers_of(subject, {"DS-0001"}, {}));
}

}  // namespace

extern rule const image_latest_by_default;
rule const image_latest_by_default{
    .id = "DVT010",
    .name = "latest-by-default",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "An image's tag is a variable with the default `latest`.",
    .why =
        "Where the variable is not set, by a new colleague or on a new server, another version runs and nobody is "
        "told.",
    .bad = "services:\n  app:\n    image: ghcr.io/acme/app:${TAG:-latest}\n",
    .good = "services:\n  app:\n    image: ghcr.io/acme/app:${TAG:-1.4.2}\n",
    .aliases = {"DS-0001"},
    .check_image = &check,
};

}  // namespace dockverify::rules
