// The commands of an instruction: RUN, CMD, ENTRYPOINT and HEALTHCHECK in both forms, here-documents included.
#pragma once

#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "dockerfile/ast.hpp"
#include "shell/dialect.hpp"
#include "shell/read.hpp"

namespace dockverify::dockerfile {

/// What runs, and what it says. Moves, but does not copy.
struct script {
  shell::dialect dialect = shell::dialect::posix;
  std::string_view interpreter;  ///< of a here-document with #!: the rest of that line
  bool heredoc = false;          ///< the here-document is the script itself: RUN <<EOF
  shell::mapped_text text;       ///< what the shell gets; empty in exec form
  shell::program program;        ///< empty when the dialect is not posix
  std::unique_ptr<std::deque<shell::joined_text>> storage;
  std::unique_ptr<std::vector<shell::word>> exec_words;
};

/// `settings`: of the SHELL in force (stage_model::shell_settings_at). The document must outlive the result. Of
/// ONBUILD, give its trigger.
script read_script(instruction const& i, shell::shell_settings const& settings = {});

}  // namespace dockverify::dockerfile
