// Works on short and long forms alike, before they are read.
#include "compose/tree_paths.hpp"

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compose/mounts.hpp"
#include "compose/paths.hpp"

namespace dockverify::compose {

namespace {

class path_resolver {
 public:
  path_resolver(std::string const& directory, std::string const& home) : directory_(directory), home_(home) {}

  void run(yaml_node& root) const {
    for_each(root, "services", [&](yaml_node& service) { resolve_service(service); });
    for (std::string_view section : {"configs", "secrets"}) {
      for_each(root, section, [&](yaml_node& object) { at(object, "file", &path_resolver::host_path); });
    }
    for_each(root, "volumes", [&](yaml_node& volume) { resolve_volume(volume); });
  }

 private:
  using step = void (path_resolver::*)(yaml_node&) const;

  template <class Function>
  static void for_each(yaml_node& root, std::string_view section, Function const& function) {
    yaml_entry* found = root.find(section);
    if (found == nullptr) return;
    for (yaml_entry& entry : found->value.entries) function(entry.value);
  }

  void at(yaml_node& node, std::string_view key, step resolve) const {
    if (yaml_entry* entry = node.find(key)) (this->*resolve)(entry->value);
  }

  static void replace(yaml_node& node, std::string text) {
    if (node.text == text) return;
    // Messages quote what the user wrote.
    if (node.written.empty()) node.written = node.text;
    node.text = std::move(text);
  }

  /// What is absolute stays as it is written, the doubled slash of `//var/run/docker.sock` too.
  [[nodiscard]] std::string absolute(std::string const& path) const {
    return is_absolute(path) ? path : absolute_path(directory_, path, home_);
  }

  /// Of what the engine may have to find: a Windows path stays as it is.
  [[nodiscard]] std::string on_host(std::string const& path) const {
    return is_windows_absolute(path) ? path : absolute(path);
  }

  void path(yaml_node& node) const {
    if (node.kind == value_kind::text) replace(node, absolute(node.text));
  }
  void host_path(yaml_node& node) const {
    if (node.kind == value_kind::text) replace(node, on_host(node.text));
  }
  /// Where compose leaves an empty text empty.
  void filled_path(yaml_node& node) const {
    if (!node.text.empty()) path(node);
  }

  /// One path or a list of them.
  void paths(yaml_node& node) const {
    filled_path(node);
    for (yaml_node& item : node.items) filled_path(item);
  }

  /// Of those that are written alike the last one counts; afterwards nobody can tell.
  void distinct_env_files(yaml_node& list) const {
    auto const path_of = [&](yaml_node const& item) {
      yaml_entry const* path = item.find("path");
      return seen_from(directory_, path == nullptr ? item.text : path->value.text);
    };
    std::unordered_map<std::string, std::size_t> known;
    std::vector<yaml_node> kept;
    for (yaml_node& item : std::exchange(list.items, {})) {
      auto const [place, added] = known.emplace(path_of(item), kept.size());
      if (added) {
        kept.push_back(std::move(item));
      } else {
        kept[place->second] = std::move(item);
      }
    }
    list.items = std::move(kept);
  }

  void env_files(yaml_node& node) const {
    distinct_env_files(node);
    paths(node);
    for (yaml_node& item : node.items) at(item, "path", &path_resolver::filled_path);
  }

  [[nodiscard]] static bool is_path(std::string_view context) {
    return !is_remote(context) && context.find("://") == std::string_view::npos && context.substr(0, 8) != "service:";
  }

  void context(yaml_node& node) const {
    if (is_path(node.text)) filled_path(node);
  }

  /// A mapping, or a list of NAME=VALUE.
  template <class Resolve>
  static void named(yaml_node& node, Resolve const& resolve) {
    for (yaml_entry& entry : node.entries) {
      if (entry.value.kind == value_kind::text) replace(entry.value, resolve(entry.value.text));
    }
    for (yaml_node& item : node.items) {
      std::size_t const equals = item.text.find('=');
      if (item.kind != value_kind::text || equals == std::string::npos) continue;
      replace(item, item.text.substr(0, equals + 1) + resolve(item.text.substr(equals + 1)));
    }
  }
  void named_contexts(yaml_node& node) const {
    named(node,
          [this](std::string const& value) { return value.empty() || !is_path(value) ? value : absolute(value); });
  }
  void ssh_keys(yaml_node& node) const {
    named(node, [this](std::string const& value) { return on_host(value); });
  }

  void mount(yaml_node& node) const {
    if (node.kind == value_kind::text) {
      std::size_t const length = host_path_length(node.text);
      if (length == 0 || !node.items.empty()) return;
      // Not in place: a directory may have a colon in its name.
      yaml_node source = node;
      source.text = on_host(node.text.substr(0, length));
      source.written = node.written.empty() ? node.text : node.written;
      node.items.push_back(std::move(source));
      return;
    }
    yaml_entry const* type = node.find("type");
    if (type != nullptr && type->value.text == "bind") at(node, "source", &path_resolver::host_path);
  }

  void resolve_service(yaml_node& service) const {
    if (yaml_entry* build = service.find("build")) {
      context(build->value);
      at(build->value, "context", &path_resolver::context);
      at(build->value, "additional_contexts", &path_resolver::named_contexts);
      at(build->value, "ssh", &path_resolver::ssh_keys);
    }
    at(service, "env_file", &path_resolver::env_files);
    at(service, "label_file", &path_resolver::paths);
    if (yaml_entry* extends = service.find("extends")) at(extends->value, "file", &path_resolver::path);
    if (yaml_entry* develop = service.find("develop")) {
      if (yaml_entry* watch = develop->value.find("watch")) {
        for (yaml_node& trigger : watch->value.items) at(trigger, "path", &path_resolver::filled_path);
      }
    }
    if (yaml_entry* volumes = service.find("volumes")) {
      for (yaml_node& item : volumes->value.items) mount(item);
    }
  }

  /// The local driver's way to write a bind mount.
  void resolve_volume(yaml_node& volume) const {
    yaml_entry const* driver = volume.find("driver");
    yaml_entry* options = volume.find("driver_opts");
    if (driver == nullptr || driver->value.text != "local" || options == nullptr) return;
    yaml_entry const* kind = options->value.find("o");
    if (kind != nullptr && kind->value.text == "bind") at(options->value, "device", &path_resolver::host_path);
  }

  std::string const& directory_;
  std::string const& home_;
};

}  // namespace

void resolve_paths(yaml_node& root, std::string const& directory, std::string const& home) {
  path_resolver(directory, home).run(root);
}

void default_contexts(yaml_node& root, std::string const& directory) {
  yaml_entry* services = root.find("services");
  if (services == nullptr) return;
  for (yaml_entry& service : services->value.entries) {
    yaml_entry* build = service.value.find("build");
    if (build == nullptr || !build->value.is_map() || build->value.find("context") != nullptr) continue;
    yaml_node context;
    context.kind = value_kind::text;
    context.text = directory;
    context.written = ".";
    context.where = build->where;
    build->value.entries.push_back({"context", build->where, std::move(context)});
  }
}

}  // namespace dockverify::compose
