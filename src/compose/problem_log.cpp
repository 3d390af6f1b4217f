// Keeps problems bounded and in file order, and finds the name that a user probably meant.
#include "compose/problem_log.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace dockverify::compose {

namespace {

// A hostile or generated file can be wrong in a million places; nobody reads more than this.
constexpr std::size_t most_problems = 500;

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

/// Stable; std::stable_sort of this library version warns about a deprecated part of its own.
template <class Before>
void sort_by(std::vector<problem>& problems, Before const& before) {
  std::vector<std::pair<std::size_t, problem>> numbered;
  for (problem& p : problems) numbered.emplace_back(numbered.size(), std::move(p));
  std::sort(numbered.begin(), numbered.end(), [&](auto const& a, auto const& b) {
    if (before(a.second, b.second)) return true;
    return !before(b.second, a.second) && a.first < b.first;
  });
  for (std::size_t i = 0; i < problems.size(); ++i) problems[i] = std::move(numbered[i].second);
}

std::string plain(std::string_view name) {
  std::string result;
  for (char c : name) {
    if (c == '-' || c == '_' || c == '.') continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

}  // namespace

void problem_log::error(source_span where, std::string message, std::string advice, problem_code code) {
  ++errors_;
  add({true, std::move(where), std::move(message), std::move(advice), code, {}});
}

void problem_log::warning(source_span where, std::string message, std::string advice, problem_code code,
                          std::string about) {
  if (structure_only_) return;
  add({false, std::move(where), std::move(message), std::move(advice), code, std::move(about)});
}

void problem_log::add(problem p) {
  if (problems_.size() < most_problems) {
    problems_.push_back(std::move(p));
  } else if (!full_) {
    full_ = true;
    problems_.push_back({errors_ != 0,
                         {},
                         "there are more problems than are listed here",
                         "correct these first",
                         problem_code::other,
                         {}});
  }
}

std::vector<problem> problem_log::take(std::vector<std::string> const& files) {
  auto const file_order = [&](problem const& p) -> std::size_t {
    if (!p.where.file) return files.size() + 1;
    return static_cast<std::size_t>(std::find(files.begin(), files.end(), *p.where.file) - files.begin());
  };
  auto const before = [&](problem const& a, problem const& b) {
    std::size_t const left = file_order(a), right = file_order(b);
    if (left != right) return left < right;
    if (a.where.file && b.where.file && *a.where.file != *b.where.file) return *a.where.file < *b.where.file;
    if (a.where.line != b.where.line) return a.where.line < b.where.line;
    return a.where.column < b.where.column;
  };
  sort_by(problems_, before);
  auto const same = [](problem const& a, problem const& b) {
    return a.message == b.message && a.where.text() == b.where.text();
  };
  problems_.erase(std::unique(problems_.begin(), problems_.end(), same), problems_.end());
  errors_ = 0;
  full_ = false;
  return std::move(problems_);
}

std::string nearest(std::string_view wrong, std::vector<std::string> const& candidates) {
  // Long inputs are not misspellings, and the distance is quadratic.
  if (wrong.empty() || wrong.size() > 64) return {};
  std::string const wanted = plain(wrong);
  std::string best;
  std::size_t least = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  for (std::string const& candidate : candidates) {
    if (candidate.size() > 64) continue;
    std::size_t const distance = plain(candidate) == wanted ? 0 : edit_distance(wrong, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view wrong, std::vector<std::string> const& candidates) {
  std::string const name = nearest(wrong, candidates);
  return name.empty() ? std::string{} : "; did you mean `" + name + "`?";
}

std::string one_of(std::vector<std::string> const& names) {
  std::string result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i != 0) result += i + 1 == names.size() ? " or " : ", ";
    result += "`" + names[i] + "`";
  }
  return result;
}

}  // namespace dockverify::compose
