// DVC006: a healthcheck always succeeds, asks a port that the service does not listen on, or does not use the data
// store's own probe.
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/endpoints.hpp"
#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"
#include "shell/read.hpp"

namespace dockverify::rules {
namespace {

/// `A = A`, `1 -eq 1`.
bool is_always_true(std::vector<std::string_view> words) {
  if (!words.empty() && words.back() == "]") words.pop_back();
  if (words.size() != 4) return false;
  bool const equality = words[2] == "=" || words[2] == "==" || words[2] == "-eq";
  return equality && words[1] == words[3] && words[1].find('$') == std::string_view::npos;
}

bool always_succeeds(std::string_view program, std::vector<std::string_view> const& words) {
  if (program == "true" || program == ":" || program == "echo") return true;
  return (program == "test" || program == "[") && is_always_true(words);
}

/// Whether a script ends with 0 whatever happens.
class script_end {
 public:
  explicit script_end(shell::program const& program) : program_(program) {}

  [[nodiscard]] bool is_always_zero() const {
    if (program_.root() == shell::none || !program_.problems().empty()) return false;
    auto const leaves = [&](shell::command const& one) {
      bool const exits = one.is({"exit", "return"}) && !exits_with_zero(one);
      return exits || one.errexit || one.pipefail || one.is({"exec", "trap"});
    };
    return std::none_of(program_.commands().begin(), program_.commands().end(), leaves) && is_zero(program_.root());
  }

 private:
  [[nodiscard]] bool exits_with_zero(shell::command const& one) const {
    bool const first = &one == program_.commands().data();
    return one.words.size() == 1 ? first : one.words[1].value == "0";
  }

  [[nodiscard]] bool is_zero(shell::index at) const {
    using enum shell::node_kind;
    shell::node const& node = program_.nodes()[at];
    if (node.background) return true;
    if (node.negated || !keeps_status(node.redirections)) return false;
    std::vector<shell::index> parts;
    for (shell::index part = node.first_child; part != shell::none; part = program_.nodes()[part].next)
      parts.push_back(part);
    auto const zero = [&](shell::index part) { return is_zero(part); };
    switch (node.kind) {
      case simple:
        return node.command != shell::none && is_zero(program_.commands()[node.command]);
      case and_if:
        return !parts.empty() && std::all_of(parts.begin(), parts.end(), zero);
      case or_if:
        return std::any_of(parts.begin(), parts.end(), zero);
      case list:
      case pipeline:
      case subshell:
      case group:
        return !parts.empty() && zero(parts.back());
      default:
        return false;
    }
  }

  [[nodiscard]] bool is_zero(shell::command const& one) const {
    if (one.background) return true;
    if (one.negated || one.words.empty() || !keeps_status(one.redirections)) return false;
    if (one.is("exit")) return exits_with_zero(one);
    std::vector<std::string_view> words;
    for (shell::word const& word : one.words) words.push_back(word.value);
    return always_succeeds(one.name(), words);
  }

  /// Opening a file may fail: `echo > /dev/tcp/localhost/80` is a test.
  static bool keeps_status(std::vector<shell::redirection> const& all) {
    return std::all_of(all.begin(), all.end(), [](shell::redirection const& one) {
      using enum shell::redirection_kind;
      return one.kind == duplicate || one.kind == here_document || one.kind == here_string ||
             one.target.value == "/dev/null";
    });
  }

  shell::program const& program_;
};

bool always_succeeds(compose::string_list const& test) {
  if (test.size() < 2) return false;
  std::string_view script = test[1];
  if (test.front() == "CMD") {
    std::string_view const program = script.substr(script.rfind('/') + 1);
    bool const shell = (program == "sh" || program == "bash") && test.size() > 3 && test[2] == "-c";
    if (!shell) return always_succeeds(program, {test.begin() + 1, test.end()});
    script = test[3];
  }
  shell::program const program = shell::read(shell::mapped_text(script, 0));
  return script_end(program).is_always_zero();
}

/// A variable that names the port says that the service listens on it.
bool is_told_port(service_subject const& subject, int port) {
  std::vector<variable_entry> const all = environment_of(subject);
  return std::any_of(all.begin(), all.end(), [&](variable_entry const& one) {
    return one.value == std::to_string(port) && one.name.find("PORT") != std::string::npos;
  });
}

/// A port on the container itself that nothing declares; 0: there is none.
int foreign_port(service_subject const& subject, compose::string_list const& test) {
  bool const declared = !subject.service->ports.empty() || !subject.service->expose.empty() ||
                        (subject.target != nullptr && !listening_ports(subject).empty());
  if (!declared) return 0;
  for (std::string const& word : test) {
    for (endpoint const& one : endpoints_in(word)) {
      bool const own = one.host == "localhost" || one.host == "127.0.0.1" || one.host == "::1" || one.host == "0.0.0.0";
      if (own && one.port && !listens_on(subject, *one.port) && !is_told_port(subject, *one.port)) return *one.port;
    }
  }
  return 0;
}

/// A script of the image's own or of the user's: what it asks is not known.
bool is_script(std::string_view word) {
  std::string_view const name = word.substr(word.rfind('/') + 1);
  return name.find_first_of(" ;|&") == std::string_view::npos &&
         (name.ends_with(".sh") || name.ends_with(".py") || name.find("healthcheck") != std::string_view::npos);
}

bool uses_probe(image_facts const& known, compose::string_list const& test) {
  if (known.probe_tools.empty()) return true;
  auto const stands_in = [](std::string const& word, std::span<std::string_view const> marks) {
    return std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view mark) { return word.find(mark) != std::string::npos; });
  };
  return std::any_of(test.begin(), test.end(), [&](std::string const& word) {
    return is_script(word) || stands_in(word, known.probe_tools) || stands_in(word, known.probe_signs);
  });
}

void check(service_subject const& subject, sink& out) {
  if (!subject.service->healthcheck || subject.service->healthcheck->disable) return;
  compose::string_list const& test = subject.service->healthcheck->test;
  if (test.empty() || test.front() == "NONE") return;
  source_span const where = subject.where("healthcheck.test");
  image_facts const* known = has_image(subject) ? facts_of(image_of(subject)) : nullptr;
  if (always_succeeds(test)) {
    draft& made = out.add(where, "the healthcheck always succeeds")
                      .field("healthcheck.test")
                      .advice("test what the service does");
    if (known != nullptr) write_probe(made, subject, known->probe);
    return;
  }
  if (int const port = foreign_port(subject, test); port != 0) {
    out.add(where, "the healthcheck asks port " + std::to_string(port) + ", which the service does not listen on")
        .field("healthcheck.test")
        .advice("ask the container's own port, not the one it is published on");
    return;
  }
  if (known == nullptr || !is_data_image(image_of(subject)) || known->probe.empty() || uses_probe(*known, test)) return;
  draft& made = out.add(where, "the healthcheck does not use the data store's own probe")
                    .field("healthcheck.test")
                    .advice("write `test: " + std::string(known->probe) + "`");
  write_probe(made, subject, known->probe);
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
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
