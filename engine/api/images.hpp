// /images and /build: list, inspect, pull, tag, remove, build from a tar context.
#pragma once

#include <functional>
#include <string_view>

#include "engine/api/call.hpp"

namespace dockverify::engine {

struct image_inspect {
  std::string id;
  std::vector<std::string> repo_tags, repo_digests;
  std::string architecture, os, created;
  std::int64_t size = 0;
  json raw;
};
struct image_summary {
  std::string id;
  std::vector<std::string> repo_tags, repo_digests;
  std::int64_t size = 0, created = 0;  ///< created: seconds since the epoch
  std::map<std::string, std::string> labels;
  json raw;
};
struct build_options {
  std::vector<std::string> tags;
  std::string dockerfile = "Dockerfile", target, platform, network_mode;
  std::map<std::string, std::optional<std::string>> build_args;  ///< nullopt: inherit the predefined value
  std::map<std::string, std::string> labels;
  std::vector<std::string> cache_from, extra_hosts;
  bool no_cache = false, pull = false;
  std::string shm_size;
  /// "1": classic builder, "2": BuildKit; empty: what the engine announces as Builder-Version, classic if nothing.
  std::string version;
};
/// Reads the tar context piece by piece: an empty string ends it. Runs on the engine's executor, must not block for
/// long.
using context_source = std::function<io::awaitable<io::result<std::string>>()>;
/// Called with each line of progress text (pull status, build output).
using progress_sink = std::function<void(std::string_view)>;

class images_api {
 public:
  explicit images_api(transport& t) noexcept : transport_(&t) {}
  io::awaitable<io::result<std::vector<image_summary>>> list(filters filter, call_options options = {});
  io::awaitable<io::result<image_inspect>> inspect(std::string reference, call_options options = {});
  /// `reference` as docker pull takes it (tag defaults to latest, digests allowed); registry_auth is the
  /// X-Registry-Auth value or empty. Fails with the engine's error also when it came inside the 200 stream.
  io::awaitable<io::result<void>> pull(std::string reference, std::string platform, std::string registry_auth,
                                       progress_sink sink, call_options options = {});
  /// The digest that a registry has for `reference`; the engine asks it and keeps nothing.
  io::awaitable<io::result<std::string>> registry_digest(std::string reference, std::string registry_auth,
                                                         call_options options = {});
  io::awaitable<io::result<void>> tag(std::string reference, std::string repository, std::string tag,
                                      call_options options = {});
  io::awaitable<io::result<void>> remove(std::string reference, bool force, call_options options = {});
  /// The image id. Errors inside the stream, of the classic builder and of BuildKit, are failures with their text.
  io::awaitable<io::result<std::string>> build(build_options build, context_source context, progress_sink sink,
                                               call_options options = {});

 private:
  transport* transport_;
};

/// `reference` in full, as docker prints it: "docker.io/library/nginx:latest" for nginx. Empty when it is none.
std::string full_reference(std::string_view reference);

/// The registry credentials for `reference` from config.json's auths and credential helpers, encoded for
/// X-Registry-Auth; empty when there are none (engine-api.md section 10).
std::string registry_auth_for(std::string const& reference, std::string const& docker_config_directory);

}  // namespace dockverify::engine
