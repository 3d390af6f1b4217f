#include "mapping/values.hpp"

#include <cctype>

namespace dockverify::mapping {

json text_or_null(std::string const& value) {
  return value.empty() ? json() : json(value);
}
json number_or_null(std::int64_t value) {
  return value == 0 ? json() : json(value);
}
json flag_or_null(bool value) {
  return value ? json(true) : json();
}
json list_or_null(std::vector<std::string> const& value) {
  return value.empty() ? json() : json(value);
}
json map_or_null(std::map<std::string, std::string> const& value) {
  return value.empty() ? json() : json(value);
}

json comparable(json const& value, context const&) {
  bool unset = value.is_null() || (value.is_string() && value.get_ref<std::string const&>().empty()) ||
               (value.is_structured() && value.empty()) || (value.is_number() && value == json(0)) ||
               (value.is_boolean() && !value.get<bool>());
  return unset ? json() : value;
}

json sorted_list(json const& value, context const&) {
  if (!value.is_array() || value.empty()) return {};
  auto sorted = value.get<std::vector<json>>();
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  return sorted;
}

std::string string_at(json const& object, std::string_view path) {
  auto const& value = at_path(object, path);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::int64_t integer_at(json const& object, std::string_view path) {
  auto const& value = at_path(object, path);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

std::vector<std::string> strings_at(json const& object, std::string_view path) {
  std::vector<std::string> out;
  auto const& value = at_path(object, path);
  if (!value.is_array()) return out;
  for (auto const& entry : value)
    if (entry.is_string()) out.push_back(entry.get<std::string>());
  return out;
}

void put_at(json& request, std::string_view field, json value) {
  constexpr std::string_view config = "Config.";
  if (field.substr(0, config.size()) == config) field.remove_prefix(config.size());
  auto* where = &request;
  for (auto dot = field.find('.'); dot != std::string_view::npos; dot = field.find('.')) {
    where = &(*where)[std::string(field.substr(0, dot))];
    field.remove_prefix(dot + 1);
  }
  (*where)[std::string(field)] = std::move(value);
}

std::string namespace_mode(std::string const& mode, context const& c) {
  constexpr std::string_view service = "service:";
  if (mode.rfind(service, 0) != 0) return mode;
  auto const id = c.container_ids.find(mode.substr(service.size()));
  return id == c.container_ids.end() ? mode : "container:" + id->second;
}

std::string lower(std::string text) {
  for (auto& letter : text) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return text;
}

std::string upper(std::string text) {
  for (auto& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

void only_expected_keys(json& expected, json& actual) {
  if (!actual.is_object() || !expected.is_object()) return;
  for (auto entry = actual.begin(); entry != actual.end();)
    entry = expected.contains(entry.key()) ? std::next(entry) : actual.erase(entry);
}

}  // namespace dockverify::mapping
