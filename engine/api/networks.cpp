// /networks.
#include "engine/api/networks.hpp"

#include "engine/api/json_reader.hpp"
#include "engine/api/request.hpp"

namespace dockverify::engine {
namespace {

network_info read_network(json_reader const& from) {
  network_info read;
  read.id = from.required("Id");
  read.name = from.text("Name");
  read.driver = from.text("Driver");
  read.scope = from.text("Scope");
  read.internal = from.boolean("Internal");
  read.attachable = from.boolean("Attachable");
  read.labels = from.text_map("Labels");
  read.options = from.text_map("Options");
  read.raw = from.raw();
  return read;
}

}  // namespace

io::awaitable<io::result<std::vector<network_info>>> networks_api::list(filters filter, call_options options) {
  endpoint_request call("GET", "/networks");
  call.filter(filter);
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  std::vector<network_info> found;
  for (auto const& entry : reader.each()) found.push_back(read_network(entry));
  if (reader.error()) co_return *reader.error();
  co_return found;
}

io::awaitable<io::result<network_info>> networks_api::inspect(std::string id, call_options options) {
  endpoint_request call("GET", "/networks/{}", {id});
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  auto read = read_network(reader);
  if (reader.error()) co_return *reader.error();
  co_return read;
}

io::awaitable<io::result<std::string>> networks_api::create(json body, call_options options) {
  endpoint_request call("POST", "/networks/create");
  bool const named = body.is_object() && body.contains("Name") && body["Name"].is_string() &&
                     !body["Name"].get_ref<std::string const&>().empty();
  if (!named) call.refuse("a network needs a name");
  // Old engines refuse a second network of one name only when asked to; new ones ignore the field.
  if (named) body["CheckDuplicate"] = true;
  call.json_body(body);
  auto const operation = call.operation;
  auto const reply = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  json_reader const reader(*reply, operation);
  auto id = reader.required("Id");
  if (reader.error()) co_return *reader.error();
  co_return id;
}

io::awaitable<io::result<void>> networks_api::connect(std::string network, std::string container, json endpoint_config,
                                                      call_options options) {
  endpoint_request call("POST", "/networks/{}/connect", {network});
  json body = {{"Container", container}};
  if (!endpoint_config.is_null()) body["EndpointConfig"] = std::move(endpoint_config);
  call.json_body(body);
  if (container.empty()) call.refuse("an empty container name");
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

io::awaitable<io::result<void>> networks_api::disconnect(std::string network, std::string container, bool force,
                                                         call_options options) {
  endpoint_request call("POST", "/networks/{}/disconnect", {network});
  json const body = {{"Container", container}, {"Force", force}};
  call.json_body(body);
  if (container.empty()) call.refuse("an empty container name");
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

io::awaitable<io::result<void>> networks_api::remove(std::string id, call_options options) {
  endpoint_request call("DELETE", "/networks/{}", {id});
  auto const reply = co_await perform(*transport_, std::move(call), options.deadline);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

}  // namespace dockverify::engine
