// The container's first process: command, entrypoint, environment, working directory, terminal.
#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

json declared_command(compose::service const& s, context const&) {
  return s.command ? json(*s.command) : json();
}
json declared_entrypoint(compose::service const& s, context const&) {
  return s.entrypoint ? json(*s.entrypoint) : json();
}

/// A declared entrypoint drops the image's command (engine-api.md section 8).
json expected_command(compose::service const& s, context const& c) {
  if (s.command) return comparable(json(*s.command), c);
  if (s.entrypoint) return {};
  return comparable(at_path(c.image_config, "Cmd"), c);
}

/// [""] is a way to clear the entrypoint; the engine shows null for it.
json entrypoint_list(json const& value, context const& c) {
  if (value == json::array({""})) return {};
  return comparable(value, c);
}

json declared_environment(compose::service const& s, context const&) {
  json out = json::array();
  for (auto const& [key, value] : s.environment) out.push_back(value ? key + "=" + *value : key);
  return out.empty() ? json() : out;
}

void read_environment(json const& list, json& out) {
  if (!list.is_array()) return;
  for (auto const& entry : list) {
    if (!entry.is_string()) continue;
    auto const& text = entry.get_ref<std::string const&>();
    auto const equals = text.find('=');
    if (equals == std::string::npos)
      out.erase(text);  // a bare KEY removes the image's variable
    else
      out[text.substr(0, equals)] = text.substr(equals + 1);
  }
}

json expected_environment(compose::service const& s, context const& c) {
  json out = json::object();
  read_environment(at_path(c.image_config, "Env"), out);
  read_environment(declared_environment(s, c), out);
  return out;
}

json live_environment(json const& inspect, context const&) {
  json out = json::object();
  read_environment(at_path(inspect, "Config.Env"), out);
  return out;
}

/// compose merges the client's proxy settings under the service's own values.
void ignore_client_proxies(json& expected, json& actual) {
  for (char const* name : {"http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"})
    for (auto const& key : {std::string(name), upper(name)})
      if (!expected.contains(key)) actual.erase(key);
}

json root_is_default(json const& value, context const& c) {
  return value == json("/") ? json() : comparable(value, c);
}

constexpr row rows[] = {
    {.key = "command",
     .field = "Config.Cmd",
     .group = aspect::process,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "arguments of the entrypoint; an empty list clears the image's, undeclared keeps it",
     .declare = declared_command,
     .expect = expected_command},
    {.key = "entrypoint",
     .field = "Config.Entrypoint",
     .group = aspect::process,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "the program; declaring it drops the image's command",
     .declare = declared_entrypoint,
     .expect =
         [](compose::service const& s, context const& c) {
           return entrypoint_list(s.entrypoint ? json(*s.entrypoint) : at_path(c.image_config, "Entrypoint"), c);
         },
     .normalise = entrypoint_list},
    {.key = "environment",
     .field = "Config.Env",
     .group = aspect::process,
     .level = severity::warning,
     .secret = true,
     .rule = "DVR049",
     .documentation = "environment and env_file over the image's; a key without a value removes the image's",
     .declare = declared_environment,
     .expect = expected_environment,
     .read = live_environment,
     .reconcile = ignore_client_proxies},
    {.key = "working_dir",
     .field = "Config.WorkingDir",
     .group = aspect::process,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "working directory; undeclared: the image's",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.working_dir); },
     .inherited = [](context const& c) { return at_path(c.image_config, "WorkingDir"); },
     .normalise = root_is_default},
    {.key = "tty",
     .field = "Config.Tty",
     .group = aspect::process,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "allocate a terminal",
     .declare = [](compose::service const& s, context const&) { return flag_or_null(s.tty); }},
    {.key = "stdin_open",
     .field = "Config.OpenStdin",
     .group = aspect::process,
     .level = severity::info,
     .rule = "DVR051",
     .documentation = "keep standard input open",
     .declare = [](compose::service const& s, context const&) { return flag_or_null(s.stdin_open); }},
    {.key = "hostname",
     .field = "Config.Hostname",
     .group = aspect::process,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "host name inside the container; undeclared: its short id",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.hostname); },
     .inherited = [](context const&) { return no_statement(); }},
    {.key = "domainname",
     .field = "Config.Domainname",
     .group = aspect::process,
     .level = severity::warning,
     .rule = "DVR051",
     .documentation = "domain name inside the container",
     .declare = [](compose::service const& s, context const&) { return text_or_null(s.domainname); }},
};

}  // namespace

std::span<row const> process_rows() {
  return rows;
}

}  // namespace dockverify::mapping
