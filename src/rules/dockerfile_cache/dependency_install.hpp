// Commands that install an application's dependencies, and the manifests they read them from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/ast.hpp"

namespace dockverify::rules {

struct dependency_install {
  std::string command;                 ///< as one calls it: "pip install -r requirements.txt"
  std::vector<std::string> manifests;  ///< names of files or folders, with a `*` at either end
};

/// nullopt: the command installs none, or such as it names itself.
std::optional<dependency_install> dependency_install_of(shell::command const& command);

}  // namespace dockverify::rules
