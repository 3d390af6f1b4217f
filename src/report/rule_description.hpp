// A rule as formats with a catalogue of rules tell it: data, because the rooms that have rules include this one.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "report/finding.hpp"

namespace dockverify {

/// Views of constants.
struct rule_description {
  std::string_view id, name;
  std::string_view family;            ///< "Dockerfile security"
  std::string_view summary;           ///< what is reported, one sentence
  std::string_view why;               ///< what goes wrong otherwise
  std::string_view bad, good;         ///< examples; may be empty
  std::string_view language;          ///< of the examples: "dockerfile", "yaml"; empty: plain text
  std::optional<severity> dev, prod;  ///< absent: only when a configuration asks for it
  std::vector<std::string_view> aliases;
  std::string_view fix;  ///< what `audit --fix` does about it: "safe", "ask" (with --unsafe); empty: nothing
};

}  // namespace dockverify
