#include "rules/image_use.hpp"

#include <algorithm>
#include <utility>

namespace dockverify::rules {

bool names_a_build(image_subject const& image) {
  if (image.how != image_subject::use::service || image.service == nullptr) return false;
  if (image.service->service->build) return true;
  std::string const& reference = image.service->service->image;
  std::vector<service_subject> const& all = image.service->project->services;
  return std::any_of(all.begin(), all.end(), [&](service_subject const& other) {
    return other.service->build && other.service->image == reference;
  });
}

bool is_pulled(image_subject const& image) {
  if (!image.known || names_a_build(image) || image.name.repository.empty()) return false;
  return image.name.repository != "scratch" || !image.name.registry.empty();
}

std::string const& shown_reference(image_subject const& image) {
  return image.known ? image.reference : image.written;
}

std::vector<std::string_view> peers_of(image_subject const& image, std::vector<std::string_view> from,
                                       std::vector<std::string_view> compose) {
  if (image.how == image_subject::use::from) return from;
  if (image.how == image_subject::use::service) return compose;
  return {};
}

std::string plain_name(dockerfile::image_name const& name) {
  bool const hub = name.registry.empty() || name.registry == "docker.io" || name.registry == "index.docker.io";
  std::string_view repository = name.repository;
  if (hub && repository.starts_with("library/")) repository.remove_prefix(8);
  std::string plain;
  if (!hub) {
    plain += name.registry;
    plain += '/';
  }
  plain += repository;
  return plain;
}

}  // namespace dockverify::rules
