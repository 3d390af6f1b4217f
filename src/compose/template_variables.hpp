// The variables that the files name: what `docker compose config --variables` lists.
#pragma once

#include <map>
#include <string>

#include "compose/canonical.hpp"

namespace dockverify::compose {

/// All uses of one variable. The texts may contain variables themselves.
struct template_variable {
  bool required = false;     ///< ${NAME?message}
  std::string default_text;  ///< ${NAME-text}
  std::string alternate;     ///< ${NAME+text}
};

/// Of every value in a model that has not been interpolated, by name.
std::map<std::string, template_variable> template_variables(ordered_json const& model);

}  // namespace dockverify::compose
