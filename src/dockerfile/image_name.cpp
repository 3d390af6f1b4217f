#include "dockerfile/image_name.hpp"

namespace dockverify::dockerfile {

std::string_view image_name::base() const noexcept {
  auto const slash = repository.rfind('/');
  return slash == std::string_view::npos ? repository : repository.substr(slash + 1);
}

bool image_name::official() const noexcept {
  if (!registry.empty() && registry != "docker.io" && registry != "index.docker.io") return false;
  auto const slash = repository.find('/');
  return slash == std::string_view::npos || repository.substr(0, slash) == "library";
}

image_name split_image_name(std::string_view reference) noexcept {
  image_name made;
  auto rest = reference;
  if (auto const at = rest.find('@'); at != std::string_view::npos) {
    made.digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
  }
  auto const slash = rest.rfind('/');
  auto const colon = rest.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    made.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  // The first part is a registry when it cannot be a name.
  auto const first = rest.substr(0, rest.find('/'));
  bool const registry =
      first.size() < rest.size() && (first.find_first_of(".:") != std::string_view::npos || first == "localhost" ||
                                     first.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string_view::npos);
  if (registry) made.registry = first;
  made.repository = registry ? rest.substr(first.size() + 1) : rest;
  return made;
}

}  // namespace dockverify::dockerfile
