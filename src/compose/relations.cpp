// What a service uses of the rest of the project: networks, other services, secrets and configs, files of variables;
// and hosts.
#include <algorithm>
#include <cstdio>
#include <unordered_map>

#include "compose/families.hpp"
#include "compose/paths.hpp"
#include "compose/scalar.hpp"

namespace dockverify::compose {

namespace {

attributes<service_network> service_network_rows() {
  static constexpr attribute<service_network> rows[] = {
      row<&service_network::aliases, keyed_texts>("aliases"),
      row<&service_network::driver_opts, options>("driver_opts"),
      row<&service_network::gw_priority, plain_number>("gw_priority"),
      row<&service_network::interface_name, text>("interface_name"),
      row<&service_network::ipv4_address, text>("ipv4_address"),
      row<&service_network::ipv6_address, text>("ipv6_address"),
      row<&service_network::link_local_ips, keyed_texts>("link_local_ips"),
      row<&service_network::mac_address, text>("mac_address"),
      row<&service_network::priority, plain_number>("priority"),
  };
  return rows;
}

attributes<service_model> service_model_rows() {
  static constexpr attribute<service_model> rows[] = {
      row<&service_model::endpoint_variable, text>("endpoint_var"),
      row<&service_model::model_variable, text>("model_var"),
  };
  return rows;
}

constexpr std::string_view condition_names[] = {"service_started", "service_healthy", "service_completed_successfully"};

attributes<dependency> dependency_rows() {
  struct condition {
    static void read(reader const& at, yaml_node const& node, dependency_condition& value) {
      std::string name;
      read_choice(at, node, condition_names, name);
      auto const known = std::find(std::begin(condition_names), std::end(condition_names), name);
      if (known != std::end(condition_names)) {
        value = static_cast<dependency_condition>(known - std::begin(condition_names));
      }
    }
    static void write(printer& out, std::string_view key, dependency_condition value) {
      put(out, key, condition_names[static_cast<std::size_t>(value)]);
    }
  };
  struct required {
    static void read(reader const& at, yaml_node const& node, bool& value) { strict_flag::read(at, node, value); }
    static void write(printer& out, std::string_view key, bool value) { put(out, key, value); }
  };
  static constexpr attribute<dependency> rows[] = {
      row<&dependency::condition, condition>("condition"),
      row<&dependency::restart, flag>("restart"),
      row<&dependency::required, required>("required"),
  };
  return rows;
}

attributes<file_reference> file_reference_rows() {
  struct mode {
    static void read(reader const& at, yaml_node const& node, std::optional<std::uint32_t>& value) {
      std::optional<std::int64_t> number;
      if (node.kind == value_kind::integer) number = parse_int(node.text, 10);
      if (node.kind == value_kind::text) number = parse_int(node.text, 8);
      if (!number || *number < 0 || *number > 07777) return bad_value(at, node, "must be a file mode such as \"0440\"");
      value = static_cast<std::uint32_t>(*number);
      // 440 without a leading zero is decimal and gives 0670.
      if (node.kind == value_kind::integer && is_octal_in_disguise(*number)) {
        at.log.warning(node.where,
                       at.path + ": " + node.text + " is a decimal number, the mode becomes " + octal(*value),
                       "write \"0" + node.text + "\"");
      }
    }
    static void write(printer& out, std::string_view key, std::optional<std::uint32_t> const& value) {
      if (value) put(out, key, octal(*value));
    }
    static std::string octal(std::uint32_t value) {
      char buffer[16];
      std::snprintf(buffer, sizeof buffer, "0%o", value);
      return buffer;
    }
    /// Usual modes as they look without their zero; other numbers may well be decimal on purpose.
    static bool is_octal_in_disguise(std::int64_t number) {
      static constexpr std::int64_t modes[] = {400, 440, 444, 600, 640, 644, 660, 664,
                                               666, 700, 750, 755, 770, 775, 777};
      return std::find(std::begin(modes), std::end(modes), number) != std::end(modes);
    }
  };
  static constexpr attribute<file_reference> rows[] = {
      row<&file_reference::source, text>("source"), row<&file_reference::target, text>("target"),
      row<&file_reference::uid, text>("uid"),       row<&file_reference::gid, text>("gid"),
      row<&file_reference::mode, mode>("mode"),
  };
  return rows;
}

/// Of several uses with one target the last one counts; without a `directory` for them, all do. A target that is not
/// given is the source's name in that directory; the root is not written down.
void read_references(reader const& at, yaml_node const& node, std::vector<file_reference>& value,
                     std::optional<std::string_view> directory) {
  if (!node.is_list()) {
    return at.wrong_type(node, "a list", node.is_map() ? "in a service, write a list of names: `- name`" : "");
  }
  auto const target_of = [&](file_reference const& use) {
    return use.target.empty() ? std::string(*directory) + "/" + use.source : use.target;
  };
  std::vector<std::pair<file_reference, source_span>> uses;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    reader const inner = at.item(i);
    file_reference use;
    if (item.kind == value_kind::text) {
      use.source = item.text;
      if (directory && !directory->empty()) use.target = std::string(*directory) + "/" + use.source;
    } else if (item.is_map()) {
      read_object(inner, item, file_reference_rows(), use);
      if (directory && !directory->empty() && item.find("target") == nullptr)
        use.target = std::string(*directory) + "/" + use.source;
      if (use.source.empty()) {
        bad_value(inner, item, "has no `source`, the name at the top level");
        continue;
      }
    } else {
      inner.wrong_type(item, "a name or a mapping");
      continue;
    }
    std::size_t place = uses.size();
    if (directory) place = known.emplace(target_of(use), place).first->second;
    if (place == uses.size()) {
      uses.emplace_back(std::move(use), item.where);
    } else {
      uses[place] = {std::move(use), item.where};
    }
  }
  value.clear();
  for (auto& [use, where] : uses) {
    at.item(value.size()).mark(where);
    value.push_back(std::move(use));
  }
}

void write_references(printer& out, std::string_view key, std::vector<file_reference> const& value) {
  if (value.empty()) return;
  ordered_json list = ordered_json::array();
  for (file_reference const& use : value) list.push_back(write_object(file_reference_rows(), use, out.view));
  put(out, key, std::move(list));
}

attributes<env_file> env_file_rows() {
  struct required {
    static void read(reader const& at, yaml_node const& node, bool& value) { flag::read(at, node, value); }
    static void write(printer& out, std::string_view key, bool value) { put(out, key, value); }
  };
  static constexpr attribute<env_file> rows[] = {
      row<&env_file::path, text>("path"),
      row<&env_file::required, required>("required"),
      row<&env_file::format, text>("format"),
  };
  return rows;
}

void add_address(string_list& addresses, std::string address) {
  if (address.size() > 1 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  addresses.push_back(std::move(address));
}

/// What a service uses of the project by name: a list of names, or a mapping from them to settings or nothing.
template <class Use>
void read_uses(reader const& at, yaml_node const& node, std::string const& key, attributes<Use> rows,
               std::map<std::string, Use>& value) {
  value.clear();
  if (node.is_list()) {
    string_list names;
    distinct_texts::read(at, node, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i < node.items.size()) at.child(names[i]).mark(node.items[i].where);
      value.emplace(names[i], Use{});
    }
    return;
  }
  if (!node.is_map()) {
    return at.wrong_type(node, "a list or a mapping",
                         node.kind == value_kind::text ? "write `" + key + ": [" + shown(node) + "]`" : "");
  }
  for (yaml_entry const& entry : node.entries) {
    reader const inner = at.child(entry.key);
    inner.mark(entry.where);
    Use& use = value[entry.key];
    if (entry.value.is_null()) continue;
    use.declared = true;
    read_object(inner, entry.value, rows, use);
  }
}

template <class Use>
void write_uses(printer& out, std::string_view key, attributes<Use> rows, std::map<std::string, Use> const& value) {
  if (value.empty()) return;
  ordered_json object = ordered_json::object();
  for (auto const& [name, use] : value)
    put(object, name, use.declared ? write_object(rows, use, out.view) : ordered_json(nullptr));
  put_mapping(out, key, std::move(object));
}

}  // namespace

void service_networks_codec::read(reader const& at, yaml_node const& node,
                                  std::map<std::string, service_network>& value) {
  auto const refuse = [&](std::string const& name, source_span const& where) {
    if (is_extension(name) && !at.log.structure_only())
      at.log.error(where, at.path + ": compose takes `" + name + "` for an extension and not for a network",
                   "give the network a name that does not start with `x-`", problem_code::schema);
  };
  for (yaml_entry const& entry : node.entries) refuse(entry.key, entry.where);
  for (yaml_node const& item : node.items) refuse(item.text, item.where);
  read_uses(at, node, "networks", service_network_rows(), value);
}
void service_networks_codec::write(printer& out, std::string_view key,
                                   std::map<std::string, service_network> const& value) {
  write_uses(out, key, service_network_rows(), value);
}

void dependencies_codec::read(reader const& at, yaml_node const& node, std::map<std::string, dependency>& value) {
  value.clear();
  if (node.is_list()) {
    string_list names;
    distinct_texts::read(at, node, names);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i < node.items.size()) at.child(names[i]).mark(node.items[i].where);
      value.emplace(names[i], dependency{});
    }
    return;
  }
  if (!node.is_map()) {
    return at.wrong_type(node, "a list or a mapping",
                         node.kind == value_kind::text ? "write `depends_on: [" + shown(node) + "]`" : "");
  }
  for (yaml_entry const& entry : node.entries) {
    reader const inner = at.child(entry.key);
    inner.mark(entry.where);
    dependency& needed = value[entry.key];
    read_object(inner, entry.value, dependency_rows(), needed);
    if (entry.value.is_map() && entry.value.find("condition") == nullptr) {
      inner.log.error(entry.where, inner.path + " has no `condition`",
                      "add `condition: service_healthy`, `service_started` or `service_completed_successfully`",
                      problem_code::schema);
    }
  }
}

void dependencies_codec::write(printer& out, std::string_view key, std::map<std::string, dependency> const& value) {
  if (value.empty()) return;
  ordered_json object = ordered_json::object();
  for (auto const& [name, needed] : value) put(object, name, write_object(dependency_rows(), needed, out.view));
  put_mapping(out, key, std::move(object));
}

void hosts_codec::read(reader const& at, yaml_node const& node, std::map<std::string, string_list>& value) {
  value.clear();
  refuse_extensions(at, node);
  if (node.is_map()) {
    for (yaml_entry const& entry : node.entries) {
      reader const inner = at.child(entry.key);
      inner.mark(entry.where);
      if (entry.key.empty()) inner.log.error(entry.where, at.path + " has an address without a host", "name the host");
      string_list addresses;
      if (entry.value.is_list()) {
        texts::read(inner, entry.value, addresses);
      } else {
        text::read(inner, entry.value, addresses.emplace_back());
      }
      value[entry.key];
      for (std::string& address : addresses) add_address(value[entry.key], std::move(address));
    }
    return;
  }
  string_list lines;
  distinct_texts::read(at, node, lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // "=" first, as an IPv6 address has colons.
    std::size_t cut = lines[i].find('=');
    if (cut == std::string::npos) cut = lines[i].find(':');
    if (cut == std::string::npos) {
      yaml_node const& item = i < node.items.size() ? node.items[i] : node;
      bad_value(at.item(i), item, "has no address", "write \"host=address\"");
      continue;
    }
    std::string const host = lines[i].substr(0, cut);
    if (host.empty())
      bad_value(at.item(i), i < node.items.size() ? node.items[i] : node, "has an address without a host");
    if (i < node.items.size()) at.child(host).mark(node.items[i].where);
    add_address(value[host], lines[i].substr(cut + 1));
  }
}

void hosts_codec::write(printer& out, std::string_view key, std::map<std::string, string_list> const& value) {
  if (value.empty()) return;
  string_list lines;
  for (auto const& [host, addresses] : value) {
    for (std::string const& address : addresses) lines.push_back(host + "=" + address);
  }
  std::sort(lines.begin(), lines.end());
  put(out, key, lines);
}

void host_list_codec::read(reader const& at, yaml_node const& node, string_list& value) {
  std::map<std::string, string_list> hosts;
  hosts_codec::read(at, node, hosts);
  value.clear();
  for (auto const& [host, addresses] : hosts) {
    for (std::string const& address : addresses) value.push_back(host + "=" + address);
  }
  std::sort(value.begin(), value.end());
}
void host_list_codec::write(printer& out, std::string_view key, string_list const& value) {
  texts::write(out, key, value);
}

void configs_codec::read(reader const& at, yaml_node const& node, std::vector<file_reference>& value) {
  read_references(at, node, value, "");
}
void configs_codec::write(printer& out, std::string_view key, std::vector<file_reference> const& value) {
  write_references(out, key, value);
}

void build_secrets_codec::read(reader const& at, yaml_node const& node, std::vector<file_reference>& value) {
  read_references(at, node, value, std::nullopt);
}
void build_secrets_codec::write(printer& out, std::string_view key, std::vector<file_reference> const& value) {
  write_references(out, key, value);
}

void secrets_codec::read(reader const& at, yaml_node const& node, std::vector<file_reference>& value) {
  read_references(at, node, value, "/run/secrets");
}
void secrets_codec::write(printer& out, std::string_view key, std::vector<file_reference> const& value) {
  write_references(out, key, value);
}

void env_files_codec::read(reader const& at, yaml_node const& node, std::vector<env_file>& value) {
  value.clear();
  if (node.kind == value_kind::text) {
    if (node.text.empty()) return bad_value(at, node, "is empty");
    value.push_back({node.text, true, {}, shown(node)});
    return;
  }
  if (!node.is_list())
    return at.wrong_type(node, "a path or a list", node.is_map() ? "put the mapping into a list: `- path: ...`" : "");
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    reader const inner = at.item(i);
    inner.mark(item.where);
    env_file file;
    if (item.kind == value_kind::text) {
      file.path = item.text;
      file.written = shown(item);
    } else if (item.is_map()) {
      read_object(inner, item, env_file_rows(), file);
      if (yaml_entry const* path = item.find("path")) file.written = shown(path->value);
      if (file.path.empty() && item.find("path") == nullptr) inner.error(item, "has no `path`");
      if (!file.format.empty() && file.format != "raw")
        bad_value(inner, item, "has an unknown format", "`raw` is the only one");
    } else {
      inner.wrong_type(item, "a path or a mapping");
      continue;
    }
    yaml_entry const* path = item.find("path");
    if (!file.path.empty()) {
      value.push_back(std::move(file));
    } else if (item.kind == value_kind::text || path != nullptr) {
      bad_value(inner, path == nullptr ? item : path->value, "is an empty path");
    }
  }
}
void label_files_codec::read(reader const& at, yaml_node const& node, std::vector<label_file>& value) {
  string_list paths;
  text_or_texts::read(at, node, paths);
  if (std::find(paths.begin(), paths.end(), std::string{}) != paths.end()) bad_value(at, node, "has an empty path");
  value.clear();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    std::string written = node.is_list() && i < node.items.size() ? shown(node.items[i]) : shown(node);
    value.push_back({std::move(paths[i]), std::move(written)});
  }
}
void label_files_codec::write(printer& /*out*/, std::string_view /*key*/, std::vector<label_file> const& /*value*/) {}

void service_models_codec::read(reader const& at, yaml_node const& node, std::map<std::string, service_model>& value) {
  read_uses(at, node, "models", service_model_rows(), value);
}
void service_models_codec::write(printer& out, std::string_view key,
                                 std::map<std::string, service_model> const& value) {
  write_uses(out, key, service_model_rows(), value);
}

void env_files_codec::write(printer& out, std::string_view key, std::vector<env_file> const& value) {
  ordered_json list = ordered_json::array();
  for (env_file const& file : value) {
    if (file.merged) continue;
    if (file.required)
      list.push_back(file.path);
    else
      list.push_back(write_object(env_file_rows(), file, out.view));
  }
  if (!list.empty()) put(out, key, std::move(list));
}

}  // namespace dockverify::compose
