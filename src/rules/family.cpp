#include "rules/family.hpp"

#include <array>

namespace dockverify::rules {
namespace {

struct family {
  std::string_view prefix, title;
};
constexpr std::array<family, 14> families{{
    {"DVD0", "Dockerfile security"},
    {"DVD1", "Dockerfile size"},
    {"DVD2", "Dockerfile build performance"},
    {"DVD3", "Dockerfile correctness"},
    {"DVD4", "Dockerfile style and labels"},
    {"DVI", "Ignore files"},
    {"DVC0", "Compose services"},
    {"DVC1", "Compose networking"},
    {"DVC2", "Compose secrets"},
    {"DVC3", "Compose resources"},
    {"DVC5", "Compose correctness"},
    {"DVC6", "Compose style"},
    {"DVT", "Image references"},
    {"DVA", "Ignoring"},
}};

}  // namespace

std::string_view family_of(std::string_view id) noexcept {
  for (family const& one : families) {
    if (id.starts_with(one.prefix)) return one.title;
  }
  return {};
}

}  // namespace dockverify::rules
