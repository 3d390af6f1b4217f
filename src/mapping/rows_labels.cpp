// Labels and annotations, without compose's own bookkeeping.
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

void add_labels(json const& labels, json& out) {
  if (!labels.is_object()) return;
  for (auto const& [key, value] : labels.items())
    if (key.rfind("com.docker.compose.", 0) != 0 && key.rfind("desktop.docker.io/", 0) != 0) out[key] = value;
}

json declared_labels(compose::service const& s, context const&) {
  return map_or_null(s.labels);
}

json expected_labels(compose::service const& s, context const& c) {
  json out = json::object();
  add_labels(at_path(c.image_config, "Labels"), out);
  add_labels(declared_labels(s, c), out);
  return out;
}

json live_labels(json const& inspect, context const&) {
  json out = json::object();
  add_labels(at_path(inspect, "Config.Labels"), out);
  return out;
}

constexpr row rows[] = {
    {.key = "labels",
     .field = "Config.Labels",
     .group = aspect::labels,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "labels over the image's; compose's own are not compared",
     .declare = declared_labels,
     .expect = expected_labels,
     .read = live_labels},
    {.key = "annotations",
     .field = "HostConfig.Annotations",
     .group = aspect::labels,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "OCI annotations; API 1.43",
     .declare = [](compose::service const& s,
                   context const& c) { return c.api_minor < 43 ? json() : map_or_null(s.annotations); }},
};

}  // namespace

std::span<row const> label_rows() {
  return rows;
}

}  // namespace dockverify::mapping
