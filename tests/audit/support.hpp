// What the audit's tests share: a folder to put files in, and the audit of it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit.hpp"

namespace dockverify::audit::test {

/// File names, relative to the folder, and their contents. A name that ends in `/` is an empty folder.
using files = std::map<std::string, std::string>;

class project_folder {
 public:
  explicit project_folder(files const& project, std::string_view name = "app");
  project_folder(project_folder const&) = delete;
  project_folder& operator=(project_folder const&) = delete;
  ~project_folder();

  void write(std::string const& name, std::string_view text) const;
  [[nodiscard]] std::string read(std::string const& name) const;
  [[nodiscard]] std::string path(std::string_view name = {}) const;

 private:
  std::string path_;
};

/// 2026-11-23 is today.
options options_for(project_folder const& folder);
result audit_of(project_folder const& folder);

/// "Dockerfile:3 DVD103", with " ignored" when it is, in order of places; only rules that start with `rule`.
std::vector<std::string> lines_of(std::vector<finding> const& findings, std::string_view rule = {});

}  // namespace dockverify::audit::test
