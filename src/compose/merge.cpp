// Merging works on the tree as written, short and long forms as they are; attribute rows say which rule a value has.
#include "compose/merge.hpp"

#include <algorithm>
#include <utility>

#include "compose/attribute.hpp"
#include "compose/codecs.hpp"
#include "compose/families.hpp"

namespace dockverify::compose {

namespace {

using tree_path = std::vector<std::string_view>;

std::string joined(tree_path const& path) {
  std::string result;
  for (std::string_view part : path) {
    if (!result.empty()) result += '.';
    result += part;
  }
  return result;
}

void drop_resets(yaml_node& node) {
  std::erase_if(node.entries, [](yaml_entry const& entry) { return entry.value.tag == merge_tag::reset; });
  std::erase_if(node.items, [](yaml_node const& item) { return item.tag == merge_tag::reset; });
  node.tag = merge_tag::none;
  for (yaml_entry& entry : node.entries) drop_resets(entry.value);
  for (yaml_node& item : node.items) drop_resets(item);
}

yaml_node scalar_like(yaml_node const& origin, value_kind kind, std::string text) {
  yaml_node node;
  node.kind = kind;
  node.text = std::move(text);
  node.where = origin.where;
  node.broken = origin.broken;
  return node;
}

/// A list of KEY=VALUE as a mapping; anything else as it is.
void to_variables(yaml_node& node) {
  if (!node.is_list()) return;
  node.kind = value_kind::map;
  for (yaml_node& item : std::exchange(node.items, {})) {
    auto [key, value] = split_variable(item.text);
    yaml_node assigned = scalar_like(item, value ? value_kind::text : value_kind::null, value.value_or(""));
    if (!item.written.empty()) assigned.written = split_variable(item.written).second.value_or("");
    // A value of the wrong type stays what it is, so that reading it reports it.
    if (item.kind != value_kind::text) assigned = std::move(item);
    source_span const where = assigned.where;
    if (yaml_entry* known = node.find(key)) {
      *known = {key, where, std::move(assigned)};
    } else {
      node.entries.push_back({key, where, std::move(assigned)});
    }
  }
}

void to_list(yaml_node& node) {
  if (node.is_list() || node.is_map() || node.is_null()) return;
  yaml_node item = node;
  node = scalar_like(item, value_kind::list, {});
  node.items.push_back(std::move(item));
}

void to_hosts(yaml_node& node) {
  if (!node.is_map()) return;
  node.kind = value_kind::list;
  for (yaml_entry& entry : std::exchange(node.entries, {})) {
    std::vector<yaml_node> addresses = std::move(entry.value.items);
    if (!entry.value.is_list()) addresses.push_back(std::move(entry.value));
    for (yaml_node const& address : addresses)
      node.items.push_back(scalar_like(address, value_kind::text, entry.key + "=" + address.text));
  }
}

/// A list of names as a mapping from each to `settings`.
void to_names(yaml_node& node, bool with_defaults) {
  if (!node.is_list()) return;
  node.kind = value_kind::map;
  for (yaml_node const& item : std::exchange(node.items, {})) {
    yaml_node settings = scalar_like(item, with_defaults ? value_kind::map : value_kind::null, {});
    if (with_defaults) {
      settings.entries.push_back({"condition", item.where, scalar_like(item, value_kind::text, "service_started")});
      settings.entries.push_back({"required", item.where, scalar_like(item, value_kind::boolean, "true")});
    }
    node.entries.push_back({item.text, item.where, std::move(settings)});
  }
}

void to_build(yaml_node& node) {
  if (node.kind != value_kind::text) return;
  yaml_node context = node;
  node = scalar_like(context, value_kind::map, {});
  node.entries.push_back({"context", context.where, std::move(context)});
}

class merger {
 public:
  explicit merger(problem_log& log) : log_(log) {}

  void value(yaml_node& base, yaml_node later, tree_path& path) {
    if (later.tag == merge_tag::replace) {
      drop_resets(later);
      base = std::move(later);
      return;
    }
    switch (merge_rule_at(path)) {
      case merge_rule::replace:
        drop_resets(later);
        base = std::move(later);
        return;
      case merge_rule::variables:
        // compose resets keys before it makes a mapping of a list, so that here nothing is reset.
        if (base.is_list())
          std::erase_if(later.entries, [](yaml_entry const& entry) { return entry.value.tag == merge_tag::reset; });
        to_variables(base);
        to_variables(later);
        if (base.is_map() && later.is_map()) return replace_entries(base, std::move(later));
        break;
      case merge_rule::append:
        to_list(base);
        to_list(later);
        break;
      case merge_rule::hosts:
        to_hosts(base);
        to_hosts(later);
        std::erase_if(later.items, [&](yaml_node const& item) {
          return std::any_of(base.items.begin(), base.items.end(),
                             [&](yaml_node const& known) { return known.text == item.text; });
        });
        break;
      case merge_rule::names:
      case merge_rule::dependencies: {
        bool const with_defaults = merge_rule_at(path) == merge_rule::dependencies;
        to_names(base, with_defaults);
        to_names(later, with_defaults);
        break;
      }
      case merge_rule::logging: {
        yaml_entry const* before = base.find("driver");
        yaml_entry const* after = later.find("driver");
        if (before != nullptr && after != nullptr && before->value.text != after->value.text) {
          drop_resets(later);
          base = std::move(later);
          return;
        }
        break;
      }
      case merge_rule::ulimits:
        if (base.is_map() && later.is_map()) return replace_entries(base, std::move(later));
        break;
      case merge_rule::context:
        to_build(base);
        to_build(later);
        break;
      case merge_rule::pools:
        if (base.is_list() && later.is_list()) return pools(base, std::move(later), path);
        break;
      case merge_rule::standard:
        break;
    }
    plain(base, std::move(later), path);
  }

 private:
  void plain(yaml_node& base, yaml_node later, tree_path& path) {
    if (later.is_null()) return;
    if (base.is_scalar() && (base.is_null() || later.is_scalar())) {
      drop_resets(later);
      base = std::move(later);
    } else if (base.is_map() && later.is_map()) {
      entries(base, std::move(later), path);
    } else if (base.is_list() && later.is_list()) {
      for (yaml_node& item : later.items) {
        if (item.tag == merge_tag::reset) continue;
        drop_resets(item);
        base.items.push_back(std::move(item));
      }
    } else {
      log_.error(later.where,
                 joined(path) + " is " + kind_of(later) + " here but " + kind_of(base) + " at " + base.where.text() +
                     ": they can not be merged",
                 "write both in the same form, or replace the earlier one with `!override`", problem_code::schema);
    }
  }

  static std::string kind_of(yaml_node const& node) {
    if (node.is_map()) return "a mapping";
    return node.is_list() ? "a list" : "a single value";
  }

  void entries(yaml_node& base, yaml_node later, tree_path& path) {
    for (yaml_entry& entry : later.entries) {
      auto const known = std::find_if(base.entries.begin(), base.entries.end(),
                                      [&](yaml_entry const& one) { return one.key == entry.key; });
      if (entry.value.tag == merge_tag::reset) {
        if (known != base.entries.end()) base.entries.erase(known);
        continue;
      }
      if (known == base.entries.end()) {
        drop_resets(entry.value);
        base.entries.push_back(std::move(entry));
        continue;
      }
      if (!entry.value.is_null()) known->where = entry.where;
      std::string const key = entry.key;
      path.push_back(key);
      value(known->value, std::move(entry.value), path);
      path.pop_back();
    }
  }

  /// Key by key, where a null is a value too.
  static void replace_entries(yaml_node& base, yaml_node later) {
    for (yaml_entry& entry : later.entries) {
      auto const known = std::find_if(base.entries.begin(), base.entries.end(),
                                      [&](yaml_entry const& one) { return one.key == entry.key; });
      if (entry.value.tag == merge_tag::reset) {
        if (known != base.entries.end()) base.entries.erase(known);
      } else if (known == base.entries.end()) {
        base.entries.push_back(std::move(entry));
      } else {
        *known = std::move(entry);
      }
    }
  }

  void pools(yaml_node& base, yaml_node later, tree_path& path) {
    auto const subnet = [](yaml_node const& pool) {
      yaml_entry const* entry = pool.find("subnet");
      return entry == nullptr ? std::string{} : entry->value.text;
    };
    for (yaml_node& pool : later.items) {
      auto const same = std::find_if(base.items.begin(), base.items.end(),
                                     [&](yaml_node const& known) { return subnet(known) == subnet(pool); });
      if (same == base.items.end() || !same->is_map() || !pool.is_map()) {
        drop_resets(pool);
        base.items.push_back(std::move(pool));
      } else {
        entries(*same, std::move(pool), path);
      }
    }
  }

  problem_log& log_;
};

}  // namespace

void merge_file(yaml_node& base, yaml_node later, problem_log& log) {
  tree_path path;
  merger(log).value(base, std::move(later), path);
}

void merge_service(yaml_node& base, yaml_node later, std::string const& name, problem_log& log) {
  tree_path path{"services", name};
  merger(log).value(base, std::move(later), path);
}

}  // namespace dockverify::compose
