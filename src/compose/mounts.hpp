// The short form of a mount, as far as others than its reader need it.
#pragma once

#include <cstddef>
#include <string_view>

namespace dockverify::compose {

/// The length of the host path at the start of "source:target:options"; 0 when the source is a volume's name, or none.
std::size_t host_path_length(std::string_view spec);

}  // namespace dockverify::compose
