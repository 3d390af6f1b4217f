// Negotiation.
#include "tests/engine/fixture.hpp"

namespace dockverify::test {
namespace {

using namespace engine;
using testing::HasSubstr;

struct system_test : testing::Test {
  io::asio::io_context context{1};
  io::result<negotiated> connect(fake_engine const& fake, std::string max = "1.51") {
    client_options options;
    options.max_api_version = std::move(max);
    client one(context.get_executor(), fake.where(), options);
    return run(context, one.connect(within(2s)));
  }
};

TEST_F(system_test, settles_on_the_lower_version) {
  struct row {
    std::string server, ours, settled;
  };
  std::vector<row> const rows = {{"1.41", "1.51", "1.41"},
                                 {"1.51", "1.51", "1.51"},
                                 {"1.55", "1.51", "1.51"},
                                 {"1.100", "1.51", "1.51"},
                                 {"1.51", "1.44", "1.44"}};
  for (auto const& [server, ours, expected] : rows) {
    fake_engine fake(context, server);
    auto const settled = connect(fake, ours);
    ASSERT_TRUE(settled) << settled.error().describe();
    EXPECT_EQ(settled->api_version, expected);
    EXPECT_EQ(settled->server_api_version, server);
    EXPECT_EQ(settled->os_type, "linux");
    EXPECT_EQ(fake.requests()[0].target, "/_ping");
  }
}

TEST_F(system_test, compares_versions_as_numbers) {
  negotiated settled;
  settled.api_version = "1.44";
  EXPECT_TRUE(settled.at_least("1.44"));
  EXPECT_TRUE(settled.at_least("1.9"));
  EXPECT_FALSE(settled.at_least("1.100"));
  EXPECT_FALSE(settled.at_least("junk"));
}

TEST_F(system_test, refuses_an_engine_that_is_too_old) {
  fake_engine fake(context, "1.40");
  auto const settled = connect(fake);
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().kind, failure_kind::unsupported);
  EXPECT_THAT(settled.error().message, HasSubstr("1.40"));
}

TEST_F(system_test, refuses_what_is_no_engine) {
  fake_engine fake(context);
  fake.on("GET /_ping", reply::text(200, "hello"));
  EXPECT_EQ(connect(fake).error().kind, failure_kind::protocol);
  fake.on("GET /_ping", reply::raw("220 mail.example.com ESMTP\r\n"));
  EXPECT_EQ(connect(fake).error().kind, failure_kind::protocol);
}

TEST_F(system_test, a_missing_engine_is_explained) {
  fake_engine fake(context);
  fake.stop();
  auto const settled = connect(fake);
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().kind, failure_kind::unreachable);
  EXPECT_THAT(settled.error().describe(), HasSubstr("GET /_ping: unreachable: no engine at unix://"));
}

TEST_F(system_test, a_route_the_engine_does_not_have_is_unsupported) {
  fake_engine fake(context);
  fake.on("GET /info", reply::error(404, "page not found"));
  client one(context.get_executor(), fake.where());
  ASSERT_TRUE(run(context, one.connect(within(2s))));
  EXPECT_EQ(run(context, outcome_of(one.system().info(within(2s))))->kind, failure_kind::unsupported);
}

TEST_F(system_test, a_reading_client_never_writes) {
  fake_engine fake(context);
  client_options options;
  options.read_only = true;
  client one(context.get_executor(), fake.where(), options);
  ASSERT_TRUE(run(context, one.connect(within(2s))));
  auto const failed = run(context, outcome_of(one.containers().start("web", within(2s))));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, failure_kind::invalid);
  EXPECT_EQ(fake.requests().size(), 1U);
}

TEST_F(system_test, json_that_nests_too_deeply_is_refused) {
  fake_engine fake(context);
  fake.on("GET /info", reply::text(200, std::string(100000, '[') + std::string(100000, ']')));
  client one(context.get_executor(), fake.where());
  ASSERT_TRUE(run(context, one.connect(within(2s))));
  EXPECT_EQ(run(context, outcome_of(one.system().info(within(2s))))->kind, failure_kind::protocol);
}

}  // namespace
}  // namespace dockverify::test
