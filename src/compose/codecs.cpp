// The notations of single values, with compose's schema on what types each may have.
#include "compose/codecs.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "compose/scalar.hpp"
#include "compose/shell_words.hpp"
#include "compose/units.hpp"

namespace dockverify::compose {

namespace {

std::string last_key(reader const& at) {
  std::size_t const dot = at.relative.rfind('.');
  return dot == std::string::npos ? at.relative : at.relative.substr(dot + 1);
}

bool is_number(yaml_node const& node) noexcept {
  return node.kind == value_kind::integer || node.kind == value_kind::real;
}

bool is_whole_number(yaml_node const& node) {
  return node.kind == value_kind::integer && parse_int(node.text, 10).has_value();
}

/// Texts of a list; whole numbers too when `numbers`.
string_list list_of(reader const& at, yaml_node const& node, bool numbers) {
  string_list result;
  if (!node.is_list()) {
    std::string advice;
    if (node.kind == value_kind::text || is_number(node))
      advice = "write `" + last_key(at) + ": [\"" + shown(node) + "\"]`";
    at.wrong_type(node, "a list", std::move(advice));
    return result;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& one = node.items[i];
    reader const inner = at.item(i);
    inner.mark(one.where);
    if (one.kind == value_kind::text || (numbers && is_whole_number(one))) {
      result.push_back(one.text);
    } else if (numbers && is_number(one)) {
      bad_value(inner, one, "must be text or a whole number", "put it in quotes: \"" + shown(one) + "\"");
    } else {
      inner.wrong_type(one, numbers ? "text or a whole number" : "text",
                       one.is_scalar() && !one.is_null() ? "put it in quotes: \"" + shown(one) + "\"" : "");
    }
  }
  return result;
}

void report_repeated(reader const& at, yaml_node const& node, string_list const& value) {
  for (std::size_t i = 0; i < value.size() && i < node.items.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (value[i] != value[j]) continue;
      at.log.error(node.items[i].where,
                   at.path + " has the same entry twice, at " + std::to_string(j) + " and " + std::to_string(i),
                   "remove one of them", problem_code::schema);
      return;
    }
  }
}

string_list texts_of(yaml_node const& list) {
  string_list result;
  for (yaml_node const& item : list.items) result.push_back(item.text);
  return result;
}

string_list keep_last(string_list const& values) {
  string_list result;
  for (std::string const& value : values) {
    std::string_view const key = std::string_view(value).substr(0, value.find('='));
    auto const same = std::find_if(result.begin(), result.end(), [&](std::string const& known) {
      return std::string_view(known).substr(0, known.find('=')) == key;
    });
    if (same == result.end()) {
      result.push_back(value);
    } else {
      *same = value;
    }
  }
  return result;
}

bool has_fraction(yaml_node const& node) {
  if (node.kind != value_kind::real) return false;
  std::optional<double> const number = parse_float(node.text);
  return !number || *number != std::floor(*number);
}

std::optional<std::int64_t> whole_number(yaml_node const& node) {
  if (node.kind == value_kind::integer || node.kind == value_kind::text) return parse_int(node.text, 10);
  return std::nullopt;
}

}  // namespace

std::pair<std::string, std::optional<std::string>> split_variable(std::string_view item) {
  std::size_t const equals = item.find('=');
  if (equals == std::string_view::npos) return {std::string(item), std::nullopt};
  return {std::string(item.substr(0, equals)), std::string(item.substr(equals + 1))};
}

namespace {

bool ends_with_space(std::string_view text) {
  return !text.empty() && (text.find_last_not_of(" \t\n\r\v\f") + 1 != text.size() || text.ends_with("\u00a0"));
}

void report_nameless(reader const& at, yaml_node const& node) {
  for (yaml_entry const& entry : node.entries) {
    if (entry.key.empty()) at.log.error(entry.where, at.path + " has a key without a name", "name it or remove it");
  }
}

void read_variables(reader const& at, yaml_node const& node, nullable_map& value) {
  value.clear();
  if (node.is_map()) {
    bool const gathers = gathers_extensions(at, node);
    for (yaml_entry const& entry : node.entries) {
      reader const inner = at.child(entry.key);
      inner.mark(entry.where);
      if (!entry.value.is_scalar() || entry.value.kind == value_kind::timestamp) {
        inner.wrong_type(entry.value, "text, a number, true, false or empty",
                         entry.value.is_scalar() ? "put it in quotes" : "");
      } else if (gathers && is_extension(entry.key)) {
        continue;
      } else if (entry.value.is_null()) {
        value.insert_or_assign(entry.key, std::nullopt);
      } else {
        value.insert_or_assign(entry.key, entry.value.text);
      }
    }
    if (gathers) value.insert_or_assign(std::string(gathered_key), gathered_text(node));
    return;
  }
  if (!node.is_list()) return at.wrong_type(node, "a mapping or a list of KEY=VALUE");
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    yaml_node const& one = node.items[i];
    if (one.kind != value_kind::text) {
      at.item(i).wrong_type(one, "text of the form KEY=VALUE",
                            one.is_map()    ? "write KEY=VALUE, or leave out the dashes to make it a mapping"
                            : one.is_null() ? "remove the dash, or write KEY=VALUE after it"
                                            : "put it in quotes");
      continue;
    }
    auto [key, assigned] = split_variable(one.text);
    at.child(key).mark(one.where);
    value.insert_or_assign(std::move(key), std::move(assigned));
  }
}
void loose_mapping(reader const& at, yaml_node const& node, string_map& value) {
  nullable_map read;
  read_variables(at, node, read);
  value.clear();
  for (auto& [key, assigned] : read) value.emplace(key, assigned ? std::move(*assigned) : std::string{});
}

}  // namespace

bool gathers_extensions(reader const& at, yaml_node const& node) {
  auto const first = std::find_if(node.entries.begin(), node.entries.end(),
                                  [](yaml_entry const& entry) { return is_extension(entry.key); });
  if (first == node.entries.end()) return false;
  at.log.warning(first->where,
                 at.path + ": compose takes `" + first->key +
                     "` for an extension, as every key that starts with `x-`, and sets `" + std::string(gathered_key) +
                     "` instead",
                 "use another name; in a list, `- x-name=value`, it is what it looks like");
  return true;
}

std::string gathered_text(yaml_node const& node) {
  struct printed {
    static std::string all(yaml_node const& value) {
      std::string result;
      if (value.is_list()) {
        for (yaml_node const& item : value.items) result += (result.empty() ? "" : " ") + all(item);
        return "[" + result + "]";
      }
      if (value.is_map()) return of_map(value, false);
      return value.is_null() ? "<nil>" : value.text;
    }
    static std::string of_map(yaml_node const& value, bool only_extensions) {
      std::map<std::string_view, yaml_node const*> sorted;
      for (yaml_entry const& entry : value.entries) {
        if (!only_extensions || is_extension(entry.key)) sorted.emplace(entry.key, &entry.value);
      }
      std::string result;
      for (auto const& [key, one] : sorted) result += (result.empty() ? "" : " ") + std::string(key) + ":" + all(*one);
      return "map[" + result + "]";
    }
  };
  return printed::of_map(node, true);
}

void refuse_extensions(reader const& at, yaml_node const& node) {
  if (at.log.structure_only()) return;
  for (yaml_entry const& entry : node.entries) {
    if (is_extension(entry.key))
      at.log.error(entry.where, at.path + ": compose takes `" + entry.key + "` for an extension and can not read it",
                   "use a name that does not start with `x-`", problem_code::schema);
  }
}

double shortest_double(float value) {
  return std::strtod(json_float_text(value).c_str(), nullptr);
}

ordered_json plain_json(yaml_node const& node) {
  switch (node.kind) {
    case value_kind::null:
      return nullptr;
    case value_kind::boolean:
      return node.text == "true";
    case value_kind::integer:
      if (auto const value = parse_int(node.text, 10)) return *value;
      return static_cast<std::uint64_t>(std::strtoull(node.text.c_str(), nullptr, 10));
    case value_kind::real:
      return std::strtod(node.text.c_str(), nullptr);
    case value_kind::text:
      return node.text;
    case value_kind::timestamp:
      return date_json(timestamp_text(node.text));
    case value_kind::list: {
      ordered_json list = ordered_json::array();
      for (yaml_node const& item : node.items) list.push_back(plain_json(item));
      return list;
    }
    case value_kind::map: {
      std::map<std::string_view, yaml_node const*> sorted;
      for (yaml_entry const& entry : node.entries) sorted.emplace(entry.key, &entry.value);
      ordered_json object = ordered_json::object();
      for (auto const& [key, value] : sorted) put(object, key, plain_json(*value));
      return object;
    }
  }
  return nullptr;
}

void text::read(reader const& at, yaml_node const& node, std::string& value) {
  if (node.kind == value_kind::text) {
    value = node.text;
    return;
  }
  std::string advice;
  if (node.is_scalar() && !node.is_null()) advice = "put it in quotes: `" + last_key(at) + ": \"" + shown(node) + "\"`";
  if (node.is_null()) advice = "give it a value or remove the key";
  at.wrong_type(node, "text", std::move(advice));
}
void text::write(printer& out, std::string_view key, std::string const& value) {
  if (!value.empty()) put(out, key, value);
}

void any_text::read(reader const& at, yaml_node const& node, std::string& value) {
  if (node.is_scalar() && !node.is_null() && node.kind != value_kind::timestamp) {
    value = node.text;
  } else {
    at.wrong_type(node, "text or a number");
  }
}

void read_choice(reader const& at, yaml_node const& node, std::span<std::string_view const> choices,
                 std::string& value) {
  text::read(at, node, value);
  if (node.kind != value_kind::text || std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  std::vector<std::string> const names(choices.begin(), choices.end());
  at.error(node, value.empty() ? "can not be empty" : "can not be `" + shown(node) + "`" + did_you_mean(value, names),
           "it is one of " + one_of(names));
}

void flag::read(reader const& at, yaml_node const& node, bool& value) {
  std::optional<bool> parsed;
  if (node.kind == value_kind::boolean || node.kind == value_kind::text) parsed = parse_bool(node.text);
  if (!parsed) {
    if (node.kind == value_kind::text) return bad_value(at, node, "must be true or false, not `" + shown(node) + "`");
    return at.wrong_type(node, "true or false");
  }
  if (is_old_bool(node.text)) {
    at.log.warning(node.where, at.path + ": `" + shown(node) + "` is no boolean in YAML 1.2",
                   *parsed ? "write `true`" : "write `false`", problem_code::legacy_boolean);
  }
  value = *parsed;
}
void flag::write(printer& out, std::string_view key, bool value) {
  if (value) put(out, key, true);
}

void strict_flag::read(reader const& at, yaml_node const& node, bool& value) {
  if (node.kind != value_kind::boolean) return at.wrong_type(node, "true or false", "write it without quotes");
  value = node.text == "true";
}

void optional_flag::read(reader const& at, yaml_node const& node, std::optional<bool>& value) {
  bool parsed = false;
  flag::read(at, node, parsed);
  value = parsed;
}
void optional_flag::write(printer& out, std::string_view key, std::optional<bool> const& value) {
  if (value) put(out, key, *value);
}

void integer::read(reader const& at, yaml_node const& node, std::int64_t& value) {
  // compose truncates a fraction: cpu_shares: 512.5 is 512.
  if (node.kind == value_kind::real) {
    if (std::optional<double> const number = parse_float(node.text); number && std::abs(*number) < 9.2e18) {
      value = static_cast<std::int64_t>(*number);
      return;
    }
  }
  if (std::optional<std::int64_t> const number = whole_number(node)) {
    value = *number;
    return;
  }
  if (node.is_scalar() && !node.is_null())
    return bad_value(at, node, "must be a whole number, not `" + shown(node) + "`");
  at.wrong_type(node, "a whole number");
}
void integer::write(printer& out, std::string_view key, std::int64_t value) {
  if (value != 0) put(out, key, value);
}

void whole_integer::read(reader const& at, yaml_node const& node, std::int64_t& value) {
  if (has_fraction(node)) return bad_value(at, node, "must be a whole number, not `" + shown(node) + "`");
  integer::read(at, node, value);
}

void plain_number::read(reader const& at, yaml_node const& node, std::int64_t& value) {
  if (!is_number(node)) return at.wrong_type(node, "a number without quotes");
  integer::read(at, node, value);
}

void strict_integer::read(reader const& at, yaml_node const& node, std::int64_t& value) {
  if (!is_number(node)) return at.wrong_type(node, "a whole number without quotes");
  whole_integer::read(at, node, value);
}

void optional_integer::read(reader const& at, yaml_node const& node, std::optional<std::int64_t>& value) {
  std::int64_t number = 0;
  whole_integer::read(at, node, number);
  if (number < 0) return bad_value(at, node, "can not be negative");
  value = number;
}
void optional_integer::write(printer& out, std::string_view key, std::optional<std::int64_t> const& value) {
  if (value) put(out, key, *value);
}

void count::read(reader const& at, yaml_node const& node, std::optional<std::uint64_t>& value) {
  std::optional<std::int64_t> number;
  optional_integer::read(at, node, number);
  if (number) value = static_cast<std::uint64_t>(*number);
}
void count::write(printer& out, std::string_view key, std::optional<std::uint64_t> const& value) {
  if (value) put(out, key, *value);
}

void truncated_count::read(reader const& at, yaml_node const& node, std::optional<std::uint64_t>& value) {
  std::int64_t number = 0;
  integer::read(at, node, number);
  if (number < 0 || node.text[0] == '-') return bad_value(at, node, "can not be negative");
  value = static_cast<std::uint64_t>(number);
}
void truncated_count::write(printer& out, std::string_view key, std::optional<std::uint64_t> const& value) {
  count::write(out, key, value);
}

void real::read(reader const& at, yaml_node const& node, float& value) {
  std::optional<double> number;
  if (is_number(node) || node.kind == value_kind::text) number = parse_grouped_float(node.text);
  if (number && std::isfinite(static_cast<float>(*number))) {
    value = static_cast<float>(*number);
    return;
  }
  if (node.is_scalar() && !node.is_null()) return bad_value(at, node, "must be a number, not `" + shown(node) + "`");
  at.wrong_type(node, "a number");
}
void real::write(printer& out, std::string_view key, float value) {
  if (value != 0) put(out, key, shortest_double(value));
}

void whole_real::read(reader const& at, yaml_node const& node, float& value) {
  if (node.kind == value_kind::real && node.text.find('.') != std::string::npos) {
    return bad_value(at, node, "must be a whole number, not `" + shown(node) + "`",
                     "compose takes a fraction only in quotes");
  }
  real::read(at, node, value);
}

void bytes::read(reader const& at, yaml_node const& node, std::int64_t& value) {
  std::optional<std::int64_t> number;
  if (node.kind == value_kind::integer) number = parse_int(node.text, 10);
  bool const large = node.kind == value_kind::integer && !number;
  if (node.kind == value_kind::real || large) {
    at.log.warning(node.where, at.path + ": compose ignores a size that is no whole number, so nothing is set",
                   large ? "" : "give the unit in quotes: \"" + shown(node) + "m\"");
    return;
  }
  if (node.kind == value_kind::text) number = parse_bytes(node.text);
  if (number) {
    value = *number;
    return;
  }
  if (node.kind != value_kind::text) return at.wrong_type(node, "a size such as 512m");
  bool const negative = !node.text.empty() && node.text[0] == '-';
  bad_value(at, node, "must be a size such as 512m or 1g, not `" + shown(node) + "`",
            negative ? "write a negative number without quotes" : "");
}
void bytes::write(printer& out, std::string_view key, std::int64_t value) {
  if (value != 0) put(out, key, std::to_string(value));
}

void whole_bytes::read(reader const& at, yaml_node const& node, std::int64_t& value) {
  if (has_fraction(node)) return bad_value(at, node, "must be a whole number or a size such as 512m");
  bytes::read(at, node, value);
}

void text_bytes::read(reader const& at, yaml_node const& node, std::int64_t& value) {
  if (node.kind == value_kind::text) return bytes::read(at, node, value);
  std::string advice;
  if (is_number(node)) advice = "put it in quotes: `" + last_key(at) + ": \"" + shown(node) + "\"`";
  at.wrong_type(node, "a size as text, such as 512m", std::move(advice));
}

void duration::read(reader const& at, yaml_node const& node, std::optional<nanoseconds>& value) {
  if (node.kind != value_kind::text) {
    std::string advice;
    if (is_number(node)) advice = "give the unit: `" + last_key(at) + ": " + shown(node) + "s`";
    return at.wrong_type(node, "a duration such as 30s", std::move(advice));
  }
  value = parse_duration(node.text);
  if (value) return;
  bool const bare = parse_float(node.text).has_value();
  bad_value(at, node, "must be a duration such as 1m30s, not `" + shown(node) + "`",
            bare ? "give the unit: " + shown(node) + "s" : "");
}
void duration::write(printer& out, std::string_view key, std::optional<nanoseconds> const& value) {
  if (value) put(out, key, duration_text(*value));
}

void distinct_texts::read(reader const& at, yaml_node const& node, string_list& value) {
  value = list_of(at, node, false);
  report_repeated(at, node, value);
}
void distinct_texts::write(printer& out, std::string_view key, string_list const& value) {
  if (!value.empty()) put(out, key, value);
}

void texts::read(reader const& at, yaml_node const& node, string_list& value) {
  value = list_of(at, node, false);
}

void keyed_texts::read(reader const& at, yaml_node const& node, string_list& value) {
  value = keep_last(list_of(at, node, false));
}

void text_or_texts::read(reader const& at, yaml_node const& node, string_list& value) {
  if (node.kind == value_kind::text) {
    value = {node.text};
  } else {
    value = keep_last(list_of(at, node, false));
  }
}

void distinct_words::read(reader const& at, yaml_node const& node, string_list& value) {
  value = list_of(at, node, true);
  report_repeated(at, node, value);
}

void words_once::read(reader const& at, yaml_node const& node, string_list& value) {
  value.clear();
  for (std::string& word : list_of(at, node, true)) {
    if (std::find(value.begin(), value.end(), word) == value.end()) value.push_back(std::move(word));
  }
}

void command_words::read(reader const& at, yaml_node const& node, optional_list& value) {
  value.reset();
  if (node.is_null()) return;
  if (node.kind != value_kind::text) {
    if (!node.is_list()) return at.wrong_type(node, "text or a list of texts");
    value = list_of(at, node, false);
    return;
  }
  split_command split = split_words(node.text);
  if (!split.valid)
    return bad_value(at, node, "has a quote, a backslash or a parenthesis that does not end",
                     "write it as a list: [\"program\", \"argument\"]");
  if (split.cut_at != 0) {
    at.log.warning(node.where,
                   at.path + " ends at the unquoted `" + std::string(1, split.cut_at) +
                       "`: no shell reads it, and compose drops the rest",
                   "write `[\"sh\", \"-c\", \"...\"]` to run a shell");
  }
  value = std::move(split.words);
}
void command_words::write(printer& out, std::string_view key, optional_list const& value) {
  if (value) return put(out, key, *value);
  if (out.view == model_view::json) put(out, key, nullptr);
}

void variables::read(reader const& at, yaml_node const& node, nullable_map& value) {
  report_nameless(at, node);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    std::string const key = split_variable(node.items[i].text).first;
    if (ends_with_space(key))
      bad_value(at.item(i), node.items[i], "has a space before the `=`",
                "write NAME=VALUE without spaces around the `=`");
  }
  read_variables(at, node, value);
}
void variables::write(printer& out, std::string_view key, nullable_map const& value) {
  if (value.empty()) return;
  ordered_json object = ordered_json::object();
  for (auto const& [name, assigned] : value) {
    put(object, name, assigned ? ordered_json(*assigned) : ordered_json(nullptr));
  }
  put_mapping(out, key, std::move(object));
}

void mapping::read(reader const& at, yaml_node const& node, string_map& value) {
  report_nameless(at, node);
  loose_mapping(at, node, value);
}
void mapping::write(printer& out, std::string_view key, string_map const& value) {
  if (value.empty()) return;
  ordered_json object = ordered_json::object();
  for (auto const& [name, assigned] : value) put(object, name, assigned);
  put_mapping(out, key, std::move(object));
}

void distinct_mapping::read(reader const& at, yaml_node const& node, string_map& value) {
  report_repeated(at, node, texts_of(node));
  mapping::read(at, node, value);
}

void distinct_variables::read(reader const& at, yaml_node const& node, nullable_map& value) {
  report_repeated(at, node, texts_of(node));
  variables::read(at, node, value);
}

void loose_options::read(reader const& at, yaml_node const& node, string_map& value) {
  if (!node.is_map()) return at.wrong_type(node, "a mapping");
  refuse_extensions(at, node);
  loose_mapping(at, node, value);
}

void nullable_options::read(reader const& at, yaml_node const& node, string_map& value) {
  if (!node.is_map()) return at.wrong_type(node, "a mapping");
  loose_mapping(at, node, value);
  for (yaml_entry const& entry : node.entries) {
    if (entry.value.kind == value_kind::boolean)
      at.child(entry.key).wrong_type(entry.value, "text or a number", "put it in quotes: \"" + entry.value.text + "\"");
  }
}

void options::read(reader const& at, yaml_node const& node, string_map& value) {
  nullable_options::read(at, node, value);
  for (yaml_entry const& entry : node.entries) {
    if (entry.value.is_null())
      at.child(entry.key).wrong_type(entry.value, "text or a number", "write \"\" for an empty text");
  }
}

}  // namespace dockverify::compose
