// Why a service did not start or is not well: evidence in, ranked causes out. Pure; one cause a file, listed once in
// all.cpp (catalogue: runtime.md section 3.2).
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/finding.hpp"

namespace dockverify::diagnose {

/// A call that the engine refused: create, start, pull, build, network or volume create.
struct refused_call {
  std::string operation;  ///< e.g. "POST /containers/{id}/start"
  int http_status = 0;
  std::string message;  ///< the engine's text
};

struct container_event {
  std::int64_t time_nano = 0;
  std::string action;  ///< e.g. "die", "kill", "oom"
  std::string exit_code, signal;
};

/// What is known of one service that failed. Everything is a value: tests and recorded runs replay it.
struct failure_context {
  std::string service, container;  ///< container: its name, empty when none was created
  source_span where;               ///< of the service's key in the file
  std::string image;
  std::vector<std::string> command;  ///< entrypoint and command as configured
  std::optional<refused_call> refused;
  nlohmann::json inspect;  ///< container inspect, null when there is none
  std::vector<container_event> events;
  std::vector<std::string> log_tail;   ///< last lines, both streams
  std::optional<int> probe_exit_code;  ///< of the eager probe, when it ran last
  std::string probe_output;
  std::vector<std::string> health_command;  ///< the healthcheck's test
  source_span health_where;
  bool timed_out = false;         ///< the run's deadline passed while it was not ready
  std::string waiting_for;        ///< what it waited for when the deadline passed
  std::int64_t memory_limit = 0;  ///< bytes, 0: none
  std::string port_holder;        ///< container or service that holds a clashing port, when known
  bool one_shot = false;          ///< something waits for it to complete, not for it to be ready
};

struct verdict {
  std::string rule, name;  ///< "DVS043", "out-of-memory"
  int score = 0;           ///< higher explains better: a specific cause beats a general one
  std::string message, advice, fix;
  std::vector<evidence> evidences;
  bool about_healthcheck = false;  ///< the place to look at is the healthcheck, not the service
};

/// A cause as data, so that docs and `explain` can list it.
struct cause {
  std::string_view rule, name, summary, documentation;
  std::optional<verdict> (*match)(failure_context const& context);
};
std::span<cause const> all_causes();

/// Every cause that the evidence supports, best first; the general one is always last, so it is never empty.
std::vector<verdict> rank(failure_context const& context);

/// The finding for a failed service: the best cause with its evidence; a general one (exit code and its meaning, state,
/// last probe output, last log lines) when nothing specific matches. Never empty.
finding explain(failure_context const& context);

/// "137 (killed by SIGKILL)", "127 (command not found)".
std::string describe_exit_code(int code);

}  // namespace dockverify::diagnose
