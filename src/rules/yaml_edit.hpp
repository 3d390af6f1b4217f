// Places in a YAML file as bytes, for edits that touch nothing else. What is shared by anchors, aliases or merge keys
// is never edited: the change would show elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "compose/yaml_tree.hpp"
#include "report/source_span.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// A stretch of bytes.
struct byte_range {
  std::size_t begin = 0, end = 0;
};

/// The text of the file that a place is in; null: it is not known.
std::string const* text_of(project_subject const& project, source_span const& where);

/// The byte that a place means; nullopt: the file has no such place.
std::optional<std::size_t> offset_of(std::string_view text, source_span const& where);

/// A whole line with its line break.
std::optional<byte_range> line_of(std::string_view text, int line);

/// The scalar that begins at a place, quotes included; nullopt unless it stands on one line and says `value`.
std::optional<byte_range> scalar_at(std::string_view text, source_span const& where, std::string_view value);
/// The scalar is written without quotes; false for a block scalar, and when the place is not in the file.
bool is_plain_at(std::string_view text, source_span const& where);
bool is_quoted_at(std::string_view text, source_span const& where);

/// An anchor, alias or merge key stands in the line or in one of the lines it is nested in.
bool is_shared(std::string_view text, int line);

/// The scalar of a node that may be edited: its bytes with the quotes. nullopt: it has variables, is shared, or stands
/// on several lines.
std::optional<byte_range> editable_scalar(std::string_view text, compose::yaml_node const& node);

}  // namespace dockverify::rules
