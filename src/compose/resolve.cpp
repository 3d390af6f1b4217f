// compose-go's normalisation, on the typed model.
#include "compose/resolve.hpp"

#include <algorithm>
#include <set>

#include "compose/paths.hpp"

namespace dockverify::compose {

namespace {

constexpr std::string_view service_prefix = "service:";

std::optional<std::string> lookup(discovery const& found, std::string const& key) {
  auto const known = found.environment.find(key);
  return known == found.environment.end() ? std::nullopt : std::optional(known->second);
}

void fill_from_environment(nullable_map& values, discovery const& found) {
  for (auto& [key, value] : values) {
    if (!value) value = lookup(found, key);
  }
}

void imply(service& s, std::string const& name, bool restart) {
  dependency implied;
  implied.restart = restart;
  implied.implicit = true;
  s.depends_on.emplace(name, implied);
}

void implied_dependencies(service& s) {
  for (std::string const& link : s.links) imply(s, link.substr(0, link.find(':')), true);
  for (std::string const* mode : {&s.network_mode, &s.ipc, &s.pid, &s.uts, &s.cgroup}) {
    if (mode->compare(0, service_prefix.size(), service_prefix) == 0)
      imply(s, mode->substr(service_prefix.size()), true);
  }
  for (std::string const& from : s.volumes_from) {
    if (from.compare(0, 10, "container:") != 0) imply(s, from.substr(0, from.find(':')), false);
  }
}

class resolver {
 public:
  resolver(project& p, discovery const& found) : project_(p), found_(found) {}

  void run() {
    for (auto& [name, one] : project_.services) resolve_service(one);
    for (auto& [key, one] : project_.networks) one.name = name_of(key, one.name, one.external);
    for (auto& [key, one] : project_.volumes) {
      one.name = name_of(key, one.name, one.external);
      auto const option = one.driver_opts.find("o");
      auto const device = one.driver_opts.find("device");
      bool const bind = one.driver == "local" && option != one.driver_opts.end() && option->second == "bind";
      if (bind && device != one.driver_opts.end()) device->second = absolute(device->second);
    }
    for (auto& [key, one] : project_.secrets) resolve_file(key, one);
    for (auto& [key, one] : project_.configs) resolve_file(key, one);
  }

 private:
  /// What is absolute stays as it is written, the doubled slash of `//var/run/docker.sock` too.
  [[nodiscard]] std::string absolute(std::string const& path) const {
    if (is_absolute(path)) return path;
    return absolute_path(found_.directory, path, found_.home);
  }

  [[nodiscard]] std::string name_of(std::string const& key, std::string const& name, bool external) const {
    if (!name.empty()) return name;
    return external ? key : project_.name + "_" + key;
  }

  void resolve_file(std::string const& key, file_object& one) {
    one.name = name_of(key, one.name, one.external);
    if (!one.file.empty()) one.file = absolute(one.file);
    if (one.environment) one.content = lookup(found_, *one.environment);
  }

  void resolve_service(service& s) {
    if (s.networks.empty() && s.network_mode.empty()) s.networks.emplace("default", service_network{});
    if (s.pull_policy == "if_not_present") s.pull_policy = "missing";
    if (s.build) resolve_build(*s.build);
    fill_from_environment(s.environment, found_);
    for (env_file& file : s.env_files) file.path = absolute(file.path);
    for (volume_mount& mount : s.volumes) {
      if (mount.type == "bind") mount.source = absolute(mount.source);
    }
    if (s.develop.is_object() && s.develop.contains("watch")) {
      for (auto& trigger : s.develop["watch"]) {
        if (trigger.contains("path")) trigger["path"] = absolute(trigger["path"].get<std::string>());
      }
    }
    implied_dependencies(s);
  }

  void resolve_build(build& b) {
    if (b.context.empty()) b.context = ".";
    bool const local = !is_remote(b.context) && b.context.find("://") == std::string::npos &&
                       b.context.compare(0, service_prefix.size(), service_prefix) != 0;
    if (local) b.context = absolute(b.context);
    if (b.dockerfile.empty() && b.dockerfile_inline.empty()) b.dockerfile = "Dockerfile";
    fill_from_environment(b.args, found_);
    // Unlike a variable of the container, an argument without a value is none.
    std::erase_if(b.args, [](auto const& arg) { return !arg.second; });
    for (auto& [name, context] : b.additional_contexts) {
      bool const special = is_remote(context) || context.find("://") != std::string::npos ||
                           context.compare(0, service_prefix.size(), service_prefix) == 0;
      if (!special) context = absolute(context);
    }
  }

  project& project_;
  discovery const& found_;
};

}  // namespace

void resolve(project& p, discovery const& found) {
  resolver(p, found).run();
}

void resolve_env_files(project& p, discovery const& found, problem_log& log) {
  for (auto& [name, s] : p.services) {
    nullable_map values;
    for (env_file const& file : s.env_files) {
      if (!file_exists(file.path)) {
        if (file.required) {
          log.error(s.where("env_file"),
                    "services." + name + ": the env file `" + file.written + "` does not exist in " + found.directory,
                    "create it, or write `- path: ...` with `required: false`");
        }
        continue;
      }
      variable_lookup const variables = [&, &declared =
                                                s.environment](std::string const& key) -> std::optional<std::string> {
        if (std::optional<std::string> value = lookup(found, key)) return value;
        auto const own = declared.find(key);
        return own == declared.end() ? std::nullopt : own->second;
      };
      read_dotenv(file.path, file.path, variables, file.format == "raw", values, log);
    }
    for (auto& [key, value] : values) {
      if (value) s.environment.emplace(key, std::move(value));
    }
  }
}

void apply_profiles(project& p, std::vector<std::string> active, std::vector<std::string> const& named,
                    problem_log& log) {
  auto const enabled = [&](service const& s) {
    if (s.profiles.empty()) return true;
    return std::any_of(active.begin(), active.end(), [&](std::string const& profile) {
      return profile == "*" || std::find(s.profiles.begin(), s.profiles.end(), profile) != s.profiles.end();
    });
  };
  for (std::string const& name : named) {
    auto const known = p.services.find(name);
    if (known == p.services.end()) {
      std::vector<std::string> names;
      for (auto const& [service_name, unused] : p.services) names.push_back(service_name);
      log.error({}, "no such service: `" + name + "`" + did_you_mean(name, names),
                names.empty() ? "" : "this project has " + one_of(names));
    } else if (!enabled(known->second)) {
      active.insert(active.end(), known->second.profiles.begin(), known->second.profiles.end());
    }
  }
  for (auto at = p.services.begin(); at != p.services.end();) {
    if (enabled(at->second)) {
      ++at;
    } else {
      p.disabled_services.insert(p.services.extract(at++));
    }
  }
}

void drop_unused(project& p) {
  std::set<std::string> networks, volumes, secrets, configs;
  for (auto const& [name, s] : p.services) {
    for (auto const& [network, unused] : s.networks) networks.insert(network);
    for (volume_mount const& mount : s.volumes) {
      if (mount.type == "volume") volumes.insert(mount.source);
    }
    for (file_reference const& use : s.secrets) secrets.insert(use.source);
    if (s.build) {
      for (file_reference const& use : s.build->secrets) secrets.insert(use.source);
    }
    for (file_reference const& use : s.configs) configs.insert(use.source);
  }
  auto const keep = [](auto& values, std::set<std::string> const& used) {
    std::erase_if(values, [&](auto const& one) { return used.count(one.first) == 0; });
  };
  keep(p.networks, networks);
  keep(p.volumes, volumes);
  keep(p.secrets, secrets);
  keep(p.configs, configs);
}

}  // namespace dockverify::compose
