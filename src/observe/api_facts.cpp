// The process table comes from the engine host's ps and is text of unknown width; limits come from a statistics sample.
#include "observe/api_facts.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

namespace dockverify::observe {

namespace {

constexpr std::int64_t practically_unlimited = std::int64_t{1} << 62U;

std::optional<std::size_t> column(std::vector<std::string> const& titles, std::string_view wanted) {
  auto const found = std::find(titles.begin(), titles.end(), wanted);
  if (found == titles.end()) return std::nullopt;
  return static_cast<std::size_t>(found - titles.begin());
}

std::optional<std::int64_t> number(std::string const& text) {
  std::int64_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Podman hands over a row as one cell: the last column takes the rest of it.
std::vector<std::string> cells_of(std::vector<std::string> const& row, std::size_t columns) {
  if (row.size() != 1 || columns < 2) return row;
  std::vector<std::string> cells;
  std::istringstream words(row.front());
  std::string word;
  while (cells.size() + 1 < columns && words >> word) cells.push_back(word);
  std::string rest;
  std::getline(words >> std::ws, rest);
  cells.push_back(rest);
  return cells;
}

}  // namespace

bool add_processes(effective_facts& facts, std::vector<std::string> const& titles,
                   std::vector<std::vector<std::string>> const& rows, std::int64_t init_pid) {
  auto const pid_at = column(titles, "PID");
  auto const uid_at = column(titles, "UID");
  auto const gid_at = column(titles, "GID");
  if (!pid_at || !uid_at) return false;
  for (auto const& row : rows) {
    auto const cells = cells_of(row, titles.size());
    if (cells.size() <= std::max({*pid_at, *uid_at, gid_at.value_or(0)})) continue;
    auto const pid = number(cells[*pid_at]);
    auto const uid = number(cells[*uid_at]);
    if (!pid || !uid) continue;
    live_process process;
    process.pid = *pid;
    process.uid = *uid;
    process.gid = gid_at ? number(cells[*gid_at]).value_or(-1) : -1;
    process.command = cells.back();
    if (process.pid == init_pid) {
      facts.init_uid = process.uid;
      if (process.gid >= 0) facts.init_gid = process.gid;
    }
    facts.processes.push_back(std::move(process));
  }
  if (facts.processes.empty()) return false;
  facts.processes_source = "GET /containers/{id}/top";
  return true;
}

void add_limits(effective_facts& facts, json const& stats, std::int64_t memory_total) {
  if (auto const limit = whole_of(at_path(stats, "memory_stats.limit")); limit && *limit > 0) {
    bool const unlimited = *limit >= practically_unlimited || (memory_total > 0 && *limit >= memory_total);
    effective<std::int64_t> memory{std::nullopt, "GET /containers/{id}/stats memory_stats.limit"};
    if (!unlimited) memory.value = limit;
    facts.memory = std::move(memory);
  }
  auto const& pids = at_path(stats, "pids_stats");
  auto const limit = whole_of(at_key(pids, "limit"));
  // The engine leaves out a limit of 0, which is "none"; without a count the kernel does not count processes at all.
  if (limit || whole_of(at_key(pids, "current"))) {
    effective<std::int64_t> most{std::nullopt, "GET /containers/{id}/stats pids_stats.limit"};
    if (limit && *limit > 0 && *limit < practically_unlimited) most.value = limit;
    facts.pids = std::move(most);
  }
}

void explain_what_is_missing(effective_facts& facts, std::string const& why_not_local) {
  auto const missing = [&](std::string const& fact, bool known, std::string const& text) {
    if (!known) facts.undetermined.try_emplace(fact, text);
  };
  auto const hidden = why_not_local + " and its API does not show it";
  missing("memory", facts.memory.has_value(), why_not_local + " and its statistics do not tell it");
  missing("pids", facts.pids.has_value(), why_not_local + " and its statistics do not tell it");
  missing("swap", facts.swap.has_value(), hidden);
  missing("cpus", facts.cpus.has_value(), hidden);
  missing("ulimits", !facts.rlimits.empty(), hidden);
  missing("groups", !facts.groups.empty(), hidden);
  missing("processes", !facts.processes.empty(), why_not_local + " and its process table could not be read");
  missing("user", facts.init_uid.has_value(), why_not_local + " and its process table does not show the first process");
}

}  // namespace dockverify::observe
