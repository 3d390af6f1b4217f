// What causes ask the evidence: the same few questions, so that a cause is one screen and texts are compared one way
// (lower case, several wordings: engines of different ages say the same thing differently).
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/diagnose.hpp"

namespace dockverify::diagnose {

/// How well a match explains: what the engine said beats what a program logged, and both beat a bare exit code.
namespace score {
constexpr int general = 1, exit_code = 20, repeated = 30, health = 40, logged = 60, logged_exactly = 70, recorded = 80,
              refused = 90, refused_exactly = 95;
}

using needles = std::initializer_list<std::string_view>;

std::string lower(std::string_view text);
/// Whether `text` has one of the lower-case `any`, in whatever case.
bool has(std::string_view text, needles any);
/// What stands in `text` between `open` and the next `close`, empty when that is not there.
std::string between(std::string_view text, std::string_view open, std::string_view close);
/// `text` without more than `limit` bytes, never cut inside a character.
std::string shortened(std::string_view text, std::size_t limit);

/// `word` as a POSIX shell takes it literally: what is suggested as a fix may be pasted.
std::string shell_word(std::string_view word);

/// The engine's refusal, or State.Error, when it has one of `any`.
std::optional<evidence> engine_says(failure_context const& context, needles any);
/// The last log line that has one of `any`.
std::optional<evidence> log_says(failure_context const& context, needles any);
/// The engine's own words first, then the log.
std::optional<evidence> anyone_says(failure_context const& context, needles any);

std::string state_status(failure_context const& context);
std::string state_error(failure_context const& context);
/// The code of the last exit, from State or the last `die` event; nothing for a container that runs or never ran.
std::optional<int> exit_code(failure_context const& context);
bool was_out_of_memory(failure_context const& context);
int restarts(failure_context const& context);
bool got_event(failure_context const& context, std::string_view action);
bool got_signal(failure_context const& context, std::string_view number);

struct probe_result {
  int exit_code = 0;
  std::string output;
  std::string source;  ///< who ran it
};
/// The last failed run of the healthcheck: the eager probe's, else the engine's.
std::optional<probe_result> last_probe(failure_context const& context);
/// Whether the engine itself calls the running container unhealthy (a stopped one always reads "unhealthy").
bool is_unhealthy(failure_context const& context);

verdict found(int score, std::string message, std::vector<evidence> evidences, std::string advice,
              std::string fix = {});

}  // namespace dockverify::diagnose
