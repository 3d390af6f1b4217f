// A YAML file as a tree of our own with the place of every key and value: libyaml's events say where things are,
// its document API does not scale (toolchain.md section 2) and knows no merge keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compose/problem_log.hpp"
#include "report/source_span.hpp"

namespace dockverify::compose {

/// What go-yaml, compose's parser, makes of a value.
enum class value_kind : std::uint8_t { null, boolean, integer, real, text, timestamp, list, map };

/// compose's own tags: `!reset` removes what earlier files said, `!override` replaces it.
enum class merge_tag : std::uint8_t { none, reset, replace };

struct yaml_entry;

struct yaml_node {
  value_kind kind = value_kind::null;
  merge_tag tag = merge_tag::none;
  bool broken = false;           ///< its variables could not be replaced, which has been reported
  std::string text;              ///< of a scalar, as Go prints its value: 0x1F is "31"
  std::string written;           ///< of an interpolated scalar, the text with its variables: what messages may show
  std::vector<yaml_node> items;  ///< of a list; of a resolved short mount one text, its absolute host path
  std::vector<yaml_entry> entries;
  source_span where;

  [[nodiscard]] bool is_list() const noexcept { return kind == value_kind::list; }
  [[nodiscard]] bool is_map() const noexcept { return kind == value_kind::map; }
  [[nodiscard]] bool is_null() const noexcept { return kind == value_kind::null; }
  [[nodiscard]] bool is_scalar() const noexcept { return !is_list() && !is_map(); }
  /// The value of `key`, or null when this is no map or has no such key.
  [[nodiscard]] yaml_entry const* find(std::string_view key) const noexcept;
  [[nodiscard]] yaml_entry* find(std::string_view key) noexcept;
};

struct yaml_entry {
  std::string key;
  source_span where;
  yaml_node value;
};

/// What a file may cost. The depth counts aliases too, so that every walk over a tree may recurse.
struct yaml_limits {
  std::size_t depth = 200;
  std::size_t file_bytes = std::size_t{32} << 20;
  std::size_t nodes = 1'000'000;                       ///< after aliases are expanded
  std::size_t expanded_bytes = std::size_t{64} << 20;  ///< of text in them
};

/// The documents of one file; what is wrong with it goes to `log`, and then nothing is returned.
std::vector<yaml_node> parse_yaml(std::string_view text, std::shared_ptr<std::string const> const& file,
                                  problem_log& log, yaml_limits const& limits = {});

}  // namespace dockverify::compose
