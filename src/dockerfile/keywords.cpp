#include "dockerfile/keywords.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace dockverify::dockerfile {

namespace {

constexpr std::array<std::string_view, 18> names{"ADD",    "ARG",   "CMD",         "COPY",  "ENTRYPOINT", "ENV",
                                                 "EXPOSE", "FROM",  "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
                                                 "RUN",    "SHELL", "STOPSIGNAL",  "USER",  "VOLUME",     "WORKDIR"};

using type = flag_rule::type;
constexpr flag_rule add_flags[] = {{"chown"},
                                   {"chmod"},
                                   {"checksum"},
                                   {"link", type::boolean},
                                   {"keep-git-dir", type::boolean},
                                   {"unpack", type::boolean},
                                   {"exclude", type::repeated}};
constexpr flag_rule copy_flags[] = {
    {"from"}, {"chown"}, {"chmod"}, {"link", type::boolean}, {"parents", type::boolean}, {"exclude", type::repeated}};
constexpr flag_rule from_flags[] = {{"platform"}};
constexpr flag_rule healthcheck_flags[] = {{"interval", type::duration},
                                           {"timeout", type::duration},
                                           {"start-period", type::duration},
                                           {"start-interval", type::duration},
                                           {"retries", type::count}};
constexpr flag_rule run_flags[] = {{"mount", type::repeated}, {"network"}, {"security"}, {"device", type::repeated}};

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return upper(x) == upper(y); });
}

/// Single letters changed, added or removed; only asked of short words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto const above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (upper(a[i - 1]) == upper(b[j - 1]) ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view name_of(keyword k) noexcept {
  return k == keyword::unknown ? std::string_view() : names[static_cast<std::size_t>(k)];
}

keyword keyword_of(std::string_view name) noexcept {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (same(name, names[i])) return static_cast<keyword>(i);
  }
  return keyword::unknown;
}

std::span<flag_rule const> flags_of(keyword k) noexcept {
  if (k == keyword::add) return add_flags;
  if (k == keyword::copy) return copy_flags;
  if (k == keyword::from) return from_flags;
  if (k == keyword::healthcheck) return healthcheck_flags;
  if (k == keyword::run) return run_flags;
  return {};
}

flag_rule const* find_flag_rule(keyword k, std::string_view name) noexcept {
  for (auto const& rule : flags_of(k)) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

std::string flag_list(keyword k) {
  std::string list;
  for (auto const& rule : flags_of(k)) {
    if (!list.empty()) list += ", ";
    list += "--";
    list += rule.name;
  }
  return list;
}

keyword nearest_keyword(std::string_view name) {
  if (name.size() < 2 || name.size() > 16) return keyword::unknown;
  auto best = keyword::unknown;
  std::size_t best_distance = name.size() < 4 ? 2 : 3;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto const d = distance(name, names[i]);
    if (d >= best_distance) continue;
    best_distance = d;
    best = static_cast<keyword>(i);
  }
  return best;
}

}  // namespace dockverify::dockerfile
