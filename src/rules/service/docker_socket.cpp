// DVC026: the socket of a container engine, or a folder that holds it, is mounted.
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "rules/rule.hpp"
#include "rules/service_mounts.hpp"

namespace dockverify::rules {
namespace {

constexpr std::string_view sockets[] = {"docker.sock", "containerd.sock", "crio.sock", "podman.sock"};
constexpr std::string_view folders[] = {"/run/docker", "/run/containerd", "/run/podman", "/run/crio"};

bool exposes(std::string_view source) {
  std::string_view const name = source.substr(source.rfind('/') + 1);
  if (std::find(std::begin(sockets), std::end(sockets), name) != std::end(sockets)) return true;
  if (source.find("pipe") != std::string_view::npos && source.ends_with("docker_engine")) return true;
  // /var/run is /run.
  if (source == "/" || source == "/var") return true;
  if (is_within(source, "/var/run")) source.remove_prefix(4);
  if (source == "/run") return true;
  return std::find(std::begin(folders), std::end(folders), source) != std::end(folders);
}

void check(service_subject const& subject, sink& out) {
  std::string const advice = "let the service do without it, or put a proxy before it that allows only what is needed";
  for (mount_use const& use : mounts_of(subject)) {
    if (use.host_path.empty() || !exposes(use.host_path)) continue;
    out.add(use.where, "the container gets the engine's socket: it can become root on the host")
        .field("volumes." + use.mount->target)
        .advice(advice);
  }
  if (subject.service->use_api_socket) {
    out.add(subject.where("use_api_socket"), "the container gets the engine's socket: it can become root on the host")
        .field("use_api_socket")
        .advice(advice);
  }
}

}  // namespace

extern rule const docker_socket;
rule const docker_socket{
    .id = "DVC026",
    .name = "docker-socket",
    .dev = level::error,
    .prod = level::error,
    .summary = "The socket of a container engine, or a folder that holds it, is mounted.",
    .why =
        "Whoever reaches the engine's socket can start a container with the whole host in it. Read-only changes "
        "nothing: it protects the file, not the API behind it.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - /var/run/docker.sock:/var/run/docker.sock:ro\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - data:/data\n"
        "volumes:\n"
        "  data:\n",
    .aliases = {"CIS 5.32", "KICS: Docker Socket Mounted In Container", "CL-0001"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
