// The grammar's borders only: whether the parts are well spelt is the engine's to say.
#include "engine/api/reference.hpp"

#include "engine/api/images.hpp"

namespace dockverify::engine {

std::optional<image_reference> parse_reference(std::string_view text) {
  image_reference parsed;
  auto const at = text.find('@');
  if (at != std::string_view::npos) {
    parsed.digest = text.substr(at + 1);
    text = text.substr(0, at);
    if (parsed.digest.empty()) return std::nullopt;
  }
  auto const slash = text.rfind('/');
  auto const colon = text.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    parsed.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
    if (parsed.tag.empty()) return std::nullopt;
  }
  parsed.repository = text;
  if (parsed.repository.empty()) return std::nullopt;
  return parsed;
}

std::string full_reference(std::string_view reference) {
  auto const parsed = parse_reference(reference);
  if (!parsed) return {};
  std::string name = parsed->repository;
  if (parsed->registry() == hub_registry) {
    auto const slash = name.find('/');
    if (slash != std::string::npos && name.find_first_of(".:") < slash) name.erase(0, slash + 1);
    if (name.find('/') == std::string::npos) name.insert(0, "library/");
    name.insert(0, "docker.io/");
  }
  if (!parsed->digest.empty()) return name + "@" + parsed->digest;
  return name + ":" + (parsed->tag.empty() ? "latest" : parsed->tag);
}

std::string image_reference::registry() const {
  auto const slash = repository.find('/');
  auto const first = repository.substr(0, slash);
  // Docker's own rule for telling a host from a user name.
  bool const host =
      slash != std::string::npos && (first.find_first_of(".:") != std::string::npos || first == "localhost");
  if (!host || first == "docker.io" || first == "index.docker.io" || first == "registry-1.docker.io")
    return std::string(hub_registry);
  return first;
}

}  // namespace dockverify::engine
