// Runs a docker credential helper: a foreign program, so with a deadline and a limit on what it may say. Private to
// engine/api.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace dockverify::engine {

/// The output of `program argument` with `input` on its standard input; nullopt when it could not be run, failed, said
/// too much or took longer than `patience` (then it is killed).
std::optional<std::string> run_helper(std::string const& program, std::string const& argument, std::string const& input,
                                      std::chrono::milliseconds patience);

}  // namespace dockverify::engine
