// How single values are read from a file and printed: text, numbers, sizes, durations, lists and maps of them.
// A codec is a pair of functions for one notation; attribute rows name the codec they use.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compose/attribute.hpp"

namespace dockverify::compose {

struct text {
  static void read(reader const& at, yaml_node const& node, std::string& value);
  static void write(printer& out, std::string_view key, std::string const& value);
};
/// Text that may be written as a number or a boolean.
struct any_text {
  static void read(reader const& at, yaml_node const& node, std::string& value);
  static void write(printer& out, std::string_view key, std::string const& value) { text::write(out, key, value); }
};
struct flag {
  static void read(reader const& at, yaml_node const& node, bool& value);
  static void write(printer& out, std::string_view key, bool value);
};
/// true or false and nothing that looks like it.
struct strict_flag {
  static void read(reader const& at, yaml_node const& node, bool& value);
  static void write(printer& out, std::string_view key, bool value) { flag::write(out, key, value); }
};
struct optional_flag {
  static void read(reader const& at, yaml_node const& node, std::optional<bool>& value);
  static void write(printer& out, std::string_view key, std::optional<bool> const& value);
};
struct integer {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value);
  static void write(printer& out, std::string_view key, std::int64_t value);
};
/// A whole number and no text that looks like one.
struct strict_integer {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value);
  static void write(printer& out, std::string_view key, std::int64_t value) { integer::write(out, key, value); }
};
/// A whole number: unlike with the others no fraction is cut off.
struct whole_integer {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value);
  static void write(printer& out, std::string_view key, std::int64_t value) { integer::write(out, key, value); }
};
/// A number, a fraction of which is cut off, and no text that looks like one.
struct plain_number {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value);
  static void write(printer& out, std::string_view key, std::int64_t value) { integer::write(out, key, value); }
};
struct optional_integer {
  static void read(reader const& at, yaml_node const& node, std::optional<std::int64_t>& value);
  static void write(printer& out, std::string_view key, std::optional<std::int64_t> const& value);
};
struct count {
  static void read(reader const& at, yaml_node const& node, std::optional<std::uint64_t>& value);
  static void write(printer& out, std::string_view key, std::optional<std::uint64_t> const& value);
};
/// A fraction is cut off: retries.
struct truncated_count {
  static void read(reader const& at, yaml_node const& node, std::optional<std::uint64_t>& value);
  static void write(printer& out, std::string_view key, std::optional<std::uint64_t> const& value);
};
struct real {
  static void read(reader const& at, yaml_node const& node, float& value);
  static void write(printer& out, std::string_view key, float value);
};
/// A number that must be whole when it is not written as text: cpu_percent.
struct whole_real {
  static void read(reader const& at, yaml_node const& node, float& value);
  static void write(printer& out, std::string_view key, float value) { real::write(out, key, value); }
};
/// A size in bytes, a number or with a unit.
struct bytes {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value);
  static void write(printer& out, std::string_view key, std::int64_t value);
};
/// The same where a number must be whole.
struct whole_bytes {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value);
  static void write(printer& out, std::string_view key, std::int64_t value) { bytes::write(out, key, value); }
};
/// A size that must be text: deploy.resources.
struct text_bytes {
  static void read(reader const& at, yaml_node const& node, std::int64_t& value);
  static void write(printer& out, std::string_view key, std::int64_t value) { bytes::write(out, key, value); }
};
struct duration {
  static void read(reader const& at, yaml_node const& node, std::optional<nanoseconds>& value);
  static void write(printer& out, std::string_view key, std::optional<nanoseconds> const& value);
};

/// A list of texts; the same text twice is an error.
struct distinct_texts {
  static void read(reader const& at, yaml_node const& node, string_list& value);
  static void write(printer& out, std::string_view key, string_list const& value);
};
/// A list of texts as it is.
struct texts {
  static void read(reader const& at, yaml_node const& node, string_list& value);
  static void write(printer& out, std::string_view key, string_list const& value) {
    distinct_texts::write(out, key, value);
  }
};
/// A list of texts, of which a later one replaces an earlier one with the same part before `=`.
struct keyed_texts {
  static void read(reader const& at, yaml_node const& node, string_list& value);
  static void write(printer& out, std::string_view key, string_list const& value) {
    distinct_texts::write(out, key, value);
  }
};
/// keyed_texts or one text.
struct text_or_texts {
  static void read(reader const& at, yaml_node const& node, string_list& value);
  static void write(printer& out, std::string_view key, string_list const& value) {
    distinct_texts::write(out, key, value);
  }
};
/// A list of texts or numbers; the same twice is an error.
struct distinct_words {
  static void read(reader const& at, yaml_node const& node, string_list& value);
  static void write(printer& out, std::string_view key, string_list const& value) {
    distinct_texts::write(out, key, value);
  }
};
/// A list of texts or numbers, each once.
struct words_once {
  static void read(reader const& at, yaml_node const& node, string_list& value);
  static void write(printer& out, std::string_view key, string_list const& value) {
    distinct_texts::write(out, key, value);
  }
};
/// A command: a list, or a text that is split into words.
struct command_words {
  static void read(reader const& at, yaml_node const& node, optional_list& value);
  /// An absent one is null in JSON and nothing in YAML; an empty list means something else.
  static void write(printer& out, std::string_view key, optional_list const& value);
};

/// A mapping, or a list of KEY=VALUE; a missing value is empty text.
struct mapping {
  static void read(reader const& at, yaml_node const& node, string_map& value);
  static void write(printer& out, std::string_view key, string_map const& value);
};
/// The same where a missing value is null.
struct variables {
  static void read(reader const& at, yaml_node const& node, nullable_map& value);
  static void write(printer& out, std::string_view key, nullable_map const& value);
};
/// The same as mapping, but an entry of a list may not be there twice.
struct distinct_mapping {
  static void read(reader const& at, yaml_node const& node, string_map& value);
  static void write(printer& out, std::string_view key, string_map const& value) { mapping::write(out, key, value); }
};
/// The same as variables, but an entry of a list may not be there twice.
struct distinct_variables {
  static void read(reader const& at, yaml_node const& node, nullable_map& value);
  static void write(printer& out, std::string_view key, nullable_map const& value) {
    variables::write(out, key, value);
  }
};
/// A mapping only, to anything that can be text, and without `x-` keys.
struct loose_options {
  static void read(reader const& at, yaml_node const& node, string_map& value);
  static void write(printer& out, std::string_view key, string_map const& value) { mapping::write(out, key, value); }
};
/// A mapping only, to texts, numbers or nothing.
struct nullable_options {
  static void read(reader const& at, yaml_node const& node, string_map& value);
  static void write(printer& out, std::string_view key, string_map const& value) { mapping::write(out, key, value); }
};
/// A mapping only, to texts or numbers.
struct options {
  static void read(reader const& at, yaml_node const& node, string_map& value);
  static void write(printer& out, std::string_view key, string_map const& value) { mapping::write(out, key, value); }
};

/// An optional object with rows of its own; `Rows` is a function that returns them.
template <auto Rows>
struct object {
  template <class Object>
  static void read(reader const& at, yaml_node const& node, std::optional<Object>& value) {
    value.emplace();
    read_object(at, node, attributes<Object>(Rows()), *value);
  }
  template <class Object>
  static void write(printer& out, std::string_view key, std::optional<Object> const& value) {
    if (value) put(out, key, write_object(attributes<Object>(Rows()), *value, out.view));
  }
};
/// A list of such objects.
template <auto Rows>
struct objects {
  template <class Object>
  static void read(reader const& at, yaml_node const& node, std::vector<Object>& value) {
    if (!node.is_list()) return at.wrong_type(node, "a list of mappings");
    value.clear();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      reader const inner = at.item(i);
      inner.mark(node.items[i].where);
      read_object(inner, node.items[i], attributes<Object>(Rows()), value.emplace_back());
    }
  }
  template <class Object>
  static void write(printer& out, std::string_view key, std::vector<Object> const& value) {
    if (value.empty()) return;
    ordered_json list = ordered_json::array();
    for (Object const& one : value) list.push_back(write_object(attributes<Object>(Rows()), one, out.view));
    put(out, key, std::move(list));
  }
};
/// An object that is always there.
template <auto Rows>
struct settings {
  template <class Object>
  static void read(reader const& at, yaml_node const& node, Object& value) {
    read_object(at, node, attributes<Object>(Rows()), value);
  }
  template <class Object>
  static void write(printer& out, std::string_view key, Object const& value) {
    put_settings(out, key, write_object(attributes<Object>(Rows()), value, out.view));
  }
};

/// One text of a few; `Choices` is an array of them.
void read_choice(reader const& at, yaml_node const& node, std::span<std::string_view const> choices,
                 std::string& value);
template <auto const& Choices>
struct choice {
  static void read(reader const& at, yaml_node const& node, std::string& value) {
    read_choice(at, node, Choices, value);
  }
  static void write(printer& out, std::string_view key, std::string const& value) { text::write(out, key, value); }
};

/// compose takes the `x-` keys of a mapping for extensions even where every other key is a name of the user's choice,
/// and gathers them in one entry. Where the values are texts, its value is what Go prints of them all.
inline constexpr std::string_view gathered_key = "#extensions";
/// Whether `node` is a mapping with such keys; with a warning when it is.
bool gathers_extensions(reader const& at, yaml_node const& node);
std::string gathered_text(yaml_node const& node);
/// For mappings that compose can not read with such an entry.
void refuse_extensions(reader const& at, yaml_node const& node);

/// "KEY=VALUE" → KEY, VALUE; no `=`: VALUE is absent.
std::pair<std::string, std::optional<std::string>> split_variable(std::string_view text);
/// The number that has the same shortest digits as `value`.
double shortest_double(float value);

}  // namespace dockverify::compose
