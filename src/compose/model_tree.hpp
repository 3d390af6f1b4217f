// The files as one model before variables are replaced: what `docker compose config --no-interpolate` prints.
#pragma once

#include <string>

#include "compose/canonical.hpp"
#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// What the files do not say.
struct model_place {
  std::string name;       ///< of the project
  std::string directory;  ///< absolute
  std::string home;
};

/// Values stay as written; short forms become long ones where they can be read with variables in them, paths absolute,
/// names and the default network are filled in. Keys are sorted as the view has them.
ordered_json model_tree(yaml_node const& root, model_place const& place, model_view view);

}  // namespace dockverify::compose
