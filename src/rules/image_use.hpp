// What the rules on image references share: which uses are judged, and which peers would report one of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/image_facts.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// The service, or another one of the project, builds the image: its name is that of the result, not of something to be
/// pulled.
bool names_a_build(image_subject const& image);

/// It is pulled from somewhere, and every variable in its name has a value.
bool is_pulled(image_subject const& image);

/// The name with its tag as a finding shows it: expanded when it is known.
std::string const& shown_reference(image_subject const& image);

/// Of FROM, those that read Dockerfiles; of `image:`, those that read compose files; nobody looks at the others.
std::vector<std::string_view> peers_of(image_subject const& image, std::vector<std::string_view> from,
                                       std::vector<std::string_view> compose);

/// The name without tag and digest, and without what Docker Hub adds by default: "docker.io/library/python" is
/// "python".
std::string plain_name(dockerfile::image_name const& name);

}  // namespace dockverify::rules
