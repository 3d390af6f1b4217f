#include "audit/local_levels.hpp"

#include <algorithm>
#include <optional>

#include "rules/ignore_comments.hpp"
#include "rules/rule.hpp"

namespace dockverify::audit {

namespace {

bool is_of_buildkit(std::string_view alias) {
  return alias.starts_with("BK:");
}

/// Rules of BuildKit's checks of that name.
std::vector<rules::rule const*> experiments_of(std::string const& name) {
  std::vector<rules::rule const*> found;
  for (rules::rule const* one : rules::all_rules()) {
    bool const asked = std::any_of(one->aliases.begin(), one->aliases.end(), [&](std::string_view alias) {
      return is_of_buildkit(alias) && (name == "all" || rules::is_alias(alias, name));
    });
    if (asked) found.push_back(one);
  }
  return found;
}

}  // namespace

built_by built_from(rules::subjects const& all) {
  built_by files;
  for (rules::dockerfile_subject const* one : all.dockerfiles) {
    for (rules::service_subject const* service : one->services) files[service->service->name].insert(*one->path);
  }
  return files;
}

local_levels::local_levels(configuration const& configured, inputs const& read, rules::settings const& settings)
    : services_(configured.service_levels), files_(built_from(read.subjects())), run_(configured.levels) {
  std::erase_if(files_, [&](auto const& one) { return services_.count(one.first) == 0; });
  auto const want = [&](rules::rule const& one, rules::level level) {
    if (rules::level_in_force(one, settings, configured.levels) != rules::level::off) return;
    only_where_asked_.emplace(one.id);
    run_.insert_or_assign(std::string(one.id), level);
  };
  for (auto const& [service, levels] : services_) {
    for (auto const& [id, level] : levels) {
      if (level != rules::level::off) want(*rules::find_rule(id), level);
    }
  }
  for (rules::dockerfile_subject const* one : read.subjects().dockerfiles) {
    dockerfile::directive const* check = one->file->find_directive("check");
    if (check == nullptr) continue;
    rules::check_directive const asked = rules::read_check(check->value);
    if (asked.error) strict_files_.insert(*one->path);
    for (std::string const& name : asked.experimental) {
      for (rules::rule const* rule : experiments_of(name)) {
        want(*rule, rules::level::warning);
        experiments_[*one->path].emplace(rule->id);
      }
    }
  }
}

rules::level const* local_levels::of_service(finding const& f) const {
  for (auto const& [service, levels] : services_) {
    auto const level = levels.find(f.rule);
    if (level != levels.end() && is_of_service(f, service, files_)) return &level->second;
  }
  return nullptr;
}

void local_levels::settle(std::vector<finding>& findings) const {
  std::erase_if(findings, [&](finding& f) {
    std::string const file = f.where.known() ? *f.where.file : std::string{};
    if (rules::level const* own = of_service(f)) {
      std::optional<severity> const level = rules::severity_of(*own);
      if (level) f.level = *level;
      return !level;
    }
    auto const asked = experiments_.find(file);
    bool const experiment = asked != experiments_.end() && asked->second.count(f.rule) != 0;
    if (only_where_asked_.count(f.rule) != 0 && !experiment) return true;
    bool const check = std::any_of(f.aliases.begin(), f.aliases.end(), is_of_buildkit);
    if (check && strict_files_.count(file) != 0) f.level = severity::error;
    return false;
  });
}

}  // namespace dockverify::audit
