// Which images are pulled or built, by docker compose's rules (compose.md section 4).
#include <array>
#include <cstdlib>
#include <ctime>

#include "mapping/row.hpp"
#include "mapping/values.hpp"
#include "plan/plan.hpp"

namespace dockverify::plan {

using observe::json;

namespace {

/// An image is too old for `daily`, `weekly` or `every_<duration>` when its tag was last set before `now` less that
/// time. Only whole hours matter for such policies; RFC 3339 in UTC sorts as text.
bool pull_is_due(std::string const& policy, json const& image, std::string const& now) {
  long hours = 0;
  if (policy == "daily") hours = 24;
  if (policy == "weekly") hours = 24 * 7;
  if (policy.rfind("every_", 0) == 0) {
    auto const text = policy.substr(6);
    for (std::size_t at = 0; at < text.size();) {
      char* end = nullptr;
      auto const number = std::strtol(text.c_str() + at, &end, 10);
      auto const unit = static_cast<std::size_t>(end - text.c_str());
      if (unit == at || unit >= text.size()) break;
      hours += number * (text[unit] == 'w' ? 168 : text[unit] == 'd' ? 24 : text[unit] == 'h' ? 1 : 0);
      at = unit + 1;
    }
  }
  if (policy != "daily" && policy != "weekly" && policy.rfind("every_", 0) != 0) return false;
  std::tm when{};
  if (strptime(now.c_str(), "%Y-%m-%dT%H:%M:%S", &when) == nullptr) return false;
  auto const limit = timegm(&when) - hours * 3600;
  std::tm limit_parts{};
  gmtime_r(&limit, &limit_parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &limit_parts);
  return mapping::string_at(image, "Metadata.LastTagTime").compare(0, 19, text.data()) < 0;
}

image_action image_action_of(compose::service const& s, observe::live_image const* present, options const& o,
                             std::string const& now) {
  auto const& policy = s.pull_policy;
  if (s.build && (o.build || policy == "build")) return image_action::build;
  if (policy == "always") return image_action::pull;
  if (present != nullptr) return pull_is_due(policy, present->inspect, now) ? image_action::pull : image_action::keep;
  if (policy == "never") return image_action::keep;
  return s.build && s.image.empty()  ? image_action::build
         : s.build && policy.empty() ? image_action::build
                                     : image_action::pull;
}

}  // namespace

std::vector<image_step> images(compose::project const& p, observe::live_stack const& live, options const& o,
                               std::string const& now) {
  std::map<std::string, image_step> by_reference;
  for (auto const& name : selected_services(p, o.services)) {
    auto const& s = p.services.at(name);
    auto const reference = mapping::image_reference(p, s);
    auto const present = live.images.find(reference);
    auto const action = image_action_of(s, present == live.images.end() ? nullptr : &present->second, o, now);
    auto& step = by_reference[reference];
    // Two services may share an image; the one that can build it decides over one that only names it.
    if (step.reference.empty() || action == image_action::build)
      step = {reference, name, action, s.build.has_value() && action == image_action::pull};
  }
  std::vector<image_step> out;
  for (auto& [reference, step] : by_reference) out.push_back(std::move(step));
  return out;
}

}  // namespace dockverify::plan
