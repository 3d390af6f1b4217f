// Keys and items that a fix adds to a YAML file or takes out of it, as whole lines. Nothing is done where it is not
// plain which lines are meant: behind anchors, aliases and merge keys, in values that span lines in unusual ways.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "compose/yaml_tree.hpp"
#include "report/source_span.hpp"
#include "rules/draft.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// Adds a key to the mapping that is the value of the key at `owner`; `mapping` is that value as the tree has it.
/// `text` is the new key with its value, not indented: "read_only: true". One of several lines is not added within
/// braces.
void add_key(draft& made, project_subject const& project, source_span const& owner, compose::yaml_node const& mapping,
             std::string_view text);
/// The same for a key of the service itself.
void add_key(draft& made, service_subject const& subject, std::string_view text);
/// The same for a mapping that is an item of a list.
void add_to_item(draft& made, project_subject const& project, compose::yaml_node const& mapping, std::string_view text);

/// Writes another value behind a key: a scalar, or a list in brackets.
void replace_value(draft& made, project_subject const& project, source_span const& key, std::string_view text);

/// Gives a service the healthcheck that its image's probe makes; nothing when none is known.
void add_healthcheck(draft& made, service_subject const& subject);
/// Writes an image's probe as the test of the service's healthcheck; nothing when it is empty.
void write_probe(draft& made, service_subject const& subject, std::string_view probe);

/// Takes out the key at a place with its value, and the key above it when that would have none any more. A service
/// keeps a key that no rule takes out.
void remove_key(draft& made, project_subject const& project, source_span const& key);
/// The same for a key of the service; nothing when it is not written.
void remove_key(draft& made, service_subject const& subject, std::string_view key);

/// Takes items out of a list that is the value of a service's key, the key too when none is left. Each finding of a
/// rule makes the same edit for all of them, and the edits of other rules overlap with it: no list is left empty.
void remove_items(std::vector<std::pair<draft*, source_span>> const& found, service_subject const& subject,
                  std::string_view key);

/// Adds a scalar, quoted as it has to be, at the front of a list that has items.
void add_item(draft& made, project_subject const& project, compose::yaml_node const& list, std::string_view text);

/// Writes another text into a scalar and keeps its quotes; nothing when it has variables or is shared.
void replace_scalar(draft& made, project_subject const& project, compose::yaml_node const& node, std::string_view text);

/// Writes a text, with its quotes, in the place of a scalar with its own. It has to keep the variables that are there.
void write_scalar(draft& made, project_subject const& project, compose::yaml_node const& node, std::string_view text);

/// Replaces a text that stands exactly once from a place to the end of its line, and is part of what is written there.
void replace_on_line(draft& made, project_subject const& project, source_span const& where, std::string_view written,
                     std::string_view from, std::string_view to);

}  // namespace dockverify::rules
