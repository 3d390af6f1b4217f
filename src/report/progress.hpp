// What is going on while a command runs, as values: jobs emit them, the terminal, plain lines and the timeline show
// them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dockverify {

enum class phase : std::uint8_t {
  waiting,  ///< for what `detail` says, e.g. "postgres to be healthy"
  pulling,
  building,
  creating,
  created,
  starting,
  started,
  probing,    ///< started, not ready yet; detail: the last probe's answer
  ready,      ///< detail: by whom
  unchanged,  ///< was there and is as declared
  failed,     ///< detail: why, one line
  blocked,    ///< will not start; detail: by which service
  stopping,
  stopped,
  removing,
  removed,
};
std::string_view to_string(phase p) noexcept;

struct progress_event {
  std::int64_t t_ms = 0;  ///< since the run began
  std::string kind;       ///< "service", "network", "volume", "image"
  std::string name;       ///< service (or "service-2" for the second replica), network, volume or image
  phase what = phase::waiting;
  std::string detail;
};

/// Receives progress; must return at once.
class progress_sink {
 public:
  virtual ~progress_sink() = default;
  virtual void on(progress_event const& event) = 0;
};

}  // namespace dockverify
