// The messages that reading by rows has in common.
#include "compose/attribute.hpp"

#include <array>

#include "compose/natural_order.hpp"

namespace dockverify::compose {

namespace {

std::string_view name_of(value_kind kind) noexcept {
  switch (kind) {
    case value_kind::null:
      return "empty";
    case value_kind::boolean:
      return "a boolean";
    case value_kind::integer:
    case value_kind::real:
      return "a number";
    case value_kind::text:
      return "text";
    case value_kind::timestamp:
      return "a date";
    case value_kind::list:
      return "a list";
    case value_kind::map:
      return "a mapping";
  }
  return "something else";
}

}  // namespace

std::string shown(yaml_node const& node) {
  std::string result = node.written.empty() ? node.text : node.written;
  if (std::size_t const line = result.find('\n'); line != std::string::npos) result.resize(line);
  constexpr std::size_t most = 60;
  if (result.size() > most) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(result[end]) & 0xC0U) == 0x80U) --end;
    result = result.substr(0, end) + "...";
  }
  return result;
}

namespace {

/// The interpolated scalar that contains `value`; null when a literal one does, or none.
yaml_node const* made_by_variable(yaml_node const& node, std::string const& value, bool& literal) {
  if (node.is_scalar() && node.text.find(value) != std::string::npos) {
    if (node.written.empty()) literal = true;
    return node.written.empty() ? nullptr : &node;
  }
  yaml_node const* found = nullptr;
  for (yaml_entry const& entry : node.entries) {
    if (yaml_node const* inner = made_by_variable(entry.value, value, literal)) found = inner;
  }
  for (yaml_node const& item : node.items) {
    if (yaml_node const* inner = made_by_variable(item, value, literal)) found = inner;
  }
  return found;
}

}  // namespace

std::string shown(yaml_node const& root, std::string const& value) {
  bool literal = false;
  yaml_node const* variable = made_by_variable(root, value, literal);
  return variable == nullptr || literal ? value : shown(*variable);
}

void bad_value(reader const& at, yaml_node const& node, std::string_view message, std::string advice,
               problem_code code) {
  if (!at.log.structure_only()) at.error(node, message, std::move(advice), code);
}

void put_mapping(printer& out, std::string_view key, ordered_json mapping) {
  if (out.view == model_view::yaml) sort_naturally(mapping);
  put(out, key, std::move(mapping));
}

void put_settings(printer& out, std::string_view key, ordered_json settings) {
  if (out.view == model_view::json || !settings.empty()) put(out, key, std::move(settings));
}

void put_extensions(printer& out, extension_values const& extensions) {
  if (out.view != model_view::yaml || extensions.is_null()) return;
  ordered_json sorted = extensions;
  sort_throughout(sorted, model_view::yaml);
  for (auto& [key, value] : sorted.items()) put(out, key, std::move(value));
}

void reader::wrong_type(yaml_node const& node, std::string_view expected, std::string advice) const {
  if (node.broken) return;
  if (node.is_null() && advice.empty()) advice = "give it a value or remove it";
  log.error(node.where, path + " must be " + std::string(expected) + ", this is " + std::string(name_of(node.kind)),
            std::move(advice), problem_code::schema);
}

namespace {

/// Files for docker-compose 1.x still have these.
std::string advice_on_old_key(yaml_entry const& entry) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> old_keys{{
      {"net", "write `network_mode`, or `networks`"},
      {"log_driver", "write `logging: {driver: ...}`"},
      {"log_opt", "write `logging: {options: ...}`"},
      {"volume_driver", "write `driver` at the volume in the top-level `volumes`"},
      {"dockerfile", "write `build: {context: ., dockerfile: ...}`"},
  }};
  for (auto const& [key, advice] : old_keys) {
    if (entry.key == key) return std::string(advice);
  }
  bool const service = entry.value.find("image") != nullptr || entry.value.find("build") != nullptr;
  return service ? "a service belongs under `services:`, indented" : "";
}

}  // namespace

void report_unknown_key(reader const& at, yaml_entry const& entry, std::vector<std::string> const& known) {
  if (at.log.full()) return at.log.error(entry.where, {}, {}, problem_code::schema);
  if (std::string advice = advice_on_old_key(entry); !advice.empty()) {
    return at.log.error(entry.where, "unknown key `" + entry.key + "` in " + at.path, std::move(advice),
                        problem_code::schema);
  }
  std::string const guess = did_you_mean(entry.key, known);
  std::string advice;
  if (guess.empty()) advice = "remove it, or call it `x-" + entry.key + "` when it is meant for another tool";
  at.log.error(entry.where, "unknown key `" + entry.key + "` in " + at.path + guess, std::move(advice),
               problem_code::schema);
}

}  // namespace dockverify::compose
