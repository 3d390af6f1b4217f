// Several files and documents as one tree: what a later one says about a value of an earlier one (compose.md 3.2).
#pragma once

#include <cstdint>
#include <string>

#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// Lays `later` over `base`, both whole compose files; `!reset` and `!override` are applied and gone afterwards.
void merge_file(yaml_node& base, yaml_node later, problem_log& log);

/// Whether short forms of the earlier value are long by the time compose merges: those of a file that it has read
/// before.
enum class earlier_form : std::uint8_t { long_forms, as_written };

/// The same for one service: `later`, called `name`, extends `base`.
void merge_service(yaml_node& base, yaml_node later, std::string const& name, earlier_form form, problem_log& log);

}  // namespace dockverify::compose
