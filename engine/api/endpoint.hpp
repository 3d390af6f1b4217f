// Where an engine is: parsed from -H/--host, DOCKER_HOST, a docker context or the platform's default, in the docker
// CLI's order.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/http/endpoint.hpp"
#include "engine/io/result.hpp"

namespace dockverify::engine {

/// Reads one environment variable; an unset one is nullopt. Injected so that tests need no process environment.
using environment_lookup = std::function<std::optional<std::string>(std::string const&)>;
environment_lookup process_environment();

/// Where the docker CLI keeps its configuration; empty when there is no home either.
std::string docker_config_directory(environment_lookup const& environment);

/// Accepts unix:///abs, unix:// (default path), tcp://h[:p][/prefix], h:p, npipe:////./pipe/x; everything else is
/// `invalid` with advice. Transports not built in yet are parsed and refused with `unsupported` when connecting, never
/// silently mapped.
io::result<endpoint> parse_endpoint(std::string const& text);

struct endpoint_choice {
  std::optional<std::string> host;     ///< -H/--host
  std::optional<std::string> context;  ///< --context; together with host an error, as in the docker CLI
};
/// Order: -H or --context, DOCKER_HOST, DOCKER_CONTEXT, config.json's currentContext, the platform default
/// (engine-api.md section 12).
io::result<endpoint> select_endpoint(endpoint_choice const& choice, environment_lookup const& environment);

}  // namespace dockverify::engine
