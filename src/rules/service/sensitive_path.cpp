// DVC027: a folder of the host's system, or one with a user's keys, is mounted.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"

namespace dockverify::rules {
namespace {

constexpr std::string_view systems[] = {"/boot",
                                        "/dev",
                                        "/etc",
                                        "/lib",
                                        "/lib64",
                                        "/proc",
                                        "/sys",
                                        "/usr",
                                        "/root",
                                        "/bin",
                                        "/sbin",
                                        "/var/lib/docker",
                                        "/var/lib/containerd"};
constexpr std::string_view keys[] = {"/.ssh", "/.aws", "/.kube", "/.docker", "/.gnupg"};

bool is_sensitive(std::string_view source, bool relative) {
  if (source == "/") return true;
  for (std::string_view key : keys) {
    std::size_t const at = source.find(key);
    bool const whole =
        at != std::string_view::npos && (at + key.size() == source.size() || source[at + key.size()] == '/');
    if (whole && !relative) return true;
  }
  // A checkout may lie anywhere.
  if (relative) return false;
  // /home and the home of one user, not what lies in it.
  if (source == "/home" || (source.starts_with("/home/") && source.find('/', 6) == std::string_view::npos)) return true;
  return std::any_of(std::begin(systems), std::end(systems),
                     [&](std::string_view system) { return is_within(source, system); });
}

void check(service_subject const& subject, sink& out) {
  for (mount_use const& use : mounts_of(subject)) {
    if (use.mount->type != "bind" || !is_sensitive(use.mount->source, use.relative)) continue;
    std::string const& source = use.mount->source;
    if (use.mount->read_only && (source == "/etc/localtime" || source == "/etc/timezone")) continue;
    bool const home = use.written.starts_with('~');
    draft& made = out.add(use.where, "`" + (home ? use.written : source) + "` of the host is mounted" +
                                         (use.mount->read_only ? "" : ", and the container can write to it"))
                      .field("volumes." + use.mount->target)
                      .advice("mount only the file that is needed, read-only (`:ro`), or copy it into the image");
    if (use.mount->read_only) made.severity(severity::warning);
  }
}

}  // namespace

extern rule const sensitive_path;
rule const sensitive_path{
    .id = "DVC027",
    .name = "sensitive-path",
    .dev = level::error,
    .prod = level::error,
    .summary = "A folder of the host's system, or one with a user's keys, is mounted.",
    .why =
        "Writing to /etc, /usr, /boot or the engine's storage is root on the host; reading them, or somebody's keys, "
        "is often the step before. `/etc/localtime` and `/etc/timezone` are harmless when read-only.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - /etc:/host/etc\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - /etc/localtime:/etc/localtime:ro\n",
    .aliases = {"CIS 5.6", "KICS: Volume Has Sensitive Host Directory", "CL-0013", "CL-0025"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
