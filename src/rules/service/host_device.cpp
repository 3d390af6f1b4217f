// DVC029: a device of the host is given to a service.
#include <algorithm>
#include <string>
#include <string_view>

#include "compose/paths.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// A disk, memory, the kernel's log, or all devices.
bool is_dangerous(std::string_view path) {
  if (path == "/dev") return true;
  if (!path.starts_with("/dev/")) return false;
  std::string_view const name = path.substr(5);
  for (std::string_view exact : {"mem", "kmem", "kmsg", "port", "mapper", "disk", "md"}) {
    if (name == exact) return true;
  }
  for (std::string_view start : {"nvme", "mmcblk", "dm-", "loop", "disk/", "mapper/", "md/"}) {
    if (name.starts_with(start)) return true;
  }
  // sda, but not hidraw0: the letter of the disk, then its partition.
  for (std::string_view start : {"sd", "vd", "xvd", "hd"}) {
    if (!name.starts_with(start) || name.size() == start.size()) continue;
    std::string_view const rest = name.substr(start.size());
    std::size_t const number = rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
    if (number != 0 && rest.find_first_not_of("0123456789", std::min(number, rest.size())) == std::string_view::npos)
      return true;
  }
  for (std::string_view start : {"md", "nbd", "zd"}) {
    if (name.starts_with(start) && name.size() > start.size() && is_digit(name[start.size()])) return true;
  }
  return false;
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
    if (!dangerous) made.severity(severity::info).aliases({"CIS 5.18"});
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
