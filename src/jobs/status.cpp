#include "jobs/status.hpp"

#include "mapping/values.hpp"
#include "up/readiness.hpp"

namespace dockverify::jobs {
namespace {

bool is_ready(up::container_state const& seen) {
  if (seen.status == "exited") return seen.exit_code == 0;
  return seen.status == "running" && (!seen.health || *seen.health == "healthy");
}

ready_by how_ready(up::container_state const& seen) {
  if (seen.status == "exited") return ready_by::completed;
  return seen.health ? ready_by::engine : ready_by::running;
}

}  // namespace

service_status live_status(compose::project const& p, observe::live_stack const& live, std::string const& name) {
  service_status out;
  out.name = name;
  out.image = mapping::image_reference(p, p.services.at(name));
  auto const containers = live.of_service(name);
  out.ready = !containers.empty();
  if (containers.empty()) out.reason = "no container";
  for (auto const* container : containers) {
    auto const seen = up::state_of(container->inspect);
    container_status status;
    status.id = container->id;
    status.name = container->name;
    status.state = seen.status;
    status.health = seen.status == "running" ? seen.health.value_or("") : std::string();
    status.restarts = seen.restart_count;
    out.containers.push_back(std::move(status));
    if (is_ready(seen)) {
      out.how = how_ready(seen);
    } else {
      out.ready = false;
      out.reason = seen.health ? seen.status + ", " + *seen.health : seen.status;
    }
  }
  if (!out.ready) out.how = ready_by::none;
  return out;
}

}  // namespace dockverify::jobs
