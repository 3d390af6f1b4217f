// A service's mounts with their places and what the file says of the source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compose/project.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

struct mount_use {
  compose::volume_mount const* mount = nullptr;
  source_span where;
  std::string key;        ///< "volumes[0]"
  std::string written;    ///< the source as the file has it, variables replaced only where it has some
  bool relative = false;  ///< the source is below the project: ./data, ../data
  /// What of the host the container gets, cleaned: a bind's source, or the device of a volume that is a bind in all but
  /// name. Empty: nothing.
  std::string host_path;
  bool read_only = false;
};

std::vector<mount_use> mounts_of(service_subject const& subject);

/// `path` is `folder` or lies below it.
bool is_within(std::string_view path, std::string_view folder);

/// The folders that a service's image keeps what must survive in, any one of which is in use; those that a variable or
/// the image's publisher moves where they were moved to. Empty: nothing is known of the image.
std::vector<std::string> main_data_folders(service_subject const& subject);
/// All folders that it keeps data in, and the VOLUMEs of the Dockerfile it is built from.
std::vector<std::string> data_folders(service_subject const& subject);

}  // namespace dockverify::rules
