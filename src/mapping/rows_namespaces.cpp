// Namespaces, cgroup placement, devices and kernel settings.
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

template <std::string compose::service::* member>
json mode(compose::service const& s, context const& c) {
  return text_or_null(namespace_mode(s.*member, c));
}

json declared_devices(compose::service const& s, context const&) {
  json out = json::array();
  for (auto const& device : s.devices)
    if (device.source.rfind('/', 0) == 0)
      out.push_back({{"PathOnHost", device.source},
                     {"PathInContainer", device.target.empty() ? device.source : device.target},
                     {"CgroupPermissions", device.permissions.empty() ? "rwm" : device.permissions}});
  return out.empty() ? json() : out;
}

json request_of(compose::device_request const& device) {
  json out{{"Driver", device.driver}, {"Count", device.count}, {"Capabilities", json::array({device.capabilities})}};
  if (!device.device_ids.empty()) out["DeviceIDs"] = device.device_ids;
  if (!device.options.empty()) out["Options"] = device.options;
  return out;
}

/// GPUs, reservations of devices, and CDI names written under `devices`.
json declared_device_requests(compose::service const& s, context const&) {
  json out = json::array();
  for (auto const& device : s.devices)
    if (device.source.rfind('/', 0) != 0)
      out.push_back({{"Driver", "cdi"}, {"Count", 0}, {"DeviceIDs", {device.source}}});
  if (s.deploy && s.deploy->reservations)
    for (auto const& device : s.deploy->reservations->devices) out.push_back(request_of(device));
  for (auto gpu : s.gpus) {
    if (gpu.capabilities.empty() ||
        std::find(gpu.capabilities.begin(), gpu.capabilities.end(), "gpu") == gpu.capabilities.end())
      gpu.capabilities.push_back("gpu");
    out.push_back(request_of(gpu));
  }
  return out.empty() ? json() : out;
}

json undeclared_is_the_engines(context const&) {
  return no_statement();
}

constexpr row rows[] = {
    {.key = "pid",
     .field = "HostConfig.PidMode",
     .group = aspect::namespaces,
     .level = severity::error,
     .rule = "DVR016",
     .documentation = "process namespace: host, service:x or container:x",
     .declare = mode<&compose::service::pid>},
    {.key = "ipc",
     .field = "HostConfig.IpcMode",
     .group = aspect::namespaces,
     .level = severity::error,
     .rule = "DVR017",
     .documentation = "IPC namespace; undeclared: the engine's default",
     .declare = mode<&compose::service::ipc>,
     .inherited = undeclared_is_the_engines},
    {.key = "uts",
     .field = "HostConfig.UTSMode",
     .group = aspect::namespaces,
     .level = severity::error,
     .rule = "DVR021",
     .documentation = "host name namespace: host or private",
     .declare = mode<&compose::service::uts>},
    {.key = "userns_mode",
     .field = "HostConfig.UsernsMode",
     .group = aspect::namespaces,
     .level = severity::error,
     .rule = "DVR031",
     .documentation = "user namespace: host switches remapping off",
     .declare = mode<&compose::service::userns_mode>},
    {.key = "cgroup",
     .field = "HostConfig.CgroupnsMode",
     .group = aspect::namespaces,
     .level = severity::warning,
     .rule = "DVR025",
     .documentation = "cgroup namespace; undeclared: host on cgroup v1, private on v2",
     .declare = mode<&compose::service::cgroup>,
     .inherited = undeclared_is_the_engines},
    {.key = "cgroup_parent",
     .field = "HostConfig.CgroupParent",
     .group = aspect::namespaces,
     .level = severity::info,
     .rule = "DVR025",
     .documentation = "parent cgroup",
     .declare = mode<&compose::service::cgroup_parent>},
    {.key = "sysctls",
     .field = "HostConfig.Sysctls",
     .group = aspect::namespaces,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "kernel parameters of the container's namespaces",
     .declare = [](compose::service const& s, context const&) { return map_or_null(s.sysctls); }},
    {.key = "devices",
     .field = "HostConfig.Devices",
     .group = aspect::namespaces,
     .level = severity::error,
     .rule = "DVR018",
     .documentation = "host devices",
     .declare = declared_devices,
     .normalise = sorted_list},
    {.key = "gpus",
     .field = "HostConfig.DeviceRequests",
     .group = aspect::namespaces,
     .level = severity::warning,
     .rule = "DVR018",
     .documentation = "gpus, deploy.resources.reservations.devices and CDI names",
     .declare = declared_device_requests,
     .expect =
         [](compose::service const& s, context const& c) {
           // The engine completes requests with empty members of its own, so only their number is compared.
           auto const declared = declared_device_requests(s, c);
           return declared.is_null() ? json() : json(declared.size());
         },
     .read =
         [](json const& inspect, context const&) {
           auto const& requests = at_path(inspect, "HostConfig.DeviceRequests");
           return requests.is_array() && !requests.empty() ? json(requests.size()) : json();
         }},
    {.key = "device_cgroup_rules",
     .field = "HostConfig.DeviceCgroupRules",
     .group = aspect::namespaces,
     .level = severity::warning,
     .rule = "DVR018",
     .documentation = "device access rules",
     .declare = [](compose::service const& s, context const&) { return list_or_null(s.device_cgroup_rules); },
     .normalise = sorted_list},
};

}  // namespace

std::span<row const> namespace_rows() {
  return rows;
}

}  // namespace dockverify::mapping
