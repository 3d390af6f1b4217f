// DVC006: a healthcheck always succeeds, asks a port that the service does not listen on, or does not use the data
// store's own probe.
#include <algorithm>
#include <string>
#include <string_view>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

std::string_view trimmed(std::string_view text) {
  std::size_t const first = text.find_first_not_of(" \t\n;");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n;") - first + 1);
}

bool always_succeeds(compose::string_list const& test) {
  if (test.size() < 2) return false;
  if (test.front() == "CMD") {
    std::string_view const program = std::string_view(test[1]).substr(test[1].rfind('/') + 1);
    if ((program == "sh" || program == "bash") && test.size() > 3 && test[2] == "-c")
      return always_succeeds({"CMD-SHELL", test[3]});
    return program == "true" || program == "echo" || program == ":";
  }
  std::string_view const script = trimmed(test[1]);
  bool const single = script.find_first_of("&|;`$\n") == std::string_view::npos;
  if (single && (script == "exit 0" || script == "exit" || script == "true" || script == "/bin/true" || script == ":" ||
                 script == "echo" || script.starts_with("echo ")))
    return true;
  for (std::string_view end : {"|| true", "|| exit 0", "||true", "|| :", "; exit 0", "; true", "|| echo ok"}) {
    if (script.ends_with(end)) return true;
  }
  return false;
}

/// A port on the container itself that nothing declares; 0: there is none.
int foreign_port(service_subject const& subject, compose::string_list const& test) {
  bool const declared = !subject.service->ports.empty() || !subject.service->expose.empty() ||
                        (subject.target != nullptr && !listening_ports(subject).empty());
  if (!declared) return 0;
  for (std::string const& word : test) {
    for (endpoint const& one : endpoints_in(word)) {
      bool const own = one.host == "localhost" || one.host == "127.0.0.1" || one.host == "::1" || one.host == "0.0.0.0";
      if (own && one.port && !listens_on(subject, *one.port)) return *one.port;
    }
  }
  return 0;
}

bool uses_probe(image_facts const& known, compose::string_list const& test) {
  if (known.probe_tools.empty()) return true;
  return std::any_of(test.begin(), test.end(), [&](std::string const& word) {
    return std::any_of(known.probe_tools.begin(), known.probe_tools.end(),
                       [&](std::string_view tool) { return word.find(tool) != std::string::npos; });
  });
}

void check(service_subject const& subject, sink& out) {
  if (!subject.service->healthcheck || subject.service->healthcheck->disable) return;
  compose::string_list const& test = subject.service->healthcheck->test;
  if (test.empty() || test.front() == "NONE") return;
  source_span const where = subject.where("healthcheck.test");
  if (always_succeeds(test)) {
    out.add(where, "the healthcheck always succeeds").field("healthcheck.test").advice("test what the service does");
    return;
  }
  if (int const port = foreign_port(subject, test); port != 0) {
    out.add(where, "the healthcheck asks port " + std::to_string(port) + ", which the service does not listen on")
        .field("healthcheck.test")
        .advice("ask the container's own port, not the one it is published on");
    return;
  }
  if (!has_image(subject) || !is_data_image(image_of(subject))) return;
  image_facts const* known = facts_of(image_of(subject));
  if (known == nullptr || known->probe.empty() || uses_probe(*known, test)) return;
  out.add(where, "the healthcheck does not use the data store's own probe")
      .field("healthcheck.test")
      .advice("write `test: " + std::string(known->probe) + "`");
}

}  // namespace

extern rule const healthcheck_weak;
rule const healthcheck_weak{
    .id = "DVC006",
    .name = "healthcheck-weak",
    .dev = level::warning,
    .prod = level::warning,
    .summary =
        "A healthcheck always succeeds, asks a port that the service does not listen on, or does not use the data "
        "store's own probe.",
    .why =
        "A check that can not fail hides every failure, and one of the wrong port finds one where there is none. A "
        "data store accepts connections before it answers: only its own probe knows.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"exit 0\"]\n"
        "      interval: 30s\n"
        "      timeout: 5s\n"
        "      retries: 3\n",
    .good =
        "services:\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"pg_isready -U postgres\"]\n"
        "      interval: 10s\n"
        "      timeout: 5s\n"
        "      retries: 5\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
