// Ranking, and the evidence that every failure deserves whatever its cause: state, exit code, the engine's error, the
// last probe and the last log lines, so that nobody has to go and look for them.
#include "diagnose/diagnose.hpp"

#include <algorithm>

#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

constexpr std::size_t quoted_lines = 10, longest_line = 300, longest_output = 1000;

std::string state_sentence(failure_context const& context) {
  std::string text = state_status(context);
  if (text.empty()) return {};
  if (is_unhealthy(context)) text += ", unhealthy";
  if (auto const code = exit_code(context)) text += ", exit code " + describe_exit_code(*code);
  if (was_out_of_memory(context)) text += ", out of memory";
  if (int const n = restarts(context); n > 0) text += ", " + std::to_string(n) + (n == 1 ? " restart" : " restarts");
  return text;
}

std::string last_lines(failure_context const& context) {
  std::size_t const n = std::min(quoted_lines, context.log_tail.size());
  std::string text;
  for (auto line = context.log_tail.end() - static_cast<std::ptrdiff_t>(n); line != context.log_tail.end(); ++line) {
    text += (text.empty() ? "" : "\n") + shortened(*line, longest_line);
  }
  return text;
}

void add_common(std::vector<evidence>& evidences, failure_context const& context) {
  auto const add = [&](std::string source, std::string text) {
    bool const said =
        std::any_of(evidences.begin(), evidences.end(), [&](evidence const& e) { return e.text == text; });
    if (!text.empty() && !said) evidences.push_back({std::move(source), std::move(text)});
  };
  add("state", state_sentence(context));
  if (context.refused) {
    add(context.refused->operation + ", status " + std::to_string(context.refused->http_status),
        shortened(context.refused->message, longest_output));
  }
  bool const engine_was_quoted =
      context.refused ||
      std::any_of(evidences.begin(), evidences.end(), [](evidence const& e) { return e.source == "State.Error"; });
  if (!engine_was_quoted) add("State.Error", shortened(state_error(context), longest_output));
  if (auto const probe = last_probe(context)) {
    std::string const output = probe->output.empty() ? "(no output)" : shortened(probe->output, longest_output);
    bool const said = std::any_of(evidences.begin(), evidences.end(),
                                  [&](evidence const& e) { return e.source.starts_with("healthcheck"); });
    // The engine uses -1 for a probe that it could not run or had to end.
    std::string const how = probe->exit_code < 0 ? "no exit code" : "exit code " + describe_exit_code(probe->exit_code);
    if (!said) add(probe->source + ", " + how, output);
  }
  add("last log lines", last_lines(context));
}

}  // namespace

std::vector<verdict> rank(failure_context const& context) {
  std::vector<verdict> verdicts;
  for (cause const& candidate : all_causes()) {
    std::optional<verdict> match = candidate.match(context);
    if (!match) continue;
    match->rule = candidate.rule;
    match->name = candidate.name;
    verdicts.push_back(std::move(*match));
  }
  std::sort(verdicts.begin(), verdicts.end(), [](verdict const& a, verdict const& b) {
    return a.score != b.score ? a.score > b.score : a.rule < b.rule;
  });
  return verdicts;
}

finding explain(failure_context const& context) {
  verdict best = rank(context).front();
  finding f;
  f.rule = std::move(best.rule);
  f.name = std::move(best.name);
  f.kind = finding_kind::startup;
  f.level = severity::error;
  f.service = context.service;
  f.container = context.container;
  f.where = best.about_healthcheck && context.health_where.known() ? context.health_where : context.where;
  f.message = std::move(best.message);
  f.evidences = std::move(best.evidences);
  f.advice = std::move(best.advice);
  f.fix = std::move(best.fix);
  add_common(f.evidences, context);
  return f;
}

}  // namespace dockverify::diagnose
