// `audit --init-ignore`: an ignore file for each build context that has none.
#pragma once

#include <string>
#include <vector>

#include "rules/runner.hpp"

namespace dockverify::audit {

struct ignore_suggestion {
  std::string shown;           ///< the ignore file
  std::string absolute, text;  ///< of a new one; empty when there is one
  bool exists = false;
  std::vector<std::string> lacking;  ///< lines that the existing one would need, in the suggestion's order
  std::string failure;               ///< why it was not written; empty: it was, or was not to be
};

/// What each context's ignore file should say, one a folder. Reads the existing file's text from the subjects.
std::vector<ignore_suggestion> suggest_ignore_files(rules::subjects const& all);

/// Writes those that do not exist; never overwrites.
void write_ignore_files(std::vector<ignore_suggestion>& suggestions);

}  // namespace dockverify::audit
