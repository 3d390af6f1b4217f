// Release lines of the software in well-known images, and how long each is supported.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dockerfile/image_name.hpp"
#include "rules/settings.hpp"

namespace dockverify::rules {

struct release_line {
  std::string_view product;  ///< as its official image is called: "postgres", "grafana"
  std::string_view line;     ///< "15", "3.11", "22.04"
  date released;
  date ends;                ///< year 0: no end is announced, or the project announces none
  std::string_view latest;  ///< release in it when the data was gathered; may be empty
};

/// Newest line first within a product. The data and where it comes from: data/end_of_life.cpp.
std::span<release_line const> release_lines();
/// The day of the data.
date release_data_day();

/// The line a tag gets; null: the image or the version is not in the table. A bare major gets the line of it that is
/// supported longest, as its tag does.
release_line const* line_of(dockerfile::image_name const& name);

/// Of a version that has no line: the oldest one above it, when it has ended by then, since what is older has too.
release_line const* ended_above(dockerfile::image_name const& name, date today);

enum class support : std::uint8_t {
  going_on,
  ending,  ///< within six months
  ended
};
support support_of(release_line const& line, date today);

/// The oldest line after this one that is neither ended nor ending; null: none is known.
release_line const* successor(release_line const& line, date today);

}  // namespace dockverify::rules
