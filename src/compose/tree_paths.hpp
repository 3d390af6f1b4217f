// Which values of a compose file are paths on this host: one table for the main files, for included and for extended
// ones, whose relative paths start elsewhere.
#pragma once

#include <string>

#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// Makes the relative paths below `root`, a whole file or several merged ones, absolute: `directory` is where they
/// start, `~` is `home`. Values of the wrong type stay as they are.
void resolve_paths(yaml_node& root, std::string const& directory, std::string const& home);

/// The default of a build that is a mapping without `context`: `directory` itself. Not for extended files, whose
/// services get their defaults where they are used.
void default_contexts(yaml_node& root, std::string const& directory);

}  // namespace dockverify::compose
