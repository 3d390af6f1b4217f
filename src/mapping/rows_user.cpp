// Users: who the container's processes run as by configuration. Who really runs is judged in drift/.
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

constexpr row rows[] = {
    {.key = "user",
     .field = "Config.User",
     .group = aspect::user,
     .level = severity::error,
     .rule = "DVR033",
     .documentation = "user (name or id, optionally :group) of the container's first process; undeclared: the image's",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.user); },
     .inherited = [](context const& c) { return at_path(c.image_config, "User"); }},
    {.key = "group_add",
     .field = "HostConfig.GroupAdd",
     .group = aspect::user,
     .level = severity::warning,
     .rule = "DVR033",
     .documentation = "supplementary groups of the first process",
     .declare = [](compose::service const& s, context const&) { return list_or_null(s.group_add); },
     .normalise = sorted_list},
};

}  // namespace

std::span<row const> user_rows() {
  return rows;
}

}  // namespace dockverify::mapping
