// All rules, by their families' lists (self-registering statics would be dropped by the linker).
#include <algorithm>
#include <vector>

#include "rules/correctness/list.hpp"
#include "rules/dockerfile_cache/list.hpp"
#include "rules/dockerfile_correctness/list.hpp"
#include "rules/dockerfile_security/list.hpp"
#include "rules/dockerfile_size/list.hpp"
#include "rules/dockerfile_style/list.hpp"
#include "rules/ignore_file/list.hpp"
#include "rules/ignoring/list.hpp"
#include "rules/images/list.hpp"
#include "rules/network/list.hpp"
#include "rules/resources/list.hpp"
#include "rules/rule.hpp"
#include "rules/secrets/list.hpp"
#include "rules/service/list.hpp"

namespace dockverify::rules {

#define DOCKVERIFY_RULES(X)                  \
  DOCKVERIFY_RULES_DOCKERFILE_SECURITY(X)    \
  DOCKVERIFY_RULES_DOCKERFILE_SIZE(X)        \
  DOCKVERIFY_RULES_DOCKERFILE_CACHE(X)       \
  DOCKVERIFY_RULES_DOCKERFILE_CORRECTNESS(X) \
  DOCKVERIFY_RULES_DOCKERFILE_STYLE(X)       \
  DOCKVERIFY_RULES_IGNORE_FILE(X)            \
  DOCKVERIFY_RULES_SERVICE(X)                \
  DOCKVERIFY_RULES_NETWORK(X)                \
  DOCKVERIFY_RULES_SECRETS(X)                \
  DOCKVERIFY_RULES_RESOURCES(X)              \
  DOCKVERIFY_RULES_CORRECTNESS(X)            \
  DOCKVERIFY_RULES_IMAGES(X)                 \
  DOCKVERIFY_RULES_IGNORING(X)

#define DOCKVERIFY_DECLARE(NAME) extern rule const NAME;
DOCKVERIFY_RULES(DOCKVERIFY_DECLARE)

namespace {

bool same(std::string_view a, std::string_view b) {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view to_string(level l) noexcept {
  switch (l) {
    case level::off:
      return "off";
    case level::info:
      return "info";
    case level::warning:
      return "warning";
    case level::error:
      return "error";
  }
  return "error";
}

std::span<rule const* const> all_rules() {
  static std::vector<rule const*> const rules = [] {
#define DOCKVERIFY_LIST(NAME) &NAME,
    std::vector<rule const*> all{DOCKVERIFY_RULES(DOCKVERIFY_LIST)};
    std::sort(all.begin(), all.end(), [](rule const* a, rule const* b) { return a->id < b->id; });
    return all;
  }();
  return rules;
}

std::optional<severity> severity_of(level l) noexcept {
  switch (l) {
    case level::off:
      return std::nullopt;
    case level::info:
      return severity::info;
    case level::warning:
      return severity::warning;
    case level::error:
      return severity::error;
  }
  return std::nullopt;
}

bool is_alias(std::string_view alias, std::string_view id) {
  if (same(alias, id)) return true;
  for (std::string_view peer : {"BK:", "dclint:"}) {
    if (alias.starts_with(peer)) return same(alias.substr(peer.size()), id);
  }
  return false;
}

bool is_called(rule const& one, std::string_view id) {
  return same(one.id, id) || same(one.name, id) ||
         std::any_of(one.aliases.begin(), one.aliases.end(),
                     [&](std::string_view alias) { return is_alias(alias, id); });
}

rule const* find_rule(std::string_view id) {
  for (rule const* one : all_rules()) {
    if (same(one->id, id) || same(one->name, id)) return one;
  }
  for (rule const* one : all_rules()) {
    if (is_called(*one, id)) return one;
  }
  return nullptr;
}

}  // namespace dockverify::rules
