// Secrets and configs whose content is in the file or the environment: they are copied into the container before every
// start (compose.md section 2.3).
#pragma once

#include <string>

#include "compose/project.hpp"
#include "engine/io/result.hpp"

namespace dockverify::up {

/// A tar archive of them, to be unpacked at "/"; empty when the service has none.
io::result<std::string> injected_files(compose::project const& p, compose::service const& s);

}  // namespace dockverify::up
