// Connect, then read for a moment: the decision is a pure function, the coroutine only collects what it needs.
#include "probes/tcp.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/this_coro.hpp>
#include <cstddef>
#include <span>

#include "engine/io/byte_stream.hpp"
#include "engine/io/deadline.hpp"

namespace dockverify::probes {
namespace {

namespace errc = boost::system::errc;

constexpr std::size_t longest_banner = 80;

/// The first line; the peer's bytes must not reach a terminal as they are.
std::string printable(std::string_view bytes) {
  auto const line = bytes.substr(0, std::min(bytes.find_first_of("\r\n"), longest_banner));
  std::string out(line);
  std::replace_if(out.begin(), out.end(), [](char c) { return c < ' ' || c > '~'; }, '.');
  return out;
}

std::string text_of(io::failure const& f) {
  auto text = printable(f.message);
  return text.empty() ? std::string(to_string(f.kind)) : text;
}

probe_outcome judge_failure(tcp_observation const& seen, io::failure const& f) {
  if (f.kind == io::failure_kind::cancelled) return {verdict::cancelled, "the probe was stopped"};
  if (f.code == errc::connection_reset) return {verdict::closed_at_once, "accepted the connection and reset it"};
  if (f.code == errc::connection_refused) return {verdict::refused, "refused the connection"};
  if (f.kind != io::failure_kind::timed_out) return {verdict::unreachable, text_of(f)};
  if (!seen.connected) return {verdict::timed_out, "no answer to the connection attempt"};
  // Most protocols let the client speak first: who keeps quiet and stays is there.
  if (seen.listened_in_full) return {verdict::reachable, "accepted the connection and keeps it open"};
  return {verdict::timed_out, "accepted the connection, but there was no time left to see whether it stays open"};
}

io::awaitable<probe_outcome> run(target at, io::time_point until) {
  auto const begun = io::clock::now();
  tcp_observation seen;
  auto const where = co_await io::asio::this_coro::executor;
  io::byte_stream stream(where);
  auto const connected = co_await stream.connect_tcp(at.host, at.port, until);
  if (connected) {
    seen.connected = true;
    auto const quiet = io::clock::now() + tcp_listening_time;
    seen.listened_in_full = quiet <= until;
    io::deadline const limit(stream, std::min(quiet, until));
    std::array<char, 256> block{};
    auto const into = std::as_writable_bytes(std::span(block));
    auto const count = co_await stream.read_some(into);
    if (count) {
      seen.received.assign(block.data(), *count);
    } else {
      seen.failure = count.error();
    }
  } else {
    seen.failure = connected.error();
  }
  auto out = judge(seen);
  out.took = std::chrono::duration_cast<std::chrono::milliseconds>(io::clock::now() - begun);
  co_return out;
}

}  // namespace

probe_outcome judge(tcp_observation const& seen) {
  if (seen.failure) return judge_failure(seen, *seen.failure);
  if (seen.received.empty()) return {verdict::closed_at_once, "accepted the connection and closed it without a byte"};
  return {verdict::reachable, "answered: " + printable(seen.received)};
}

probe const tcp{"tcp", "a program holds a TCP port",
                "Connects and then listens for 150 ms. Bytes, or silence on a connection that stays open, mean that a "
                "program is there; a connection that ends at once means that a forwarder, such as docker's proxy for "
                "published ports, accepted it with nothing behind.",
                &run};

}  // namespace dockverify::probes
