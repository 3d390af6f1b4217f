#include "rules/keyword_case.hpp"

#include <algorithm>

#include "rules/instruction_words.hpp"

namespace dockverify::rules {

bool is_upper(std::string_view name) {
  return std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool in_capitals(dockerfile_subject const& subject) {
  std::size_t lower = 0, upper = 0;
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    if (one.is(dockerfile::keyword::unknown)) continue;
    lower += has_capital(one.name) ? 0 : 1;
    upper += is_upper(one.name) ? 1 : 0;
  }
  return upper >= lower;
}

std::string keyword_as_written(dockerfile::keyword name, bool capitals) {
  std::string_view const written = dockerfile::name_of(name);
  return capitals ? std::string(written) : lower_case(written);
}

std::string keyword_as_written(dockerfile_subject const& subject, dockerfile::keyword name) {
  return keyword_as_written(name, in_capitals(subject));
}

}  // namespace dockverify::rules
