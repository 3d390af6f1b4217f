#include "rules/dockerfile_style/labels.hpp"

#include "rules/instruction_words.hpp"

namespace dockverify::rules {

std::string label_key(dockerfile_subject const& subject, dockerfile::pair const& label) {
  return unquoted(subject, label.name);
}

void report_malformed_labels(dockerfile_subject const& subject, label_type type, bool (*is_valid)(std::string_view),
                             std::string_view should_be, std::string_view example, sink& out) {
  for_each_label(subject, [&](dockerfile::instruction const& one, dockerfile::pair const& label, std::string const& key,
                              std::size_t index, bool onbuild) {
    auto const wanted = subject.settings->labels.find(key);
    if (wanted == subject.settings->labels.end() || wanted->second != type) return;
    dockerfile::expansion const value = expanded(subject, label.value.text, index, onbuild);
    // An empty one has a rule of its own.
    if (!value.known || value.text.empty() || is_valid(value.text)) return;
    out.add(subject.where(one), "the label " + key + " is no " + std::string(should_be))
        .field(key)
        .advice("write it like " + std::string(example));
  });
}

}  // namespace dockverify::rules
