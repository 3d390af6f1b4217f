// The labels of a Dockerfile against the schema of the configuration.
#pragma once

#include <string_view>

#include "rules/rule.hpp"

namespace dockverify::rules {

/// A label's key without its quotes.
std::string label_key(dockerfile_subject const& subject, dockerfile::pair const& label);

/// Reports each label of this type whose value is known, not empty and not of the form.
void report_malformed_labels(dockerfile_subject const& subject, label_type type, bool (*is_valid)(std::string_view),
                             std::string_view should_be, std::string_view example, sink& out);

/// Calls `f(instruction, label, key, index, onbuild)` for each label.
template <class Function>
void for_each_label(dockerfile_subject const& subject, Function const& f) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::label)) return;
    for (dockerfile::pair const& label : one.pairs) f(one, label, label_key(subject, label), index, onbuild);
  });
}

}  // namespace dockverify::rules
