// Published ports of made-up containers over real listeners: what is counted, what is told, what stays open.
#include "jobs/published_ports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "tests/probes/listener.hpp"
#include "tests/support/run.hpp"

namespace dockverify::jobs {
namespace {

using namespace std::chrono_literals;
using observe::json;
using test::listener;
using test::manner;
using testing::ElementsAre;
using testing::HasSubstr;

class published_ports : public testing::Test {
 protected:
  published_ports() {
    project.name = "shop";
    live.engine.address = "unix:///run/docker.sock";
    live.engine.same_kernel = true;
    live.engine.system_time = "2025-05-01T10:01:00.000000000Z";
    add_service("web");
  }

  observe::live_container& add_service(std::string const& name) {
    auto& service = project.services[name];
    service.name = name;
    service.marks.set("", span(1));
    service.marks.set("ports", span(3));
    service.marks.set("ports[0]", span(4));
    service.marks.set("ports[1]", span(5));
    observe::live_container container;
    container.id = name + "0123";
    container.name = "shop-" + name + "-1";
    container.service = name;
    container.number = 1;
    container.inspect = json::parse(R"({"State": {"Status": "running", "StartedAt": "2025-05-01T10:00:00Z"},
                                        "NetworkSettings": {"Ports": {}}})");
    live.containers.push_back(std::move(container));
    return live.containers.back();
  }
  static source_span span(int line) {
    source_span out;
    out.file = std::make_shared<std::string const>("compose.yaml");
    out.line = line;
    return out;
  }

  json& inspect() { return live.containers.front().inspect; }

  void declare(std::uint32_t target, std::string const& protocol = "tcp") {
    compose::port port;
    port.target = target;
    port.protocol = protocol;
    project.services["web"].ports.push_back(port);
  }
  void publish(std::string const& key, std::string const& ip, std::uint16_t port) {
    inspect()["NetworkSettings"]["Ports"][key].push_back({{"HostIp", ip}, {"HostPort", std::to_string(port)}});
  }
  /// The usual case: declared and published on every address.
  void offer(std::uint16_t port) {
    declare(8000);
    publish("8000/tcp", "0.0.0.0", port);
    publish("8000/tcp", "::", port);
  }

  port_checks check(std::vector<std::string> services = {}, io::time_point until = io::clock::now() + 5s) {
    auto out = test::run(context, probe_published_ports(project, live, std::move(services), until));
    EXPECT_EQ(out.checks.executed, out.checks.passed + out.checks.failed + out.checks.undetermined);
    EXPECT_EQ(out.findings.size(), out.checks.failed);
    EXPECT_EQ(out.undetermined.size(), out.checks.undetermined);
    return out;
  }
  void expect_undetermined(std::string const& why) {
    auto const out = check();
    EXPECT_EQ(out.checks.executed, 1U);
    EXPECT_THAT(out.undetermined, ElementsAre(HasSubstr(why)));
  }

  io::asio::io_context context{1};
  compose::project project;
  observe::live_stack live;
};

TEST_F(published_ports, an_answer_and_silence_pass) {
  listener const first(context, manner::greets);
  listener const second(context, manner::stays_silent);
  offer(first.port());
  declare(9000);
  publish("9000/tcp", "127.0.0.1", second.port());
  auto const out = check();
  EXPECT_EQ(out.checks.passed, 2U);
}

TEST_F(published_ports, a_forwarder_with_nothing_behind_is_told) {
  listener const peer(context, manner::closes);
  offer(peer.port());
  auto const out = check();
  ASSERT_EQ(out.findings.size(), 1U);
  auto const& f = out.findings.front();
  auto const place = "127.0.0.1:" + std::to_string(peer.port());
  EXPECT_EQ(f.rule, "DVR047");
  EXPECT_EQ(f.name, "published-port");
  EXPECT_EQ(f.kind, finding_kind::probe);
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.service, "web");
  EXPECT_EQ(f.container, "shop-web-1");
  EXPECT_EQ(f.where.line, 4);
  EXPECT_EQ(f.message, "port " + place + " is published but nothing answers in the container");
  EXPECT_EQ(f.expected, "a program that listens on port 8000 of the container");
  EXPECT_EQ(f.actual, "closed at once");
  EXPECT_THAT(f.advice, HasSubstr("0.0.0.0 and on the container port 8000"));
  ASSERT_FALSE(f.evidences.empty());
  EXPECT_EQ(f.evidences.front().source, "tcp probe from this host");
  EXPECT_EQ(f.evidences.front().text, place + " accepted the connection and closed it without a byte");
}

TEST_F(published_ports, a_refused_connection_is_told) {
  offer(test::unused_port(context));
  auto const out = check();
  ASSERT_EQ(out.findings.size(), 1U);
  EXPECT_EQ(out.findings.front().actual, "refused");
}

TEST_F(published_ports, only_ipv6_is_probed_at_its_loopback) {
  std::unique_ptr<listener> peer;
  try {
    peer = std::make_unique<listener>(context, manner::greets, "::1");
  } catch (boost::system::system_error const&) {
    GTEST_SKIP() << "no IPv6 here";
  }
  declare(8000);
  publish("8000/tcp", "::", peer->port());
  EXPECT_EQ(check().checks.passed, 1U);
}

TEST_F(published_ports, one_probe_for_a_container_port) {
  listener const peer(context, manner::greets);
  offer(peer.port());
  declare(8000);
  EXPECT_EQ(check().checks.passed, 1U);
  EXPECT_EQ(peer.accepted(), 1U);
}

TEST_F(published_ports, what_is_not_published_tcp_of_a_running_container_is_no_check) {
  auto const port = test::unused_port(context);
  declare(53, "udp");
  publish("53/udp", "0.0.0.0", port);
  declare(9000);
  inspect()["NetworkSettings"]["Ports"]["9000/tcp"] = nullptr;
  publish("7000/tcp", "0.0.0.0", port);  // published, but not declared
  declare(6000);
  inspect()["NetworkSettings"]["Ports"]["6000/tcp"] = json::parse(R"([{"HostIp": "", "HostPort": "x"}, 7])");
  EXPECT_EQ(check().checks.executed, 0U);
  offer(port);
  inspect()["State"]["Status"] = "restarting";
  EXPECT_EQ(check().checks.executed, 0U);
}

TEST_F(published_ports, services_that_are_not_selected_are_left_alone) {
  offer(test::unused_port(context));
  add_service("db");
  EXPECT_EQ(check({"db"}).checks.executed, 0U);
  EXPECT_EQ(check({"db", "web"}).checks.failed, 1U);
}

TEST_F(published_ports, who_is_still_starting_is_not_accused) {
  listener const peer(context, manner::closes);
  offer(peer.port());
  inspect()["State"]["Health"]["Status"] = "starting";
  expect_undetermined("its healthcheck has not succeeded yet");
  inspect()["State"].erase("Health");
  inspect()["State"]["StartedAt"] = "2025-05-01T10:00:59.300000000Z";
  expect_undetermined("it started less than a second ago");
}

TEST_F(published_ports, who_is_still_starting_and_answers_passes) {
  listener const peer(context, manner::greets);
  offer(peer.port());
  inspect()["State"]["Health"]["Status"] = "starting";
  EXPECT_EQ(check().checks.passed, 1U);
}

TEST_F(published_ports, who_is_unhealthy_is_told) {
  listener const peer(context, manner::resets);
  offer(peer.port());
  inspect()["State"]["Health"]["Status"] = "unhealthy";
  EXPECT_EQ(check().checks.failed, 1U);
}

TEST_F(published_ports, another_host_is_not_probed) {
  listener const peer(context, manner::greets);
  offer(peer.port());
  live.engine.same_kernel = false;
  live.engine.address = "tcp://10.0.0.5:2376";
  expect_undetermined("the engine is not on this host");
  EXPECT_EQ(peer.accepted(), 0U);
}

TEST_F(published_ports, a_refusal_proves_nothing_when_the_socket_may_be_forwarded) {
  live.engine.same_kernel = false;
  offer(test::unused_port(context));
  expect_undetermined("not proved that the engine runs on this host");
  listener const peer(context, manner::closes);
  inspect()["NetworkSettings"]["Ports"].clear();
  publish("8000/tcp", "0.0.0.0", peer.port());
  EXPECT_EQ(check().checks.failed, 1U) << "a forwarder is here";
}

TEST_F(published_ports, no_time_left_decides_nothing) {
  listener const peer(context, manner::greets);
  offer(peer.port());
  auto const out = check({}, io::clock::now() - 1ms);
  EXPECT_EQ(out.checks.undetermined, 1U);
  EXPECT_THAT(out.undetermined, ElementsAre(HasSubstr("shop-web-1: ")));
}

TEST_F(published_ports, many_are_probed_together) {
  listener const peer(context, manner::stays_silent);
  for (std::uint32_t target = 1; target <= 16; ++target) {
    declare(target);
    publish(std::to_string(target) + "/tcp", "127.0.0.1", peer.port());
  }
  auto const begun = io::clock::now();
  EXPECT_EQ(check().checks.passed, 16U);
  EXPECT_LT(io::clock::now() - begun, 1500ms) << "one after the other takes 2.4 s";
}

}  // namespace
}  // namespace dockverify::jobs
