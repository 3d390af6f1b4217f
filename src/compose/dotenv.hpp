// Files of variables: .env and --env-file for the project, env_file for a service.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compose/interpolation.hpp"
#include "compose/project.hpp"

namespace dockverify::compose {

struct dotenv_file {
  /// A null value is a name without `=`, which the environment may fill in. Those of earlier files are among them.
  nullable_map values;
  std::vector<std::string> unset;  ///< variables used in values but not set
  int error_line = 0;              ///< 0: the whole file was read
  std::string error;
};

/// compose's format: quotes, comments, `export`, variables (from `lookup` first, then from earlier lines and files).
dotenv_file parse_dotenv(std::string_view text, variable_lookup const& lookup, nullable_map earlier = {});

/// `format: raw`: everything after `=` is the value.
dotenv_file parse_raw_env(std::string_view text);

}  // namespace dockverify::compose
