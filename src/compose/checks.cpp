// Consistency of the enabled services and of the top-level objects. Everything compose refuses is refused here, with a
// place.
#include "compose/checks.hpp"

#include <algorithm>
#include <set>

#include "compose/attribute.hpp"
#include "compose/paths.hpp"
#include "compose/resolve.hpp"
#include "compose/scalar.hpp"
#include "compose/units.hpp"

namespace dockverify::compose {

namespace {

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

bool is_plain_name(std::string_view name) noexcept {
  return !name.empty() && std::all_of(name.begin(), name.end(), is_name_character);
}

template <class Map>
std::vector<std::string> names_of(Map const& map) {
  std::vector<std::string> names;
  for (auto const& [name, unused] : map) names.push_back(name);
  return names;
}

yaml_entry const* entry_at(yaml_node const& root, std::string_view section, std::string_view name) {
  yaml_entry const* found = root.find(section);
  return found == nullptr ? nullptr : found->value.find(name);
}

class service_check {
 public:
  service_check(project const& p, service const& s, yaml_node const& root, problem_log& log)
      : project_(p), service_(s), root_(root), log_(log), entry_(entry_at(root, "services", s.name)) {}

  void run() {
    provider();
    dockerfiles();
    image_or_build();
    dependencies();
    networks();
    volumes();
    mount_targets();
    file_references();
    replicas();
    limits();
    platforms();
    restart_policy();
    values();
  }

  /// As far as it can be checked with variables in the values.
  void written() { pull_policy(); }

  /// What is checked even when the service is switched off: single values.
  void values() {
    pull_policy();
    container_name();
    if (service_.oom_score_adj < -1000 || service_.oom_score_adj > 1000)
      error("oom_score_adj", path("oom_score_adj") + " must be between -1000 and 1000", {}, problem_code::schema);
    if (service_.cpu_count < 0)
      error("cpu_count", path("cpu_count") + " can not be negative", {}, problem_code::schema);
    if (service_.cpu_percent < 0 || service_.cpu_percent > 100)
      error("cpu_percent", path("cpu_percent") + " must be between 0 and 100", {}, problem_code::schema);
  }

 private:
  [[nodiscard]] std::string path(std::string_view key) const {
    return "services." + service_.name + "." + std::string(key);
  }
  void error(std::string_view key, std::string message, std::string advice, problem_code code) {
    log_.error(service_.where(key), std::move(message), std::move(advice), code);
  }
  [[nodiscard]] bool says(std::string_view key) const {
    return entry_ != nullptr && entry_->value.find(key) != nullptr;
  }

  void undefined(std::string_view key, std::string_view kind, std::string const& value,
                 std::vector<std::string> const& known, std::string_view section) {
    std::string const guess = nearest(value, known);
    std::string const name = shown(root_, value);
    std::string advice;
    if (!guess.empty()) {
      advice = "write `" + guess + "`";
    } else {
      advice = "declare it at the top level: `" + std::string(section) + ": {" + name + ": }`";
      if (section == "secrets" || section == "configs")
        advice = "declare it at the top level, under `" + std::string(section) + "`";
      if (section == "services") advice = known.empty() ? "" : "this project has " + one_of(known);
    }
    error(key,
          "service `" + service_.name + "` refers to the undefined " + std::string(kind) + " `" + name + "`" +
              did_you_mean(value, known),
          std::move(advice), problem_code::undefined_reference);
  }

  void dockerfiles() {
    if (!service_.build || service_.build->dockerfile.empty() || service_.build->dockerfile_inline.empty()) return;
    error("build", path("build") + " has both `dockerfile` and `dockerfile_inline`, which exclude each other",
          "keep one of them", problem_code::exclusive_keys);
  }

  void provider() {
    yaml_entry const* provider = entry_ == nullptr ? nullptr : entry_->value.find("provider");
    if (provider != nullptr && provider->value.is_map() && provider->value.find("type") == nullptr)
      error("provider", path("provider") + " has no `type`", "name the program that provides the service: `type: NAME`",
            problem_code::schema);
  }

  void image_or_build() {
    if (service_.provider || (entry_ != nullptr && entry_->value.broken)) return;
    if (!service_.image.empty() || service_.build || says("build")) return;
    if (says("image")) {
      // Of any other kind it has been refused already.
      yaml_node const& image = entry_->value.find("image")->value;
      if (image.kind != value_kind::text) return;
      return error("image", path("image") + " is empty, and there is no build",
                   image.written.empty()
                       ? "write `image: name:tag`"
                       : "the variable in it is not set: set it, or give it a default, ${NAME:-value}",
                   problem_code::no_image);
    }
    error("", "service `" + service_.name + "` has neither an image nor a build", "add `image: name:tag` or `build: .`",
          problem_code::no_image);
  }

  void dependencies() {
    // Only for messages: with thousands of services, copying their names for each would be felt.
    auto const all = [&] {
      std::vector<std::string> names = names_of(project_.services);
      for (std::string& name : names_of(project_.disabled_services)) names.push_back(std::move(name));
      return names;
    };
    for (auto const& [name, needed] : service_.depends_on) {
      if (project_.services.count(name) != 0) continue;
      std::string const key = needed.implicit ? implied_by(name) : "depends_on." + name;
      auto const disabled = project_.disabled_services.find(name);
      if (disabled == project_.disabled_services.end()) {
        undefined(key, "service", name, all(), "services");
      } else if (needed.required) {
        error(key,
              "service `" + service_.name + "` depends on `" + name +
                  "`, which is switched off: its profiles are not active",
              "add `--profile " + disabled->second.profiles.front() + "`, or `required: false` to the dependency",
              problem_code::undefined_reference);
      }
    }
    if (!service_.build) return;
    for (auto const& [name, context] : service_.build->additional_contexts) {
      if (context.compare(0, 8, "service:") != 0) continue;
      std::string const wanted = context.substr(8);
      std::string const key = "build.additional_contexts." + name;
      auto const other = project_.services.find(wanted);
      if (project_.disabled_services.count(wanted) != 0) {
        error(key, path(key) + " is the service `" + wanted + "`, which is switched off: its profiles are not active",
              "switch it on, or name the directory", problem_code::undefined_reference);
      } else if (other == project_.services.end()) {
        undefined(key, "service", wanted, all(), "services");
      } else if (!other->second.build) {
        error(key, path(key) + " is the service `" + wanted + "`, which has no build",
              "name a service with `build`, or an image: `docker-image://name:tag`", problem_code::undefined_reference);
      }
    }
  }

  [[nodiscard]] std::string implied_by(std::string const& name) const {
    for (std::string const& link : service_.links) {
      if (linked_service(link) == name) return "links";
    }
    for (std::string const& from : service_.volumes_from) {
      if (from.substr(0, from.find(':')) == name) return "volumes_from";
    }
    std::string const reference = "service:" + name;
    if (service_.network_mode == reference) return "network_mode";
    if (service_.ipc == reference) return "ipc";
    if (service_.pid == reference) return "pid";
    return service_.uts == reference ? "uts" : "cgroup";
  }

  void networks() {
    if (!service_.network_mode.empty() && !service_.networks.empty()) {
      error("network_mode",
            "service `" + service_.name + "` has both `network_mode` and `networks`, which exclude each other",
            "keep one of them", problem_code::exclusive_keys);
    }
    for (auto const& [name, unused] : service_.networks) {
      if (project_.networks.count(name) == 0)
        undefined("networks." + name, "network", name, names_of(project_.networks), "networks");
    }
  }

  void volumes() {
    for (std::size_t i = 0; i < service_.volumes.size(); ++i) {
      volume_mount const& mount = service_.volumes[i];
      if (mount.type != "volume" || mount.source.empty() || project_.volumes.count(mount.source) != 0) continue;
      std::string const key = "volumes[" + std::to_string(i) + "]";
      if (mount.source.find('/') != std::string::npos) {
        error(key,
              "service `" + service_.name + "` refers to the undefined volume `" + shown(root_, mount.source) + "`",
              "a path starts with `./` or `/`: write `./" + shown(root_, mount.source) + "`",
              problem_code::undefined_reference);
      } else {
        undefined(key, "volume", mount.source, names_of(project_.volumes), "volumes");
      }
    }
  }

  void mount_targets() {
    std::map<std::string, std::string> taken;
    auto const take = [&](std::string const& target, std::string const& key) {
      auto const [other, added] = taken.emplace(target, key);
      if (!added)
        error(key, path(key) + ": the target " + shown(root_, target) + " is already mounted by " + other->second,
              "remove one of them", problem_code::mount_target_twice);
    };
    for (std::size_t i = 0; i < service_.tmpfs.size(); ++i) {
      std::string const& line = service_.tmpfs[i];
      take(line.substr(0, line.find(':')), "tmpfs[" + std::to_string(i) + "]");
    }
    for (std::size_t i = 0; i < service_.volumes.size(); ++i)
      take(service_.volumes[i].target, "volumes[" + std::to_string(i) + "]");
  }

  void file_references() {
    auto const check = [&](std::vector<file_reference> const& uses, std::map<std::string, file_object> const& known,
                           std::string_view key, std::string_view kind, std::string_view section) {
      for (std::size_t i = 0; i < uses.size(); ++i) {
        if (known.count(uses[i].source) == 0)
          undefined(std::string(key) + "[" + std::to_string(i) + "]", kind, uses[i].source, names_of(known), section);
      }
    };
    check(service_.secrets, project_.secrets, "secrets", "secret", "secrets");
    check(service_.configs, project_.configs, "configs", "config", "configs");
    for (auto const& [name, unused] : service_.models) {
      if (project_.models.count(name) == 0)
        undefined("models." + name, "model", name, names_of(project_.models), "models");
    }
    if (service_.build) check(service_.build->secrets, project_.secrets, "build.secrets", "secret", "secrets");
  }

  void replicas() {
    bool const both = service_.scale && service_.deploy && service_.deploy->replicas;
    if (both && *service_.scale != static_cast<std::int64_t>(*service_.deploy->replicas)) {
      error("scale", path("scale") + " and deploy.replicas contradict each other", "keep one of them",
            problem_code::limit_conflict);
    }
    if (service_.container_name.empty()) return;
    if (service_.replicas() > 1) {
      error("container_name",
            path("container_name") + " can not be used with " + std::to_string(service_.replicas()) +
                " replicas: container names are unique",
            "remove container_name, or run one replica", problem_code::exclusive_keys);
    }
  }

  void differ(std::string_view key, std::string_view other) {
    error(key, path(key) + " and " + std::string(other) + " contradict each other",
          "write the limit in one place only, or the same value in both", problem_code::limit_conflict);
  }

  void limits() {
    if (!service_.deploy) return;
    if (std::optional<resource> const& most = service_.deploy->limits) {
      auto const cpus = static_cast<float>(parse_float(most->cpus).value_or(0));
      // compose compares as soon as deploy.resources.limits exists, with or without the key.
      if (service_.cpus != 0 && service_.cpus != cpus) differ("cpus", "deploy.resources.limits.cpus");
      if (service_.mem_limit != 0 && service_.mem_limit != most->memory)
        differ("mem_limit", "deploy.resources.limits.memory");
      if (service_.pids_limit != 0 && service_.pids_limit != most->pids)
        differ("pids_limit", "deploy.resources.limits.pids");
    }
    if (std::optional<resource> const& least = service_.deploy->reservations) {
      if (service_.mem_reservation != 0 && service_.mem_reservation != least->memory)
        differ("mem_reservation", "deploy.resources.reservations.memory");
    }
  }

  void platforms() {
    if (!service_.build || service_.platform.empty() || service_.build->platforms.empty()) return;
    string_list const& built = service_.build->platforms;
    if (std::find(built.begin(), built.end(), service_.platform) != built.end()) return;
    error("platform",
          path("platform") + " is `" + shown(root_, service_.platform) + "`, which build.platforms does not have",
          "add it to build.platforms, or remove `platform`", problem_code::platform_not_built);
  }

  /// The value of a key that is there as a text.
  [[nodiscard]] yaml_node const* text_at(std::string_view key) const {
    yaml_entry const* found = entry_ == nullptr ? nullptr : entry_->value.find(key);
    bool const text = found != nullptr && found->value.kind == value_kind::text && !found->value.broken;
    return text ? &found->value : nullptr;
  }

  /// The schema's pattern is not anchored: for compose it is enough that the text has a policy in it.
  void pull_policy() {
    yaml_node const* written = text_at("pull_policy");
    if (written == nullptr) return;
    std::vector<std::string> const policies{"always",  "never",   "build", "if_not_present",
                                            "missing", "refresh", "daily", "weekly"};
    std::string const& policy = written->text;
    if (std::find(policies.begin(), policies.end(), policy) != policies.end()) return;
    constexpr std::string_view interval = "every_";
    bool const timed = policy.starts_with(interval);
    if (timed && parse_duration(policy.substr(interval.size())) && has_interval(policy)) return;
    std::string const advice = timed ? "write `every_12h`" : "it is one of " + one_of(policies);
    std::string const message =
        policy.empty() ? path("pull_policy") + " can not be empty"
        : timed        ? path("pull_policy") + " has no duration of whole numbers after `every_`"
                       : path("pull_policy") + " can not be `" + shown(*written) + "`" + did_you_mean(policy, policies);
    bool const fits = has_interval(policy) ||
                      std::any_of(policies.begin(), policies.end(),
                                  [&](std::string const& one) { return policy.find(one) != std::string::npos; });
    if (fits) return log_.warning(service_.where("pull_policy"), message, advice);
    error("pull_policy", message, advice, problem_code::schema);
  }

  /// `every_([0-9]+[wdhms])+` anywhere in the text.
  static bool has_interval(std::string_view text) {
    constexpr std::string_view interval = "every_";
    for (std::size_t at = text.find(interval); at != std::string_view::npos; at = text.find(interval, at + 1)) {
      std::string_view const rest = text.substr(at + interval.size());
      std::size_t const unit = rest.find_first_not_of("0123456789");
      if (unit != 0 && unit != std::string_view::npos && std::string_view("wdhms").find(rest[unit]) < 5) return true;
    }
    return false;
  }

  void restart_policy() {
    std::string const policy = service_.restart.substr(0, service_.restart.find(':'));
    std::vector<std::string> const policies{"no", "always", "on-failure", "unless-stopped"};
    if (!policy.empty() && std::find(policies.begin(), policies.end(), policy) == policies.end()) {
      log_.warning(service_.where("restart"),
                   path("restart") + ": the engine knows no restart policy `" + shown(root_, policy) + "`" +
                       did_you_mean(policy, policies),
                   "it is one of " + one_of(policies));
    }
  }

  void container_name() {
    std::string const& container = service_.container_name;
    if (text_at("container_name") == nullptr) return;
    // The schema's pattern is not anchored: two characters that fit are enough for compose, and the engine refuses the
    // rest.
    bool const fits = container.size() >= 2 && is_plain_name(container) && container[0] != '.' && container[0] != '-' &&
                      container[0] != '_';
    if (!fits) {
      error("container_name",
            path("container_name") +
                " must have at least two of the characters a-z, A-Z, 0-9, `_`, `.`, `-` and start "
                "with a letter or a digit",
            {}, problem_code::container_name_invalid);
    }
  }

  project const& project_;
  service const& service_;
  yaml_node const& root_;
  problem_log& log_;
  yaml_entry const* entry_;  ///< what the files say of the service
};

/// Finds each cycle of dependencies once and prints it as a path.
class cycle_check {
 public:
  cycle_check(project const& p, problem_log& log) : project_(p), log_(log) {}

  void run() {
    for (auto const& [name, unused] : project_.services) {
      if (done_.count(name) == 0) visit(name);
    }
  }

 private:
  /// Depth-first with a stack of its own: chains may be long.
  void visit(std::string const& start) {
    struct step {
      std::string const* name;
      std::map<std::string, dependency>::const_iterator next;
    };
    std::vector<step> stack;
    std::set<std::string> open;
    auto const enter = [&](std::map<std::string, service>::const_iterator at) {
      stack.push_back({&at->first, at->second.depends_on.begin()});
      open.insert(at->first);
    };
    enter(project_.services.find(start));
    while (!stack.empty()) {
      service const& current = project_.services.at(*stack.back().name);
      if (stack.back().next == current.depends_on.end()) {
        done_.insert(*stack.back().name);
        open.erase(*stack.back().name);
        stack.pop_back();
        continue;
      }
      std::string const& wanted = (stack.back().next++)->first;
      auto const found = project_.services.find(wanted);
      if (found == project_.services.end() || done_.count(wanted) != 0) continue;
      if (open.count(wanted) == 0) {
        enter(found);
        continue;
      }
      auto const first = std::find_if(stack.begin(), stack.end(), [&](step const& s) { return *s.name == wanted; });
      std::string path;
      for (auto at = first; at != stack.end(); ++at) path += *at->name + " -> ";
      log_.error(current.where("depends_on." + wanted), "the dependencies form a cycle: " + path + wanted,
                 "remove one of these dependencies", problem_code::cycle);
    }
  }

  project const& project_;
  problem_log& log_;
  std::set<std::string> done_;
};

void check_names(project const& p, problem_log& log) {
  auto const check = [&](auto const& values, std::string_view section) {
    for (auto const& [key, value] : values) {
      if (!is_plain_name(key)) {
        log.error(value.marks.find(""), "`" + key + "` is no valid name in " + std::string(section),
                  "use only a-z, A-Z, 0-9, `_`, `.` and `-`", problem_code::schema);
      }
    }
  };
  check(p.services, "services");
  check(p.disabled_services, "services");
  check(p.volumes, "volumes");
  check(p.secrets, "secrets");
  check(p.configs, "configs");
}

void check_volumes(project const& p, problem_log& log) {
  for (auto const& [key, v] : p.volumes) {
    if (!v.external) continue;
    std::string_view const also = !v.driver.empty()        ? "driver"
                                  : !v.driver_opts.empty() ? "driver_opts"
                                  : !v.labels.empty()      ? "labels"
                                                           : "";
    if (!also.empty()) {
      log.error(v.marks.find(also),
                "volumes." + key + " has both `external` and `" + std::string(also) + "`, which exclude each other",
                "an external volume exists already: keep only `external` and `name`", problem_code::exclusive_keys);
    }
  }
}

void check_models(project const& p, yaml_node const& root, problem_log& log) {
  for (auto const& [key, one] : p.models) {
    yaml_entry const* entry = entry_at(root, "models", key);
    if (entry == nullptr || entry->value.find("model") == nullptr)
      log.error(one.marks.find(""), "models." + key + " has no `model`", "name the model: `model: ai/NAME`",
                problem_code::schema);
  }
}

void check_file_objects(std::map<std::string, file_object> const& objects, std::string const& section,
                        bool with_content, yaml_node const& root, problem_log& log) {
  std::vector<std::string> const sources = with_content ? std::vector<std::string>{"file", "environment", "content"}
                                                        : std::vector<std::string>{"file", "environment"};
  for (auto const& [key, one] : objects) {
    if (one.external) continue;
    yaml_entry const* entry = entry_at(root, section, key);
    auto const given = std::count_if(sources.begin(), sources.end(), [&](std::string const& source) {
      return entry != nullptr && entry->value.find(source) != nullptr;
    });
    // For compose's schema `external` will do instead, whatever it says, and a secret's driver. Later a secret must
    // have a source that says something.
    bool const says_external = entry != nullptr && entry->value.find("external") != nullptr;
    bool const by_schema = given == 1 || (given == 0 && (says_external || (!with_content && !one.driver.empty())));
    bool const by_value = with_content || !one.file.empty() || !one.environment.value_or("").empty();
    if (by_schema && (by_value || log.structure_only())) continue;
    log.error(one.marks.find(""),
              section + "." + key + (given > 1 ? " has several sources, which exclude each other" : " has no source"),
              given > 1 ? "keep one of " + one_of(sources) : "add " + one_of(sources),
              problem_code::file_object_source);
  }
}

void check_container_names(project const& p, yaml_node const& root, problem_log& log) {
  std::map<std::string, std::string> taken;
  for (auto const& [name, s] : p.services) {
    if (s.container_name.empty()) continue;
    auto const [other, added] = taken.emplace(s.container_name, name);
    if (!added) {
      log.error(s.where("container_name"),
                "the services `" + other->second + "` and `" + name + "` have the same container_name `" +
                    shown(root, s.container_name) + "`",
                "give each its own, or none", problem_code::container_name_twice);
    }
  }
}

}  // namespace

void check_written(project const& p, yaml_node const& root, problem_log& log) {
  check_names(p, log);
  for (auto const& [name, s] : p.services) service_check(p, s, root, log).written();
  check_file_objects(p.secrets, "secrets", false, root, log);
  check_file_objects(p.configs, "configs", true, root, log);
}

void check_project(project const& p, yaml_node const& root, problem_log& log) {
  check_names(p, log);
  for (auto const& [name, s] : p.services) service_check(p, s, root, log).run();
  for (auto const& [name, s] : p.disabled_services) service_check(p, s, root, log).values();
  cycle_check(p, log).run();
  check_volumes(p, log);
  check_file_objects(p.secrets, "secrets", false, root, log);
  check_file_objects(p.configs, "configs", true, root, log);
  check_container_names(p, root, log);
  check_models(p, root, log);
}

}  // namespace dockverify::compose
