// What of a project goes into dockverify.lock: its canonical model, without secrets and without this machine's paths.
// A digest of a short secret can be guessed, so secrets are taken out before anything is hashed.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compose/canonical.hpp"
#include "rules/settings.hpp"
#include "rules/subjects.hpp"

namespace dockverify::audit {

struct locked_model {
  compose::ordered_json model;      ///< compose reads it; paths start at the project's directory
  std::vector<std::string> hidden;  ///< keys whose values were taken out: "services.db.environment.DB_PASSWORD"
  std::vector<source_span> places;  ///< where secrets are written out that do not look it
};

locked_model model_for_lock(rules::project_subject const& project, rules::settings const& settings);

/// A file's text without the lines that hold secrets, by their look or by `secret_lines`: what its digest is made of.
std::string content_for_lock(std::string_view text, std::set<int> const& secret_lines, rules::settings const& settings);

}  // namespace dockverify::audit
