// The exec form: a JSON array of strings, with exactly the strictness that decides between exec and shell form.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "dockerfile/ast.hpp"

namespace dockverify::dockerfile {

enum class json_verdict : std::uint8_t {
  no_json,  ///< not an array, or malformed anywhere: the builder takes the text as shell form
  strings,
  other_values,  ///< well-formed, but not all are strings: the builder refuses it
};

/// On `strings`, and with those that are strings on `other_values`, `words` gets the decoded elements; those with
/// escapes are kept in `storage`.
json_verdict read_json_strings(mapped_text const& text, std::vector<word>& words, std::deque<std::string>& storage);

}  // namespace dockverify::dockerfile
