// /exec.
#include "engine/api/exec.hpp"

#include <algorithm>

#include "engine/api/json_reader.hpp"
#include "engine/api/request.hpp"
#include "engine/io/sleep.hpp"
#include "engine/utf8.hpp"

namespace dockverify::engine {
namespace {

// The end of the output comes a moment before the engine has noted the exit code.
constexpr auto first_pause = std::chrono::milliseconds(5);
constexpr auto longest_pause = std::chrono::milliseconds(200);

}  // namespace

io::awaitable<io::result<std::string>> exec_api::create(std::string container, exec_config config,
                                                        call_options options) {
  endpoint_request call("POST", "/containers/{}/exec", {container});
  json body = {{"AttachStdout", true},
               {"AttachStderr", true},
               {"AttachStdin", false},
               {"Tty", config.tty},
               {"Cmd", config.command}};
  if (!config.user.empty()) body["User"] = config.user;
  if (!config.working_directory.empty()) body["WorkingDir"] = config.working_directory;
  if (!config.environment.empty()) body["Env"] = config.environment;
  call.json_body(body);
  if (config.command.empty()) call.refuse("an empty command");
  auto const operation = call.operation;
  auto const reply = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  json_reader const reader(*reply, operation);
  auto id = reader.required("Id");
  if (reader.error()) co_return *reader.error();
  co_return id;
}

io::awaitable<io::result<output_reader>> exec_api::start(std::string exec, bool tty, call_options options) {
  endpoint_request call("POST", "/exec/{}/start", {exec});
  json const body = {{"Detach", false}, {"Tty", tty}};
  call.json_body(body);
  call.wire.upgrade = true;
  auto const operation = call.operation;
  auto stream = co_await perform_open(*transport_, std::move(call), options.deadline);
  if (!stream) co_return stream.error();
  co_return make_output_reader(std::move(*stream), tty, operation);
}

io::awaitable<io::result<exec_state>> exec_api::inspect(std::string exec, call_options options) {
  endpoint_request call("GET", "/exec/{}/json", {exec});
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  exec_state state;
  state.running = reader.boolean("Running");
  state.pid = reader.integer("Pid");
  if (reader.has("ExitCode")) state.exit_code = static_cast<int>(reader.integer("ExitCode"));
  if (reader.error()) co_return *reader.error();
  co_return state;
}

io::awaitable<io::result<exec_outcome>> exec_api::run(std::string container, exec_config config,
                                                      std::size_t output_limit, call_options options) {
  bool const tty = config.tty;
  auto const id = co_await create(std::move(container), std::move(config), options);
  if (!id) co_return id.error();
  auto outcome = co_await run_created(*id, tty, output_limit, options);
  co_return outcome;
}

io::awaitable<io::result<exec_outcome>> exec_api::run_created(std::string exec, bool tty, std::size_t output_limit,
                                                              call_options options) {
  auto output = co_await start(exec, tty, options);
  if (!output) co_return output.error();
  exec_outcome outcome;
  // Output beyond the limit is read and dropped: a command that can't write does not end.
  for (;;) {
    auto const chunk = co_await output->next(options);
    if (!chunk) co_return chunk.error();
    if (!*chunk) break;
    auto const room = output_limit - std::min(output_limit, outcome.output.size());
    outcome.truncated = outcome.truncated || (*chunk)->bytes.size() > room;
    outcome.output.append((*chunk)->bytes, 0, room);
  }
  outcome.output = to_valid_utf8(outcome.output);
  for (auto pause = first_pause;; pause = std::min(2 * pause, longest_pause)) {
    auto const state = co_await inspect(exec, options);
    if (!state) co_return state.error();
    if (!state->running && state->exit_code) {
      outcome.exit_code = *state->exit_code;
      co_return outcome;
    }
    auto const stopped = co_await io::sleep_for(pause);
    if (stopped)
      co_return io::failure{io::failure_kind::cancelled, stopped, 0, "GET /exec/" + exec + "/json", "cancelled"};
  }
}

}  // namespace dockverify::engine
