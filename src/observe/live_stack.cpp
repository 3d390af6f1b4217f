// Reading a snapshot without trusting it: every access tolerates JSON of another shape, because the engine's bytes are
// foreign.
#include "observe/live_stack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace dockverify::observe {

namespace {

json const null_value;

std::optional<std::int64_t> to_inside(std::vector<id_range> const& ranges, std::int64_t outside) {
  if (ranges.empty()) return outside;
  for (auto const& range : ranges) {
    if (outside >= range.outside && outside - range.outside < range.length)
      return range.inside + (outside - range.outside);
  }
  return std::nullopt;
}

}  // namespace

json const& at_key(json const& object, std::string const& key) {
  if (!object.is_object()) return null_value;
  auto const found = object.find(key);
  if (found == object.end()) return null_value;
  return *found;
}

json const& at_path(json const& object, std::string_view dotted) {
  json const* here = &object;
  while (!dotted.empty()) {
    auto const dot = dotted.find('.');
    here = &at_key(*here, std::string(dotted.substr(0, dot)));
    if (dot == std::string_view::npos) break;
    dotted.remove_prefix(dot + 1);
  }
  return *here;
}

std::string text_of(json const& value) {
  auto const* text = value.get_ptr<json::string_t const*>();
  return text == nullptr ? std::string() : *text;
}

std::optional<std::int64_t> whole_of(json const& value) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  if (auto const* number = value.get_ptr<json::number_unsigned_t const*>()) {
    return *number > static_cast<std::uint64_t>(most) ? most : static_cast<std::int64_t>(*number);
  }
  if (auto const* number = value.get_ptr<json::number_integer_t const*>()) return *number;
  if (auto const* number = value.get_ptr<json::number_float_t const*>()) {
    if (!std::isfinite(*number)) return std::nullopt;
    if (*number >= 9.2e18) return most;
    if (*number <= -9.2e18) return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(*number);
  }
  return std::nullopt;
}

bool truth_of(json const& value) {
  auto const* truth = value.get_ptr<json::boolean_t const*>();
  return truth != nullptr && *truth;
}

std::vector<std::string> texts_of(json const& value) {
  std::vector<std::string> texts;
  if (!value.is_array()) return texts;
  for (auto const& element : value) {
    if (element.is_string()) texts.push_back(text_of(element));
  }
  return texts;
}

std::map<std::string, std::string> map_of(json const& value) {
  std::map<std::string, std::string> members;
  if (!value.is_object()) return members;
  for (auto const& [key, member] : value.items()) {
    if (member.is_string()) members.emplace(key, text_of(member));
  }
  return members;
}

std::optional<std::int64_t> effective_facts::uid_inside(std::int64_t host_uid) const {
  return to_inside(uid_ranges, host_uid);
}
std::optional<std::int64_t> effective_facts::gid_inside(std::int64_t host_gid) const {
  return to_inside(gid_ranges, host_gid);
}

std::string live_container::status() const {
  return text_of(at_path(inspect, "State.Status"));
}

bool live_container::running() const {
  return status() == "running";
}

std::string live_container::health() const {
  auto const status = text_of(at_path(inspect, "State.Health.Status"));
  return status == "none" ? std::string() : status;
}

int live_container::restart_count() const {
  auto const count = whole_of(at_path(inspect, "RestartCount")).value_or(0);
  return static_cast<int>(std::clamp<std::int64_t>(count, 0, std::numeric_limits<int>::max()));
}

std::vector<live_container const*> live_stack::of_service(std::string const& service) const {
  std::vector<live_container const*> found;
  for (auto const& container : containers) {
    if (container.service == service && !container.one_off) found.push_back(&container);
  }
  std::sort(found.begin(), found.end(),
            [](auto const* a, auto const* b) { return std::tie(a->number, a->name) < std::tie(b->number, b->name); });
  return found;
}

live_network const* live_stack::network_by_name(std::string const& name) const {
  auto const found = std::find_if(networks.begin(), networks.end(), [&](auto const& n) { return n.name == name; });
  return found == networks.end() ? nullptr : &*found;
}

live_volume const* live_stack::volume_by_name(std::string const& name) const {
  auto const found = std::find_if(volumes.begin(), volumes.end(), [&](auto const& v) { return v.name == name; });
  return found == volumes.end() ? nullptr : &*found;
}

live_image const* live_stack::image_by_id(std::string const& id) const {
  auto const found =
      std::find_if(images.begin(), images.end(), [&](auto const& entry) { return entry.second.id == id; });
  return found == images.end() ? nullptr : &found->second;
}

}  // namespace dockverify::observe
