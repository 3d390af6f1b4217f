// Reading shell: POSIX sh with what bash, dash, ash and ksh add. Never throws and always ends: nesting and size are
// bounded, and what is no shell becomes a problem.
#pragma once

#include <span>

#include "shell/ast.hpp"

namespace dockverify::shell {

/// What a script's options are before its first word: the flags of the shell that runs it.
struct read_options {
  bool pipefail = false, errexit = false;
};

/// `script` and its pieces must outlive the program.
program read(mapped_text script, read_options const& options = {});

/// The command that an exec form runs: nothing is split or expanded, but sudo, sh -c and the like are looked through.
/// `values` and what they point to must outlive the program.
program from_words(std::span<word const> values, text_range where);

}  // namespace dockverify::shell
