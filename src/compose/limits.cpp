// Resources of a service: ulimits, block I/O, devices, and deploy with its limits.
#include <algorithm>

#include "compose/families.hpp"
#include "compose/scalar.hpp"
#include "compose/units.hpp"

namespace dockverify::compose {

namespace {

struct small_number {
  static void read(reader const& at, yaml_node const& node, std::uint16_t& value) {
    // compose's schema takes a number in quotes, its decoder does not.
    if (node.kind == value_kind::text) return bad_value(at, node, "must be a whole number", "write it without quotes");
    std::int64_t number = 0;
    whole_integer::read(at, node, number);
    if (number < 0 || number > 65535) return bad_value(at, node, "must be between 10 and 1000");
    value = static_cast<std::uint16_t>(number);
  }
  static void write(printer& out, std::string_view key, std::uint16_t value) { integer::write(out, key, value); }
};

// compose-go gives these no key names of their own: JSON has Go's field names, YAML the same in small letters.
void put_field(printer& out, std::string_view key, char const* field, ordered_json value) {
  put(out, out.view == model_view::json ? field : key, std::move(value));
}
struct weight_value {
  static void read(reader const& at, yaml_node const& node, std::uint64_t& value) {
    std::uint16_t number = 0;
    small_number::read(at, node, number);
    value = number;
  }
  static void write(printer& out, std::string_view key, std::uint64_t value) { put_field(out, key, "Weight", value); }
};
struct rate_value {
  static void read(reader const& at, yaml_node const& node, std::uint64_t& value) {
    std::int64_t number = 0;
    whole_bytes::read(at, node, number);
    if (number < 0) return bad_value(at, node, "can not be negative");
    value = static_cast<std::uint64_t>(number);
  }
  static void write(printer& out, std::string_view key, std::uint64_t value) {
    put_field(out, key, "Rate", std::to_string(value));
  }
};
struct device_path {
  static void read(reader const& at, yaml_node const& node, std::string& value) { text::read(at, node, value); }
  static void write(printer& out, std::string_view key, std::string const& value) {
    put_field(out, key, "Path", value);
  }
};

attributes<blkio_weight_device> weight_rows() {
  static constexpr attribute<blkio_weight_device> rows[] = {
      row<&blkio_weight_device::path, device_path>("path"),
      row<&blkio_weight_device::value, weight_value>("weight"),
  };
  return rows;
}
attributes<blkio_weight_device> rate_rows() {
  static constexpr attribute<blkio_weight_device> rows[] = {
      row<&blkio_weight_device::path, device_path>("path"),
      row<&blkio_weight_device::value, rate_value>("rate"),
  };
  return rows;
}

bool means_all(std::string_view text) {
  constexpr std::string_view all = "all";
  return std::equal(text.begin(), text.end(), all.begin(), all.end(),
                    [](char c, char small) { return c == small || c == small - 'a' + 'A'; });
}

struct device_count {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value) {
    if (node.kind == value_kind::text && means_all(node.text)) {
      value = -1;
    } else {
      if (node.kind == value_kind::real) return at.error(node, "must be a whole number, not `" + shown(node) + "`");
      integer::read(at, node, value);
    }
  }
  static void write(printer& out, std::string_view key, std::int64_t value) { integer::write(out, key, value); }
};

attributes<device_request> device_request_rows() {
  static constexpr attribute<device_request> rows[] = {
      row<&device_request::capabilities, distinct_texts>("capabilities"),
      row<&device_request::driver, text>("driver"),
      row<&device_request::count, device_count>("count"),
      row<&device_request::device_ids, distinct_texts>("device_ids"),
      row<&device_request::options, distinct_mapping>("options"),
  };
  return rows;
}

void read_requests(reader const& at, yaml_node const& node, std::vector<device_request>& value) {
  objects<device_request_rows>::read(at, node, value);
  for (std::size_t i = 0; i < value.size() && i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    // compose accepts them and loses them.
    value[i].extensions = nullptr;
    bool const counted = item.find("count") != nullptr;
    bool const named = item.find("device_ids") != nullptr;
    if (item.is_map() && !counted && !named) value[i].count = -1;
    if (counted && named) {
      at.item(i).error(item, "has both `count` and `device_ids`, which exclude each other", "keep one of them",
                       problem_code::exclusive_keys);
    }
  }
}

attributes<device_mapping> device_rows() {
  static constexpr attribute<device_mapping> rows[] = {
      row<&device_mapping::source, text>("source"),
      row<&device_mapping::target, text>("target"),
      row<&device_mapping::permissions, text>("permissions"),
  };
  return rows;
}

attributes<discrete_resource> discrete_resource_rows() {
  struct always_text {
    static void read(reader const& at, yaml_node const& node, std::string& value) { text::read(at, node, value); }
    static void write(printer& out, std::string_view key, std::string const& value) { put(out, key, value); }
  };
  struct always_number {
    static void read(reader const& at, yaml_node const& node, std::int64_t& value) { integer::read(at, node, value); }
    static void write(printer& out, std::string_view key, std::int64_t value) { put(out, key, value); }
  };
  static constexpr attribute<discrete_resource> rows[] = {
      row<&discrete_resource::kind, always_text>("kind"),
      row<&discrete_resource::value, always_number>("value"),
  };
  return rows;
}
attributes<generic_resource> generic_resource_rows() {
  static constexpr attribute<generic_resource> rows[] = {
      row<&generic_resource::spec, object<discrete_resource_rows>>("discrete_resource_spec"),
  };
  return rows;
}
struct cpu_share {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    float number = 0;
    real::read(at, node, number);
    value = number == 0 ? std::string{} : json_float_text(number);
  }
  static void write(printer& out, std::string_view key, std::string const& value) {
    if (!value.empty()) put(out, key, shortest_double(static_cast<float>(parse_float(value).value_or(0))));
  }
};

attributes<resource> limit_rows() {
  static constexpr attribute<resource> rows[] = {
      row<&resource::cpus, cpu_share>("cpus"),
      row<&resource::memory, text_bytes>("memory"),
      row<&resource::pids, whole_integer>("pids"),
  };
  return rows;
}
attributes<resource> reservation_rows() {
  static constexpr attribute<resource> rows[] = {
      row<&resource::cpus, cpu_share>("cpus"),
      row<&resource::memory, text_bytes>("memory"),
      row<&resource::devices, device_requests_codec>("devices"),
      row<&resource::generic_resources, objects<generic_resource_rows>>("generic_resources"),
  };
  return rows;
}

struct resources {
  std::optional<resource> limits, reservations;
  extension_values extensions;
};
attributes<resources> resources_rows() {
  static constexpr attribute<resources> rows[] = {
      row<&resources::limits, object<limit_rows>>("limits"),
      row<&resources::reservations, object<reservation_rows>>("reservations"),
  };
  return rows;
}

attributes<restart_policy> restart_policy_rows() {
  static constexpr attribute<restart_policy> rows[] = {
      row<&restart_policy::condition, text>("condition"),
      row<&restart_policy::delay, duration>("delay"),
      row<&restart_policy::max_attempts, count>("max_attempts"),
      row<&restart_policy::window, duration>("window"),
  };
  return rows;
}

struct nonzero_duration {
  static void read(reader const& at, yaml_node const& node, std::optional<nanoseconds>& value) {
    duration::read(at, node, value);
  }
  static void write(printer& out, std::string_view key, std::optional<nanoseconds> const& value) {
    if (value && value->count() != 0) duration::write(out, key, value);
  }
};
constexpr std::string_view rollout_orders[] = {"start-first", "stop-first"};
attributes<rollout> rollout_rows() {
  static constexpr attribute<rollout> rows[] = {
      row<&rollout::parallelism, count>("parallelism"),
      row<&rollout::delay, nonzero_duration>("delay"),
      row<&rollout::failure_action, text>("failure_action"),
      row<&rollout::monitor, nonzero_duration>("monitor"),
      row<&rollout::max_failure_ratio, real>("max_failure_ratio"),
      row<&rollout::order, choice<rollout_orders>>("order"),
  };
  return rows;
}

attributes<placement_preference> preference_rows() {
  static constexpr attribute<placement_preference> rows[] = {row<&placement_preference::spread, text>("spread")};
  return rows;
}
struct natural {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value) {
    whole_integer::read(at, node, value);
    if (value < 0) bad_value(at, node, "can not be negative");
  }
  static void write(printer& out, std::string_view key, std::int64_t value) { integer::write(out, key, value); }
};
attributes<placement> placement_rows() {
  static constexpr attribute<placement> rows[] = {
      row<&placement::constraints, texts>("constraints"),
      row<&placement::preferences, objects<preference_rows>>("preferences"),
      row<&placement::max_replicas_per_node, natural>("max_replicas_per_node"),
  };
  return rows;
}

/// Unlike other integers, no fraction is cut off.
void whole_limit(reader const& at, yaml_node const& node, std::int64_t& value) {
  if (node.kind == value_kind::real) return bad_value(at, node, "must be a whole number, not `" + shown(node) + "`");
  integer::read(at, node, value);
}

}  // namespace

void ulimits_codec::read(reader const& at, yaml_node const& node, std::map<std::string, ulimit>& value) {
  value.clear();
  if (!node.is_map()) return at.wrong_type(node, "a mapping", "write `ulimits: {nofile: 65536}`");
  struct both {
    std::optional<std::int64_t> soft, hard;
  };
  struct whole {
    static void read(reader const& inner, yaml_node const& one, std::optional<std::int64_t>& number) {
      whole_limit(inner, one, number.emplace());
    }
    static void write(printer& out, std::string_view key, std::optional<std::int64_t> const& number) {
      integer::write(out, key, number.value_or(0));
    }
  };
  static constexpr attribute<both> rows[] = {row<&both::soft, whole>("soft"), row<&both::hard, whole>("hard")};
  bool const gathers = gathers_extensions(at, node);
  for (yaml_entry const& entry : node.entries) {
    reader const inner = at.child(entry.key);
    inner.mark(entry.where);
    // What compose gathers has no limits that it could read.
    ulimit unread;
    bool const gathered = gathers && is_extension(entry.key);
    if (gathered) value[std::string(gathered_key)] = {};
    ulimit& limit = gathered ? unread : value[entry.key];
    if (!entry.value.is_map()) {
      whole_limit(inner, entry.value, limit.single);
      continue;
    }
    both pair;
    read_object(inner, entry.value, attributes<both>(rows), pair);
    if (!pair.soft || !pair.hard) inner.error(entry.value, "needs both `soft` and `hard`", "or one number for both");
    limit.soft = pair.soft.value_or(0);
    limit.hard = pair.hard.value_or(0);
  }
}

void ulimits_codec::write(printer& out, std::string_view key, std::map<std::string, ulimit> const& value) {
  if (value.empty()) return;
  ordered_json object = ordered_json::object();
  for (auto const& [name, limit] : value) {
    ordered_json one = ordered_json::object();
    if (limit.single != 0) {
      one = limit.single;
    } else {
      for (auto const& [side, number] : {std::pair("soft", limit.soft), std::pair("hard", limit.hard)})
        if (number != 0 || out.view == model_view::yaml) put(one, side, number);
    }
    put(object, name, std::move(one));
  }
  put_mapping(out, key, std::move(object));
}

void devices_codec::read(reader const& at, yaml_node const& node, std::vector<device_mapping>& value) {
  value.clear();
  if (!node.is_list()) return at.wrong_type(node, "a list", "write `devices: [\"/dev/fuse:/dev/fuse\"]`");
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    reader const inner = at.item(i);
    device_mapping device;
    if (item.kind == value_kind::text) {
      string_list parts(1);
      for (char c : item.text) {
        if (c == ':') {
          parts.emplace_back();
        } else {
          parts.back() += c;
        }
      }
      if (parts.size() > 3) {
        bad_value(inner, item, "has too many colons",
                  "write \"source:target:permissions\" or a mapping with these keys");
        continue;
      }
      device.source = parts[0];
      device.target = parts.size() > 1 && !parts[1].empty() ? parts[1] : parts[0];
      if (parts.size() > 2) device.permissions = parts[2];
    } else if (item.is_map()) {
      device.permissions.clear();
      read_object(inner, item, device_rows(), device);
      bool const has_source = item.find("source") != nullptr;
      if (!has_source || item.find("target") == nullptr) {
        inner.error(item, has_source ? "has no `target`" : "has no `source`");
        continue;
      }
    } else {
      inner.wrong_type(item, "text or a mapping");
      continue;
    }
    auto const same = std::find_if(value.begin(), value.end(),
                                   [&](device_mapping const& known) { return known.target == device.target; });
    if (same == value.end()) {
      at.item(value.size()).mark(item.where);
      value.push_back(std::move(device));
    } else {
      at.item(static_cast<std::size_t>(same - value.begin())).mark(item.where);
      *same = std::move(device);
    }
  }
}

void devices_codec::write(printer& out, std::string_view key, std::vector<device_mapping> const& value) {
  objects<device_rows>::write(out, key, value);
}

void device_requests_codec::read(reader const& at, yaml_node const& node, std::vector<device_request>& value) {
  read_requests(at, node, value);
  for (std::size_t i = 0; i < value.size() && i < node.items.size(); ++i) {
    yaml_node const& item = node.items[i];
    if (item.is_map() && item.find("capabilities") == nullptr)
      at.item(i).error(item, "has no `capabilities`", "add `capabilities: [gpu]`");
  }
}
void device_requests_codec::write(printer& out, std::string_view key, std::vector<device_request> const& value) {
  objects<device_request_rows>::write(out, key, value);
}

void gpus_codec::read(reader const& at, yaml_node const& node, std::vector<device_request>& value) {
  if (node.is_list()) return read_requests(at, node, value);
  if (node.kind != value_kind::text || node.text != "all") return at.error(node, "must be `all` or a list of devices");
  value.assign(1, device_request{});
  value.front().count = -1;
}
void gpus_codec::write(printer& out, std::string_view key, std::vector<device_request> const& value) {
  objects<device_request_rows>::write(out, key, value);
}

attributes<blkio> blkio_rows() {
  static constexpr attribute<blkio> rows[] = {
      row<&blkio::weight, small_number>("weight"),
      row<&blkio::weight_device, objects<weight_rows>>("weight_device"),
      row<&blkio::device_read_bps, objects<rate_rows>>("device_read_bps"),
      row<&blkio::device_read_iops, objects<rate_rows>>("device_read_iops"),
      row<&blkio::device_write_bps, objects<rate_rows>>("device_write_bps"),
      row<&blkio::device_write_iops, objects<rate_rows>>("device_write_iops"),
  };
  return rows;
}

attributes<deploy> deploy_rows() {
  static attribute<deploy> const rows[] = {
      row<&deploy::mode, text>("mode"),
      {"replicas",
       [](reader const& at, yaml_node const& node, deploy& value) { count::read(at, node, value.replicas); },
       [](printer& out, std::string_view key, deploy const& value) { count::write(out, key, value.replicas); }},
      row<&deploy::labels, mapping>("labels", merge_rule::variables),
      row<&deploy::update_config, object<rollout_rows>>("update_config"),
      row<&deploy::rollback_config, object<rollout_rows>>("rollback_config"),
      {"resources",
       [](reader const& at, yaml_node const& node, deploy& value) {
         resources both;
         read_object(at, node, resources_rows(), both);
         value.limits = std::move(both.limits);
         value.reservations = std::move(both.reservations);
         value.resource_extensions = std::move(both.extensions);
       },
       [](printer& out, std::string_view key, deploy const& value) {
         resources const both{value.limits, value.reservations, value.resource_extensions};
         put_settings(out, key, write_object(resources_rows(), both, out.view));
       }},
      row<&deploy::restart_policy, object<restart_policy_rows>>("restart_policy"),
      row<&deploy::placement, settings<placement_rows>>("placement"),
      row<&deploy::endpoint_mode, text>("endpoint_mode"),
  };
  return rows;
}

void deploy_codec::read(reader const& at, yaml_node const& node, std::optional<deploy>& value) {
  if (node.is_null()) return value.reset();
  object<deploy_rows>::read(at, node, value);
}
void deploy_codec::write(printer& out, std::string_view key, std::optional<deploy> const& value) {
  object<deploy_rows>::write(out, key, value);
}

}  // namespace dockverify::compose
