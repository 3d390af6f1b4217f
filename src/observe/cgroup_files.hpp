// Where a container's cgroup files are: cgroup v1 has one tree a controller, v2 one for all, hybrid machines both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "observe/host_files.hpp"
#include "observe/live_stack.hpp"

namespace dockverify::observe {

/// One mounted cgroup tree as /proc/self/mountinfo tells it.
struct cgroup_mount {
  int version = 1;
  std::string root, point;               ///< the part of the tree that is shown, and where
  std::vector<std::string> controllers;  ///< v1 only
};
std::vector<cgroup_mount> cgroup_mounts(host_files const& files);

/// One line of /proc/<pid>/cgroup: an empty controller list is v2.
struct cgroup_membership {
  std::vector<std::string> controllers;
  std::string path;
};
std::vector<cgroup_membership> memberships(std::string const& proc_cgroup);

/// The folder of one container in one tree.
struct cgroup_folder {
  int version = 1;
  std::string path;  ///< as this machine sees it, e.g. "/sys/fs/cgroup/memory/docker/<id>"
};

/// Finds a container's cgroups by the id in its first process's memberships.
class cgroup_locator {
 public:
  cgroup_locator(host_files const& files, std::string const& proc_cgroup, std::string container_id);

  /// True when the container's id is in the path: the process is of this machine's kernel and of this container.
  [[nodiscard]] bool proven() const noexcept { return proven_; }
  /// The container's folder that has `controller`'s files: nullopt when no tree has the controller or it is out of
  /// sight.
  [[nodiscard]] std::optional<cgroup_folder> folder(std::string const& controller) const;
  /// Whether `controller` has a v1 tree or the process is in a v2 tree: when neither, the kernel does not have it at
  /// all.
  [[nodiscard]] bool known(std::string const& controller) const;
  /// Any folder of the container, to list its processes.
  [[nodiscard]] std::optional<cgroup_folder> any_folder() const;

 private:
  [[nodiscard]] std::optional<cgroup_folder> visible(cgroup_membership const& member,
                                                     std::string const& controller) const;

  host_files const* files_;
  std::string id_;
  std::vector<cgroup_membership> members_;
  std::vector<cgroup_mount> mounts_;
  bool proven_ = false;
};

/// The limits that the kernel enforces, written into `facts`; what cannot be read goes to `facts.undetermined`.
void read_cgroup_limits(host_files const& files, cgroup_locator const& where, effective_facts& facts);
/// All process ids of a cgroup and of those nested in it, at most 4096.
std::vector<std::int64_t> processes_below(host_files const& files, std::string const& folder);

}  // namespace dockverify::observe
