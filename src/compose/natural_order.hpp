// go-yaml's order of the keys of a mapping: numbers in them by value, letters after everything else.
#pragma once

#include <string_view>

#include "compose/canonical.hpp"

namespace dockverify::compose {

bool natural_less(std::string_view a, std::string_view b);
/// The keys of one object.
void sort_naturally(ordered_json& object);
/// The keys of every object in a value, as a view has those of mappings.
void sort_throughout(ordered_json& value, model_view view);

}  // namespace dockverify::compose
