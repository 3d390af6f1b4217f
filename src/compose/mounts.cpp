// volumes of a service: "source:target:options", or a mapping.
#include "compose/mounts.hpp"

#include <algorithm>

#include "compose/families.hpp"
#include "compose/paths.hpp"
#include "compose/scalar.hpp"

namespace dockverify::compose {

namespace {

bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr std::string_view mount_types[] = {"bind", "volume", "tmpfs", "cluster", "npipe", "image"};
constexpr std::string_view relabellings[] = {"z", "Z"};
constexpr std::string_view recursions[] = {"enabled", "disabled", "writable", "readonly"};

attributes<volume_mount::bind_options> bind_rows() {
  using options = volume_mount::bind_options;
  static constexpr attribute<options> rows[] = {
      row<&options::selinux, choice<relabellings>>("selinux"),
      row<&options::propagation, text>("propagation"),
      row<&options::create_host_path, flag>("create_host_path"),
      row<&options::recursive, choice<recursions>>("recursive"),
  };
  return rows;
}

attributes<volume_mount::volume_options> named_rows() {
  using options = volume_mount::volume_options;
  static constexpr attribute<options> rows[] = {
      row<&options::labels, distinct_mapping>("labels"),
      row<&options::nocopy, flag>("nocopy"),
      row<&options::subpath, text>("subpath"),
  };
  return rows;
}

attributes<volume_mount::tmpfs_options> tmpfs_rows() {
  struct mode {
    static void read(reader const& at, yaml_node const& node, std::uint32_t& value) {
      std::optional<std::int64_t> number;
      if (node.kind == value_kind::integer) number = parse_int(node.text, 10);
      if (!number || *number < 0 || *number > 07777) {
        return bad_value(at, node, "must be a file mode as a number",
                         "write it in octal without quotes: `mode: 0o1777`");
      }
      value = static_cast<std::uint32_t>(*number);
    }
    static void write(printer& out, std::string_view key, std::uint32_t value) {
      if (value != 0) put(out, key, value);
    }
  };
  using options = volume_mount::tmpfs_options;
  static constexpr attribute<options> rows[] = {
      row<&options::size, whole_bytes>("size"),
      row<&options::mode, mode>("mode"),
  };
  return rows;
}

attributes<volume_mount::image_options> image_rows() {
  using options = volume_mount::image_options;
  static constexpr attribute<options> rows[] = {row<&options::subpath, text>("subpath")};
  return rows;
}

attributes<volume_mount> mount_rows() {
  static constexpr attribute<volume_mount> rows[] = {
      row<&volume_mount::type, choice<mount_types>>("type"),
      row<&volume_mount::source, text>("source"),
      row<&volume_mount::target, text>("target"),
      row<&volume_mount::read_only, flag>("read_only"),
      row<&volume_mount::consistency, text>("consistency"),
      row<&volume_mount::bind, object<bind_rows>>("bind"),
      row<&volume_mount::volume, object<named_rows>>("volume"),
      row<&volume_mount::tmpfs, object<tmpfs_rows>>("tmpfs"),
      row<&volume_mount::image, object<image_rows>>("image"),
  };
  return rows;
}

/// Splits at colons outside of ${...}; a single letter before one is a Windows drive and stays with what follows.
std::vector<std::string> fields_of(std::string_view spec) {
  std::vector<std::string> fields(1);
  std::size_t depth = 0;
  for (std::size_t i = 0; i < spec.size(); ++i) {
    char const c = spec[i];
    if (c == '$' && spec.substr(i + 1, 1) == "{") ++depth;
    if (c == '}' && depth > 0) --depth;
    if (c == ':' && depth == 0 && !(fields.back().size() == 1 && is_letter(fields.back()[0]))) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

bool is_host_path(std::string_view source) noexcept {
  if (source.empty()) return false;
  if (source[0] == '.' || source[0] == '/' || source[0] == '~') return true;
  return source.substr(0, 2) == "\\\\" || (source.size() > 1 && source[1] == ':' && is_letter(source[0]));
}

}  // namespace

std::size_t host_path_length(std::string_view spec) {
  std::vector<std::string> const fields = fields_of(spec);
  return fields.size() > 1 && is_host_path(fields[0]) ? fields[0].size() : 0;
}

namespace {

void apply_options(volume_mount& mount, std::string_view options) {
  static constexpr std::string_view propagations[] = {"rprivate", "private", "rshared", "shared", "rslave", "slave"};
  while (!options.empty()) {
    std::size_t const comma = std::min(options.find(','), options.size());
    std::string const option(options.substr(0, comma));
    options.remove_prefix(std::min(comma + 1, options.size()));
    if (option == "ro") {
      mount.read_only = true;
    } else if (option == "rw") {
      mount.read_only = false;
    } else if (option == "nocopy") {
      mount.volume.emplace().nocopy = true;
    } else if (option == "z" || option == "Z") {
      if (!mount.bind) mount.bind.emplace();
      mount.bind->selinux = option;
    } else if (std::find(std::begin(propagations), std::end(propagations), option) != std::end(propagations)) {
      if (!mount.bind) mount.bind.emplace();
      mount.bind->propagation = option;
    }
  }
}

std::optional<volume_mount> read_short(reader const& at, yaml_node const& node) {
  std::string const& spec = node.text;
  volume_mount mount;
  if (spec.empty()) {
    bad_value(at, node, "is empty", "write \"./directory:/path\" or \"name:/path\"");
    return std::nullopt;
  }
  if (spec.size() <= 2) {
    mount.type = "volume";
    mount.target = spec;
    return mount;
  }
  std::vector<std::string> const fields = fields_of(spec);
  if (std::find(fields.begin(), fields.end(), std::string{}) != fields.end() || fields.size() > 3) {
    bad_value(at, node,
              "`" + shown(node) + "` has " + (fields.size() > 3 ? "too many colons" : "an empty part between colons"),
              node.written.find('$') == std::string::npos || fields.size() > 3
                  ? "write \"source:target\" or \"source:target:ro\""
                  : "set the variable in it, or give it a default: ${NAME:-value}");
    return std::nullopt;
  }
  mount.source = fields.size() == 1 ? "" : fields[0];
  bool const host_path = is_host_path(mount.source);
  if (host_path && !node.items.empty()) mount.source = node.items.front().text;
  mount.target = clean_path(fields.size() == 1 ? fields[0] : fields[1]);
  if (fields.size() == 3) apply_options(mount, fields[2]);
  if (host_path) {
    mount.type = "bind";
    if (!mount.bind) mount.bind.emplace();
    mount.bind->create_host_path = true;
  } else {
    mount.type = "volume";
    if (!mount.volume) mount.volume.emplace();
  }
  if (is_letter(spec[0]) && spec[1] == ':' && spec[2] != '\\') {
    at.log.warning(node.where,
                   at.path + " `" + shown(node) + "`: compose reads `" + spec.substr(0, 2) +
                       "` as a Windows drive, not as the volume `" + spec.substr(0, 1) + "`",
                   "give the volume a name of at least two letters");
  }
  return mount;
}

std::optional<volume_mount> read_long(reader const& at, yaml_node const& node) {
  volume_mount mount;
  std::size_t const errors = at.log.errors();
  read_object(at, node, mount_rows(), mount);
  if (node.find("type") == nullptr) at.error(node, "has no `type`", "add `type: bind` or `type: volume`");
  if (mount.bind) mount.bind->create_host_path_declared = node.find("bind")->value.find("create_host_path") != nullptr;
  if (node.find("target") == nullptr)
    at.error(node, "has no `target`, the path in the container", "add `target: /path`");
  if (mount.type == "bind" && mount.source.empty())
    bad_value(at, node, "is a bind mount without a `source`", "add `source: ./directory`");
  if (errors != at.log.errors()) return std::nullopt;
  return mount;
}

}  // namespace

void mounts_codec::read(reader const& at, yaml_node const& node, std::vector<volume_mount>& value) {
  if (!node.is_list()) {
    std::string advice = "write `volumes: [\"./data:/data\"]`";
    if (node.is_map())
      advice = "in a service, volumes are a list: `- name:/path`; the mapping of names belongs at the top level";
    return at.wrong_type(node, "a list", std::move(advice));
  }
  std::vector<std::pair<volume_mount, source_span>> mounts;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    reader const inner = at.item(i);
    std::optional<volume_mount> mount;
    if (item.kind == value_kind::text) {
      mount = read_short(inner, item);
    } else if (item.is_map()) {
      mount = read_long(inner, item);
    } else {
      inner.wrong_type(item, "text or a mapping");
    }
    if (!mount) continue;
    auto const same = std::find_if(mounts.begin(), mounts.end(),
                                   [&](auto const& known) { return known.first.target == mount->target; });
    if (same == mounts.end()) {
      mounts.emplace_back(std::move(*mount), item.where);
    } else {
      *same = {std::move(*mount), item.where};
    }
  }
  value.clear();
  for (auto& [mount, where] : mounts) {
    at.item(value.size()).mark(where);
    // compose cleans the long form only now, so that /x and /x/ do not replace each other there.
    mount.target = clean_path(mount.target);
    value.push_back(std::move(mount));
  }
}

void mounts_codec::write(printer& out, std::string_view key, std::vector<volume_mount> const& value) {
  if (value.empty()) return;
  ordered_json list = ordered_json::array();
  for (volume_mount const& one : value) list.push_back(write_object(mount_rows(), one, out.view));
  put(out, key, std::move(list));
}

}  // namespace dockverify::compose
