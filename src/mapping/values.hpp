// Small conversions that the rows share: from typed members to JSON the engine takes, and from both sides to comparable
// forms.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "mapping/row.hpp"
#include "observe/live_stack.hpp"

namespace dockverify::mapping {

using observe::at_path;

/// Null for an empty value: nothing is sent and nothing is declared.
json text_or_null(std::string const& value);
json number_or_null(std::int64_t value);
json flag_or_null(bool value);
json list_or_null(std::vector<std::string> const& value);
json map_or_null(std::map<std::string, std::string> const& value);

/// Null, "", [], {}, 0 and false are all "not set" to the engine.
json comparable(json const& value, context const& c);
/// An array as a set: sorted, null when empty. Entries of any JSON type.
json sorted_list(json const& value, context const& c);

/// The string at a dotted path, empty when there is none.
std::string string_at(json const& object, std::string_view path);
/// The integer at a dotted path, 0 when there is none.
std::int64_t integer_at(json const& object, std::string_view path);
/// The strings of an array at a dotted path; other entries are left out.
std::vector<std::string> strings_at(json const& object, std::string_view path);

/// Sets a dotted path of a create request; "Config.X" is X at the top there.
void put_at(json& request, std::string_view field, json value);

/// `service:x` as the engine wants it, `container:<id>`; other modes as they are.
std::string namespace_mode(std::string const& mode, context const& c);

std::string lower(std::string text);
std::string upper(std::string text);

/// Removes from an object every key that the other side does not have: what the engine adds by itself is no difference.
void only_expected_keys(json& expected, json& actual);

/// Puts the live text in place of each declared one that it agrees with where `***` stands for any text, member by
/// member and item by item.
void fill_hidden(json& declared, json const& live);

}  // namespace dockverify::mapping
