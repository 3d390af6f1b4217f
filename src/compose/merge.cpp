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

/// A mapping as a list of KEY=VALUE, sorted as compose sorts it; anything else as it is.
void to_pairs(yaml_node& node) {
  if (!node.is_map()) return;
  node.kind = value_kind::list;
  for (yaml_entry& entry : std::exchange(node.entries, {})) {
    yaml_node& value = entry.value;
    // A value of the wrong type stays what it is, so that reading it reports it.
    if (!value.is_scalar() || value.kind == value_kind::timestamp) {
      node.items.push_back(std::move(value));
      continue;
    }
    yaml_node pair = scalar_like(value, value_kind::text, value.is_null() ? entry.key : entry.key + "=" + value.text);
    if (!value.written.empty()) pair.written = entry.key + "=" + value.written;
    pair.where = entry.where;
    node.items.push_back(std::move(pair));
  }
  std::sort(node.items.begin(), node.items.end(),
            [](yaml_node const& a, yaml_node const& b) { return a.text < b.text; });
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

/// `gpus: all`: one request for all devices.
void to_devices(yaml_node& node) {
  yaml_node const all = node;
  node = scalar_like(all, value_kind::list, {});
  yaml_node request = scalar_like(all, value_kind::map, {});
  request.entries.push_back({"count", all.where, all});
  node.items.push_back(std::move(request));
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
  merger(earlier_form form, problem_log& log) : form_(form), log_(log) {}

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
        if (base.is_scalar() || later.is_scalar()) break;
        report_nameless(base, path);
        // A mapping's keys can be reset, a list's can not.
        for (yaml_entry const& entry : later.entries) {
          if (entry.value.tag == merge_tag::reset)
            std::erase_if(base.entries, [&](yaml_entry const& one) { return one.key == entry.key; });
        }
        drop_resets(later);
        to_pairs(base);
        to_pairs(later);
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
      case merge_rule::devices:
        if (form_ == earlier_form::long_forms && base.kind == value_kind::text) to_devices(base);
        break;
      case merge_rule::keys:
        if (form_ == earlier_form::long_forms) to_variables(base);
        break;
      case merge_rule::pools:
        if (base.is_list() && later.is_list() && are_maps(base) && are_maps(later))
          return pools(base, std::move(later), path);
        break;
      case merge_rule::standard:
        break;
    }
    plain(base, std::move(later), path);
  }

 private:
  void plain(yaml_node& base, yaml_node later, tree_path& path) {
    if (later.is_null()) return;
    if (base.is_scalar()) {
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

  void report_nameless(yaml_node const& base, tree_path const& path) {
    for (yaml_entry const& entry : base.entries) {
      if (entry.key.empty())
        log_.error(entry.where, joined(path) + " has a key without a name", "name it or remove it",
                   problem_code::schema);
    }
  }

  static bool are_maps(yaml_node const& list) {
    return std::all_of(list.items.begin(), list.items.end(), [](yaml_node const& item) { return item.is_map(); });
  }

  /// compose's own steps, whose result depends on the order of the pools: a pool of the later file that has the subnet
  /// of none of the earlier ones is taken over, and one that is there already is merged into the next earlier one.
  void pools(yaml_node& base, yaml_node later, tree_path& path) {
    constexpr std::size_t most_pairs = 10'000;
    if (base.items.size() * later.items.size() > most_pairs)
      return log_.error(later.where, joined(path) + " has more pools than can be merged",
                        "write them in one file, or replace the earlier ones with `!override`", problem_code::schema);
    drop_resets(later);
    auto const subnet = [](yaml_node const& pool) {
      yaml_entry const* entry = pool.find("subnet");
      return entry == nullptr ? std::string{} : entry->value.text;
    };
    std::vector<yaml_node const*> result;
    auto const known = [&](std::string const& wanted) {
      return std::find_if(result.begin(), result.end(), [&](yaml_node const* pool) { return subnet(*pool) == wanted; });
    };
    for (yaml_node& earlier : base.items) {
      for (yaml_node const& next : later.items) {
        if (subnet(next) != subnet(earlier) && known(subnet(next)) == result.end()) {
          result.push_back(&next);
          continue;
        }
        entries(earlier, next, path);
        auto const same = known(subnet(earlier));
        if (same == result.end()) {
          result.push_back(&earlier);
        } else {
          *same = &earlier;
        }
      }
    }
    std::vector<yaml_node> pools;
    for (yaml_node const* pool : result) pools.push_back(*pool);
    base.items = std::move(pools);
  }

  earlier_form form_;
  problem_log& log_;
};

}  // namespace

void merge_file(yaml_node& base, yaml_node later, problem_log& log) {
  tree_path path;
  merger(earlier_form::long_forms, log).value(base, std::move(later), path);
}

void merge_service(yaml_node& base, yaml_node later, std::string const& name, earlier_form form, problem_log& log) {
  tree_path path{"services", name};
  merger(form, log).value(base, std::move(later), path);
}

}  // namespace dockverify::compose
