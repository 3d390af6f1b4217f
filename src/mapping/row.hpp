// One row for each compose attribute that reaches the engine: how it enters the create request, where inspect shows it,
// and how both sides are brought to one comparable form. `up` creates from the rows, `plan` and `verify` compare by
// them, the docs table is printed from them; a new attribute is one new row in its aspect's file and nothing else.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compose/project.hpp"
#include "report/finding.hpp"

namespace dockverify::mapping {

using json = nlohmann::json;

enum class aspect : std::uint8_t {
  image,
  process,  ///< command, environment, working directory, tty
  user,
  limits,
  networks,
  ports,
  mounts,
  health,
  security,
  lifecycle,  ///< restart, stop signal and timeout, init
  namespaces,
  logging,
  labels,
};
std::string_view to_string(aspect a) noexcept;

/// What a row needs beside the service. Built once for a container; everything outlives the calls.
struct context {
  compose::project const* project = nullptr;
  std::string container_name;
  /// The API version of the engine is at least 1.NN; rows leave out what an older one would refuse.
  int api_minor = 41;
  /// Config of the image the container is made from (image inspect), null when unknown: what is not declared is
  /// inherited from it.
  json image_config;
  /// Container ids of services that namespaces refer to (`network_mode: service:x`).
  std::map<std::string, std::string> container_ids;
  /// Cgroup v2 engine: changes what the engine fills in by default.
  bool cgroup_v2 = false;
  /// `***` in a declared text stands for a value that the declaration's source does not tell (dockverify.lock): any
  /// text agrees with it.
  bool has_hidden_values = false;
};

struct row {
  std::string_view
      key;  ///< compose attribute, dotted for nested ones: "deploy.resources.limits.memory" is under "mem_limit"
  std::string_view field;          ///< path in the create request and, when `inspect_field` is empty, in inspect
  std::string_view inspect_field;  ///< where inspect differs from the request, e.g. "Mounts"
  aspect group = aspect::process;
  severity level = severity::warning;  ///< of a difference
  bool live_mutable = false;  ///< POST /containers/{id}/update or network connect can change it on a running container
  bool secret = false;        ///< values are shown as ***, only keys are told
  std::string_view rule;      ///< finding id, e.g. "DVR011"
  std::string_view documentation;  ///< one line for docs/mapping.md
  /// The value to send, null when nothing is declared. Declared values are sent as the engine takes them.
  json (*declare)(compose::service const&, context const&) = nullptr;
  /// Writes the declared value into the request where one path does not do; absent: `declare` goes to `field`.
  void (*put)(compose::service const&, context const&, json& request) = nullptr;
  /// What inspect must show, comparable; absent: `declare`, or `inherited` when null, brought through `normalise`.
  json (*expect)(compose::service const&, context const&) = nullptr;
  /// What an undeclared attribute becomes: the image's value or the engine's default; absent: null.
  json (*inherited)(context const&) = nullptr;
  /// Brings one side to the comparable form; absent: as it is, with null, "", [], {} and 0 alike.
  json (*normalise)(json const&, context const&) = nullptr;
  /// Reads the live value, comparable, where one path of inspect does not do.
  json (*read)(json const& inspect, context const&) = nullptr;
  /// Settles what only both sides together can tell, e.g. aliases that the engine adds by itself.
  void (*reconcile)(json& expected, json& actual) = nullptr;
};

/// Returned by `expect` (or `inherited`): the row says nothing about this service, e.g. because the engine's own
/// default applies.
inline json no_statement() {
  return json(json::value_t::discarded);
}

/// All rows in the order of the docs.
std::span<row const> all_rows();

/// A row whose live value is not what the file declares.
struct difference {
  row const* which = nullptr;
  json expected, actual;  ///< comparable forms
  bool declared = false;  ///< false: the file says nothing and the live value is not what would be inherited
};

/// Compares one container by all rows. `inspect` is GET /containers/{id}/json.
std::vector<difference> compare(compose::service const& s, context const& c, json const& inspect);

/// Text for people and reports: *** for secrets, "unlimited", "256 MiB (268435456)" and the like where the row's unit
/// is known.
std::string display(row const& which, json const& value);

/// The same for machines: the value itself, "268435456", without a unit; "" when it is not set. *** for secrets.
std::string plain(row const& which, json const& value);

/// The compose attribute's place in the file, e.g. of `mem_limit` or of deploy's form when that is the one used; the
/// service's own place when the attribute is not written.
source_span place_of(row const& which, compose::service const& s);

/// The limits that apply: deploy.resources.limits wins over mem_limit, cpus and pids_limit. Zero: not declared.
struct declared_limits {
  std::int64_t memory = 0, memory_swap = 0,
               pids = 0;       ///< memory_swap: memory plus swap as the engine counts; -1: unlimited
  std::int64_t nano_cpus = 0;  ///< also from cpu_quota and cpu_period
};
declared_limits limits_of(compose::service const& s);

/// The restart policy's name as the engine takes it ("always", "on-failure" …); empty: none declared.
std::string declared_restart_policy(compose::service const& s);

/// Name of a container as compose gives it.
std::string container_name(compose::project const& p, compose::service const& s, int number);
/// The reference a service runs: its `image:`, or <project>-<service> when it is built.
std::string image_reference(compose::project const& p, compose::service const& s);

/// A service's endpoints in the order of attachment: highest priority first, then by key; the first is the primary
/// network.
struct endpoint_config {
  std::string network;  ///< the engine's name
  std::string key;
  json config;  ///< EndpointSettings
};
std::vector<endpoint_config> endpoints(compose::service const& s, context const& c);

/// The healthcheck that will run, the image's merged with the declared one, as the engine takes it (times in
/// nanoseconds); null: none.
json effective_healthcheck(compose::service const& s, context const& c);

/// The body of POST /containers/create without compose's labels. From API 1.44 on it has all endpoints, before only the
/// primary one; the rest is to be connected before the start.
json create_request(compose::service const& s, context const& c);

}  // namespace dockverify::mapping
