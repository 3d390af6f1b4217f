// Every endpoint, four ways: the exact request, a server error, a missing object, a bad argument without a request.
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "tests/engine/fixture.hpp"

namespace dockverify::test {
namespace {

using namespace engine;
using outcome = io::awaitable<std::optional<io::failure>>;
using query_map = std::map<std::string, std::string>;

struct endpoint_case {
  std::string name;
  std::function<outcome(client&)> call;
  std::function<outcome(client&)> bad_call;  // empty: no argument can be bad
  std::string route;
  query_map query;
  json body;  // null: none
  reply good = reply::empty(204);
};

std::string const id64(64, 'a');
json const container_json = {{"Id", id64}, {"Name", "/web"}, {"State", {{"Status", "running"}}}};

std::vector<endpoint_case> const cases = {
    {"containers_list",
     [](client& c) { return outcome_of(c.containers().list({true, {{"label", {"a=b", "c"}}}})); },
     nullptr,
     "GET /containers/json",
     {{"all", "1"}, {"filters", R"({"label":["a=b","c"]})"}},
     {},
     reply::json(200, json::array())},
    {"containers_create",
     [](client& c) { return outcome_of(c.containers().create("web", "linux/amd64", {{"Image", "x"}})); },
     [](client& c) { return outcome_of(c.containers().create("web", "", {{"Image", ""}})); },
     "POST /containers/create",
     {{"name", "web"}, {"platform", "linux/amd64"}},
     {{"Image", "x"}},
     reply::json(201, {{"Id", id64}, {"Warnings", nullptr}})},
    {"containers_start",
     [](client& c) { return outcome_of(c.containers().start("web")); },
     [](client& c) { return outcome_of(c.containers().start("")); },
     "POST /containers/web/start",
     {},
     {}},
    {"containers_stop",
     [](client& c) { return outcome_of(c.containers().stop("web", std::chrono::seconds(3))); },
     [](client& c) { return outcome_of(c.containers().stop("web", std::chrono::seconds(-1))); },
     "POST /containers/web/stop",
     {{"t", "3"}},
     {}},
    {"containers_kill",
     [](client& c) { return outcome_of(c.containers().kill("web", "SIGHUP")); },
     [](client& c) { return outcome_of(c.containers().kill("", "SIGHUP")); },
     "POST /containers/web/kill",
     {{"signal", "SIGHUP"}},
     {}},
    {"containers_wait",
     [](client& c) { return outcome_of(c.containers().wait("web", wait_condition::next_exit)); },
     [](client& c) { return outcome_of(c.containers().wait("", wait_condition::removed)); },
     "POST /containers/web/wait",
     {{"condition", "next-exit"}},
     {},
     reply::json(200, {{"StatusCode", 0}, {"Error", nullptr}})},
    {"containers_rename",
     [](client& c) { return outcome_of(c.containers().rename("web", "new")); },
     [](client& c) { return outcome_of(c.containers().rename("web", "")); },
     "POST /containers/web/rename",
     {{"name", "new"}},
     {}},
    {"containers_update",
     [](client& c) { return outcome_of(c.containers().update("web", {{"Memory", 1}})); },
     [](client& c) { return outcome_of(c.containers().update("", {})); },
     "POST /containers/web/update",
     {},
     {{"Memory", 1}},
     reply::json(200, {{"Warnings", nullptr}})},
    {"containers_remove",
     [](client& c) { return outcome_of(c.containers().remove("web", true, true)); },
     [](client& c) { return outcome_of(c.containers().remove("", true, true)); },
     "DELETE /containers/web",
     {{"force", "1"}, {"v", "1"}},
     {}},
    {"containers_inspect",
     [](client& c) { return outcome_of(c.containers().inspect("a/b c")); },
     [](client& c) { return outcome_of(c.containers().inspect("..")); },
     "GET /containers/a%2Fb%20c/json",
     {},
     {},
     reply::json(200, container_json)},
    {"containers_logs",
     [](client& c) { return outcome_of(c.containers().logs("web", {true, true, 7, "12.5", false})); },
     [](client& c) { return outcome_of(c.containers().logs("", {})); },
     "GET /containers/web/logs",
     {{"stdout", "1"}, {"stderr", "1"}, {"follow", "1"}, {"timestamps", "1"}, {"tail", "7"}, {"since", "12.5"}},
     {},
     reply::stream({})},
    {"containers_log_tail",
     [](client& c) { return outcome_of(c.containers().log_tail("web", {true, false, 3, "", false})); },
     [](client& c) { return outcome_of(c.containers().log_tail("", {})); },
     "GET /containers/web/logs",
     {{"stdout", "1"}, {"stderr", "1"}, {"tail", "3"}},
     {},
     reply::stream({})},
    {"containers_top",
     [](client& c) { return outcome_of(c.containers().top("web", "-eo pid,args")); },
     [](client& c) { return outcome_of(c.containers().top("", "")); },
     "GET /containers/web/top",
     {{"ps_args", "-eo pid,args"}},
     {},
     reply::json(200, {{"Titles", {"PID"}}, {"Processes", {{"1"}}}})},
    {"containers_stats",
     [](client& c) { return outcome_of(c.containers().stats("web")); },
     [](client& c) { return outcome_of(c.containers().stats("")); },
     "GET /containers/web/stats",
     {{"stream", "0"}, {"one-shot", "1"}},
     {},
     reply::json(200, json::object())},
    {"containers_get_archive",
     [](client& c) { return outcome_of(c.containers().get_archive("web", "/etc/x y", 100)); },
     [](client& c) { return outcome_of(c.containers().get_archive("web", "", 100)); },
     "GET /containers/web/archive",
     {{"path", "/etc/x y"}},
     {},
     reply::stream({"tar"})},
    {"containers_put_archive",
     [](client& c) { return outcome_of(c.containers().put_archive("web", "/etc", "tar")); },
     [](client& c) { return outcome_of(c.containers().put_archive("", "/etc", "tar")); },
     "PUT /containers/web/archive",
     {{"path", "/etc"}},
     {},
     reply::empty(200)},
    {"exec_create",
     [](client& c) { return outcome_of(c.exec().create("web", {{"id", "-u"}, "root", "/tmp", {"A=b"}, false})); },
     [](client& c) { return outcome_of(c.exec().create("web", {})); },
     "POST /containers/web/exec",
     {},
     {{"AttachStdin", false},
      {"AttachStdout", true},
      {"AttachStderr", true},
      {"Tty", false},
      {"Cmd", {"id", "-u"}},
      {"User", "root"},
      {"WorkingDir", "/tmp"},
      {"Env", {"A=b"}}},
     reply::json(201, {{"Id", "e1"}})},
    {"exec_start",
     [](client& c) { return outcome_of(c.exec().start("e1", false)); },
     [](client& c) { return outcome_of(c.exec().start("", false)); },
     "POST /exec/e1/start",
     {},
     {{"Detach", false}, {"Tty", false}},
     reply::upgrade("")},
    {"exec_inspect",
     [](client& c) { return outcome_of(c.exec().inspect("e1")); },
     [](client& c) { return outcome_of(c.exec().inspect("")); },
     "GET /exec/e1/json",
     {},
     {},
     reply::json(200, {{"Running", true}, {"ExitCode", nullptr}})},
    {"images_list",
     [](client& c) { return outcome_of(c.images().list({})); },
     nullptr,
     "GET /images/json",
     {},
     {},
     reply::json(
         200, {{{"Id", "sha256:1"}, {"RepoTags", nullptr}, {"RepoDigests", {"<none>@<none>"}}, {"Labels", nullptr}}})},
    {"images_inspect",
     [](client& c) { return outcome_of(c.images().inspect("reg.example.com:5000/a/b:1")); },
     [](client& c) { return outcome_of(c.images().inspect("a//b")); },
     "GET /images/reg.example.com%3A5000/a/b%3A1/json",
     {},
     {},
     reply::json(200, {{"Id", "sha256:1"}})},
    {"images_pull",
     [](client& c) { return outcome_of(c.images().pull("busybox", "", "", nullptr)); },
     [](client& c) { return outcome_of(c.images().pull(":x", "", "", nullptr)); },
     "POST /images/create",
     {{"fromImage", "busybox"}, {"tag", "latest"}},
     {},
     reply::lines({{{"status", "done"}}})},
    {"images_tag",
     [](client& c) { return outcome_of(c.images().tag("a", "b", "1")); },
     [](client& c) { return outcome_of(c.images().tag("a", "", "1")); },
     "POST /images/a/tag",
     {{"repo", "b"}, {"tag", "1"}},
     {},
     reply::empty(201)},
    {"images_remove",
     [](client& c) { return outcome_of(c.images().remove("a", true)); },
     [](client& c) { return outcome_of(c.images().remove("", true)); },
     "DELETE /images/a",
     {{"force", "1"}},
     {},
     reply::json(200, json::array())},
    {"networks_list",
     [](client& c) { return outcome_of(c.networks().list({{"name", {"^x$"}}})); },
     nullptr,
     "GET /networks",
     {{"filters", R"({"name":["^x$"]})"}},
     {},
     reply::json(200, {{{"Id", "n1"}, {"Name", "x"}}})},
    {"networks_inspect",
     [](client& c) { return outcome_of(c.networks().inspect("net")); },
     [](client& c) { return outcome_of(c.networks().inspect("")); },
     "GET /networks/net",
     {},
     {},
     reply::json(200, {{"Id", "n1"}})},
    {"networks_create",
     [](client& c) { return outcome_of(c.networks().create({{"Name", "net"}})); },
     [](client& c) { return outcome_of(c.networks().create({{"Name", ""}})); },
     "POST /networks/create",
     {},
     {{"Name", "net"}, {"CheckDuplicate", true}},
     reply::json(201, {{"Id", "n1"}, {"Warning", ""}})},
    {"networks_connect",
     [](client& c) { return outcome_of(c.networks().connect("net", "web", {{"Aliases", {"w"}}})); },
     [](client& c) { return outcome_of(c.networks().connect("net", "", {})); },
     "POST /networks/net/connect",
     {},
     {{"Container", "web"}, {"EndpointConfig", {{"Aliases", {"w"}}}}},
     reply::empty(200)},
    {"networks_disconnect",
     [](client& c) { return outcome_of(c.networks().disconnect("net", "web", true)); },
     [](client& c) { return outcome_of(c.networks().disconnect("net", "", true)); },
     "POST /networks/net/disconnect",
     {},
     {{"Container", "web"}, {"Force", true}},
     reply::empty(200)},
    {"networks_remove",
     [](client& c) { return outcome_of(c.networks().remove("net")); },
     [](client& c) { return outcome_of(c.networks().remove("")); },
     "DELETE /networks/net",
     {},
     {}},
    {"volumes_list",
     [](client& c) { return outcome_of(c.volumes().list({})); },
     nullptr,
     "GET /volumes",
     {},
     {},
     reply::json(200, {{"Volumes", {{{"Name", "v"}}}}, {"Warnings", nullptr}})},
    {"volumes_inspect",
     [](client& c) { return outcome_of(c.volumes().inspect("v")); },
     [](client& c) { return outcome_of(c.volumes().inspect("")); },
     "GET /volumes/v",
     {},
     {},
     reply::json(200, {{"Name", "v"}})},
    {"volumes_create",
     [](client& c) { return outcome_of(c.volumes().create({{"Name", "v"}})); },
     nullptr,
     "POST /volumes/create",
     {},
     {{"Name", "v"}},
     reply::json(201, {{"Name", "v"}})},
    {"volumes_remove",
     [](client& c) { return outcome_of(c.volumes().remove("v", true)); },
     [](client& c) { return outcome_of(c.volumes().remove("", true)); },
     "DELETE /volumes/v",
     {{"force", "1"}},
     {}},
    {"system_version",
     [](client& c) { return outcome_of(c.system().version()); },
     nullptr,
     "GET /version",
     {},
     {},
     reply::json(200, {{"Version", "1"}})},
    {"system_info",
     [](client& c) { return outcome_of(c.system().info()); },
     nullptr,
     "GET /info",
     {},
     {},
     reply::json(200, {{"NCPU", 2}})},
    {"system_events",
     [](client& c) { return outcome_of(c.system().events({{{"type", {"container"}}}, "5.000000001"})); },
     nullptr,
     "GET /events",
     {{"since", "5.000000001"}, {"filters", R"({"type":["container"]})"}},
     {},
     reply::stream({})},
};

class endpoints_test : public engine_test, public testing::WithParamInterface<endpoint_case> {};

TEST_P(endpoints_test, sends_exactly_this_request) {
  auto const& expected = GetParam();
  fake_.on(expected.route, expected.good);
  auto const failed = await(expected.call(client_));
  ASSERT_FALSE(failed) << failed->describe();
  ASSERT_EQ(asked().size(), 1U);
  auto const request = asked()[0];
  EXPECT_EQ(request.method + " " + request.path, expected.route);
  EXPECT_TRUE(request.target.starts_with("/v1.41/")) << request.target;
  EXPECT_EQ(request.query, expected.query);
  if (!expected.body.is_null()) {
    EXPECT_EQ(request.json(), expected.body);
    EXPECT_EQ(request.headers.at("content-type"), "application/json");
  }
}

TEST_P(endpoints_test, maps_a_server_error) {
  fake_.on(GetParam().route, reply::error(500, "it broke"));
  auto const failed = await(GetParam().call(client_));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, failure_kind::server);
  EXPECT_EQ(failed->http_status, 500);
  EXPECT_EQ(failed->message, "it broke");
  EXPECT_FALSE(failed->operation.empty());
}

TEST_P(endpoints_test, maps_a_missing_object_in_plain_text_too) {
  fake_.on(GetParam().route, reply::text(404, "No such thing\n"));
  auto const failed = await(GetParam().call(client_));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, failure_kind::not_found);
  EXPECT_EQ(failed->message, "No such thing");
}

TEST_P(endpoints_test, refuses_a_bad_argument_without_a_request) {
  if (!GetParam().bad_call) return;
  auto const failed = await(GetParam().bad_call(client_));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, failure_kind::invalid);
  EXPECT_TRUE(asked().empty());
}

TEST_P(endpoints_test, survives_a_reply_of_the_wrong_shape) {
  for (auto const& body : {json("text"), json(7), json::array({1}),
                           json({{"Id", 7},
                                 {"Name", {}},
                                 {"Volumes", 3},
                                 {"StatusCode", "x"},
                                 {"Titles", 1},
                                 {"Running", "y"},
                                 {"Warnings", 1}})}) {
    fake_.on(GetParam().route, reply::json(200, body));
    auto const failed = await(GetParam().call(client_));
    if (failed) EXPECT_EQ(failed->kind, failure_kind::protocol) << failed->describe();
  }
}

TEST_P(endpoints_test, ends_when_the_client_shuts_down) {
  fake_.on(GetParam().route, reply::hang());
  io::asio::steady_timer timer(context_, 5ms);
  timer.async_wait([this](io::error_code) { client_.shutdown(); });
  auto const failed = await(GetParam().call(client_));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, failure_kind::cancelled);
}

INSTANTIATE_TEST_SUITE_P(all, endpoints_test, testing::ValuesIn(cases),
                         [](auto const& info) { return info.param.name; });

}  // namespace
}  // namespace dockverify::test
