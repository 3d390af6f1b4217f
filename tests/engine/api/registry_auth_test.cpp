// Where credentials come from and how they are encoded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/api/credential_helper.hpp"
#include "engine/api/images.hpp"
#include "engine/base64.hpp"
#include "tests/engine/temporary_directory.hpp"

namespace dockverify::test {
namespace {

using namespace engine;
using namespace std::chrono_literals;

struct registry_auth_test : testing::Test {
  temporary_directory directory;

  json auth(std::string const& reference) {
    auto const text = registry_auth_for(reference, directory.path().string());
    if (text.empty()) return nullptr;
    EXPECT_EQ(text.size() % 4, 0U) << "padding is compulsory";
    return json::parse(*base64_decode(text));
  }
  void config(json const& value) { directory.write("config.json", value.dump()); }
  // A credential helper in the PATH for the rest of the test.
  void helper(std::string const& name, std::string const& script) {
    auto const file = directory.write("bin/docker-credential-" + name, "#!/bin/sh\n" + script);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    auto const* const path = std::getenv("PATH");
    ::setenv("PATH", ((directory.path() / "bin").string() + ":" + (path == nullptr ? "" : path)).c_str(), 1);
  }
};

std::string pair(std::string const& text) {
  return base64_encode(text, base64_alphabet::standard);
}

TEST_F(registry_auth_test, reads_auths_by_registry) {
  config({{"auths",
           {{"https://index.docker.io/v1/", {{"auth", pair("hub:pw:with:colons")}}},
            {"reg.example.com:5000", {{"auth", pair("u:p")}}},
            {"https://url.example.com/v1/", {{"username", "u2"}, {"password", "p2"}}},
            {"token.example.com", {{"identitytoken", "t"}}},
            {"empty.example.com", json::object()}}}});
  EXPECT_EQ(
      auth("busybox"),
      (json{{"username", "hub"}, {"password", "pw:with:colons"}, {"serveraddress", "https://index.docker.io/v1/"}}));
  EXPECT_EQ(auth("docker.io/library/busybox")["username"], "hub");
  EXPECT_EQ(auth("reg.example.com:5000/x:1"),
            (json{{"username", "u"}, {"password", "p"}, {"serveraddress", "reg.example.com:5000"}}));
  EXPECT_EQ(auth("url.example.com/x")["username"], "u2");
  EXPECT_EQ(auth("token.example.com/x"), (json{{"identitytoken", "t"}, {"serveraddress", "token.example.com"}}));
  EXPECT_EQ(auth("empty.example.com/x"), nullptr);
  EXPECT_EQ(auth("other.example.com/x"), nullptr);
}

TEST_F(registry_auth_test, a_missing_or_broken_config_means_none) {
  EXPECT_EQ(auth("busybox"), nullptr);
  directory.write("config.json", "{");
  EXPECT_EQ(auth("busybox"), nullptr);
  config({{"auths", 7}});
  EXPECT_EQ(auth("busybox"), nullptr);
}

TEST_F(registry_auth_test, asks_the_helper_of_the_host_then_the_store) {
  helper("one",
         "read server; echo "
         "\"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"$1\\\",\\\"Secret\\\":\\\"s\\\"}\"\n");
  helper("two", "echo '{\"Username\":\"<token>\",\"Secret\":\"tok\"}'\n");
  helper("none", "echo 'credentials not found in native keychain'; exit 1\n");
  config({{"credsStore", "two"},
          {"credHelpers",
           {{"h.example.com", "one"},
            {"n.example.com", "none"},
            {"m.example.com", "missing"},
            {"p.example.com", "../bin/x"}}},
          {"auths", {{"n.example.com", {{"auth", pair("u:p")}}}}}});
  EXPECT_EQ(auth("h.example.com/x"),
            (json{{"username", "get"}, {"password", "s"}, {"serveraddress", "h.example.com"}}));
  EXPECT_EQ(auth("busybox"), (json{{"identitytoken", "tok"}, {"serveraddress", "https://index.docker.io/v1/"}}));
  for (auto const* reference : {"n.example.com/x", "m.example.com/x", "p.example.com/x"})
    EXPECT_EQ(auth(reference), nullptr) << reference;
}

TEST_F(registry_auth_test, a_helper_that_hangs_floods_or_dies_is_given_up) {
  helper("hangs", "exec sleep 60\n");
  auto const begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(run_helper("docker-credential-hangs", "get", "x", 30ms));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  helper("floods",
         "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done\n");
  EXPECT_FALSE(run_helper("docker-credential-floods", "get", "x", 5s));
  helper("dies", "kill -9 $$\n");
  EXPECT_FALSE(run_helper("docker-credential-dies", "get", "x", 5s));
  helper("echoes", "cat; printf ' %s' \"$1\"\n");
  EXPECT_EQ(run_helper("docker-credential-echoes", "get", "server", 5s), "server get");
}

}  // namespace
}  // namespace dockverify::test
