// /_ping, /version, /info, /events.
#pragma once

#include "engine/api/call.hpp"

namespace dockverify::engine {

/// What the ping settled.
struct negotiated {
  std::string api_version;         ///< the one all paths are prefixed with, e.g. "1.41"
  std::string server_api_version;  ///< the engine's newest
  std::string os_type, server;     ///< Ostype and Server headers
  std::string builder_version;     ///< empty on old engines
  /// True when the settled version is at least `version`, e.g. at_least("1.44").
  [[nodiscard]] bool at_least(std::string_view version) const;
};

struct engine_event {
  std::string type, action;                       ///< e.g. "container", "health_status: healthy"
  std::string id;                                 ///< Actor.ID
  std::map<std::string, std::string> attributes;  ///< labels of containers included
  std::int64_t time_nano = 0;
};

/// One thing an event subscription tells.
struct event_notice {
  enum class kind : std::uint8_t {
    event,
    resynced,  ///< the connection was lost and is back: events may be missing, re-read what matters
  };
  kind what = kind::event;
  engine_event event;
};

/// A subscription that survives dropped connections: it reconnects with `since` and slack and drops repeats, so that
/// each event is told once; after every reconnect a `resynced` notice comes first. Gives up with `unreachable` when the
/// engine stays away for longer than `patience`.
class event_stream {
 public:
  class impl;
  explicit event_stream(std::unique_ptr<impl> stream);
  event_stream(event_stream&&) noexcept;
  event_stream& operator=(event_stream&&) noexcept;
  ~event_stream();
  io::awaitable<io::result<event_notice>> next(call_options options = {});
  void close() noexcept;

 private:
  std::unique_ptr<impl> impl_;
};

struct events_query {
  filters filter;
  std::string since;  ///< "sec[.nanos]" by the engine's clock; empty: from now
  std::chrono::milliseconds patience{2000};
};

class system_api {
 public:
  explicit system_api(transport& t) noexcept : transport_(&t) {}
  io::awaitable<io::result<negotiated>> ping(call_options options = {});
  io::awaitable<io::result<json>> version(call_options options = {});
  io::awaitable<io::result<json>> info(call_options options = {});
  /// Returns when the reply's header is in: what is done after that is told.
  io::awaitable<io::result<event_stream>> events(events_query query, call_options options = {});

 private:
  transport* transport_;
};

}  // namespace dockverify::engine
