// cgroup v1 and v2 spell the same limits differently; both end as one value each, nullopt for "unlimited".
#include "observe/cgroup_files.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>

namespace dockverify::observe {

namespace {

constexpr std::size_t most_processes = 4096;
constexpr int deepest_nesting = 16;
/// cgroup v1 shows "unlimited" as the largest multiple of the page size.
constexpr std::int64_t practically_unlimited = std::int64_t{1} << 62U;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    auto const at = text.find(separator);
    if (!text.substr(0, at).empty()) parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::vector<std::string> lines_of(std::string_view text) {
  return split(text, '\n');
}

bool contains(std::vector<std::string> const& list, std::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  std::int64_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range && !text.starts_with('-')) return practically_unlimited;
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The path up to the component that carries the id: a container may nest cgroups of its own below it.
std::optional<std::string> up_to_container(std::string const& path, std::string const& id) {
  if (id.empty()) return std::nullopt;
  auto const at = path.rfind(id);
  if (at == std::string::npos) return std::nullopt;
  return path.substr(0, path.find('/', at));
}

/// A limit's text: nullopt for unreadable, an effective without a value for unlimited.
std::optional<effective<std::int64_t>> parse_limit(std::string const& text, std::string source) {
  auto const word = trimmed(text);
  if (word == "max") return effective<std::int64_t>{std::nullopt, std::move(source)};
  auto const value = parse_whole(word);
  if (!value) return std::nullopt;
  if (*value < 0 || *value >= practically_unlimited) return effective<std::int64_t>{std::nullopt, std::move(source)};
  return effective<std::int64_t>{value, std::move(source)};
}

class limit_reader {
 public:
  limit_reader(host_files const& files, cgroup_locator const& where, effective_facts& facts)
      : files_(files), where_(where), facts_(facts) {}

  void memory() {
    auto const folder = find("memory", {"memory", "swap"});
    if (!folder) return;
    auto const name = folder->version == 2 ? "/memory.max" : "/memory.limit_in_bytes";
    facts_.memory = limit(*folder, name, "memory");
    if (folder->version == 2) {
      facts_.swap = limit(*folder, "/memory.swap.max", "swap");
      return;
    }
    swap_v1(*folder);
  }

  void pids() {
    auto const folder = find("pids", {"pids"});
    if (folder) facts_.pids = limit(*folder, "/pids.max", "pids");
  }

  void cpus() {
    auto const folder = find("cpu", {"cpus"});
    if (!folder) return;
    if (folder->version == 2) {
      cpus_v2(folder->path + "/cpu.max");
    } else {
      cpus_v1(*folder);
    }
  }

 private:
  std::optional<cgroup_folder> find(std::string const& controller, std::vector<std::string> const& names) {
    auto folder = where_.folder(controller);
    if (folder) return folder;
    for (auto const& fact : names) {
      if (where_.known(controller)) {
        facts_.undetermined[fact] =
            "the container's cgroup folder of the " + controller + " controller is out of sight";
      } else {
        absent(fact, "the kernel has no " + controller + " controller");
      }
    }
    return std::nullopt;
  }

  /// A limit whose file does not exist is one that nobody enforces.
  void absent(std::string const& fact, std::string const& why) {
    effective<std::int64_t> const unlimited{std::nullopt, why};
    if (fact == "memory") facts_.memory = unlimited;
    if (fact == "swap") facts_.swap = unlimited;
    if (fact == "pids") facts_.pids = unlimited;
    if (fact == "cpus") facts_.cpus = effective<double>{std::nullopt, why};
  }

  std::optional<effective<std::int64_t>> limit(cgroup_folder const& folder, std::string const& file,
                                               std::string const& fact) {
    auto const path = folder.path + file;
    if (!files_.exists(path)) return effective<std::int64_t>{std::nullopt, path + " (absent: not enforced)"};
    auto const text = files_.read(path);
    if (!text) {
      facts_.undetermined[fact] = path + " cannot be read";
      return std::nullopt;
    }
    auto value = parse_limit(*text, path);
    if (!value) facts_.undetermined[fact] = path + " has an unknown form";
    return value;
  }

  /// v1 limits memory and swap together.
  void swap_v1(cgroup_folder const& folder) {
    auto both = limit(folder, "/memory.memsw.limit_in_bytes", "swap");
    if (!both) return;
    if (both->value && !facts_.memory) {
      facts_.undetermined["swap"] = "the memory limit is unknown, and cgroup v1 counts swap together with memory";
      return;
    }
    if (both->value && facts_.memory->value)
      both->value = std::max<std::int64_t>(0, *both->value - *facts_.memory->value);
    facts_.swap = std::move(both);
  }

  void cpus_v2(std::string const& path) {
    if (!files_.exists(path)) return absent("cpus", path + " (absent: not enforced)");
    auto const text = files_.read(path);
    auto const words = split(trimmed(text.value_or("")), ' ');
    if (words.size() == 2 && words[0] == "max") {
      facts_.cpus = effective<double>{std::nullopt, path};
      return;
    }
    if (words.size() == 2) {
      if (quota(parse_whole(words[0]), parse_whole(words[1]), path)) return;
    }
    facts_.undetermined["cpus"] = path + (text ? " has an unknown form" : " cannot be read");
  }

  void cpus_v1(cgroup_folder const& folder) {
    auto const path = folder.path + "/cpu.cfs_quota_us";
    if (!files_.exists(path)) return absent("cpus", path + " (absent: not enforced)");
    auto const quota_text = files_.read(path);
    auto const period_text = files_.read(folder.path + "/cpu.cfs_period_us");
    if (!quota_text || !period_text) {
      facts_.undetermined["cpus"] = path + " cannot be read";
      return;
    }
    auto const quota_us = parse_whole(trimmed(*quota_text));
    if (quota_us && *quota_us < 0) {
      facts_.cpus = effective<double>{std::nullopt, path};
      return;
    }
    if (!quota(quota_us, parse_whole(trimmed(*period_text)), path))
      facts_.undetermined["cpus"] = path + " has an unknown form";
  }

  bool quota(std::optional<std::int64_t> quota_us, std::optional<std::int64_t> period_us, std::string const& path) {
    if (!quota_us || !period_us || *period_us <= 0 || *quota_us < 0) return false;
    facts_.cpus = effective<double>{static_cast<double>(*quota_us) / static_cast<double>(*period_us), path};
    return true;
  }

  host_files const& files_;
  cgroup_locator const& where_;
  effective_facts& facts_;
};

void collect(host_files const& files, std::string const& folder, int depth, std::vector<std::int64_t>& found) {
  if (auto const text = files.read(folder + "/cgroup.procs")) {
    for (auto const& line : lines_of(*text)) {
      auto const pid = parse_whole(line);
      // 0 stands for a process of a pid namespace that is out of sight.
      if (pid && *pid > 0 && found.size() < most_processes) found.push_back(*pid);
    }
  }
  if (depth == 0) return;
  for (auto const& nested : files.folders(folder)) collect(files, folder + "/" + nested, depth - 1, found);
}

}  // namespace

std::vector<cgroup_mount> cgroup_mounts(host_files const& files) {
  std::vector<cgroup_mount> mounts;
  auto const text = files.read("/proc/self/mountinfo");
  if (!text) return mounts;
  for (auto const& line : lines_of(*text)) {
    // 36 35 0:31 ROOT POINT options optional... - TYPE source super-options
    auto const words = split(line, ' ');
    auto const dash = std::find(words.begin(), words.end(), "-");
    if (words.size() < 6 || words.end() - dash < 4) continue;
    auto const& type = *(dash + 1);
    if (type != "cgroup" && type != "cgroup2") continue;
    cgroup_mount mount;
    mount.version = type == "cgroup2" ? 2 : 1;
    mount.root = words[3];
    mount.point = words[4];
    if (mount.version == 1) mount.controllers = split(*(dash + 3), ',');
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

std::vector<cgroup_membership> memberships(std::string const& proc_cgroup) {
  std::vector<cgroup_membership> members;
  for (auto const& line : lines_of(proc_cgroup)) {
    auto const first = line.find(':');
    auto const second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    cgroup_membership member;
    member.controllers = split(std::string_view(line).substr(first + 1, second - first - 1), ',');
    member.path = line.substr(second + 1);
    members.push_back(std::move(member));
  }
  return members;
}

cgroup_locator::cgroup_locator(host_files const& files, std::string const& proc_cgroup, std::string container_id)
    : files_(&files), id_(std::move(container_id)), members_(memberships(proc_cgroup)), mounts_(cgroup_mounts(files)) {
  proven_ = std::any_of(members_.begin(), members_.end(),
                        [&](auto const& m) { return up_to_container(m.path, id_).has_value(); });
}

std::optional<cgroup_folder> cgroup_locator::visible(cgroup_membership const& member,
                                                     std::string const& controller) const {
  auto const path = up_to_container(member.path, id_);
  if (!path) return std::nullopt;
  int const version = member.controllers.empty() ? 2 : 1;
  for (auto const& mount : mounts_) {
    if (mount.version != version) continue;
    if (version == 1 && !contains(mount.controllers, controller)) continue;
    std::string below = *path;
    if (mount.root != "/") {
      if (!below.starts_with(mount.root + "/")) continue;
      below.erase(0, mount.root.size());
    }
    auto folder = mount.point + below;
    if (files_->exists(folder)) return cgroup_folder{version, std::move(folder)};
  }
  return std::nullopt;
}

std::optional<cgroup_folder> cgroup_locator::folder(std::string const& controller) const {
  for (auto const& member : members_) {
    if (contains(member.controllers, controller)) return visible(member, controller);
  }
  for (auto const& member : members_) {
    if (member.controllers.empty()) return visible(member, controller);
  }
  return std::nullopt;
}

bool cgroup_locator::known(std::string const& controller) const {
  return std::any_of(members_.begin(), members_.end(),
                     [&](auto const& m) { return m.controllers.empty() || contains(m.controllers, controller); });
}

std::optional<cgroup_folder> cgroup_locator::any_folder() const {
  for (auto const& member : members_) {
    auto const controller = member.controllers.empty() ? std::string() : member.controllers.front();
    if (auto found = visible(member, controller)) return found;
  }
  return std::nullopt;
}

void read_cgroup_limits(host_files const& files, cgroup_locator const& where, effective_facts& facts) {
  limit_reader reader(files, where, facts);
  reader.memory();
  reader.pids();
  reader.cpus();
}

std::vector<std::int64_t> processes_below(host_files const& files, std::string const& folder) {
  std::vector<std::int64_t> found;
  collect(files, folder, deepest_nesting, found);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace dockverify::observe
