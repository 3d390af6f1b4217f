// Finds and reads what an audit looks at: projects with everything they build, Dockerfiles on their own, contexts with
// their ignore files. No engine, no network.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "compose/load.hpp"
#include "report/report.hpp"
#include "rules/runner.hpp"
#include "rules/settings.hpp"
#include "rules/subjects.hpp"

namespace dockverify::audit {

struct request {
  /// Files, folders or "-" (standard input). Empty: the project that `project` finds, or the working directory.
  std::vector<std::string> paths;
  /// -f, --env-file and so on; its working directory is where relative paths start.
  compose::load_options project;
  rules::settings settings;
};

/// A Dockerfile's text or a compose file's, for excerpts, comments and edits.
struct text_file {
  std::shared_ptr<std::string const> shown;
  std::string absolute;  ///< "-": standard input, which can not be edited
  std::string text;
};

/// Everything that was read; subjects point into it, so it stays where it is.
class inputs {
 public:
  inputs();
  inputs(inputs&&) noexcept;
  inputs& operator=(inputs&&) noexcept;
  inputs(inputs const&) = delete;
  inputs& operator=(inputs const&) = delete;
  ~inputs();

  [[nodiscard]] rules::subjects const& subjects() const noexcept;
  /// For what other programs say of them.
  [[nodiscard]] std::vector<rules::dockerfile_subject*> dockerfiles() noexcept;
  /// What the loader said of the projects, in order.
  /// Paths that do not exist, can not be read, or have nothing in them to audit.
  [[nodiscard]] std::vector<report_error> const& errors() const noexcept;
  /// What a configuration found in the projects says; subjects see it at once.
  void configure(rules::settings const& settings);
  /// By the name that findings carry; null: not read.
  [[nodiscard]] text_file const* file(std::string_view shown) const;
  [[nodiscard]] std::vector<text_file> const& files() const noexcept;
  /// The projects as loaded, in the order of subjects().projects; loaded is absent when one has errors.
  [[nodiscard]] std::vector<compose::load_result const*> projects() const;

 private:
  friend class gatherer;
  struct store;
  std::unique_ptr<store> store_;
};

inputs gather(request const& what);

}  // namespace dockverify::audit
