// Credentials for a pull, looked up as the docker CLI does: credHelpers for the host, then credsStore, then auths.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/api/credential_helper.hpp"
#include "engine/api/images.hpp"
#include "engine/api/json_reader.hpp"
#include "engine/api/reference.hpp"
#include "engine/base64.hpp"
#include "engine/ndjson.hpp"

namespace dockverify::engine {
namespace {

constexpr auto helper_patience = std::chrono::seconds(10);

// The URL alphabet with padding: anything else the engine silently takes for "no credentials".
std::string encoded(json const& credentials) {
  return base64_encode(credentials.dump(-1, ' ', false, json::error_handler_t::replace), base64_alphabet::url);
}

std::string from_helper(std::string const& name, std::string const& registry) {
  // The name becomes part of a program's name, never of a path.
  if (name.find('/') != std::string::npos) return {};
  auto const output = run_helper("docker-credential-" + name, "get", registry, helper_patience);
  auto const reply = output ? parse_json(*output) : std::nullopt;
  if (!reply) return {};
  json_reader const reader(*reply, "credential helper");
  auto const user = reader.text("Username");
  auto const secret = reader.text("Secret");
  if (reader.error() || secret.empty()) return {};
  if (user == "<token>") return encoded({{"identitytoken", secret}, {"serveraddress", registry}});
  return encoded({{"username", user}, {"password", secret}, {"serveraddress", registry}});
}

// The host of a key of `auths`, which may be a host or an URL such as https://host/v1/.
std::string host_of(std::string key) {
  auto const scheme = key.find("://");
  if (scheme != std::string::npos) key.erase(0, scheme + 3);
  return key.substr(0, key.find('/'));
}

std::string from_entry(json_reader const& entry, std::string const& registry) {
  auto const identity = entry.text("identitytoken");
  auto const token = entry.text("registrytoken");
  auto user = entry.text("username");
  auto password = entry.text("password");
  auto const pair = base64_decode(entry.text("auth"));
  auto const colon = pair ? pair->find(':') : std::string::npos;
  if (colon != std::string::npos) {
    user = pair->substr(0, colon);
    password = pair->substr(colon + 1);
    // The CLI once padded with NULs.
    password.erase(password.find_last_not_of('\0') + 1);
  }
  if (entry.error()) return {};
  if (!identity.empty()) return encoded({{"identitytoken", identity}, {"serveraddress", registry}});
  if (!token.empty()) return encoded({{"registrytoken", token}, {"serveraddress", registry}});
  if (user.empty() && password.empty()) return {};
  return encoded({{"username", user}, {"password", password}, {"serveraddress", registry}});
}

std::string from_auths(json_reader const& auths, std::string const& registry) {
  if (auths.has(registry)) return from_entry(auths.at(registry), registry);
  // Docker Hub has exactly one spelling; other registries may be written as URLs.
  if (registry == hub_registry || !auths.raw().is_object()) return {};
  for (auto const& [key, value] : auths.raw().items()) {
    if (value.is_object() && host_of(key) == registry) return from_entry(auths.at(key), registry);
  }
  return {};
}

}  // namespace

std::string registry_auth_for(std::string const& reference, std::string const& docker_config_directory) {
  auto const parsed = parse_reference(reference);
  if (!parsed) return {};
  auto const registry = parsed->registry();
  std::ifstream file(std::filesystem::path(docker_config_directory) / "config.json", std::ios::binary);
  if (!file) return {};
  std::ostringstream text;
  text << file.rdbuf();
  auto const config = parse_json(text.str());
  if (!config) return {};
  json_reader const reader(*config, "config.json");
  auto const helper = reader.at("credHelpers").text(registry);
  if (!helper.empty()) return from_helper(helper, registry);
  auto const store = reader.text("credsStore");
  if (!store.empty()) return from_helper(store, registry);
  return from_auths(reader.at("auths"), registry);
}

}  // namespace dockverify::engine
