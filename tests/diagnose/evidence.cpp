// What every explanation carries, and what it never does.
#include "contexts.hpp"

namespace dockverify::diagnose {
namespace {

using namespace dockverify::diagnose::testing;

std::string text_of(finding const& f, std::string_view source) {
  for (evidence const& e : f.evidences) {
    if (e.source.starts_with(source)) return e.text;
  }
  return "(none)";
}

TEST(common_evidence, has_state_code_error_and_log) {
  failure_context c = exited(137, {"one", "two"});
  c.inspect["State"]["OOMKilled"] = true;
  c.inspect["State"]["Error"] = "network 4f2b9c was lost";
  c.inspect["RestartCount"] = 1;
  finding const f = explain(c);
  EXPECT_EQ(text_of(f, "state"), "exited, exit code 137 (killed by SIGKILL), out of memory, 1 restart");
  EXPECT_EQ(text_of(f, "State.Error"), "network 4f2b9c was lost");
  EXPECT_EQ(text_of(f, "last log lines"), "one\ntwo");
}

TEST(common_evidence, limits_number_and_length_of_lines) {
  std::vector<std::string> log;
  for (int i = 0; i < 40; ++i) log.push_back("line " + std::to_string(i));
  log.push_back(std::string(299, 'x') + "ü" + std::string(5000, 'y'));
  std::string const quoted = text_of(explain(exited(1, log)), "last log lines");
  EXPECT_EQ(std::count(quoted.begin(), quoted.end(), '\n'), 9);
  EXPECT_EQ(quoted.find("line 30\n"), std::string::npos);
  EXPECT_NE(quoted.find("line 31\n"), std::string::npos);
  EXPECT_TRUE(quoted.ends_with(std::string(299, 'x') + " [...]"));
}

TEST(common_evidence, has_the_last_probe_of_a_container_that_ended) {
  failure_context c = exited(1);
  c.probe_exit_code = 2;
  c.probe_output = "no response";
  EXPECT_EQ(text_of(explain(c), "healthcheck, run by dockverify"), "no response");
}

TEST(common_evidence, never_has_values_of_the_environment_or_of_the_command) {
  failure_context c = checked(1, "NOAUTH Authentication required.");
  c.inspect["Config"] = {{"Env", {"DB_PASSWORD=hunter2"}}};
  c.command = {"serve", "--token", "hunter2"};
  c.health_command = {"CMD", "redis-cli", "-a", "hunter2", "ping"};
  finding const f = explain(c);
  std::string everything = f.message + f.advice + f.fix;
  for (evidence const& e : f.evidences) everything += e.source + e.text;
  EXPECT_EQ(everything.find("hunter2"), std::string::npos);
}

TEST(common_evidence, survives_an_inspect_of_any_shape) {
  for (char const* shape :
       {"null", "[]", "{}", R"({"State":null})", R"({"State":{"Status":3,"Health":{"Log":[1]},"ExitCode":"x"}})",
        R"({"State":{"Status":"exited","ExitCode":null,"Health":{"Log":{}}},"RestartCount":"many"})"}) {
    failure_context c = service();
    c.inspect = nlohmann::json::parse(shape);
    EXPECT_FALSE(explain(c).message.empty()) << shape;
  }
}

}  // namespace
}  // namespace dockverify::diagnose
