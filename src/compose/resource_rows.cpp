// The attributes of top-level networks, volumes, secrets and configs, in compose-go's order.
#include "compose/families.hpp"

namespace dockverify::compose {

namespace {

/// `external: true`, or the old form `external: {name: x}`, whose name the section reader takes over.
struct external_flag {
  static void read(reader const& at, yaml_node const& node, bool& value) {
    if (!node.is_map()) return flag::read(at, node, value);
    value = true;
    for (yaml_entry const& entry : node.entries) {
      if (entry.key == "name") {
        std::string name;
        text::read(at.child("name"), entry.value, name);
      } else if (!is_extension(entry.key)) {
        report_unknown_key(at, entry, {"name"});
      }
    }
  }
  static void write(printer& out, std::string_view key, bool value) { flag::write(out, key, value); }
};

/// A mapping to texts and nothing that looks like one.
struct named_addresses {
  static void read(reader const& at, yaml_node const& node, string_map& value) {
    options::read(at, node, value);
    for (yaml_entry const& entry : node.entries) {
      if (entry.value.kind == value_kind::integer || entry.value.kind == value_kind::real)
        at.child(entry.key).wrong_type(entry.value, "text", "put it in quotes");
    }
  }
  static void write(printer& out, std::string_view key, string_map const& value) { mapping::write(out, key, value); }
};

/// Options of which compose can not read extensions.
struct driver_options {
  static void read(reader const& at, yaml_node const& node, string_map& value) {
    refuse_extensions(at, node);
    options::read(at, node, value);
  }
  static void write(printer& out, std::string_view key, string_map const& value) { mapping::write(out, key, value); }
};

attributes<ipam_pool> pool_rows() {
  static constexpr attribute<ipam_pool> rows[] = {
      row<&ipam_pool::subnet, text>("subnet"),
      row<&ipam_pool::gateway, text>("gateway"),
      row<&ipam_pool::ip_range, text>("ip_range"),
      row<&ipam_pool::aux_addresses, named_addresses>("aux_addresses"),
  };
  return rows;
}

struct ipam {
  std::string driver;
  std::vector<ipam_pool> config;
  string_map options;
  extension_values extensions;
};
attributes<ipam> ipam_rows() {
  struct unprinted_options {
    static void read(reader const& at, yaml_node const& node, string_map& value) {
      if (!node.is_map()) return at.wrong_type(node, "a mapping");
      for (yaml_entry const& entry : node.entries) text::read(at.child(entry.key), entry.value, value[entry.key]);
    }
    // compose accepts them and loses them.
    static void write(printer& /*out*/, std::string_view /*key*/, string_map const& /*value*/) {}
  };
  static constexpr attribute<ipam> rows[] = {
      row<&ipam::driver, text>("driver"),
      row<&ipam::config, objects<pool_rows>>("config"),
      row<&ipam::options, unprinted_options>("options"),
  };
  return rows;
}

/// An optional text that is printed only when it is there.
struct optional_text {
  static void read(reader const& at, yaml_node const& node, std::optional<std::string>& value) {
    text::read(at, node, value.emplace());
  }
  static void write(printer& out, std::string_view key, std::optional<std::string> const& value) {
    if (value) text::write(out, key, *value);
  }
};

}  // namespace

attributes<network> network_rows() {
  static attribute<network> const rows[] = {
      row<&network::name, text>("name"),
      row<&network::driver, text>("driver"),
      row<&network::driver_opts, options>("driver_opts"),
      {"ipam",
       [](reader const& at, yaml_node const& node, network& value) {
         ipam parsed;
         read_object(at, node, ipam_rows(), parsed);
         value.ipam_driver = std::move(parsed.driver);
         value.ipam_config = std::move(parsed.config);
         value.ipam_extensions = std::move(parsed.extensions);
       },
       [](printer& out, std::string_view key, network const& value) {
         ipam const printed{value.ipam_driver, value.ipam_config, {}, value.ipam_extensions};
         put_settings(out, key, write_object(ipam_rows(), printed, out.view));
       }},
      row<&network::external, external_flag>("external"),
      row<&network::internal, flag>("internal"),
      row<&network::attachable, flag>("attachable"),
      row<&network::labels, mapping>("labels", merge_rule::variables),
      row<&network::enable_ipv4, optional_flag>("enable_ipv4"),
      row<&network::enable_ipv6, optional_flag>("enable_ipv6"),
  };
  return rows;
}

attributes<volume> volume_rows() {
  static constexpr attribute<volume> rows[] = {
      row<&volume::name, text>("name"),
      row<&volume::driver, text>("driver"),
      row<&volume::driver_opts, options>("driver_opts"),
      row<&volume::external, external_flag>("external"),
      row<&volume::labels, distinct_mapping>("labels", merge_rule::variables),
  };
  return rows;
}

attributes<file_object> secret_rows() {
  static constexpr attribute<file_object> rows[] = {
      row<&file_object::name, text>("name"),
      row<&file_object::file, text>("file"),
      row<&file_object::environment, optional_text>("environment"),
      row<&file_object::external, external_flag>("external"),
      row<&file_object::labels, distinct_mapping>("labels"),
      row<&file_object::driver, text>("driver"),
      row<&file_object::driver_opts, driver_options>("driver_opts"),
      row<&file_object::template_driver, text>("template_driver"),
  };
  return rows;
}

attributes<model> model_rows() {
  static constexpr attribute<model> rows[] = {
      row<&model::name, text>("name"),
      row<&model::model, text>("model"),
      row<&model::context_size, strict_integer>("context_size"),
      row<&model::runtime_flags, texts>("runtime_flags"),
  };
  return rows;
}

attributes<file_object> config_rows() {
  static constexpr attribute<file_object> rows[] = {
      row<&file_object::name, text>("name"),
      row<&file_object::file, text>("file"),
      row<&file_object::environment, optional_text>("environment"),
      row<&file_object::content, optional_text>("content"),
      row<&file_object::external, external_flag>("external"),
      row<&file_object::labels, distinct_mapping>("labels"),
      row<&file_object::template_driver, text>("template_driver"),
  };
  return rows;
}

}  // namespace dockverify::compose
