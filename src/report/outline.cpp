#include "report/outline.hpp"

#include <map>
#include <memory>

namespace dockverify {
namespace {

std::string counted(std::size_t n, std::string const& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

void add(std::string& list, std::string const& part) {
  list += (list.empty() ? "" : ", ") + part;
}

}  // namespace

source_span place_of(report const& r, finding const& f) {
  if (f.where.known() || r.main_file.empty()) return f.where;
  return {std::make_shared<std::string const>(r.main_file), 0, 0};
}

std::string_view plain_path(source_span const& where) {
  std::string_view name = *where.file;
  while (name.starts_with("./")) name.remove_prefix(2);
  return name;
}

std::string headline(finding const& f) {
  return f.service.empty() ? f.message : f.service + ": " + f.message;
}

std::string why_ignored(suppression const& s) {
  return s.reason.empty() ? s.source : s.source + ": " + s.reason;
}

std::vector<std::string> distinct_fingerprints(report const& r) {
  std::vector<std::string> all;
  all.reserve(r.findings.size());
  std::map<std::string, std::size_t> seen;
  for (finding const& f : r.findings) {
    std::string print = fingerprint(f);
    std::size_t const times = ++seen[print];
    if (times > 1) print += "-" + std::to_string(times);
    all.push_back(std::move(print));
  }
  return all;
}

finding_counts counts_of(report const& r) {
  finding_counts counts;
  for (finding const& f : r.findings) {
    if (f.ignored) {
      ++counts.ignored;
      continue;
    }
    ++(f.level == severity::error ? counts.errors : f.level == severity::warning ? counts.warnings : counts.infos);
    if (!f.edits.empty()) ++(f.edits_are_safe ? counts.safe_fixes : counts.other_fixes);
  }
  return counts;
}

std::string in_words(finding_counts const& counts) {
  std::string out;
  if (counts.errors > 0) add(out, counted(counts.errors, "error"));
  if (counts.warnings > 0) add(out, counted(counts.warnings, "warning"));
  if (counts.infos > 0) add(out, std::to_string(counts.infos) + " info");
  if (counts.ignored > 0) add(out, std::to_string(counts.ignored) + " ignored");
  return out;
}

std::string in_words(check_counts const& counts) {
  if (counts.executed == 0) return {};
  if (counts.passed == counts.executed) return counted(counts.executed, "check") + " passed";
  std::string out = counted(counts.executed, "check") + ": " + std::to_string(counts.passed) + " passed";
  if (counts.failed > 0) add(out, std::to_string(counts.failed) + " failed");
  if (counts.undetermined > 0) add(out, std::to_string(counts.undetermined) + " could not be determined");
  return out;
}

}  // namespace dockverify
