// DVS004: the registry knows the repository but not the tag; engines with containerd say it in other words.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"manifest unknown", "not found: manifest", "failed to resolve reference"});
  if (!said) return std::nullopt;
  if (has(said->text, {"denied", "unauthorized", "toomanyrequests", "no such host"})) return std::nullopt;
  return found(score::refused, "the registry has no image " + context.image, {*said},
               "check the tag for a typing error, or push the image; a deleted tag needs another one");
}

}  // namespace

extern cause const tag_unknown;
cause const tag_unknown{
    "DVS004", "tag-unknown", "the registry has no such tag",
    "The registry answered that the manifest does not exist: the tag is misspelt, was deleted, or was never pushed.",
    &match};

}  // namespace dockverify::diagnose
