// Endpoint forms and their order of precedence, as the docker CLI 28 has them (observed).
#include "engine/api/endpoint.hpp"

#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "engine/api/json_reader.hpp"
#include "engine/ndjson.hpp"

namespace dockverify::engine {
namespace {

using io::failure;
using io::failure_kind;

#ifdef _WIN32
constexpr std::string_view default_endpoint = "npipe:////./pipe/docker_engine";
#else
constexpr std::string_view default_endpoint = "unix:///var/run/docker.sock";
#endif
constexpr std::string_view default_socket = "/var/run/docker.sock";
constexpr std::uint16_t default_port = 2375;
constexpr std::size_t largest_file = std::size_t{4} << 20U;

failure bad(std::string message, failure_kind kind = failure_kind::invalid) {
  return failure{kind, {}, 0, "choose the engine", std::move(message)};
}

io::result<endpoint> parse_tcp(std::string_view rest, std::string const& text) {
  endpoint parsed;
  parsed.transport = endpoint::kind::tcp;
  auto const slash = rest.find('/');
  if (slash != std::string_view::npos) {
    parsed.path = rest.substr(slash);
    rest = rest.substr(0, slash);
    while (!parsed.path.empty() && parsed.path.back() == '/') parsed.path.pop_back();
  }
  if (rest.find('@') != std::string_view::npos) return bad("\"tcp://\" addresses take no user name");
  std::string_view port;
  if (rest.starts_with('[')) {
    auto const close = rest.find(']');
    if (close == std::string_view::npos) return bad("a [ without ] in \"" + text + "\"");
    parsed.host = rest.substr(1, close - 1);
    port = rest.substr(close + 1);
  } else {
    parsed.host = rest.substr(0, rest.find(':'));
    port = rest.substr(parsed.host.size());
  }
  parsed.port = default_port;
  if (!port.empty()) {
    auto const digits = port.substr(1);
    auto const* const end = digits.data() + digits.size();
    auto const read = std::from_chars(digits.data(), end, parsed.port);
    if (port.front() != ':' || read.ec != std::errc() || read.ptr != end || parsed.port == 0)
      return bad("\"" + text + "\" has no valid port; write tcp://HOST:PORT");
  }
  if (parsed.host.empty()) return bad("\"" + text + "\" names no host; write tcp://HOST:PORT");
  return parsed;
}

std::optional<std::string> non_empty(environment_lookup const& environment, std::string const& name) {
  auto value = environment(name);
  if (value && value->empty()) value.reset();
  return value;
}

// nullopt: no such file. A file that is there and makes no sense is a failure: silently using another engine would be
// worse.
io::result<std::optional<json>> read_json_file(std::filesystem::path const& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::optional<json>();
  std::string text;
  std::array<char, 4096> block{};
  while (stream && text.size() <= largest_file) {
    stream.read(block.data(), block.size());
    text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
  }
  auto value = text.size() > largest_file ? std::nullopt : parse_json(text);
  if (!value || !value->is_object()) return bad(file.string() + " is not a JSON object; repair or remove it");
  return value;
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) {
    hex += digits[digest[i] >> 4U];
    hex += digits[digest[i] & 15U];
  }
  return hex;
}

bool any_set(environment_lookup const& environment, std::initializer_list<char const*> names) {
  for (auto const* const name : names) {
    if (non_empty(environment, name)) return true;
  }
  return false;
}

io::result<endpoint> endpoint_of_context(std::string const& name, environment_lookup const& environment) {
  auto const directory = std::filesystem::path(docker_config_directory(environment));
  auto const hash = sha256_hex(name);
  auto const meta = read_json_file(directory / "contexts" / "meta" / hash / "meta.json");
  if (!meta) return meta.error();
  if (!*meta)
    return bad("the docker context \"" + name + "\" does not exist; see `docker context ls`", failure_kind::not_found);
  json_reader const reader(**meta, "docker context " + name);
  auto const host = reader.at("Endpoints").at("docker").text("Host");
  if (reader.error()) return *reader.error();
  if (host.empty()) return bad("the docker context \"" + name + "\" has no docker endpoint");
  std::error_code ignored;
  if (std::filesystem::exists(directory / "contexts" / "tls" / hash / "docker", ignored))
    return bad("the docker context \"" + name + "\" uses TLS, which is not supported yet; use unix:// or plain tcp://",
               failure_kind::unsupported);
  return parse_endpoint(host);
}

io::result<endpoint> endpoint_of_host(std::string const& text, environment_lookup const& environment) {
  auto parsed = parse_endpoint(text);
  if (parsed && parsed->transport == endpoint::kind::tcp && any_set(environment, {"DOCKER_TLS_VERIFY", "DOCKER_TLS"}))
    return bad("DOCKER_TLS_VERIFY or DOCKER_TLS is set, but TLS is not supported yet; use unix:// or plain tcp://",
               failure_kind::unsupported);
  return parsed;
}

}  // namespace

std::string docker_config_directory(environment_lookup const& environment) {
  if (auto const chosen = non_empty(environment, "DOCKER_CONFIG")) return *chosen;
#ifdef _WIN32
  auto const home = non_empty(environment, "USERPROFILE");
#else
  auto const home = non_empty(environment, "HOME");
#endif
  return home ? (std::filesystem::path(*home) / ".docker").string() : std::string();
}

environment_lookup process_environment() {
  return [](std::string const& name) -> std::optional<std::string> {
    auto const* const value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

io::result<endpoint> parse_endpoint(std::string const& text) {
  std::string_view const rest = text;
  auto const after = [&](std::string_view scheme) { return rest.substr(scheme.size()); };
  for (char const c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F)
      return bad("a space or control character in the engine's address");
  }
  if (rest.starts_with("unix://")) {
    endpoint parsed;
    parsed.path = after("unix://").empty() ? default_socket : after("unix://");
    if (parsed.path.front() != '/')
      return bad("\"" + text + "\" is not an absolute path; write unix:///path (three slashes)");
    return parsed;
  }
  if (rest.starts_with("npipe://")) {
    endpoint parsed;
    parsed.transport = endpoint::kind::npipe;
    parsed.path = after("npipe://").empty() ? "//./pipe/docker_engine" : after("npipe://");
    return parsed;
  }
  if (rest.starts_with("tcp://")) return parse_tcp(after("tcp://"), text);
  if (rest.starts_with("ssh://"))
    return bad(
        "ssh:// is not supported yet; forward the socket (ssh -L ./docker.sock:/var/run/docker.sock HOST) and use "
        "unix://",
        failure_kind::unsupported);
  if (rest.starts_with("http://") || rest.starts_with("https://"))
    return bad("\"" + text + "\": write tcp://HOST:PORT instead of http");
  if (rest.starts_with("/") || rest.starts_with("unix:"))
    return bad("\"" + text + "\" looks like a socket path; write unix:///path (three slashes)");
  if (rest.find("://") != std::string_view::npos)
    return bad("\"" + text + "\" has an unknown scheme; known are unix://, tcp:// and npipe://");
  if (rest.empty()) return bad("an empty engine address; write unix:///path or tcp://HOST:PORT");
  return parse_tcp(rest, text);
}

io::result<endpoint> select_endpoint(endpoint_choice const& choice, environment_lookup const& environment) {
  auto const default_choice = [&] { return endpoint_of_host(std::string(default_endpoint), environment); };
  if (choice.host && choice.context) return bad("give either --host or --context, not both");
  if (choice.host) return endpoint_of_host(*choice.host, environment);
  auto context = choice.context;
  if (!context) {
    if (auto const host = non_empty(environment, "DOCKER_HOST")) return endpoint_of_host(*host, environment);
    context = non_empty(environment, "DOCKER_CONTEXT");
  }
  if (!context) {
    auto const config = read_json_file(std::filesystem::path(docker_config_directory(environment)) / "config.json");
    if (!config) return config.error();
    if (*config) {
      json_reader const reader(**config, "config.json");
      auto const current = reader.text("currentContext");
      if (reader.error()) return *reader.error();
      if (!current.empty()) context = current;
    }
  }
  if (!context || context->empty() || *context == "default") return default_choice();
  return endpoint_of_context(*context, environment);
}

}  // namespace dockverify::engine
