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

namespace {

constexpr std::string_view hidden = "***";

/// `pattern` with any text for each `***`.
bool agrees(std::string_view pattern, std::string_view text) {
  std::size_t at = pattern.find(hidden);
  if (!text.starts_with(pattern.substr(0, at))) return false;
  text.remove_prefix(at);
  while (true) {
    std::string_view const rest = pattern.substr(at + hidden.size());
    std::size_t const next = rest.find(hidden);
    if (next == std::string_view::npos) return text.ends_with(rest);
    std::size_t const found = text.find(rest.substr(0, next));
    if (found == std::string_view::npos) return false;
    text.remove_prefix(found + next);
    pattern = rest;
    at = next;
  }
}

}  // namespace

void fill_hidden(json& declared, json const& live) {
  if (declared.is_string() && live.is_string()) {
    auto const& pattern = declared.get_ref<std::string const&>();
    bool const open = pattern.find(hidden) != std::string::npos;
    if (open && agrees(pattern, live.get_ref<std::string const&>())) declared = live;
  } else if (declared.is_object() && live.is_object()) {
    for (auto& [key, value] : declared.items()) {
      if (live.contains(key)) fill_hidden(value, live.at(key));
    }
  } else if (declared.is_array() && live.is_array() && declared.size() == live.size()) {
    for (std::size_t i = 0; i < declared.size(); ++i) fill_hidden(declared[i], live[i]);
  }
}

}  // namespace dockverify::mapping
