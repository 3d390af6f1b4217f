// The event subscription: one connection at a time, replay with slack after a loss, repeats dropped.
#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>
#include <tuple>

#include "engine/api/json_reader.hpp"
#include "engine/api/request.hpp"
#include "engine/api/system.hpp"
#include "engine/io/sleep.hpp"

namespace dockverify::engine {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

// The engine stamps events before it orders them: inversions of 50 ms were seen, a second is ample.
constexpr std::int64_t slack = nanoseconds(1s).count();
constexpr std::int64_t remembered = nanoseconds(2s).count();
constexpr auto first_pause = 50ms;
constexpr auto longest_pause = 250ms;

std::string since_text(std::int64_t nanos) {
  constexpr std::int64_t second = nanoseconds(1s).count();
  auto fraction = std::to_string(nanos % second);
  fraction.insert(0, 9 - fraction.size(), '0');
  return std::to_string(nanos / second) + "." + fraction;
}

// "Mon, 23 Nov 2026 12:00:00 GMT" by the engine's clock, in nanoseconds since the epoch; our clock when it is missing.
std::int64_t engine_time(std::string const& date) {
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  std::istringstream words(date.size() > 5 ? date.substr(5) : std::string());
  int day = 0, year = 0, hour = -1, minute = 0, second = 0;
  char colon = 0;
  std::string month;
  words >> day >> month >> year >> hour >> colon >> minute >> colon >> second;
  auto const at = month.size() == 3 ? months.find(month) : std::string_view::npos;
  auto const number = static_cast<unsigned>(at / 3 + 1);
  std::chrono::year_month_day const date_part(std::chrono::year(year), std::chrono::month(number),
                                              std::chrono::day(static_cast<unsigned>(day)));
  bool const valid = words && at != std::string_view::npos && date_part.ok();
  auto const moment = valid ? std::chrono::sys_days(date_part) + std::chrono::hours(hour) +
                                  std::chrono::minutes(minute) + std::chrono::seconds(second)
                            : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return nanoseconds(moment.time_since_epoch()).count();
}

endpoint_request events_request(filters const& filter, std::string const& since) {
  endpoint_request call("GET", "/events");
  call.query_if_set("since", since).filter(filter);
  return call;
}

engine_event read_event(json_reader const& from) {
  engine_event read;
  auto const actor = from.at("Actor");
  read.type = from.text("Type");
  read.action = from.text("Action");
  read.id = actor.text("ID");
  read.attributes = actor.text_map("Attributes");
  read.time_nano = from.integer("timeNano");
  return read;
}

// The events of the last seconds that were told, to know repeats by.
class told_events {
 public:
  // False when `event` was told before.
  bool add(engine_event const& event) {
    auto const exec = event.attributes.find("execID");
    key identity{event.time_nano, event.type, event.action, event.id,
                 exec == event.attributes.end() ? std::string() : exec->second};
    if (!seen_.insert(std::move(identity)).second) return false;
    newest_ = std::max(newest_, event.time_nano);
    while (!seen_.empty() && std::get<0>(*seen_.begin()) < newest_ - remembered) seen_.erase(seen_.begin());
    return true;
  }
  [[nodiscard]] std::int64_t newest() const noexcept { return newest_; }

 private:
  using key = std::tuple<std::int64_t, std::string, std::string, std::string, std::string>;
  std::set<key> seen_;
  std::int64_t newest_ = 0;
};

}  // namespace

class event_stream::impl {
 public:
  impl(transport& t, events_query asked) : over(&t), query(std::move(asked)) {}

  transport* over;
  events_query query;
  std::optional<json_stream> stream;
  told_events told;
  std::int64_t subscribed = 0;  // by the engine's clock
  io::time_point lost_at;       // meaningful while there is no stream
  std::chrono::milliseconds pause = first_pause;
  std::optional<io::failure> given_up;

  io::awaitable<io::result<void>> subscribe(std::string since, io::time_point until) {
    auto call = events_request(query.filter, since);
    auto const operation = call.operation;
    auto reply = co_await perform_open(*over, std::move(call), until);
    if (!reply) co_return reply.error();
    if (subscribed == 0) subscribed = engine_time(reply->head().header("date"));
    stream.emplace(make_json_stream(std::move(*reply), operation));
    co_return io::result<void>();
  }

  [[nodiscard]] std::string replay_from() const {
    if (told.newest() > 0) return since_text(std::max<std::int64_t>(told.newest() - slack, 0));
    return query.since.empty() ? since_text(subscribed) : query.since;
  }

  void lose() {
    stream.reset();
    lost_at = io::clock::now();
    pause = first_pause;
  }

  // Until the subscription stands again, patience is over, or the caller's deadline or cancellation comes first.
  io::awaitable<io::result<void>> reconnect(io::time_point until) {
    auto const patience_ends = lost_at + query.patience;
    for (;;) {
      auto const done = co_await subscribe(replay_from(), std::min(until, patience_ends));
      if (done) co_return done;
      auto const& cause = done.error();
      bool const callers = cause.kind == io::failure_kind::timed_out && io::clock::now() >= until;
      if (callers || cause.kind == io::failure_kind::cancelled) co_return cause;
      bool const hopeless = cause.kind != io::failure_kind::unreachable && cause.kind != io::failure_kind::server &&
                            cause.kind != io::failure_kind::timed_out && cause.kind != io::failure_kind::protocol;
      auto const now = io::clock::now();
      if (hopeless || now + pause >= patience_ends) {
        given_up = cause;
        if (!hopeless) {
          given_up->kind = io::failure_kind::unreachable;
          given_up->message = "the connection to the engine was lost and did not come back within " +
                              std::to_string(query.patience.count()) + " ms: " + cause.message;
        }
        co_return *given_up;
      }
      auto const stopped = co_await io::sleep_until(std::min(until, now + pause));
      if (stopped) co_return io::failure{io::failure_kind::cancelled, stopped, 0, "GET /events", "cancelled"};
      if (io::clock::now() >= until)
        co_return io::failure{io::failure_kind::timed_out, {}, 0, "GET /events", "no event within the time allowed"};
      pause = std::min<std::chrono::milliseconds>(2 * pause, longest_pause);
    }
  }
};

event_stream::event_stream(std::unique_ptr<impl> stream) : impl_(std::move(stream)) {}
event_stream::event_stream(event_stream&&) noexcept = default;
event_stream& event_stream::operator=(event_stream&&) noexcept = default;
event_stream::~event_stream() = default;

void event_stream::close() noexcept {
  impl_->given_up = io::failure{io::failure_kind::cancelled, {}, 0, "GET /events", "the subscription was closed"};
  if (impl_->stream) impl_->stream->close();
}

io::awaitable<io::result<event_notice>> event_stream::next(call_options options) {
  auto& self = *impl_;
  for (;;) {
    if (self.given_up) co_return *self.given_up;
    if (!self.stream) {
      auto const done = co_await self.reconnect(options.deadline);
      if (!done) co_return done.error();
      event_notice notice;
      notice.what = event_notice::kind::resynced;
      co_return notice;
    }
    auto const value = co_await self.stream->next(options);
    if (!value && self.given_up) continue;
    if (!value &&
        (value.error().kind == io::failure_kind::cancelled || value.error().kind == io::failure_kind::timed_out))
      co_return value.error();
    if (!value || !*value) {
      // A line cut off by a dying engine is as good as none: the replay brings it whole.
      self.lose();
      continue;
    }
    json_reader const reader(**value, "GET /events");
    event_notice notice;
    notice.event = read_event(reader);
    if (reader.error()) co_return *reader.error();
    if (self.told.add(notice.event)) co_return notice;
  }
}

io::awaitable<io::result<event_stream>> system_api::events(events_query query, call_options options) {
  auto const since = query.since;
  auto stream = std::make_unique<event_stream::impl>(*transport_, std::move(query));
  auto const done = co_await stream->subscribe(since, options.deadline);
  if (!done) co_return done.error();
  co_return event_stream(std::move(stream));
}

}  // namespace dockverify::engine
