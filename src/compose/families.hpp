// The codecs of attributes that have short and long forms, and the rows of nested objects; one .cpp file a family.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compose/codecs.hpp"

namespace dockverify::compose {

struct ports_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<port>& value);
  static void write(printer& out, std::string_view key, std::vector<port> const& value);
};

struct mounts_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<volume_mount>& value);
  static void write(printer& out, std::string_view key, std::vector<volume_mount> const& value);
};

struct service_networks_codec {
  static void read(reader const& at, yaml_node const& node, std::map<std::string, service_network>& value);
  static void write(printer& out, std::string_view key, std::map<std::string, service_network> const& value);
};

struct dependencies_codec {
  static void read(reader const& at, yaml_node const& node, std::map<std::string, dependency>& value);
  static void write(printer& out, std::string_view key, std::map<std::string, dependency> const& value);
};

struct hosts_codec {
  static void read(reader const& at, yaml_node const& node, std::map<std::string, string_list>& value);
  static void write(printer& out, std::string_view key, std::map<std::string, string_list> const& value);
};
/// The same as a list of "host=address", sorted: build.extra_hosts.
struct host_list_codec {
  static void read(reader const& at, yaml_node const& node, string_list& value);
  static void write(printer& out, std::string_view key, string_list const& value);
};

struct ulimits_codec {
  static void read(reader const& at, yaml_node const& node, std::map<std::string, ulimit>& value);
  static void write(printer& out, std::string_view key, std::map<std::string, ulimit> const& value);
};

/// Uses of secrets in a build: every one counts.
struct build_secrets_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<file_reference>& value);
  static void write(printer& out, std::string_view key, std::vector<file_reference> const& value);
};
/// Uses of configs: /<source> unless a target is given, which is not printed.
struct configs_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<file_reference>& value);
  static void write(printer& out, std::string_view key, std::vector<file_reference> const& value);
};
/// Uses of secrets: /run/secrets/<source> unless a target is given.
struct secrets_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<file_reference>& value);
  static void write(printer& out, std::string_view key, std::vector<file_reference> const& value);
};

struct env_files_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<env_file>& value);
  /// Nothing when they are in the environment, as they are when compose prints and labels. The hash that
  /// `config --hash` prints is made before.
  static void write(printer& out, std::string_view key, std::vector<env_file> const& value);
};

struct label_files_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<label_file>& value);
  /// Nothing, as for env_file.
  static void write(printer& out, std::string_view key, std::vector<label_file> const& value);
};

struct service_models_codec {
  static void read(reader const& at, yaml_node const& node, std::map<std::string, service_model>& value);
  static void write(printer& out, std::string_view key, std::map<std::string, service_model> const& value);
};

struct devices_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<device_mapping>& value);
  static void write(printer& out, std::string_view key, std::vector<device_mapping> const& value);
};
/// gpus and deploy's devices.
struct device_requests_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<device_request>& value);
  static void write(printer& out, std::string_view key, std::vector<device_request> const& value);
};
struct gpus_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<device_request>& value);
  static void write(printer& out, std::string_view key, std::vector<device_request> const& value);
};

struct build_codec {
  static void read(reader const& at, yaml_node const& node, std::optional<build>& value);
  static void write(printer& out, std::string_view key, std::optional<build> const& value);
};
struct deploy_codec {
  static void read(reader const& at, yaml_node const& node, std::optional<deploy>& value);
  static void write(printer& out, std::string_view key, std::optional<deploy> const& value);
};
struct hooks_codec {
  static void read(reader const& at, yaml_node const& node, std::vector<hook>& value);
  static void write(printer& out, std::string_view key, std::vector<hook> const& value);
};
struct develop_codec {
  static void read(reader const& at, yaml_node const& node, std::optional<develop>& value);
  static void write(printer& out, std::string_view key, std::optional<develop> const& value);
};

attributes<healthcheck> healthcheck_rows();
attributes<logging> logging_rows();
attributes<blkio> blkio_rows();
attributes<hook> hook_rows();
attributes<credential_spec> credential_spec_rows();
attributes<service_provider> provider_rows();
attributes<build> build_rows();
attributes<deploy> deploy_rows();
attributes<service> service_rows();

attributes<network> network_rows();
attributes<volume> volume_rows();
attributes<file_object> secret_rows();
attributes<file_object> config_rows();
attributes<model> model_rows();

/// Where an included project keeps the content of a secret or config that comes from one of its own variables.
inline constexpr std::string_view included_content_key = "x-#value";

/// The rule for the value at a path such as services.web.build.args.
merge_rule merge_rule_at(std::vector<std::string_view> const& path);

}  // namespace dockverify::compose
