// /volumes.
#include "engine/api/volumes.hpp"

#include "engine/api/json_reader.hpp"
#include "engine/api/request.hpp"

namespace dockverify::engine {
namespace {

volume_info read_volume(json_reader const& from) {
  volume_info read;
  read.name = from.required("Name");
  read.driver = from.text("Driver");
  read.mountpoint = from.text("Mountpoint");
  read.labels = from.text_map("Labels");
  read.options = from.text_map("Options");
  read.raw = from.raw();
  return read;
}

io::awaitable<io::result<volume_info>> one_volume(transport& over, endpoint_request call, io::time_point until) {
  auto const operation = call.operation;
  auto const body = co_await perform_json(over, std::move(call), until);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  auto read = read_volume(reader);
  if (reader.error()) co_return *reader.error();
  co_return read;
}

}  // namespace

io::awaitable<io::result<std::vector<volume_info>>> volumes_api::list(filters filter, call_options options) {
  endpoint_request call("GET", "/volumes");
  call.filter(filter);
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  std::vector<volume_info> found;
  for (auto const& entry : reader.each("Volumes")) found.push_back(read_volume(entry));
  if (reader.error()) co_return *reader.error();
  co_return found;
}

io::awaitable<io::result<volume_info>> volumes_api::inspect(std::string name, call_options options) {
  endpoint_request call("GET", "/volumes/{}", {name});
  return one_volume(*transport_, std::move(call), options.deadline);
}

io::awaitable<io::result<volume_info>> volumes_api::create(json body, call_options options) {
  endpoint_request call("POST", "/volumes/create");
  call.json_body(body);
  return one_volume(*transport_, std::move(call), options.deadline);
}

io::awaitable<io::result<void>> volumes_api::remove(std::string name, bool force, call_options options) {
  endpoint_request call("DELETE", "/volumes/{}", {name});
  call.flag("force", force);
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

}  // namespace dockverify::engine
