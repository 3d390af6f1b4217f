// Reading evidence that may be incomplete: an inspect can be null, and an engine of another make may leave fields out.
#include "diagnose/match.hpp"

#include <algorithm>
#include <charconv>

namespace dockverify::diagnose {
namespace {

constexpr std::size_t longest_message = 600, longest_line = 300;

nlohmann::json const& at(nlohmann::json const& from, char const* key) {
  static nlohmann::json const nothing;
  if (!from.is_object()) return nothing;
  auto const found = from.find(key);
  return found == from.end() ? nothing : *found;
}

std::string text_at(nlohmann::json const& from, char const* key) {
  nlohmann::json const& value = at(from, key);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

std::optional<int> number_at(nlohmann::json const& from, char const* key) {
  nlohmann::json const& value = at(from, key);
  return value.is_number_integer() ? std::optional{value.get<int>()} : std::nullopt;
}

nlohmann::json const& state(failure_context const& context) {
  return at(context.inspect, "State");
}

}  // namespace

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool has(std::string_view text, needles any) {
  std::string const low = lower(text);
  return std::any_of(any.begin(), any.end(),
                     [&](std::string_view needle) { return low.find(needle) != std::string::npos; });
}

std::string between(std::string_view text, std::string_view open, std::string_view close) {
  std::size_t begin = text.find(open);
  if (begin == std::string_view::npos) return {};
  begin += open.size();
  std::size_t const end = text.find(close, begin);
  return end == std::string_view::npos ? std::string{} : std::string{text.substr(begin, end - begin)};
}

std::string shortened(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string{text};
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0U) == 0x80U) --limit;
  return std::string{text.substr(0, limit)} + " [...]";
}

std::string shell_word(std::string_view word) {
  constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
  if (!word.empty() && word.find_first_not_of(harmless) == std::string_view::npos) return std::string{word};
  std::string quoted = "'";
  for (char const c : word) quoted += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
  return quoted + "'";
}

std::optional<evidence> engine_says(failure_context const& context, needles any) {
  if (context.refused && has(context.refused->message, any)) {
    return evidence{context.refused->operation + ", status " + std::to_string(context.refused->http_status),
                    shortened(context.refused->message, longest_message)};
  }
  std::string const error = state_error(context);
  if (has(error, any)) return evidence{"State.Error", shortened(error, longest_message)};
  return std::nullopt;
}

std::optional<evidence> log_says(failure_context const& context, needles any) {
  auto const line = std::find_if(context.log_tail.rbegin(), context.log_tail.rend(),
                                 [&](std::string const& l) { return has(l, any); });
  if (line == context.log_tail.rend()) return std::nullopt;
  return evidence{"log", shortened(*line, longest_line)};
}

std::optional<evidence> anyone_says(failure_context const& context, needles any) {
  if (auto said = engine_says(context, any)) return said;
  return log_says(context, any);
}

std::string state_status(failure_context const& context) {
  return text_at(state(context), "Status");
}

std::string state_error(failure_context const& context) {
  return text_at(state(context), "Error");
}

std::optional<int> exit_code(failure_context const& context) {
  std::string const status = state_status(context);
  // After a failed restart State.Error is newer than ExitCode, but the code is still the last exit's.
  bool const ended = status == "exited" || status == "dead" || status == "restarting" || status == "stopped" ||
                     (status == "created" && !state_error(context).empty());
  if (ended) {
    if (auto const code = number_at(state(context), "ExitCode")) return code;
  }
  if (status == "running" && restarts(context) == 0) return std::nullopt;
  for (auto event = context.events.rbegin(); event != context.events.rend(); ++event) {
    if (event->action != "die" || event->exit_code.empty()) continue;
    int code = 0;
    char const* const end = event->exit_code.data() + event->exit_code.size();
    if (std::from_chars(event->exit_code.data(), end, code).ec == std::errc{}) return code;
  }
  return std::nullopt;
}

bool was_out_of_memory(failure_context const& context) {
  nlohmann::json const& flag = at(state(context), "OOMKilled");
  return (flag.is_boolean() && flag.get<bool>()) || got_event(context, "oom");
}

int restarts(failure_context const& context) {
  return number_at(context.inspect, "RestartCount").value_or(0);
}

bool got_event(failure_context const& context, std::string_view action) {
  return std::any_of(context.events.begin(), context.events.end(),
                     [&](container_event const& e) { return e.action == action; });
}

bool got_signal(failure_context const& context, std::string_view number) {
  return std::any_of(context.events.begin(), context.events.end(),
                     [&](container_event const& e) { return e.action == "kill" && e.signal == number; });
}

std::optional<probe_result> last_probe(failure_context const& context) {
  if (context.probe_exit_code && *context.probe_exit_code != 0) {
    return probe_result{*context.probe_exit_code, context.probe_output, "healthcheck, run by dockverify"};
  }
  nlohmann::json const& log = at(at(state(context), "Health"), "Log");
  if (!log.is_array() || log.empty()) return std::nullopt;
  int const code = number_at(log.back(), "ExitCode").value_or(0);
  if (code == 0) return std::nullopt;
  return probe_result{code, text_at(log.back(), "Output"), "healthcheck, run by the engine"};
}

bool is_unhealthy(failure_context const& context) {
  return state_status(context) == "running" && text_at(at(state(context), "Health"), "Status") == "unhealthy";
}

verdict found(int score, std::string message, std::vector<evidence> evidences, std::string advice, std::string fix) {
  verdict v;
  v.score = score;
  v.message = std::move(message);
  v.evidences = std::move(evidences);
  v.advice = std::move(advice);
  v.fix = std::move(fix);
  return v;
}

}  // namespace dockverify::diagnose
