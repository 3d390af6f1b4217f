// The one list of rows, in the order of the docs, and what is done with all of them.
#include <array>

#include "mapping/rows.hpp"
#include "mapping/values.hpp"

namespace dockverify::mapping {

std::string_view to_string(aspect a) noexcept {
  constexpr std::array<std::string_view, 13> names{"image",      "process", "user",   "limits",   "networks",
                                                   "ports",      "mounts",  "health", "security", "lifecycle",
                                                   "namespaces", "logging", "labels"};
  return names[static_cast<std::size_t>(a)];
}

std::span<row const> all_rows() {
  static std::vector<row> const rows = [] {
    std::vector<row> out;
    for (auto const& group :
         {image_rows(), process_rows(), user_rows(), limit_rows(), network_rows(), port_rows(), mount_rows(),
          health_rows(), security_rows(), lifecycle_rows(), namespace_rows(), logging_rows(), label_rows()})
      out.insert(out.end(), group.begin(), group.end());
    return out;
  }();
  return rows;
}

json create_request(compose::service const& s, context const& c) {
  json request{{"AttachStdout", true}, {"AttachStderr", true}, {"HostConfig", json::object()}};
  for (auto const& r : all_rows()) {
    if (r.put != nullptr) {
      r.put(s, c, request);
    } else if (r.declare != nullptr) {
      if (auto value = r.declare(s, c); !value.is_null()) put_at(request, r.field, std::move(value));
    }
  }
  return request;
}

namespace {

json normalised(row const& r, json const& value, context const& c) {
  if (value.is_discarded()) return value;
  return r.normalise != nullptr ? r.normalise(value, c) : comparable(value, c);
}

json expected_value(row const& r, compose::service const& s, context const& c) {
  if (r.expect != nullptr) return r.expect(s, c);
  auto value = r.declare(s, c);
  if (value.is_null() && r.inherited != nullptr) value = r.inherited(c);
  return normalised(r, value, c);
}

}  // namespace

std::vector<difference> compare(compose::service const& s, context const& c, json const& inspect) {
  std::vector<difference> out;
  for (auto const& r : all_rows()) {
    auto expected = expected_value(r, s, c);
    if (expected.is_discarded()) continue;
    auto actual = r.read != nullptr
                      ? r.read(inspect, c)
                      : normalised(r, at_path(inspect, r.inspect_field.empty() ? r.field : r.inspect_field), c);
    if (r.reconcile != nullptr) r.reconcile(expected, actual);
    if (c.has_hidden_values) fill_hidden(expected, actual);
    expected = comparable(expected, c);
    actual = comparable(actual, c);
    if (expected == actual) continue;
    bool const declared = r.declare == nullptr || !r.declare(s, c).is_null();
    out.push_back({&r, std::move(expected), std::move(actual), declared});
  }
  return out;
}

source_span place_of(row const& which, compose::service const& s) {
  if (s.deploy) {
    auto const& limits = s.deploy->limits;
    if (which.key == "mem_limit" && limits && limits->memory != 0) return s.where("deploy.resources.limits.memory");
    if (which.key == "cpus" && limits && !limits->cpus.empty()) return s.where("deploy.resources.limits.cpus");
    if (which.key == "pids_limit" && limits && limits->pids != 0) return s.where("deploy.resources.limits.pids");
    if (which.key == "restart" && s.deploy->restart_policy) return s.where("deploy.restart_policy");
  }
  if (which.key == "cpus" && s.cpus == 0 && s.cpu_quota != 0) return s.where("cpu_quota");
  return s.where(which.key);
}

namespace {

std::string bytes_text(std::int64_t bytes) {
  constexpr std::array<std::string_view, 5> units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  auto value = bytes;
  while (value % 1024 == 0 && value != 0 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  if (unit == 0) return std::to_string(bytes);
  return std::to_string(value) + " " + std::string(units[unit]) + " (" + std::to_string(bytes) + ")";
}

bool counts_bytes(std::string_view key) {
  return key == "mem_limit" || key == "memswap_limit" || key == "mem_reservation" || key == "shm_size";
}

std::string cpus_text(std::int64_t nano) {
  auto text = std::to_string(static_cast<double>(nano) / 1e9);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

/// Only the keys of a secret map: which of them differ is told, their values never.
std::string masked(json const& value) {
  if (!value.is_object()) return value.is_null() ? "not set" : "***";
  std::string out;
  for (auto const& [key, unused] : value.items()) out += (out.empty() ? "" : ", ") + key + "=***";
  return out;
}

}  // namespace

std::string plain(row const& which, json const& value) {
  if (which.secret) return masked(value);
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string display(row const& which, json const& value) {
  if (which.secret) return masked(value);
  if (value.is_null() && which.key == "restart") return "no";
  if (value.is_null()) return which.group == aspect::limits ? "unlimited" : "not set";
  if (value.is_number_integer() && counts_bytes(which.key)) return bytes_text(value.get<std::int64_t>());
  if (value.is_number_integer() && which.key == "cpus") return cpus_text(value.get<std::int64_t>());
  if (value.is_string()) return value.get<std::string>();
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace dockverify::mapping
