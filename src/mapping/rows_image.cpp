// The image reference. Whether the reference still names the image that runs is judged by plan and drift, by image id.
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {

std::string image_reference(compose::project const& p, compose::service const& s) {
  return s.image.empty() ? p.name + "-" + s.name : s.image;
}

namespace {

constexpr row rows[] = {
    {.key = "image",
     .field = "Config.Image",
     .group = aspect::image,
     .level = severity::error,
     .rule = "DVR050",
     .documentation = "image reference; with build alone <project>-<service>",
     .declare = [](compose::service const& s, context const& c) { return json(image_reference(*c.project, s)); }},
    {.key = "runtime",
     .field = "HostConfig.Runtime",
     .group = aspect::image,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "OCI runtime; undeclared: the engine's default",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.runtime); },
     .inherited = [](context const&) { return no_statement(); }},
    {.key = "isolation",
     .field = "HostConfig.Isolation",
     .group = aspect::image,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "isolation technology (Windows engines)",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.isolation); },
     .inherited = [](context const&) { return no_statement(); }},
};

}  // namespace

std::span<row const> image_rows() {
  return rows;
}

}  // namespace dockverify::mapping
