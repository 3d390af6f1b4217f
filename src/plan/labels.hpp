// docker compose's label names, written once.
#pragma once

#include <string_view>

namespace dockverify::plan::label {

inline constexpr std::string_view project = "com.docker.compose.project";
inline constexpr std::string_view service = "com.docker.compose.service";
inline constexpr std::string_view version = "com.docker.compose.version";
inline constexpr std::string_view config_hash = "com.docker.compose.config-hash";
inline constexpr std::string_view container_number = "com.docker.compose.container-number";
inline constexpr std::string_view one_off = "com.docker.compose.oneoff";
inline constexpr std::string_view image = "com.docker.compose.image";
inline constexpr std::string_view depends_on = "com.docker.compose.depends_on";
inline constexpr std::string_view working_dir = "com.docker.compose.project.working_dir";
inline constexpr std::string_view config_files = "com.docker.compose.project.config_files";
inline constexpr std::string_view environment_file = "com.docker.compose.project.environment_file";
inline constexpr std::string_view replace = "com.docker.compose.replace";
inline constexpr std::string_view network = "com.docker.compose.network";
inline constexpr std::string_view volume = "com.docker.compose.volume";

/// The compose version whose labels and hashes are written: its next `up` then recreates nothing.
inline constexpr std::string_view written_version = "2.40.3";

}  // namespace dockverify::plan::label
