// Keeps secrets out of findings, for all formats at once: which lines may not be quoted, and which texts may not
// appear.
#pragma once

#include <bitset>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/gather.hpp"
#include "audit/secret_text.hpp"
#include "report/finding.hpp"

namespace dockverify::audit {

/// Lines by the names that findings have for files.
using lines_by_file = std::map<std::string, std::set<int>, std::less<>>;

/// The variables that a project's `secrets` are from, whatever they are called.
std::set<std::string, std::less<>> variables_of_secrets(rules::project_subject const& project);

class concealer {
 public:
  /// `marked`: lines in which a rule has found a secret. `variables`: of the process.
  concealer(inputs const& read, rules::settings const& settings, std::map<std::string, std::string> const& variables,
            std::set<std::pair<std::string, int>> const& marked);

  /// Of all files, those that hold secrets.
  [[nodiscard]] lines_by_file const& lines() const noexcept { return lines_; }

  /// Takes the excerpt away where the line holds a secret, and puts *** in place of secrets in everything the finding
  /// says.
  void apply(finding& f) const;
  void apply(report_error& error) const;

 private:
  void add(std::string_view secret);
  void add_repeated(text_file const& file);
  /// The length of the long secret that begins there; 0: none does.
  [[nodiscard]] std::size_t long_at(std::string_view text, std::size_t at) const;
  void hide_long(std::string& text) const;
  void hide(std::string& text, std::vector<std::string_view> const& near) const;
  [[nodiscard]] std::vector<std::string_view> near(source_span const& where) const;

  lines_by_file lines_;
  std::map<std::string, std::vector<known_secret>, std::less<>> by_file_;
  std::set<std::string, std::less<>> long_;  ///< that are hidden in every finding
  std::bitset<65536> beginnings_;            ///< their first two characters
};

}  // namespace dockverify::audit
