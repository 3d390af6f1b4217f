// /containers.
#include "engine/api/containers.hpp"

#include <algorithm>

#include "engine/api/json_reader.hpp"
#include "engine/api/log_lines.hpp"
#include "engine/api/request.hpp"

namespace dockverify::engine {
namespace {

constexpr std::size_t log_limit = std::size_t{16} << 20U;

std::string without_slash(std::string name) {
  if (!name.empty() && name.front() == '/') name.erase(0, 1);
  return name;
}

container_summary read_summary(json_reader const& from) {
  container_summary read;
  read.id = from.required("Id");
  auto const names = from.texts("Names");
  // Legacy links add names with two slashes; the own name is the shortest.
  auto const own =
      std::min_element(names.begin(), names.end(), [](auto const& a, auto const& b) { return a.size() < b.size(); });
  if (own != names.end()) read.name = without_slash(*own);
  read.image = from.text("Image");
  read.image_id = from.text("ImageID");
  read.state = from.text("State");
  read.status = from.text("Status");
  read.labels = from.text_map("Labels");
  read.raw = from.raw();
  return read;
}

void read_health(container_inspect& into, json_reader const& state) {
  if (!state.has("Health")) return;
  auto const health = state.at("Health");
  auto status = health.text("Status");
  // Podman reports an empty health for containers without a check.
  if (status.empty() || status == "none") return;
  into.health = std::move(status);
  into.failing_streak = static_cast<int>(health.integer("FailingStreak"));
  for (auto const& entry : health.each("Log")) {
    health_entry one;
    one.start = entry.text("Start");
    one.end = entry.text("End");
    one.exit_code = static_cast<int>(entry.integer("ExitCode"));
    one.output = entry.text("Output");
    into.health_log.push_back(std::move(one));
  }
}

container_inspect read_inspect(json_reader const& from) {
  container_inspect read;
  read.id = from.required("Id");
  read.name = without_slash(from.text("Name"));
  read.image_id = from.text("Image");
  read.restart_count = static_cast<int>(from.integer("RestartCount"));
  auto const config = from.at("Config");
  read.image = config.text("Image");
  read.tty = config.boolean("Tty");
  read.labels = config.text_map("Labels");
  auto const state = from.at("State");
  read.status = state.text("Status");
  read.running = state.boolean("Running");
  read.pid = state.integer("Pid");
  read.exit_code = static_cast<int>(state.integer("ExitCode"));
  read.oom_killed = state.boolean("OOMKilled");
  read.error = state.text("Error");
  read.started_at = state.text("StartedAt");
  read.finished_at = state.text("FinishedAt");
  read_health(read, state);
  return read;
}

endpoint_request logs_request(std::string const& id, logs_options const& query, bool follow) {
  endpoint_request call("GET", "/containers/{}/logs", {id});
  call.query("stdout", "1").query("stderr", "1").flag("follow", follow).flag("timestamps", query.timestamps);
  call.query_if_set("since", query.since);
  if (query.tail) call.query("tail", std::to_string(*query.tail));
  return call;
}

}  // namespace

io::awaitable<io::result<std::vector<container_summary>>> containers_api::list(list_options query,
                                                                               call_options options) {
  endpoint_request call("GET", "/containers/json");
  call.flag("all", query.all).filter(query.filter);
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  std::vector<container_summary> found;
  for (auto const& entry : reader.each()) found.push_back(read_summary(entry));
  if (reader.error()) co_return *reader.error();
  co_return found;
}

io::awaitable<io::result<create_reply>> containers_api::create(std::string name, std::string platform, json body,
                                                               call_options options) {
  endpoint_request call("POST", "/containers/create");
  call.query_if_set("name", name).query_if_set("platform", platform).json_body(body);
  auto const operation = call.operation;
  // The engine takes an empty image for an empty file system.
  auto const image = body.is_object() ? body.find("Image") : body.end();
  if (image == body.end() || !image->is_string() || image->get_ref<std::string const&>().empty())
    call.refuse("a container needs an image");
  auto const reply = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  json_reader const reader(*reply, operation);
  create_reply created;
  created.id = reader.required("Id");
  created.warnings = reader.texts("Warnings");
  if (reader.error()) co_return *reader.error();
  co_return created;
}

io::awaitable<io::result<start_outcome>> containers_api::start(std::string id, call_options options) {
  endpoint_request call("POST", "/containers/{}/start", {id});
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  if (reply->head.status == 304) co_return start_outcome::already_running;
  co_return start_outcome::started;
}

io::awaitable<io::result<stop_outcome>> containers_api::stop(std::string id, std::optional<std::chrono::seconds> grace,
                                                             call_options options) {
  endpoint_request call("POST", "/containers/{}/stop", {id});
  if (grace) call.query("t", std::to_string(grace->count()));
  // A negative grace makes the engine wait for ever.
  if (grace && grace->count() < 0) call.refuse("a negative grace period");
  auto const reply = co_await perform_long(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  if (reply->head.status == 304) co_return stop_outcome::already_stopped;
  co_return stop_outcome::stopped;
}

io::awaitable<io::result<void>> containers_api::kill(std::string id, std::string signal, call_options options) {
  endpoint_request call("POST", "/containers/{}/kill", {id});
  call.query_if_set("signal", signal);
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

io::awaitable<io::result<int>> containers_api::wait(std::string id, wait_condition condition, call_options options) {
  endpoint_request call("POST", "/containers/{}/wait", {id});
  if (condition == wait_condition::next_exit) call.query("condition", "next-exit");
  if (condition == wait_condition::removed) call.query("condition", "removed");
  auto const operation = call.operation;
  auto const reply = co_await perform_long(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  auto const body = json_of(*reply, operation);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  auto const code = static_cast<int>(reader.integer("StatusCode"));
  auto const problem = reader.at("Error").text("Message");
  if (!reader.error() && !reader.has("StatusCode")) co_return protocol_failure(operation, "$.StatusCode: missing");
  if (reader.error()) co_return *reader.error();
  if (!problem.empty()) co_return io::failure{io::failure_kind::server, {}, 0, operation, problem};
  co_return code;
}

io::awaitable<io::result<void>> containers_api::rename(std::string id, std::string new_name, call_options options) {
  endpoint_request call("POST", "/containers/{}/rename", {id});
  call.query("name", new_name);
  if (new_name.empty()) call.refuse("an empty name");
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

io::awaitable<io::result<std::vector<std::string>>> containers_api::update(std::string id, json limits,
                                                                           call_options options) {
  endpoint_request call("POST", "/containers/{}/update", {id});
  call.json_body(limits);
  auto const operation = call.operation;
  auto const reply = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  json_reader const reader(*reply, operation);
  auto warnings = reader.texts("Warnings");
  if (reader.error()) co_return *reader.error();
  co_return warnings;
}

io::awaitable<io::result<void>> containers_api::remove(std::string id, bool force, bool volumes, call_options options) {
  endpoint_request call("DELETE", "/containers/{}", {id});
  call.flag("force", force).flag("v", volumes);
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

io::awaitable<io::result<container_inspect>> containers_api::inspect(std::string id, call_options options) {
  endpoint_request call("GET", "/containers/{}/json", {id});
  auto const operation = call.operation;
  auto body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  auto read = read_inspect(reader);
  if (reader.error()) co_return *reader.error();
  read.raw = std::move(*body);
  co_return read;
}

io::awaitable<io::result<output_reader>> containers_api::logs(std::string id, logs_options query,
                                                              call_options options) {
  auto call = logs_request(id, query, query.follow);
  auto const operation = call.operation;
  auto stream = co_await perform_open(*transport_, std::move(call), options.deadline);
  if (!stream) co_return stream.error();
  co_return make_output_reader(std::move(*stream), query.tty, operation);
}

io::awaitable<io::result<std::vector<log_line>>> containers_api::log_tail(std::string id, logs_options query,
                                                                          call_options options) {
  auto call = logs_request(id, query, false);
  call.wire.body_limit = log_limit;
  auto const operation = call.operation;
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  log_joiner joiner(query.timestamps);
  if (query.tty) {
    joiner.add(output_stream::out, reply->body, true);
    co_return joiner.finish();
  }
  stdcopy_decoder decoder;
  decoder.feed(reply->body, [&joiner](output_stream stream, std::string_view part, bool begins) {
    joiner.add(stream, part, begins);
  });
  if (!decoder.failed()) co_return joiner.finish();
  auto const kind = decoder.from_daemon() ? io::failure_kind::server : io::failure_kind::protocol;
  co_return io::failure{kind, {}, 0, operation, decoder.error()};
}

io::awaitable<io::result<process_table>> containers_api::top(std::string id, std::string ps_args,
                                                             call_options options) {
  endpoint_request call("GET", "/containers/{}/top", {id});
  call.query_if_set("ps_args", ps_args);
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  process_table table;
  table.titles = reader.texts("Titles");
  for (auto const& row : reader.each("Processes")) {
    std::vector<std::string> cells;
    for (auto const& cell : row.each()) cells.push_back(cell.text());
    table.rows.push_back(std::move(cells));
  }
  if (reader.error()) co_return *reader.error();
  co_return table;
}

io::awaitable<io::result<json>> containers_api::stats(std::string id, call_options options) {
  endpoint_request call("GET", "/containers/{}/stats", {id});
  call.query("stream", "0").query("one-shot", "1");
  auto body = co_await perform_json(*transport_, std::move(call), options.deadline);
  co_return body;
}

io::awaitable<io::result<std::string>> containers_api::get_archive(std::string id, std::string path, std::size_t limit,
                                                                   call_options options) {
  endpoint_request call("GET", "/containers/{}/archive", {id});
  call.query("path", path);
  if (path.empty()) call.refuse("an empty path");
  call.wire.body_limit = limit;
  auto reply = co_await perform_long(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return std::move(reply->body);
}

io::awaitable<io::result<void>> containers_api::put_archive(std::string id, std::string path, std::string tar,
                                                            call_options options) {
  endpoint_request call("PUT", "/containers/{}/archive", {id});
  call.query("path", path);
  if (path.empty()) call.refuse("an empty path");
  call.wire.content_type = "application/x-tar";
  call.wire.body = std::move(tar);
  auto const reply = co_await perform_long(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

}  // namespace dockverify::engine
