// From values as written to values as meant: names, variables from the environment, files of variables and labels,
// implied defaults.
#pragma once

#include "compose/discovery.hpp"
#include "compose/problem_log.hpp"
#include "compose/project.hpp"

namespace dockverify::compose {

/// Everything but env_file; services are all in `p.services` still.
void resolve(project& p, discovery const& found);

/// The service of a link, "service" or "service:alias"; with more colons it can not be one.
std::string_view linked_service(std::string_view link);

/// Reads env_file under the environment of the services that run.
void resolve_env_files(project& p, discovery const& found, problem_log& log);

/// Reads the label files of the services that run under their labels.
void resolve_label_files(project& p, problem_log& log);

/// Moves services whose profiles are not active to `disabled_services`.
void apply_profiles(project& p, std::vector<std::string> active, std::vector<std::string> const& named,
                    problem_log& log);

/// Drops networks, volumes, secrets and configs that no enabled service uses, as compose does.
void drop_unused(project& p);

}  // namespace dockverify::compose
