// Places in a YAML file as bytes, for edits that touch nothing else. What is shared by anchors, aliases or merge keys
// is never edited: the change would show elsewhere.
#pragma once

#include <optional>
#include <string_view>

#include "compose/yaml_tree.hpp"
#include "report/source_span.hpp"
#include "rules/subjects.hpp"
#include "rules/yaml_text.hpp"

namespace dockverify::rules {

/// The file that a place is in; null: it is not known.
yaml_text const* text_of(project_subject const& project, source_span const& where);

/// The scalar that begins at a place, quotes included; nullopt unless it stands on one line and says `value`.
std::optional<byte_range> scalar_at(yaml_text const& file, source_span const& where, std::string_view value);
/// The scalar is written without quotes; false for a block scalar, and when the place is not in the file.
bool is_plain_at(yaml_text const& file, source_span const& where);
bool is_quoted_at(yaml_text const& file, source_span const& where);

/// An anchor, alias or merge key stands in the line or in one of the lines it is nested in.
bool is_shared(yaml_text const& file, int line);

/// The scalar of a node that may be edited: its bytes with the quotes. nullopt: it has variables, is shared, or stands
/// on several lines.
std::optional<byte_range> editable_scalar(yaml_text const& file, compose::yaml_node const& node);

}  // namespace dockverify::rules
