#include "rules/subjects.hpp"

#include <algorithm>

namespace dockverify::rules {

source_span dockerfile_subject::where(dockerfile::text_range range) const {
  dockerfile::text_place const place = file->place(range.begin);
  return {path, place.line + line_shift, place.column + column_shift};
}

dockerfile::stage const* dockerfile_subject::stage_of(std::size_t instruction) const {
  std::size_t const index = stages->stage_of(instruction);
  return index == dockerfile::npos ? nullptr : &stages->stages()[index];
}

std::vector<run_script const*> dockerfile_subject::scripts_of(dockerfile::stage const& stage) const {
  std::vector<run_script const*> found;
  for (run_script const& one : scripts) {
    if (!one.onbuild && one.index >= stage.first && one.index < stage.last) found.push_back(&one);
  }
  return found;
}

bool service_subject::has_healthcheck() const {
  if (service->healthcheck) {
    compose::healthcheck const& own = *service->healthcheck;
    bool const none = !own.test.empty() && own.test.front() == "NONE";
    if (own.disable || none) return false;
    if (!own.test.empty()) return true;
  }
  dockerfile::instruction const* built = target == nullptr ? nullptr : target->config.healthcheck;
  return built != nullptr && !built->healthcheck_none();
}

bool service_subject::one_shot() const {
  bool const ends = service->restart.empty() || service->restart == "no";
  if (!ends) return false;
  for (std::string const& profile : service->profiles) {
    if (profile == "tools" || profile == "migrate" || profile == "migration") return true;
  }
  return std::any_of(project->services.begin(), project->services.end(), [&](service_subject const& other) {
    auto const needed = other.service->depends_on.find(service->name);
    return needed != other.service->depends_on.end() &&
           needed->second.condition == compose::dependency_condition::completed;
  });
}

std::string_view service_subject::image_base() const {
  if (!service->image.empty() && !service->build) return dockerfile::split_image_name(service->image).base();
  return target == nullptr ? std::string_view{} : target->image.base();
}

service_subject const* project_subject::find(std::string_view service) const {
  auto const found = std::find_if(services.begin(), services.end(),
                                  [&](service_subject const& one) { return one.service->name == service; });
  return found == services.end() ? nullptr : &*found;
}

}  // namespace dockverify::rules
