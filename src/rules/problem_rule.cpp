#include "rules/problem_rule.hpp"

namespace dockverify::rules {

rule const* rule_of(compose::problem const& problem) {
  using enum compose::problem_code;
  switch (problem.code) {
    case yaml:
      return find_rule("DVC500");
    case schema:
      return problem.error ? find_rule("DVC501") : nullptr;
    case no_image:
      return find_rule("DVC502");
    case undefined_reference:
      return find_rule("DVC503");
    case cycle:
      return find_rule("DVC504");
    case exclusive_keys:
      return find_rule("DVC505");
    case mount_target_twice:
      return find_rule("DVC506");
    case container_name_twice:
      return find_rule("DVC507");
    case container_name_invalid:
      return find_rule("DVC508");
    case platform_not_built:
      return find_rule("DVC510");
    case limit_conflict:
      return find_rule("DVC305");
    case health_test:
      return find_rule("DVC004");
    case file_object_source:
      return find_rule("DVC208");
    case env_file_missing:
      return find_rule("DVC210");
    case variable_unset:
      return find_rule("DVC209");
    case version_key:
      return find_rule("DVC001");
    case legacy_boolean:
      return find_rule("DVC512");
    case other:
      // What compose refuses at a place of a file. The rest is no fault of the file.
      return problem.error && problem.where.line > 0 ? find_rule("DVC501") : nullptr;
    case variable_required:
      return nullptr;  // whoever audits need not have the values
  }
  return nullptr;
}

}  // namespace dockverify::rules
