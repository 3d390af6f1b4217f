// The variables that the files name: what `docker compose config --variables` lists.
#pragma once

#include <map>
#include <string>

#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// All uses of one variable. The texts may contain variables themselves.
struct template_variable {
  bool required = false;     ///< ${NAME?message}
  std::string default_text;  ///< ${NAME-text}
  std::string alternate;     ///< ${NAME+text}
};

/// Of every value in a tree that has not been interpolated, by name.
std::map<std::string, template_variable> template_variables(yaml_node const& root);

}  // namespace dockverify::compose
