// DVC027: a folder of the host's system, or one with a user's keys, is mounted.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

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
  // /var/lib holds /var/lib/docker.
  if (source == "/" || source == "/var/lib") return true;
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

/// compose-lint has a rule for what makes root of whoever writes there, and one for all else; it leaves / to the one on
/// sockets.
std::vector<std::string_view> aliases_of(std::string_view source, bool read_only) {
  static constexpr std::string_view below[] = {"/etc",
                                               "/root",
                                               "/boot",
                                               "/proc",
                                               "/bin",
                                               "/sbin",
                                               "/usr/bin",
                                               "/usr/sbin",
                                               "/usr/local/bin",
                                               "/usr/local/sbin",
                                               "/lib/modules",
                                               "/usr/lib/modules",
                                               "/var/lib/docker",
                                               "/var/lib/containerd"};
  static constexpr std::string_view exactly[] = {"/var/lib", "/usr", "/usr/lib", "/lib", "/lib64"};
  std::vector<std::string_view> aliases{"CIS 5.6", "KICS: Volume Has Sensitive Host Directory"};
  bool const root = std::any_of(std::begin(below), std::end(below),
                                [&](std::string_view folder) { return is_within(source, folder); }) ||
                    std::find(std::begin(exactly), std::end(exactly), source) != std::end(exactly);
  bool const clock = source == "/etc/localtime" || source == "/etc/timezone";
  if (source != "/") aliases.emplace_back(root && !read_only && !clock ? "CL-0025" : "CL-0013");
  return aliases;
}

void check(service_subject const& subject, sink& out) {
  for (mount_use const& use : mounts_of(subject)) {
    std::string const& source = use.host_path;
    if (use.mount->type == "npipe" || source.empty() || !is_sensitive(source, use.relative)) continue;
    if (use.read_only && (source == "/etc/localtime" || source == "/etc/timezone")) continue;
    bool const home = use.written.starts_with('~');
    draft& made = out.add(use.where, "`" + (home ? use.written : source) + "` of the host is mounted" +
                                         (use.read_only ? "" : ", and the container can write to it"))
                      .field("volumes." + use.mount->target)
                      .advice("mount only the file that is needed, read-only (`:ro`), or copy it into the image");
    if (use.read_only) made.severity(severity::warning);
    made.aliases(aliases_of(source, use.read_only));
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
