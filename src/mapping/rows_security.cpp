// Privileges: capabilities, security options, privileged, read-only root.
#include <fstream>
#include <set>
#include <sstream>

#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

constexpr std::string_view seccomp = "seccomp", unconfined_paths = "systempaths=unconfined";

/// "key=value" and "key:value" are one option.
std::pair<std::string, std::string> split_option(std::string const& option) {
  auto const at = option.find_first_of("=:");
  if (at == std::string::npos) return {option, {}};
  return {option.substr(0, at), option.substr(at + 1)};
}

/// The engine takes a seccomp profile's text, the file has its path. A file that cannot be read is sent as it is
/// written: the engine's own error then names it.
std::string with_profile_inlined(std::string const& option, context const& c) {
  auto const [key, value] = split_option(option);
  if (key != seccomp || value.empty() || value == "unconfined" || value.front() == '{') return option;
  std::ifstream file(value.front() == '/' ? value : c.project->directory + "/" + value);
  auto profile = json::parse(file, nullptr, false);
  return profile.is_discarded() ? option : "seccomp=" + profile.dump();
}

bool unconfines_paths(std::string const& option) {
  auto const [key, value] = split_option(option);
  return key + "=" + value == unconfined_paths;
}

json declared_options(compose::service const& s, context const& c) {
  json out = json::array();
  for (auto const& option : s.security_opt)
    if (!unconfines_paths(option)) out.push_back(with_profile_inlined(option, c));
  return out.empty() ? json() : out;
}

void put_options(compose::service const& s, context const& c, json& request) {
  auto options = declared_options(s, c);
  if (!options.is_null()) put_at(request, "HostConfig.SecurityOpt", std::move(options));
  // systempaths is the docker CLI's word: the API has two empty lists for it.
  if (std::any_of(s.security_opt.begin(), s.security_opt.end(), unconfines_paths)) {
    request["HostConfig"]["MaskedPaths"] = json::array();
    request["HostConfig"]["ReadonlyPaths"] = json::array();
  }
}

/// One spelling: no-new-privileges with and without :true, "=" between key and value.
json option_set(json const& value, context const&) {
  std::set<std::string> out;
  if (value.is_array())
    for (auto const& entry : value) {
      if (!entry.is_string()) continue;
      auto const [key, setting] = split_option(entry.get<std::string>());
      if (key == "no-new-privileges") {
        if (setting != "false") out.insert(key);
      } else {
        out.insert(key + "=" + setting);
      }
    }
  return out.empty() ? json() : json(out);
}

/// A privileged container gets label=disable from the engine.
json live_options(json const& inspect, context const& c) {
  auto options = option_set(at_path(inspect, "HostConfig.SecurityOpt"), c);
  if (at_path(inspect, "HostConfig.Privileged") == json(true) && options.is_array()) {
    json kept = json::array();
    for (auto const& option : options)
      if (option != json("label=disable")) kept.push_back(option);
    options = kept.empty() ? json() : kept;
  }
  return options;
}

/// "net_admin", "CAP_NET_ADMIN" and "NET_ADMIN" are one capability.
json capability_set(json const& value, context const&) {
  std::set<std::string> out;
  if (value.is_array())
    for (auto const& entry : value) {
      if (!entry.is_string()) continue;
      auto name = upper(entry.get<std::string>());
      out.insert(name.rfind("CAP_", 0) == 0 ? name.substr(4) : name);
    }
  return out.empty() ? json() : json(out);
}

constexpr row rows[] = {
    {.key = "privileged",
     .field = "HostConfig.Privileged",
     .group = aspect::security,
     .level = severity::error,
     .rule = "DVR005",
     .documentation = "all capabilities and devices, no confinement",
     .declare = [](compose::service const& s, context const&) { return flag_or_null(s.privileged); }},
    {.key = "cap_add",
     .field = "HostConfig.CapAdd",
     .group = aspect::security,
     .level = severity::error,
     .rule = "DVR004",
     .documentation = "capabilities beyond the engine's default set",
     .declare = [](compose::service const& s, context const&) { return list_or_null(s.cap_add); },
     .normalise = capability_set},
    {.key = "cap_drop",
     .field = "HostConfig.CapDrop",
     .group = aspect::security,
     .level = severity::error,
     .rule = "DVR004",
     .documentation = "capabilities taken away",
     .declare = [](compose::service const& s, context const&) { return list_or_null(s.cap_drop); },
     .normalise = capability_set},
    {.key = "security_opt",
     .field = "HostConfig.SecurityOpt",
     .group = aspect::security,
     .level = severity::error,
     .rule = "DVR026",
     .documentation = "no-new-privileges, seccomp (a profile's text is compared), apparmor, label, systempaths",
     .declare = declared_options,
     .put = put_options,
     .normalise = option_set,
     .read = live_options},
    {.key = "read_only",
     .field = "HostConfig.ReadonlyRootfs",
     .group = aspect::security,
     .level = severity::error,
     .rule = "DVR013",
     .documentation = "root file system mounted read-only",
     .declare = [](compose::service const& s, context const&) { return flag_or_null(s.read_only); }},
};

}  // namespace

std::span<row const> security_rows() {
  return rows;
}

}  // namespace dockverify::mapping
