// The TCP probe: its decision as a table, and the whole of it against real sockets.
#include "probes/tcp.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>

#include "engine/io/sleep.hpp"
#include "engine/io/task_group.hpp"
#include "tests/probes/listener.hpp"
#include "tests/support/run.hpp"

namespace dockverify::probes {
namespace {

using namespace std::chrono_literals;
using io::failure_kind;
using test::listener;
using test::manner;
namespace error = io::asio::error;

io::failure failed(failure_kind kind, io::error_code code) {
  return {kind, code, 0, "read", code.message()};
}

struct decision {
  char const* name;
  tcp_observation seen;
  verdict expected;
};

class tcp_decision : public testing::TestWithParam<decision> {};

TEST_P(tcp_decision, is) {
  auto const out = judge(GetParam().seen);
  EXPECT_EQ(out.verdict, GetParam().expected) << out.detail;
  EXPECT_FALSE(out.detail.empty());
}

constexpr bool yes = true, no = false;
INSTANTIATE_TEST_SUITE_P(
    table, tcp_decision,
    testing::Values(
        decision{
            "refused", {no, no, failed(failure_kind::unreachable, error::connection_refused), ""}, verdict::refused},
        decision{
            "no_route", {no, no, failed(failure_kind::unreachable, error::host_unreachable), ""}, verdict::unreachable},
        decision{"unknown_host",
                 {no, no, failed(failure_kind::unreachable, error::host_not_found), ""},
                 verdict::unreachable},
        decision{"firewall", {no, no, failed(failure_kind::denied, error::no_permission), ""}, verdict::unreachable},
        decision{"no_answer", {no, no, failed(failure_kind::timed_out, error::timed_out), ""}, verdict::timed_out},
        decision{
            "stopped", {no, no, failed(failure_kind::cancelled, error::operation_aborted), ""}, verdict::cancelled},
        decision{"reset_before_we_looked",
                 {no, no, failed(failure_kind::unreachable, error::connection_reset), ""},
                 verdict::closed_at_once},
        decision{"end_of_stream", {yes, yes, std::nullopt, ""}, verdict::closed_at_once},
        decision{"end_of_stream_in_a_hurry", {yes, no, std::nullopt, ""}, verdict::closed_at_once},
        decision{"reset",
                 {yes, yes, failed(failure_kind::unreachable, error::connection_reset), ""},
                 verdict::closed_at_once},
        decision{"silence", {yes, yes, failed(failure_kind::timed_out, error::timed_out), ""}, verdict::reachable},
        decision{
            "silence_cut_short", {yes, no, failed(failure_kind::timed_out, error::timed_out), ""}, verdict::timed_out},
        decision{"stopped_while_listening",
                 {yes, yes, failed(failure_kind::cancelled, error::operation_aborted), ""},
                 verdict::cancelled},
        decision{"network_lost",
                 {yes, yes, failed(failure_kind::unreachable, error::network_down), ""},
                 verdict::unreachable},
        decision{"banner", {yes, yes, std::nullopt, "220 ready"}, verdict::reachable}),
    [](auto const& info) { return std::string(info.param.name); });

TEST(tcp_banner, is_one_printable_line) {
  auto const detail = [](std::string received) { return judge({yes, yes, std::nullopt, std::move(received)}).detail; };
  EXPECT_EQ(detail("220 ready\r\nmore"), "answered: 220 ready");
  EXPECT_EQ(detail("a\x1b[31m\xff"), "answered: a.[31m.");
  EXPECT_EQ(detail(std::string(200, 'x')), "answered: " + std::string(80, 'x'));
}

struct tcp_probe : testing::Test {
  io::asio::io_context context{1};

  probe_outcome ask(std::uint16_t port, io::time_point until = io::clock::now() + 5s) {
    return test::run(context, tcp.run({"127.0.0.1", port}, until));
  }
};

TEST_F(tcp_probe, a_banner_is_an_answer) {
  listener const peer(context, manner::greets);
  auto const out = ask(peer.port());
  EXPECT_EQ(out.verdict, verdict::reachable);
  EXPECT_EQ(out.detail, "answered: SSH-2.0-made_up");
}

TEST_F(tcp_probe, who_stays_silent_is_there) {
  listener const peer(context, manner::stays_silent);
  auto const out = ask(peer.port());
  EXPECT_EQ(out.verdict, verdict::reachable) << out.detail;
  EXPECT_GE(out.took, tcp_listening_time);
}

TEST_F(tcp_probe, who_closes_at_once_is_not) {
  listener const peer(context, manner::closes);
  EXPECT_EQ(ask(peer.port()).verdict, verdict::closed_at_once);
}

TEST_F(tcp_probe, who_resets_is_not) {
  listener const peer(context, manner::resets);
  EXPECT_EQ(ask(peer.port()).verdict, verdict::closed_at_once);
}

TEST_F(tcp_probe, nothing_listens) {
  auto const out = ask(test::unused_port(context));
  EXPECT_EQ(out.verdict, verdict::refused);
}

TEST_F(tcp_probe, a_deadline_that_has_passed_decides_nothing) {
  listener const peer(context, manner::greets);
  EXPECT_EQ(ask(peer.port(), io::clock::now() - 1ms).verdict, verdict::timed_out);
}

TEST_F(tcp_probe, a_deadline_too_soon_for_silence_decides_nothing) {
  listener const peer(context, manner::stays_silent);
  EXPECT_EQ(ask(peer.port(), io::clock::now() + 30ms).verdict, verdict::timed_out);
}

TEST_F(tcp_probe, can_be_cancelled) {
  listener const peer(context, manner::stays_silent);
  struct body {
    static io::awaitable<void> keep(std::uint16_t port, probe_outcome* into) {
      target const at{"127.0.0.1", port};
      auto out = co_await tcp.run(at, io::no_deadline);
      *into = std::move(out);
    }
    static io::awaitable<void> run(io::executor where, std::uint16_t port, probe_outcome* into) {
      io::task_group group(where);
      group.start(keep(port, into));
      co_await io::sleep_for(20ms);
      group.cancel();
      co_await group.join();
    }
  };
  probe_outcome out;
  test::run(context, body::run(context.get_executor(), peer.port(), &out));
  EXPECT_EQ(out.verdict, verdict::cancelled);
  EXPECT_LT(out.took, tcp_listening_time);
}

}  // namespace
}  // namespace dockverify::probes
