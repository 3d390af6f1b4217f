#include "compose/model_tree.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "compose/families.hpp"
#include "compose/natural_order.hpp"
#include "compose/paths.hpp"
#include "compose/resolve.hpp"

namespace dockverify::compose {

namespace {

constexpr std::string_view service_prefix = "service:";

ordered_json* find(ordered_json& object, char const* key) {
  if (!object.is_object()) return nullptr;
  auto const found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

bool has_value(ordered_json& object, char const* key) {
  ordered_json const* found = find(object, key);
  return found != nullptr && !found->is_null();
}

std::string text_of(ordered_json& object, char const* key) {
  ordered_json const* found = find(object, key);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string{};
}

void set_if_missing(ordered_json& object, char const* key, ordered_json value) {
  if (object.is_object() && !object.contains(key)) object[key] = std::move(value);
}

void for_each(ordered_json* values, std::function<void(ordered_json&)> const& act) {
  if (values == nullptr || !values->is_structured()) return;
  for (ordered_json& one : *values) act(one);
}

yaml_node text_node(std::string text) {
  yaml_node node;
  node.kind = value_kind::text;
  node.text = std::move(text);
  return node;
}

/// The long form of a list of short forms as the codec prints it; nothing when it can not be read, which with variables
/// in it is no error.
template <class Codec, class Value>
std::optional<ordered_json> long_form(yaml_node item) {
  problem_log ignored;
  source_marks marks;
  yaml_node list;
  list.kind = value_kind::list;
  list.items.push_back(std::move(item));
  std::vector<Value> values;
  Codec::read(reader{ignored, marks, "", ""}, list, values);
  if (ignored.failed() || values.empty()) return std::nullopt;
  printer out{model_view::yaml};
  Codec::write(out, "list", values);
  return out.object["list"];
}

template <class Codec, class Value>
std::optional<ordered_json> long_form(ordered_json const& item) {
  return long_form<Codec, Value>(text_node(item.is_string() ? item.get<std::string>() : item.dump()));
}

/// A short mount of an included or extended file has its absolute host path beside its text, which JSON has no place
/// for.
void expand_resolved_mounts(yaml_node const& root, ordered_json& model) {
  yaml_entry const* services = root.find("services");
  if (services == nullptr) return;
  for (yaml_entry const& service : services->value.entries) {
    yaml_entry const* volumes = service.value.find("volumes");
    if (volumes == nullptr || !volumes->value.is_list()) continue;
    for (std::size_t i = 0; i < volumes->value.items.size(); ++i) {
      yaml_node const& mount = volumes->value.items[i];
      if (mount.kind != value_kind::text || mount.items.empty()) continue;
      if (auto const expanded = long_form<mounts_codec, volume_mount>(mount))
        model["services"][service.key]["volumes"][i] = expanded->front();
    }
  }
}

/// What two entries of a list share when a later one replaces the earlier one.
void keep_last(ordered_json* list, std::function<std::string(ordered_json const&)> const& identity) {
  if (list == nullptr || !list->is_array()) return;
  ordered_json kept = ordered_json::array();
  std::vector<std::string> identities;
  for (ordered_json const& item : *list) {
    std::string one = identity(item);
    auto const known = std::find(identities.begin(), identities.end(), one);
    if (known == identities.end()) {
      identities.push_back(std::move(one));
      kept.push_back(item);
    } else {
      kept[static_cast<std::size_t>(known - identities.begin())] = item;
    }
  }
  *list = std::move(kept);
}

std::string before_equals(ordered_json const& item) {
  std::string const text = item.is_string() ? item.get<std::string>() : item.dump();
  return text.substr(0, text.find('='));
}

void to_list(ordered_json* value) {
  if (value != nullptr && value->is_string()) *value = ordered_json::array({*value});
}

/// A list of names as a mapping from each to `settings`.
void to_mapping(ordered_json* value, ordered_json const& settings) {
  if (value == nullptr || !value->is_array()) return;
  ordered_json mapping = ordered_json::object();
  for (ordered_json const& name : *value) {
    if (!name.is_string()) return;
    mapping[name.get<std::string>()] = settings;
  }
  *value = std::move(mapping);
}

class expansion {
 public:
  expansion(ordered_json& model, model_place const& place) : model_(model), place_(place) {}

  void run() {
    model_.erase("version");
    model_.erase("include");
    model_["name"] = place_.name;
    if (ordered_json* services = find(model_, "services")) {
      for (auto const& [name, one] : services->items()) {
        if (one.is_object()) service(one);
      }
    }
    imply_default_network();
    for (char const* section : {"networks", "volumes", "secrets", "configs"}) {
      ordered_json* resources = find(model_, section);
      if (resources == nullptr || !resources->is_object()) continue;
      for (auto const& [key, one] : resources->items()) {
        resource(key, one);
      }
    }
  }

 private:
  [[nodiscard]] std::string absolute(std::string const& path) const {
    // What is absolute stays as it is written.
    return is_absolute(path) ? std::string(path) : absolute_path(place_.directory, path, place_.home);
  }
  /// An empty path is none.
  void make_absolute(ordered_json& value) const {
    if (value.is_string() && value != "") value = absolute(value.get<std::string>());
  }
  /// Where compose leaves an empty text empty.
  void make_filled_absolute(ordered_json& value) const {
    if (value != "") make_absolute(value);
  }
  void make_filled_absolute(ordered_json& object, char const* key) const {
    if (ordered_json* value = find(object, key)) make_filled_absolute(*value);
  }
  /// Of what the engine may have to find: a Windows path stays as it is.
  void find_on_host(ordered_json& value) const {
    if (value.is_string() && !is_windows_absolute(value.get_ref<std::string const&>()))
      value = absolute(value.get<std::string>());
  }
  void find_on_host(ordered_json& object, char const* key) const {
    if (ordered_json* value = find(object, key)) find_on_host(*value);
  }

  void service(ordered_json& s) const {
    long_forms(s);
    distinct_entries(s);
    for_each(find(s, "volumes"), [this](ordered_json& mount) { mount_paths(mount); });
    if (ordered_json* one = find(s, "build")) build(*one);
    to_list(find(s, "label_file"));
    for_each(find(s, "label_file"), [this](ordered_json& path) { make_filled_absolute(path); });
    env_files(s);
    if (text_of(s, "gpus") == "all") s["gpus"] = ordered_json::array({ordered_json::object()});
    devices(find(s, "gpus"));
    if (ordered_json* deploy = find(s, "deploy")) {
      ordered_json* resources = find(*deploy, "resources");
      ordered_json* reservations = resources == nullptr ? nullptr : find(*resources, "reservations");
      if (reservations != nullptr) devices(find(*reservations, "devices"));
    }
    if (ordered_json* develop = find(s, "develop"))
      for_each(find(*develop, "watch"), [this](ordered_json& trigger) {
        make_filled_absolute(trigger, "path");
        to_list(find(trigger, "include"));
        to_list(find(trigger, "ignore"));
      });
    if (text_of(s, "pull_policy") == "if_not_present") s["pull_policy"] = "missing";
    dependencies(s);
    ordered_json const* networks = find(s, "networks");
    bool const none = networks == nullptr || networks->empty();
    if (none && !has_value(s, "network_mode") && !has_value(s, "provider")) s["networks"] = {{"default", nullptr}};
  }

  void mount_paths(ordered_json& mount) const {
    if (ordered_json* target = find(mount, "target"); target != nullptr && target->is_string())
      *target = clean_path(target->get<std::string>());
    if (text_of(mount, "type") == "bind") find_on_host(mount, "source");
  }

  static void long_forms(ordered_json& s) {
    to_list(find(s, "dns"));
    drop_empty(find(s, "dns"));
    references(s, "secrets", "/run/secrets/");
    references(s, "configs", {});
    to_mapping(find(s, "networks"), nullptr);
    to_mapping(find(s, "models"), nullptr);
    for_each(find(s, "volumes"), [](ordered_json& mount) {
      if (!mount.is_string()) return;
      if (auto const expanded = long_form<mounts_codec, volume_mount>(mount)) mount = expanded->front();
    });
    for_each(find(s, "devices"), [](ordered_json& device) {
      if (!device.is_string()) return;
      auto const expanded = long_form<devices_codec, device_mapping>(device);
      device =
          expanded ? expanded->front() : ordered_json::object({{"source", ""}, {"target", ""}, {"permissions", "rwm"}});
    });
    ports(find(s, "ports"));
  }

  static void drop_empty(ordered_json* list) {
    if (list == nullptr || !list->is_array()) return;
    ordered_json kept = ordered_json::array();
    for (ordered_json const& item : *list) {
      if (item != "") kept.push_back(item);
    }
    *list = std::move(kept);
  }

  /// All of them or none: a range becomes several entries.
  static void ports(ordered_json* list) {
    if (list == nullptr || !list->is_array()) return;
    ordered_json expanded = ordered_json::array();
    for (ordered_json const& item : *list) {
      if (item.is_object()) {
        expanded.push_back(item);
        continue;
      }
      auto const several = long_form<ports_codec, port>(item);
      if (!several) return;
      for (ordered_json const& one : *several) expanded.push_back(one);
    }
    for (ordered_json& one : expanded) {
      set_if_missing(one, "mode", "ingress");
      set_if_missing(one, "protocol", "tcp");
    }
    *list = std::move(expanded);
  }

  static void distinct_entries(ordered_json& s) {
    for (char const* key : {"annotations", "cap_add", "cap_drop", "dns", "dns_opt", "dns_search", "environment",
                            "expose", "labels", "links", "profiles", "sysctls", "tmpfs"})
      keep_last(find(s, key), before_equals);
    for (char const* key : {"volumes", "devices", "secrets", "configs"})
      keep_last(find(s, key), [](ordered_json const& item) {
        if (!item.is_object()) return item.dump();
        // Only configs have a source and no target here: theirs is below the root.
        ordered_json const target = item.value("target", ordered_json());
        ordered_json const source = item.value("source", ordered_json());
        if (target.is_string()) return target.get<std::string>();
        return source.is_string() ? "/" + source.get<std::string>() : source.dump();
      });
    if (ordered_json* deploy = find(s, "deploy")) keep_last(find(*deploy, "labels"), before_equals);
    keep_last(find(s, "ports"), [](ordered_json const& one) {
      if (!one.is_object()) return one.dump();
      return one.value("host_ip", "0.0.0.0") + ":" + one.value("published", ordered_json()).dump() + ":" +
             one.value("target", ordered_json()).dump() + "/" + one.value("protocol", "");
    });
    ordered_json* networks = find(s, "networks");
    for_each(networks, [](ordered_json& network) {
      keep_last(find(network, "aliases"), before_equals);
      keep_last(find(network, "link_local_ips"), before_equals);
    });
  }

  void build(ordered_json& b) const {
    if (b.is_string()) b = {{"context", b}};
    if (!b.is_object()) return;
    if (!has_value(b, "context")) b["context"] = ".";
    context(b["context"]);
    if (!has_value(b, "dockerfile") && !has_value(b, "dockerfile_inline")) b["dockerfile"] = "Dockerfile";
    if (ordered_json* contexts = find(b, "additional_contexts")) {
      key_values(*contexts, false);
      for_each(contexts, [this](ordered_json& one) { context(one); });
    }
    if (ordered_json* keys = find(b, "ssh")) {
      key_values(*keys, true);
      for_each(keys, [this](ordered_json& path) { find_on_host(path); });
    }
    for (char const* key : {"args", "labels", "tags", "platforms"}) keep_last(find(b, key), before_equals);
    for (char const* key : {"provenance", "sbom"}) {
      ordered_json* value = find(b, key);
      if (value != nullptr && value->is_boolean()) *value = value->get<bool>() ? "true" : "false";
    }
    drop_unset_arguments(find(b, "args"));
    references(b, "secrets", {});
  }

  /// An argument without a value is none.
  static void drop_unset_arguments(ordered_json* args) {
    if (args == nullptr || !args->is_structured()) return;
    ordered_json kept = args->is_object() ? ordered_json::object() : ordered_json::array();
    for (auto const& [key, value] : args->items()) {
      if (args->is_object() && !value.is_null()) kept[key] = value;
      if (args->is_array() && !(value.is_string() && value.get<std::string>().find('=') == std::string::npos))
        kept.push_back(value);
    }
    *args = std::move(kept);
  }

  void context(ordered_json& value) const {
    if (!value.is_string()) return;
    std::string const path = value.get<std::string>();
    bool const special =
        path.empty() || is_remote(path) || path.find("://") != std::string::npos || path.starts_with(service_prefix);
    if (!special) value = absolute(path);
  }

  /// A list of KEY=VALUE as a mapping; one without a value leaves all as it is, unless it `may_be_null`.
  static void key_values(ordered_json& value, bool may_be_null) {
    if (!value.is_array()) return;
    ordered_json mapping = ordered_json::object();
    for (ordered_json const& item : value) {
      if (!item.is_string()) return;
      auto const [key, assigned] = split_variable(item.get<std::string>());
      if (!assigned && !may_be_null) return;
      mapping[key] = assigned ? ordered_json(*assigned) : ordered_json(nullptr);
    }
    value = std::move(mapping);
  }

  void env_files(ordered_json& s) const {
    ordered_json* files = find(s, "env_file");
    to_list(files);
    for_each(files, [](ordered_json& file) {
      if (file.is_string()) file = {{"path", file}};
      set_if_missing(file, "required", true);
    });
    keep_last(files, [this](ordered_json const& file) {
      ordered_json const path = file.is_object() ? file.value("path", ordered_json()) : file;
      return path.is_string() ? seen_from(place_.directory, path.get<std::string>()) : path.dump();
    });
    for_each(files, [this](ordered_json& file) { make_filled_absolute(file, "path"); });
  }

  static void references(ordered_json& owner, char const* key, std::string const& directory) {
    for_each(find(owner, key), [&](ordered_json& use) {
      if (use.is_string()) use = {{"source", use}};
      if (directory.empty()) return;
      if (std::string const source = text_of(use, "source"); !source.empty())
        set_if_missing(use, "target", directory + source);
    });
  }

  static void devices(ordered_json* requests) {
    for_each(requests, [](ordered_json& request) {
      if (!has_value(request, "device_ids")) set_if_missing(request, "count", "all");
    });
  }

  static void dependencies(ordered_json& s) {
    if (ordered_json* declared = find(s, "depends_on")) {
      to_mapping(declared, {{"condition", "service_started"}});
      for_each(declared, [](ordered_json& one) { set_if_missing(one, "required", true); });
    }
    ordered_json all = s.value("depends_on", ordered_json::object());
    if (!all.is_object()) return;
    auto const imply = [&](std::string const& name, bool restart) {
      set_if_missing(all, name.c_str(), {{"condition", "service_started"}, {"restart", restart}, {"required", true}});
    };
    for_each(find(s, "links"), [&](ordered_json& link) {
      if (link.is_string()) imply(std::string(linked_service(link.get_ref<std::string const&>())), true);
    });
    for (char const* key : {"network_mode", "ipc", "pid", "uts", "cgroup"}) {
      if (std::string const mode = text_of(s, key); mode.starts_with(service_prefix))
        imply(mode.substr(service_prefix.size()), true);
    }
    for_each(find(s, "volumes_from"), [&](ordered_json& from) {
      std::string const text = from.is_string() ? from.get<std::string>() : std::string{};
      if (!text.empty() && !text.starts_with("container:")) imply(text.substr(0, text.find(':')), false);
    });
    if (!all.empty()) s["depends_on"] = std::move(all);
  }

  void imply_default_network() {
    ordered_json* services = find(model_, "services");
    bool used = false;
    for_each(services, [&](ordered_json& s) {
      ordered_json* networks = find(s, "networks");
      used = used || (!has_value(s, "network_mode") && networks != nullptr && networks->contains("default"));
    });
    if (used && !has_value(model_, "networks")) model_["networks"] = ordered_json::object();
    if (used) set_if_missing(model_["networks"], "default", nullptr);
  }

  void resource(std::string const& key, ordered_json& one) const {
    if (one.is_null()) one = ordered_json::object();
    if (!one.is_object()) return;
    keep_last(find(one, "labels"), before_equals);
    if (ordered_json* external = find(one, "external"); external != nullptr && external->is_object()) {
      std::string const name = text_of(*external, "name");
      *external = true;
      if (!name.empty()) one["name"] = name;
    }
    if (!has_value(one, "name")) {
      ordered_json const external = one.value("external", ordered_json());
      bool const is_external = external == true || external == "true";
      one["name"] = is_external ? key : place_.name + "_" + key;
    }
    find_on_host(one, "file");
    ordered_json* options = find(one, "driver_opts");
    if (options != nullptr && text_of(one, "driver") == "local" && text_of(*options, "o") == "bind")
      find_on_host(*options, "device");
  }

  ordered_json& model_;
  model_place const& place_;
};

}  // namespace

ordered_json model_tree(yaml_node const& root, model_place const& place, model_view view) {
  ordered_json model = plain_json(root);
  expand_resolved_mounts(root, model);
  expansion(model, place).run();
  sort_throughout(model, view);
  return model;
}

}  // namespace dockverify::compose
