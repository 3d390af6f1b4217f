// The first steps of every command that reads a project and an engine: load, connect, snapshot. Each failure becomes an
// error of the report with its exit status.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "compose/project.hpp"
#include "jobs/job.hpp"

namespace dockverify::jobs {

/// Puts what the loader has to say into the report. False: there is no project, and the report's status says so.
bool take_problems(compose::load_result& result, report& r);

/// Loads the project and puts its problems into the report. Absent: the report's status says why.
std::optional<compose::project> load_project(job_options const& options, report& r);

/// False when a service is named that the project does not have; the report then says so, with the nearest name.
bool check_service_names(compose::project const& p, std::vector<std::string> const& named, report& r);

/// False when a service is to be started that is no plain container: one of a provider, or one that uses models. Docker
/// compose has outside programs for these.
bool check_startable(compose::project const& p, std::vector<std::string> const& named, report& r);

/// Takes services of providers out of what is compared with the engine, and says so.
void leave_out_providers(compose::project& p, report& r);

/// A connected client. Null: the report says why.
io::awaitable<std::unique_ptr<engine::client>> connect(job_context context, bool read_only, report& r);

/// The snapshot of a project's stack. Absent: the report says why.
io::awaitable<std::optional<observe::live_stack>> look(engine::client& client, compose::project const& p,
                                                       job_context context, bool facts, report& r);

/// What a command does with the stack: looks at it, says how it would start it, starts it. Only the last may write.
enum class session_kind : std::uint8_t { check, plan, start };

/// What a command works on. `live` is absent when a step failed; the report then says why.
struct session {
  std::optional<compose::project> project;
  std::vector<std::string> hidden;  ///< of a project from a lock: keys whose values it does not hold
  std::unique_ptr<engine::client> client;
  std::optional<observe::live_stack> live;
};
/// All of it: load, check the named services, connect, snapshot. An interrupt closes the client.
io::awaitable<session> open_session(job_context context, session_kind kind, bool facts, report& r);

/// True when no service is named, or this one is.
bool is_selected(std::vector<std::string> const& named, std::string const& service);

void add_checks(check_counts const& counts, report& r);

/// An engine failure as an error of the report; sets status engine, timeout or interrupted.
void report_failure(io::failure const& f, report& r);

engine_facts facts_of(observe::engine_host const& host);

/// The last steps of every command: elapsed time, outcome, exit status.
void finish(report& r, job_context const& context, bool must_check);

}  // namespace dockverify::jobs
