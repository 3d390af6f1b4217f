#include "rules/subjects.hpp"

#include <algorithm>
#include <set>

#include "compose/paths.hpp"

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
  for (std::string const& profile : service->profiles) {
    if (profile == "tools" || profile == "migrate" || profile == "migration" || profile == "migrations") return true;
  }
  if (!service->restart.empty() && service->restart != "no") return false;
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

path_state project_subject::state_of(std::string_view absolute) const {
  auto const known = paths.find(absolute);
  return known == paths.end() ? path_state{} : known->second;
}

std::vector<std::string> named_paths(compose::project const& project) {
  std::set<std::string> paths{compose::absolute_path(project.directory, ".env", {})};
  auto const add_service = [&](compose::service const& s) {
    for (compose::env_file const& file : s.env_files) paths.insert(file.path);
    for (compose::volume_mount const& mount : s.volumes) {
      if (mount.type == "bind") paths.insert(mount.source);
    }
    if (!s.build || s.build->context.empty() || s.build->context.front() != '/') return;
    paths.insert(s.build->context);
    if (!s.build->dockerfile.empty()) paths.insert(compose::absolute_path(s.build->context, s.build->dockerfile, {}));
  };
  for (auto const& [name, one] : project.services) add_service(one);
  for (auto const& [name, one] : project.disabled_services) add_service(one);
  for (auto const* objects : {&project.secrets, &project.configs}) {
    for (auto const& [key, one] : *objects) {
      if (!one.file.empty()) paths.insert(one.file);
    }
  }
  return {paths.begin(), paths.end()};
}

}  // namespace dockverify::rules
