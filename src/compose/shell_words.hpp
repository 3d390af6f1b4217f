// Splitting `command: a 'b c'` into words, without a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dockverify::compose {

struct split_command {
  std::vector<std::string> words;
  bool valid = true;  ///< false: a quote, an escape or a parenthesis does not end
  char cut_at = 0;    ///< the shell operator that ended it: what follows is lost, as no shell reads it
};

split_command split_words(std::string_view text);

}  // namespace dockverify::compose
