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

}  // namespace

std::string_view linked_service(std::string_view link) {
  std::size_t const colon = link.find(':');
  return colon == link.rfind(':') ? link.substr(0, colon) : link;
}

namespace {

void implied_dependencies(service& s) {
  for (std::string const& link : s.links) imply(s, std::string(linked_service(link)), true);
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
    for (auto* objects : {&project_.secrets, &project_.configs}) {
      for (auto& [key, one] : *objects) {
        // An included project has looked it up with its own variables.
        if (one.environment && !one.content) one.content = lookup(found_, *one.environment);
      }
    }
  }

 private:
  void resolve_service(service& s) {
    if (s.pull_policy == "if_not_present") s.pull_policy = "missing";
    if (s.scale && s.deploy && !s.deploy->replicas) s.deploy->replicas = static_cast<std::uint64_t>(*s.scale);
    if (s.build) resolve_build(*s.build);
    fill_from_environment(s.environment, found_);
    implied_dependencies(s);
  }

  void resolve_build(build& b) {
    fill_from_environment(b.args, found_);
    // Unlike a variable of the container, an argument without a value is none.
    std::erase_if(b.args, [](auto const& arg) { return !arg.second; });
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
    std::size_t index = 0;
    for (env_file& file : s.env_files) {
      std::string const key = "env_file[" + std::to_string(index++) + "]";
      file.merged = true;
      if (!file_exists(file.path)) {
        if (file.required) {
          log.error(s.where(key),
                    "services." + name + ": the env file `" + file.written + "` does not exist in " + found.directory,
                    "create it, or write `- path: ...` with `required: false`", problem_code::env_file_missing);
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

void resolve_label_files(project& p, problem_log& log) {
  for (auto& [name, s] : p.services) {
    nullable_map values;
    variable_lookup const earlier = [&](std::string const& key) -> std::optional<std::string> {
      auto const known = values.find(key);
      return known == values.end() ? std::nullopt : known->second;
    };
    for (label_file const& file : s.label_files) {
      if (!file_exists(file.path)) {
        log.error(s.where("label_file"), "services." + name + ": the label file `" + file.written + "` does not exist",
                  "create it, or remove it from `label_file`", problem_code::undefined_reference);
      } else {
        read_dotenv(file.path, file.path, earlier, false, values, log);
      }
    }
    for (auto& [key, value] : values) {
      if (value) s.labels.emplace(key, std::move(*value));
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
  std::set<std::string> networks, volumes, secrets, configs, models;
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
    for (auto const& [model, unused] : s.models) models.insert(model);
  }
  auto const keep = [](auto& values, std::set<std::string> const& used) {
    std::erase_if(values, [&](auto const& one) { return used.count(one.first) == 0; });
  };
  keep(p.networks, networks);
  keep(p.volumes, volumes);
  keep(p.secrets, secrets);
  keep(p.configs, configs);
  keep(p.models, models);
}

}  // namespace dockverify::compose
