// dockverify.lock: the audited configuration as one file that can be reviewed, compared later, and held against a live
// stack on a machine without the sources. It depends on nothing but what was audited, and has no secrets in it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit.hpp"
#include "report/finding.hpp"
#include "report/report.hpp"

namespace dockverify::audit {

inline constexpr std::string_view lock_file_name = "dockverify.lock";
inline constexpr std::string_view lock_schema = "dockverify/lock/v1";

/// What the sources do not say.
struct lock_facts {
  /// Ids or digests of images that are known from an engine, by their references as the files write them.
  std::map<std::string, std::string> images;
  /// Where the lock lies, absolute: its files are named from there, wherever the audit ran. Empty: as they were shown.
  std::string directory;
};

/// The lock of an audit.
std::string lock_text(result const& audited, lock_facts const& facts = {});

/// Writes the lock in place of an older one. Empty: done; else why not.
std::string save_lock(std::string const& path, std::string_view text);

struct lock_check {
  std::vector<finding> findings;     ///< DVA003 for each fact that has changed, DVA004 for what the lock does not know
  std::vector<report_error> errors;  ///< the lock can not be read; nothing was compared
};

/// What has changed since `text` was written; nullopt: there is no lock. `shown` is its name for the user. Images that
/// only the lock knows more of than this audit are not compared.
lock_check check_lock(std::optional<std::string> const& text, std::string const& shown, result const& audited,
                      lock_facts const& facts = {});

/// A project as the lock has it.
struct locked_project {
  std::string name;
  std::string model;                ///< a compose file in the lock's own lines; secrets are ***
  std::vector<std::string> hidden;  ///< keys whose values are not in it
};
struct locked_projects {
  std::vector<locked_project> projects;
  std::vector<report_error> errors;
};
locked_projects read_lock(std::string_view text, std::string const& shown);

}  // namespace dockverify::audit
