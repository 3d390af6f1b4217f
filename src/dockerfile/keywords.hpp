// The instructions that BuildKit knows and the flags of each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "dockerfile/ast.hpp"

namespace dockverify::dockerfile {

struct flag_rule {
  enum class type : std::uint8_t { text, boolean, repeated, duration, count };
  std::string_view name;
  type takes = type::text;
};

std::span<flag_rule const> flags_of(keyword k) noexcept;
/// null: no such flag.
flag_rule const* find_flag_rule(keyword k, std::string_view name) noexcept;
/// "--from, --chown, --chmod".
std::string flag_list(keyword k);
/// The instruction whose name is closest to a misspelling; unknown when none is close.
keyword nearest_keyword(std::string_view name);

}  // namespace dockverify::dockerfile
