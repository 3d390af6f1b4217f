// Runs the aspects over the selected services' containers and the networks and volumes they use.
#include "drift/drift.hpp"

#include <algorithm>

#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

bool selected(options const& how, std::string const& service) {
  return how.services.empty() || std::find(how.services.begin(), how.services.end(), service) != how.services.end();
}

std::vector<std::string> hidden_of(options const& how, std::string const& service) {
  auto const prefix = "services." + service + ".";
  std::vector<std::string> keys;
  for (auto const& path : how.hidden) {
    if (path.starts_with(prefix)) keys.push_back(path.substr(prefix.size()));
  }
  return keys;
}

}  // namespace

drift_result compare(compose::project const& project, observe::live_stack const& live, options const& how) {
  drift_result result;
  tally t(result);
  std::set<std::string> networks;
  std::set<std::string> volumes;
  judge_population(project, live, how, t);
  for (auto const& [name, service] : project.services) {
    if (!selected(how, name)) continue;
    if (service.network_mode.empty()) {
      for (auto const& [key, unused] : service.networks) networks.insert(key);
    }
    for (auto const& mount : service.volumes) {
      if (mount.type == "volume" && !mount.source.empty()) volumes.insert(mount.source);
    }
    for (auto const* container : live.of_service(name)) {
      auto s = make_subject(project, service, live, *container, hidden_of(how, name));
      s.known_ready = how.ready_containers.contains(container->id);
      judge_container(s, how, t);
      judge_rows(s, t);
      judge_attachments(s, t);
      judge_ports(s, t);
      // What is in force can only be seen while something runs.
      if (!container->running()) continue;
      judge_users(s, t);
      judge_limits(s, t);
    }
  }
  judge_networks(project, live, networks, t);
  judge_volumes(project, live, volumes, t);
  return result;
}

}  // namespace dockverify::drift
