// Mounts: volumes, secrets and configs from files, tmpfs. Which of the engine's two forms a mount takes (Binds or
// Mounts) follows docker compose, because a bind of each form treats a missing source differently (compose.md
// section 2.3).
#include <filesystem>
#include <set>

#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {
namespace {

std::string volume_name(compose::volume_mount const& m, context const& c) {
  auto const declared = c.project->volumes.find(m.source);
  return declared == c.project->volumes.end() ? m.source : declared->second.name;
}

bool takes_bind_form(compose::volume_mount const& m) {
  if (m.type == "bind")
    return !m.bind || (m.bind->create_host_path && m.bind->propagation.empty() && m.bind->recursive.empty());
  if (m.type != "volume" || m.source.empty()) return false;
  return !m.volume || (m.volume->labels.empty() && !m.volume->nocopy && m.volume->subpath.empty());
}

std::string bind_text(compose::volume_mount const& m, context const& c) {
  auto out = (m.type == "bind" ? m.source : volume_name(m, c)) + ":" + m.target + ":" + (m.read_only ? "ro" : "rw");
  if (m.bind && !m.bind->selinux.empty()) out += "," + m.bind->selinux;
  return out;
}

json mount_object(compose::volume_mount const& m, context const& c) {
  json out{{"Type", m.type}, {"Target", m.target}, {"ReadOnly", m.read_only}};
  if (m.type == "volume")
    out["Source"] = volume_name(m, c);
  else if (!m.source.empty())
    out["Source"] = m.source;
  if (!m.consistency.empty()) out["Consistency"] = m.consistency;
  if (m.bind) {
    if (!m.bind->propagation.empty()) out["BindOptions"]["Propagation"] = m.bind->propagation;
    if (m.bind->create_host_path && c.api_minor >= 42) out["BindOptions"]["CreateMountpoint"] = true;
    if (m.bind->recursive == "disabled") out["BindOptions"]["NonRecursive"] = true;
    if (m.bind->recursive == "writable") out["BindOptions"]["ReadOnlyNonRecursive"] = true;
    if (m.bind->recursive == "readonly") out["BindOptions"]["ReadOnlyForceRecursive"] = true;
  }
  if (m.volume) {
    if (!m.volume->labels.empty()) out["VolumeOptions"]["Labels"] = m.volume->labels;
    if (m.volume->nocopy) out["VolumeOptions"]["NoCopy"] = true;
    if (!m.volume->subpath.empty()) out["VolumeOptions"]["Subpath"] = m.volume->subpath;
  }
  if (m.tmpfs) {
    if (m.tmpfs->size != 0) out["TmpfsOptions"]["SizeBytes"] = m.tmpfs->size;
    if (m.tmpfs->mode != 0) out["TmpfsOptions"]["Mode"] = m.tmpfs->mode;
  }
  if (m.image && !m.image->subpath.empty()) out["ImageOptions"]["Subpath"] = m.image->subpath;
  return out;
}

/// Secrets and configs that are files on the host are read-only binds; their content is not copied.
std::vector<compose::volume_mount> file_mounts(compose::service const& s, context const& c) {
  std::vector<compose::volume_mount> out;
  auto const add = [&out](std::vector<compose::file_reference> const& uses,
                          std::map<std::string, compose::file_object> const& objects, std::string const& base) {
    for (auto const& use : uses) {
      auto const object = objects.find(use.source);
      if (object == objects.end() || object->second.file.empty()) continue;
      auto target = use.target.empty() ? use.source : use.target;
      if (target.front() != '/') target = base + target;
      out.push_back({.type = "bind", .source = object->second.file, .target = target, .read_only = true});
    }
  };
  add(s.secrets, c.project->secrets, "/run/secrets/");
  add(s.configs, c.project->configs, "/");
  return out;
}

void put_mounts(compose::service const& s, context const& c, json& request) {
  json binds = json::array(), mounts = json::array();
  for (auto const& m : s.volumes)
    if (takes_bind_form(m))
      binds.push_back(bind_text(m, c));
    else
      mounts.push_back(mount_object(m, c));
  for (auto const& m : file_mounts(s, c)) mounts.push_back(mount_object(m, c));
  if (!binds.empty()) request["HostConfig"]["Binds"] = std::move(binds);
  if (!mounts.empty()) request["HostConfig"]["Mounts"] = std::move(mounts);
}

std::string clean(std::string const& path) {
  auto text = std::filesystem::path(path).lexically_normal().generic_string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

std::string mount_text(std::string const& type, std::string const& source, std::string const& target, bool read_only) {
  return type + " " + source + " -> " + clean(target) + (read_only ? " ro" : "");
}

constexpr std::string_view anonymous = "(anonymous)";

/// {mounts: [text], open: true when volumes_from brings more}. The image's volumes count unless something is mounted
/// there.
json expected_mounts(compose::service const& s, context const& c) {
  std::set<std::string> texts, targets;
  auto const add = [&](compose::volume_mount const& m) {
    auto const source = m.type == "volume"  ? (m.source.empty() ? std::string(anonymous) : volume_name(m, c))
                        : m.type == "bind"  ? clean(m.source)
                        : m.type == "tmpfs" ? std::string()
                                            : m.source;
    texts.insert(mount_text(m.type, source, m.target, m.read_only));
    targets.insert(clean(m.target));
  };
  for (auto const& m : s.volumes) add(m);
  for (auto const& m : file_mounts(s, c)) add(m);
  for (auto const& text : s.tmpfs) targets.insert(clean(text.substr(0, text.find(':'))));
  auto const& volumes = at_path(c.image_config, "Volumes");
  if (volumes.is_object())
    for (auto const& [target, unused] : volumes.items())
      if (!targets.contains(clean(target))) texts.insert(mount_text("volume", std::string(anonymous), target, false));
  return {{"mounts", texts}, {"open", !s.volumes_from.empty()}};
}

bool is_anonymous(std::string const& name) {
  return name.size() == 64 && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

json live_mounts(json const& inspect, context const&) {
  std::set<std::string> texts;
  auto const& mounts = at_path(inspect, "Mounts");
  if (mounts.is_array())
    for (auto const& m : mounts) {
      auto const type = string_at(m, "Type");
      auto const name = string_at(m, "Name");
      auto const source = type == "volume"  ? (is_anonymous(name) ? std::string(anonymous) : name)
                          : type == "bind"  ? clean(string_at(m, "Source"))
                          : type == "tmpfs" ? std::string()
                                            : string_at(m, "Source");
      texts.insert(mount_text(type, source, string_at(m, "Destination"), at_path(m, "RW") == json(false)));
    }
  return {{"mounts", texts}};
}

/// volumes_from adds mounts that the file does not list: then only the declared ones are compared.
void settle_mounts(json& expected, json& actual) {
  auto const declared = strings_at(expected, "mounts");
  if (at_path(expected, "open") == json(true)) {
    json kept = json::array();
    for (auto const& text : strings_at(actual, "mounts"))
      if (std::find(declared.begin(), declared.end(), text) != declared.end()) kept.push_back(text);
    actual = std::move(kept);
  } else {
    actual = at_path(actual, "mounts");
  }
  expected = declared;
}

json declared_tmpfs(compose::service const& s, context const&) {
  json out = json::object();
  for (auto const& text : s.tmpfs) {
    auto const colon = text.find(':');
    out[text.substr(0, colon)] = colon == std::string::npos ? "" : text.substr(colon + 1);
  }
  return out.empty() ? json() : out;
}

json declared_volumes_from(compose::service const& s, context const& c) {
  json out = json::array();
  for (auto const& text : s.volumes_from) {
    if (text.rfind("container:", 0) == 0) {
      out.push_back(text.substr(10));
      continue;
    }
    auto const colon = text.find(':');
    auto const id = c.container_ids.find(text.substr(0, colon));
    if (id != c.container_ids.end()) out.push_back(id->second + (colon == std::string::npos ? "" : text.substr(colon)));
  }
  return out.empty() ? json() : out;
}

constexpr row rows[] = {
    {.key = "volumes",
     .field = "HostConfig.Mounts",
     .inspect_field = "Mounts",
     .group = aspect::mounts,
     .level = severity::error,
     .rule = "DVR048",
     .documentation = "volumes, binds, secrets and configs from files by type, source, target and mode; image volumes "
                      "count as anonymous",
     .put = put_mounts,
     .expect = expected_mounts,
     .read = live_mounts,
     .reconcile = settle_mounts},
    {.key = "tmpfs",
     .field = "HostConfig.Tmpfs",
     .group = aspect::mounts,
     .level = severity::warning,
     .rule = "DVR048",
     .documentation = "in-memory file systems with their options",
     .declare = declared_tmpfs},
    {.key = "volumes_from",
     .field = "HostConfig.VolumesFrom",
     .group = aspect::mounts,
     .level = severity::warning,
     .rule = "DVR048",
     .documentation = "all mounts of another service or container",
     .declare = declared_volumes_from},
};

}  // namespace

std::span<row const> mount_rows() {
  return rows;
}

}  // namespace dockverify::mapping
