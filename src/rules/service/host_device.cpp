// DVC029: a device of the host is given to a service.
#include <string>
#include <string_view>

#include "compose/paths.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

/// A disk, memory, or the kernel's log.
bool is_dangerous(std::string_view path) {
  if (!path.starts_with("/dev/")) return false;
  std::string_view const name = path.substr(5);
  for (std::string_view exact : {"mem", "kmem", "kmsg", "port"}) {
    if (name == exact) return true;
  }
  for (std::string_view start : {"nvme", "mmcblk", "dm-", "loop", "disk/", "mapper/", "md/"}) {
    if (name.starts_with(start)) return true;
  }
  for (std::string_view start : {"sd", "vd", "xvd"}) {
    if (name.starts_with(start) && name.size() > start.size() && is_letter(name[start.size()])) return true;
  }
  return name.starts_with("md") && name.size() > 2 && is_digit(name[2]);
}

void check(service_subject const& subject, sink& out) {
  for (std::size_t i = 0; i < subject.service->devices.size(); ++i) {
    std::string const path = compose::clean_path(subject.service->devices[i].source);
    bool const dangerous = is_dangerous(path);
    draft& made = out.add(subject.where("devices[" + std::to_string(i) + "]"),
                          dangerous ? "`" + path + "` lets the container change the host below every protection"
                                    : "the container gets the device `" + path + "`")
                      .field("devices." + path)
                      .advice(dangerous ? "remove it" : "keep it only when the service needs it");
    if (!dangerous) made.severity(severity::info);
  }
}

}  // namespace

extern rule const host_device;
rule const host_device{
    .id = "DVC029",
    .name = "host-device",
    .dev = level::error,
    .prod = level::error,
    .summary = "A device of the host is given to a service.",
    .why =
        "With a disk, the memory or the kernel's log in reach, a container can read and change the host below every "
        "protection. Other devices are told for a look.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    devices:\n"
        "      - /dev/sda:/dev/sda\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n",
    .aliases = {"CIS 5.18", "CL-0016"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
