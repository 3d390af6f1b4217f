// Forms of addresses and the order in which they are looked for.
#include "engine/api/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/engine/temporary_directory.hpp"

namespace dockverify::test {
namespace {

using namespace engine;
using io::failure_kind;
using testing::HasSubstr;

TEST(endpoint, is_parsed_and_shown) {
  struct row {
    std::string text, shown;
  };
  std::vector<row> const rows = {
      {"unix:///run/x.sock", "unix:///run/x.sock"},
      {"unix://", "unix:///var/run/docker.sock"},
      {"tcp://h", "tcp://h:2375"},
      {"tcp://h:99", "tcp://h:99"},
      {"tcp://h:99/prefix/", "tcp://h:99/prefix"},
      {"tcp://[::1]:99", "tcp://[::1]:99"},
      {"h:99", "tcp://h:99"},
      {"192.0.2.1:2376", "tcp://192.0.2.1:2376"},
      {"npipe:////./pipe/x", "npipe:////./pipe/x"},
  };
  for (auto const& [text, shown] : rows) {
    auto const parsed = parse_endpoint(text);
    ASSERT_TRUE(parsed) << text << parsed.error().describe();
    EXPECT_EQ(parsed->display(), shown);
    EXPECT_EQ(parsed->local(), shown.starts_with("unix"));
  }
}

TEST(endpoint, refusals_say_what_to_write) {
  struct row {
    std::string text, advice;
    failure_kind kind = failure_kind::invalid;
  };
  std::vector<row> const rows = {
      {"", "unix:///path"},
      {"/run/x.sock", "unix:///path"},
      {"unix:/run/x.sock", "unix:///path"},
      {"unix://run/x.sock", "three slashes"},
      {"http://h:1", "tcp://HOST:PORT"},
      {"ftp://h", "known are"},
      {"tcp://h:0", "no valid port"},
      {"tcp://h:99999", "no valid port"},
      {"tcp://h:x", "no valid port"},
      {"tcp://:1", "no host"},
      {"tcp://user@h", "no user name"},
      {"tcp://h h", "space"},
      {"ssh://h", "not supported yet", failure_kind::unsupported},
  };
  for (auto const& [text, advice, kind] : rows) {
    auto const parsed = parse_endpoint(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, kind) << text;
    EXPECT_THAT(parsed.error().message, HasSubstr(advice)) << text;
  }
}

struct select_test : testing::Test {
  temporary_directory config;
  std::map<std::string, std::string> variables{{"DOCKER_CONFIG", config.path().string()}};
  endpoint_choice choice;

  std::string chosen() {
    auto const found = select_endpoint(choice, [this](std::string const& name) -> std::optional<std::string> {
      auto const at = variables.find(name);
      if (at == variables.end()) return std::nullopt;
      return at->second;
    });
    return found ? found->display() : std::string(io::to_string(found.error().kind)) + ": " + found.error().message;
  }
  // sha256 of "shop", as docker names the context's directory.
  std::string const hash = "8d9001d32c6a703d95921a77115050f33dd823d3f1730bd35215dcbecad6dc20";
};

TEST_F(select_test, follows_the_order_of_the_docker_cli) {
  EXPECT_EQ(chosen(), "unix:///var/run/docker.sock");
  variables["DOCKER_HOST"] = "tcp://env:1";
  EXPECT_EQ(chosen(), "tcp://env:1");
  variables["DOCKER_CONTEXT"] = "gone";
  EXPECT_EQ(chosen(), "tcp://env:1") << "DOCKER_HOST comes before DOCKER_CONTEXT";
  choice.host = "tcp://flag:1";
  EXPECT_EQ(chosen(), "tcp://flag:1");
  choice.context = "default";
  EXPECT_THAT(chosen(), HasSubstr("either --host or --context"));
  choice.host.reset();
  EXPECT_EQ(chosen(), "unix:///var/run/docker.sock");
  choice.context = "gone";
  EXPECT_THAT(chosen(), HasSubstr("not found: the docker context \"gone\" does not exist"));
}

TEST_F(select_test, an_empty_variable_is_unset) {
  variables["DOCKER_HOST"] = "";
  variables["DOCKER_CONTEXT"] = "";
  EXPECT_EQ(chosen(), "unix:///var/run/docker.sock");
}

TEST_F(select_test, reads_contexts) {
  std::string const meta = "contexts/meta/" + hash + "/meta.json";
  config.write(meta, R"({"Name":"shop","Endpoints":{"docker":{"Host":"tcp://context:7"}}})");
  config.write("config.json", R"({"currentContext":"shop"})");
  EXPECT_EQ(chosen(), "tcp://context:7");
  variables["DOCKER_CONTEXT"] = "default";
  EXPECT_EQ(chosen(), "unix:///var/run/docker.sock") << "ignores currentContext";
  variables["DOCKER_CONTEXT"] = "shop";
  EXPECT_EQ(chosen(), "tcp://context:7");
  config.write(meta, R"({"Endpoints":{"docker":{"Host":7}}})");
  EXPECT_THAT(chosen(), HasSubstr("$.Endpoints.docker.Host: expected a string"));
  config.write(meta, R"({"Endpoints":{"docker":{"Host":"tcp://context:7"}}})");
  config.write("contexts/tls/" + hash + "/docker/ca.pem", "x");
  EXPECT_THAT(chosen(), HasSubstr("unsupported: the docker context \"shop\" uses TLS"));
}

TEST_F(select_test, a_broken_config_is_no_reason_to_use_another_engine) {
  config.write("config.json", "{broken");
  EXPECT_THAT(chosen(), HasSubstr("config.json is not a JSON object"));
}

TEST_F(select_test, tls_is_refused_and_not_ignored) {
  variables["DOCKER_HOST"] = "tcp://h:2376";
  variables["DOCKER_TLS_VERIFY"] = "1";
  EXPECT_THAT(chosen(), HasSubstr("unsupported"));
  variables["DOCKER_TLS_VERIFY"] = "";
  EXPECT_EQ(chosen(), "tcp://h:2376");
}

}  // namespace
}  // namespace dockverify::test
