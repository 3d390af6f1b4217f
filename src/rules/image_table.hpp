// DVT012: every image of a project on one page, with what its tag promises and what to look after.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/subjects.hpp"

namespace dockverify::rules {

enum class image_state : std::uint8_t {
  pinned,       ///< by a version or a digest
  loose,        ///< by a major version
  moving,       ///< by nothing: latest, no tag, a channel, a variant alone
  end_of_life,  ///< pinned or loose, to a release line that is past its end
  unknown       ///< a variable decides
};
std::string_view to_string(image_state state) noexcept;

struct image_row {
  std::string image;  ///< without tag: "postgres", "qdrant/qdrant"
  std::string tag;    ///< "15-alpine"; "sha256:..." of one that has only a digest; empty: none
  image_state state = image_state::pinned;
  std::string check;                  ///< what to look after: "supported until 2027-11-11; ..."
  std::vector<source_span> where;     ///< every use
  std::vector<std::string> services;  ///< that run it as it is, by name
};

/// One row for each image and tag, by name; those that the project builds itself are not among them.
std::vector<image_row> image_table(std::span<image_subject const> images, date today);

}  // namespace dockverify::rules
