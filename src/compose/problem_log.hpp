// Where every step of loading puts what it has to say: the loader reports all problems at once, so nobody throws or
// returns early.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "compose/project.hpp"

namespace dockverify::compose {

class problem_log {
 public:
  void error(source_span where, std::string message, std::string advice = {}, problem_code code = problem_code::other);
  void warning(source_span where, std::string message, std::string advice = {}, problem_code code = problem_code::other,
               std::string about = {});

  /// While on, values may have variables in them: readers look at the structure only, and warnings are not kept.
  void look_at_structure_only(bool on) noexcept { structure_only_ = on; }
  [[nodiscard]] bool structure_only() const noexcept { return structure_only_; }

  [[nodiscard]] bool failed() const noexcept { return errors_ != 0; }
  [[nodiscard]] std::size_t errors() const noexcept { return errors_; }
  /// No more is kept, so that advice need not be worked out.
  [[nodiscard]] bool full() const noexcept { return full_; }
  /// Everything said so far in the order of `files`, then lines; the same sentence about one place only once.
  [[nodiscard]] std::vector<problem> take(std::vector<std::string> const& files);

 private:
  void add(problem p);

  std::vector<problem> problems_;
  std::size_t errors_ = 0;
  bool full_ = false;
  bool structure_only_ = false;
};

/// "; did you mean `x`?" for the candidate that is close enough to `wrong`, else "".
std::string did_you_mean(std::string_view wrong, std::vector<std::string> const& candidates);
/// The candidate that is close enough to be a misspelling, else "".
std::string nearest(std::string_view wrong, std::vector<std::string> const& candidates);
/// "`a`, `b` or `c`".
std::string one_of(std::vector<std::string> const& names);

}  // namespace dockverify::compose
