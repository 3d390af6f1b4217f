// Runs one command: event loop, signals, terminal, output, exit status.
#pragma once

#include "cli/options.hpp"

namespace dockverify::cli {

/// The contract's exit status.
int run(command_line line);

}  // namespace dockverify::cli
