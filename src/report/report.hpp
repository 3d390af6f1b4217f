// What a whole run has to say: filled by jobs, read by the writers (contract.md, "Report", schema
// dockverify/report/v1).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "report/finding.hpp"
#include "report/rule_description.hpp"

namespace dockverify {

/// The contract's exit status.
enum class exit_status : int {
  ok = 0,
  findings = 1,
  usage = 2,   ///< wrong usage, invalid project, or a run that executed no check
  engine = 3,  ///< unreachable, refused us, or broke off
  not_started = 4,
  timeout = 124,
  interrupted = 130,
};

enum class fail_on : std::uint8_t { error, warning, info, never };
enum class outcome : std::uint8_t { ok, findings, failed, timeout, interrupted, error };
std::string_view to_string(outcome o) noexcept;

struct check_counts {
  std::size_t executed = 0, passed = 0, failed = 0, undetermined = 0;
};

enum class ready_by : std::uint8_t { none, engine, eager, running, completed };
std::string_view to_string(ready_by how) noexcept;

struct container_status {
  std::string id, name, state, health;  ///< health: empty without a healthcheck
  int restarts = 0;
  std::optional<std::int64_t> created_ms, started_ms,
      ready_ms;  ///< since the run began; absent: was there before, or never
};
struct service_status {
  std::string name, image;
  bool ready = false;
  ready_by how = ready_by::none;
  std::string action;  ///< what up did: "created", "recreated", "started", "unchanged"; empty elsewhere
  std::vector<std::string>
      changed_keys;    ///< why it was recreated: compose keys, or "image", "config-hash", "network", "volume"
  std::string reason;  ///< why it is not ready, in one line
  std::vector<container_status> containers;
};

struct timeline_entry {
  std::int64_t t_ms = 0;
  std::string service, event;  ///< e.g. "created", "started", "ready", "exited (1)", "health: unhealthy"
  std::string detail;
};

struct report_error {
  std::string code;  ///< stable, e.g. "engine-unreachable", "config-invalid", "deadline"
  std::string message, advice;
  source_span where;
};

struct engine_facts {
  std::string host, version, api_version, os, arch;
};

struct report {
  std::string command;
  std::string project_name, project_directory;
  std::vector<std::string> files;
  std::string main_file;  ///< the first of them as findings name it: the place of what has none
  std::optional<engine_facts> engine;
  dockverify::outcome outcome = outcome::ok;
  exit_status status = exit_status::ok;
  check_counts checks;
  std::vector<finding> findings;
  std::vector<service_status> services;
  std::vector<timeline_entry> timeline;
  std::vector<report_error> errors;
  std::string diff;                ///< of `audit --fix`; only text shows it
  std::vector<std::string> notes;  ///< plain sentences worth telling, e.g. what was created or removed
  std::int64_t elapsed_ms = 0;
  fail_on threshold = fail_on::error;  ///< that `conclude` was given: formats of test results tell failures by it
  /// The rules that could have been reported; a format that has a catalogue adds those of other findings.
  std::vector<rule_description> rules;
  /// Texts by the names that findings have for their files; edits have a place only in these.
  std::map<std::string, std::string, std::less<>> sources;
  /// Lines of these texts that hold secrets: no format may have them.
  std::map<std::string, std::set<int>, std::less<>> secret_lines;
};

/// True when a finding of this severity makes the run fail.
bool fails(severity level, fail_on threshold) noexcept;

/// Sorts findings (file, line, service, rule) and sets outcome and status from errors already set, findings and checks:
/// a status already worse than `ok` stays; no check executed by a command that must check is `usage`.
void conclude(report& r, fail_on threshold, bool must_check);

}  // namespace dockverify
