// Entries of a YAML mapping or list in another order: every line is kept as it is, and comments go with the entry that
// they stand above.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "compose/yaml_tree.hpp"
#include "report/source_span.hpp"
#include "rules/draft.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// Gives `made` the edits that put the entries of a mapping or list into another order. `starts` are the places of its
/// own keys or items in the order of the file, `order[i]` is the index of the one to stand at i. In a list within
/// brackets scalars change places. No edit is made where more than the order could change: entries that share lines,
/// comments of which it is not plain where they belong, merge keys between them, an alias that would come before its
/// anchor.
void reorder(draft& made, project_subject const& project, compose::yaml_node const& container,
             std::vector<source_span> const& starts, std::vector<std::size_t> const& order);

/// The places of keys or items.
template <class Entry>
std::vector<source_span> places_of(std::vector<Entry> const& entries) {
  std::vector<source_span> places;
  for (Entry const& one : entries) places.push_back(one.where);
  return places;
}

/// The order of ranks that makes them ascend; those that are equal stay as they are.
template <class Rank>
std::vector<std::size_t> sorted_order(std::vector<Rank> const& ranks) {
  std::vector<std::size_t> order(ranks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (ranks[a] < ranks[b]) return true;
    return !(ranks[b] < ranks[a]) && a < b;
  });
  return order;
}

}  // namespace dockverify::rules
