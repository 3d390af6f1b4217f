// DVC008: a restart policy does not fit: always; in production unless-stopped or on-failure without a limit of at most
// 5; no on a long-running service; any other on one that is to end.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"

namespace dockverify::rules {
namespace {

struct policy {
  std::string name;  ///< no, always, unless-stopped, on-failure; empty: none is set
  std::optional<std::uint64_t> attempts;
  std::string key;
};

policy policy_of(compose::service const& s) {
  policy found;
  if (!s.restart.empty()) {
    std::size_t const colon = s.restart.find(':');
    found.name = s.restart.substr(0, colon);
    found.key = "restart";
    if (colon != std::string::npos) {
      std::uint64_t number = 0;
      char const* const end = s.restart.data() + s.restart.size();
      if (std::from_chars(s.restart.data() + colon + 1, end, number).ec == std::errc{}) found.attempts = number;
    }
  } else if (s.deploy && s.deploy->restart_policy) {
    compose::restart_policy const& own = *s.deploy->restart_policy;
    found.name = own.condition == "none" ? "no" : own.condition == "on-failure" ? "on-failure" : "always";
    found.attempts = own.max_attempts;
    found.key = "deploy.restart_policy.condition";
  }
  return found;
}

/// Somebody waits for its end, or its profile says that it is a job.
bool ends(service_subject const& subject) {
  if (subject.one_shot()) return true;
  return std::any_of(subject.project->services.begin(), subject.project->services.end(),
                     [&](service_subject const& other) {
                       auto const needed = other.service->depends_on.find(subject.service->name);
                       return needed != other.service->depends_on.end() &&
                              needed->second.condition == compose::dependency_condition::completed;
                     });
}

void check(service_subject const& subject, sink& out) {
  policy const own = policy_of(*subject.service);
  if (own.name.empty()) return;
  bool const prod = subject.settings->environment == environment::prod;
  std::string message, wanted = prod ? "on-failure:5" : "unless-stopped";
  if (ends(subject)) {
    if (own.name == "no") return;
    message = "the service is to end, but its restart policy starts it again";
    wanted = "no";
  } else if (own.name == "no") {
    message = "a long-running service is not restarted after a failure";
  } else if (own.name == "always") {
    message = "`always` brings the service back even after it was stopped on purpose";
  } else if (prod && own.name == "unless-stopped") {
    message = "`unless-stopped` restarts a failing service for ever";
  } else if (prod && own.name == "on-failure" && (!own.attempts || *own.attempts == 0 || *own.attempts > 5)) {
    message = "`on-failure` has no limit of at most 5 attempts";
  }
  if (message.empty()) return;
  draft& made = out.add(subject.where(own.key), std::move(message))
                    .field("restart")
                    .advice(wanted == "no" ? "write `restart: \"no\"`" : "write `restart: " + wanted + "`");
  compose::yaml_node const* written = own.key == "restart" ? written_value(subject, "restart") : nullptr;
  if (written != nullptr) replace_scalar(made, *subject.project, *written, wanted);
  if (own.name != "on-failure" || own.attempts == 5) made.aliases({"CIS 5.15"});
}

}  // namespace

extern rule const restart_unfit;
rule const restart_unfit{
    .id = "DVC008",
    .name = "restart-unfit",
    .dev = level::info,
    .prod = level::warning,
    .summary =
        "A restart policy does not fit: `always`; in production `unless-stopped` or `on-failure` without a limit of at "
        "most 5; `no` on a long-running service; any other on one that is to end.",
    .why =
        "`always` brings back what was stopped on purpose. In production a service that fails again and again should "
        "stay down and be noticed. A job that is to end must not be started anew.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    restart: always\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    restart: on-failure:5\n",
    .aliases = {"CIS 5.15", "KICS: Restart Policy On Failure Not Set To 5"},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
