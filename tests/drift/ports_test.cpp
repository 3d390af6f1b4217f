// Published ports, configured and in force.
#include "stack.hpp"

namespace dockverify::drift {
namespace {

class ports : public drift_of {
 protected:
  void configured(json const& value) { inspect()["HostConfig"]["PortBindings"] = value; }
  void effective(json const& value) { inspect()["NetworkSettings"]["Ports"] = value; }
  static json at(std::string const& ip, std::string const& port) {
    return json{{"8000/tcp", json::array({{{"HostIp", ip}, {"HostPort", port}}})}};
  }
};
INSTANTIATE_TEST_SUITE_P(engines, ports, testing::Values(20, 28));

TEST_P(ports, wider_than_declared) {
  configured(at("", "8080"));
  effective(json::parse(R"({"8000/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},{"HostIp":"::","HostPort":"8080"}]})"));
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR014");
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.how, drift_class::foreign);
  EXPECT_EQ(f.expected, "127.0.0.1:8080->8000/tcp");
  EXPECT_EQ(f.actual, "0.0.0.0:8080->8000/tcp, [::]:8080->8000/tcp");
  EXPECT_EQ(f.where.line, 12);
}

TEST_P(ports, wider_only_in_force_is_not_enforced) {
  effective(at("0.0.0.0", "8080"));
  EXPECT_EQ(only().how, drift_class::not_enforced);
}

TEST_P(ports, declared_but_not_published) {
  effective(json::object());
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR047");
  EXPECT_EQ(f.how, drift_class::not_enforced);
  EXPECT_EQ(f.actual, "not published");
}

TEST_P(ports, exposed_only_is_not_published) {
  effective(json{{"8000/tcp", nullptr}, {"9000/tcp", nullptr}});
  EXPECT_THAT(only().message, testing::HasSubstr("is not published"));
}

TEST_P(ports, published_but_not_declared) {
  auto both = at("127.0.0.1", "8080");
  both["5432/tcp"] = json::array({{{"HostIp", "0.0.0.0"}, {"HostPort", "5432"}}});
  configured(both);
  effective(both);
  auto const f = only();
  EXPECT_EQ(f.level, severity::error);
  EXPECT_THAT(f.message, testing::HasSubstr("5432"));
}

TEST_P(ports, another_host_port) {
  configured(at("127.0.0.1", "9999"));
  effective(at("127.0.0.1", "9999"));
  EXPECT_EQ(findings().size(), 2U) << "one is missing, another one is there";
}

TEST_P(ports, another_address) {
  configured(at("10.0.0.5", "8080"));
  effective(at("10.0.0.5", "8080"));
  EXPECT_EQ(only().level, severity::warning);
}

TEST_P(ports, every_address_is_met_by_both_families_and_by_a_narrower_default) {
  api().ports[0].host_ip.clear();
  relabel();
  configured(at("", "8080"));
  effective(json::parse(R"({"8000/tcp":[{"HostIp":"0.0.0.0","HostPort":"8080"},{"HostIp":"::","HostPort":"8080"}]})"));
  EXPECT_TRUE(findings().empty()) << all(findings());
  effective(at("127.0.0.1", "8080"));
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(ports, any_port_and_ranges) {
  api().ports[0].published.clear();
  relabel();
  configured(at("127.0.0.1", ""));
  effective(at("127.0.0.1", "49153"));
  EXPECT_TRUE(findings().empty()) << all(findings());
  api().ports[0].published = "8000-8010";
  relabel();
  configured(at("127.0.0.1", "8000-8010"));
  effective(at("127.0.0.1", "8007"));
  EXPECT_TRUE(findings().empty()) << all(findings());
  effective(at("127.0.0.1", "8011"));
  EXPECT_EQ(findings().size(), 2U);
}

TEST_P(ports, a_container_that_does_not_run_is_judged_by_its_configuration) {
  inspect()["State"]["Status"] = "exited";
  effective(json::object());
  for (auto const& f : findings()) EXPECT_NE(f.rule, "DVR047") << f.message;
  configured(at("0.0.0.0", "8080"));
  auto const found = findings();
  EXPECT_TRUE(std::any_of(found.begin(), found.end(), [](auto const& f) { return f.rule == "DVR014"; }));
}

}  // namespace
}  // namespace dockverify::drift
