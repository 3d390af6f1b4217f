// What go-yaml makes of an unquoted word, and how Go prints it: compose puts 0x1F into a container as "31".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

struct resolved_scalar {
  value_kind kind = value_kind::text;
  std::string text;  ///< as Go's %v prints the value
};

/// An untagged plain scalar.
resolved_scalar resolve_plain(std::string_view word);

/// Go's strconv.FormatFloat(value, 'g', -1, 64), which is also %v.
std::string go_float_text(double value);
/// A timestamp as encoding/json writes it: 2024-1-2 is "2024-01-02T00:00:00Z".
std::string timestamp_text(std::string_view word);
/// How encoding/json writes a number; `single` for float32.
std::string json_float_text(double value);
std::string json_float_text(float value);

/// strconv.ParseFloat without hexadecimal and underscores; nothing when it is not a number or out of range.
std::optional<double> parse_float(std::string_view word);
/// The same with underscores between digits, which a text that compose reads as a number may have.
std::optional<double> parse_grouped_float(std::string_view word);
/// strconv.ParseInt: `base` 0 reads 0x, 0o, 0b and a leading 0 as Go does.
std::optional<std::int64_t> parse_int(std::string_view word, int base);

}  // namespace dockverify::compose
