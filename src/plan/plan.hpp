// What `up` has to do and why, decided from the project and a snapshot alone: pure, so that `plan` shows exactly what
// `up` would do. The decision to recreate is docker compose's (config-hash, image id, networks, volumes: compose.md
// section 1.3); the differing keys come from the mapping rows.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compose/project.hpp"
#include "observe/live_stack.hpp"
#include "report/report.hpp"

namespace dockverify::plan {

/// One reason for a change: a compose key or "image", "config-hash", "--force-recreate", with both values for people.
/// Secrets are masked.
struct change {
  std::string key, before, after;
  source_span where;
};

enum class network_action : std::uint8_t { keep, create, replace };
struct network_step {
  std::string key, name;
  network_action action = network_action::keep;
};

enum class volume_action : std::uint8_t { keep, create };
struct volume_step {
  std::string key, name;
  volume_action action = volume_action::keep;
};

enum class image_action : std::uint8_t { keep, pull, build };
struct image_step {
  std::string reference, service;  ///< service: the one that says how to build
  image_action action = image_action::keep;
  bool build_if_pull_fails = false;
};

enum class container_action : std::uint8_t {
  keep,     ///< runs, is as declared
  start,    ///< exists, is as declared, does not run
  restart,  ///< is as declared, but a dependency with `restart: true` is replaced
  create,
  recreate,
};
std::string_view to_string(container_action action) noexcept;

struct container_step {
  std::string service;
  int number = 1;
  std::string name;
  container_action action = container_action::keep;
  std::string existing_id;      ///< keep, start, restart, recreate
  bool rename = false;          ///< an interrupted replacement left it under a temporary name
  std::vector<change> changes;  ///< recreate
};

struct surplus {
  std::string id, name, service;
};

struct problem {
  std::string code, message, advice;
  source_span where;
};

struct steps {
  std::vector<network_step> networks;
  std::vector<volume_step> volumes;
  std::vector<container_step> containers;  ///< dependencies before dependents, replicas by number
  std::vector<surplus>
      scale_down;  ///< removed: beyond the declared number of replicas, or left by an interrupted replacement
  std::vector<surplus> orphans;   ///< of services that the project does not have; removed only when asked
  std::vector<problem> problems;  ///< make the run impossible, e.g. an external network that does not exist
  std::vector<std::string> warnings;
  /// True when nothing would be sent to the engine.
  [[nodiscard]] bool empty() const noexcept;
};

struct options {
  std::vector<std::string> services;  ///< empty: all; else these and what they depend on
  bool force_recreate = false;
  bool build = false;  ///< build images that can be built even when present
};

/// The services a command is about, dependencies included, dependencies before dependents. Unknown names are left out.
std::vector<std::string> selected_services(compose::project const& p, std::vector<std::string> const& named);

/// Which images have to be fetched or built before containers can be planned. `now` is the engine's or this machine's
/// time, RFC 3339.
std::vector<image_step> images(compose::project const& p, observe::live_stack const& live, options const& o,
                               std::string const& now);

/// The rest, once the images are there.
steps make(compose::project const& p, observe::live_stack const& live, options const& o);

/// The network requests of a step: bodies of POST /networks/create and /volumes/create with compose's labels.
nlohmann::json network_request(compose::project const& p, compose::network const& n);
nlohmann::json volume_request(compose::project const& p, compose::volume const& v);

/// What mapping needs of an engine: "1.44" is 44.
int api_minor(std::string const& api_version);

}  // namespace dockverify::plan
