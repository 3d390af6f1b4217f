// DVC005: a healthcheck calls a tool that the image does not have.
#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/image_facts.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_entries.hpp"
#include "shell/read.hpp"

namespace dockverify::rules {
namespace {

constexpr std::string_view checked[] = {"curl",    "wget", "nc",   "ncat", "netcat", "bash", "python",
                                        "python3", "node", "perl", "php",  "ruby",   "jq"};

/// What a test runs, a shell included.
std::vector<std::string> tools_of(compose::string_list const& test) {
  std::vector<std::string> tools;
  auto const add = [&](std::string_view word) {
    std::string_view const name = word.substr(word.rfind('/') + 1);
    if (std::find(std::begin(checked), std::end(checked), name) != std::end(checked)) tools.emplace_back(name);
  };
  auto const read = [&](std::string_view script) {
    shell::program const program = shell::read(shell::mapped_text(script, 0));
    for (shell::command const& one : program.commands()) add(one.name());
  };
  if (test.size() < 2) return tools;
  if (test.front() == "CMD-SHELL") {
    tools.emplace_back("sh");
    read(test[1]);
    return tools;
  }
  std::string_view const program = std::string_view(test[1]).substr(test[1].rfind('/') + 1);
  if (program == "sh" || program == "bash" || program == "ash") {
    tools.emplace_back(program);
    if (test.size() > 3 && test[2] == "-c") read(test[3]);
  } else {
    add(test[1]);
  }
  return tools;
}

/// A RUN or COPY of the stages below names the tool: it may be there by now.
bool may_install(service_subject const& subject, std::string_view tool) {
  if (!subject.service->build) return false;
  if (subject.dockerfile == nullptr || subject.target == nullptr) return true;
  for (std::size_t stage : subject.dockerfile->stages->chain(subject.target->index)) {
    dockerfile::stage const& one = subject.dockerfile->stages->stages()[stage];
    for (std::size_t i = one.first; i < one.last; ++i) {
      dockerfile::instruction const& instruction = subject.dockerfile->file->instructions()[i];
      bool const writes = instruction.is(dockerfile::keyword::run) || instruction.is(dockerfile::keyword::copy) ||
                          instruction.is(dockerfile::keyword::add);
      if (!writes) continue;
      std::string_view const text = subject.dockerfile->file->text();
      if (text.substr(instruction.where.begin, instruction.where.end - instruction.where.begin).find(tool) !=
          std::string_view::npos)
        return true;
    }
  }
  return false;
}

void check(service_subject const& subject, sink& out) {
  if (!subject.service->healthcheck || subject.service->healthcheck->disable || !has_image(subject)) return;
  for (std::string const& tool : tools_of(subject.service->healthcheck->test)) {
    std::optional<bool> const present = has_tool(image_of(subject), tool);
    if (!present || *present || may_install(subject, tool)) continue;
    image_facts const* known = facts_of(image_of(subject));
    draft& made =
        out.add(subject.where("healthcheck.test"),
                "the healthcheck calls `" + tool + "`, which the image does not have")
            .field("healthcheck.test")
            .advice(known == nullptr || known->probe.empty() ? "call a program that the image has, or install this one"
                                                             : "write `test: " + std::string(known->probe) + "`");
    if (known != nullptr) write_probe(made, subject, known->probe);
    return;
  }
}

}  // namespace

extern rule const healthcheck_tool_absent;
rule const healthcheck_tool_absent{
    .id = "DVC005",
    .name = "healthcheck-tool-absent",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A healthcheck calls a tool that the image does not have.",
    .why =
        "The check then fails always, and the service is unhealthy though it works. Slim and alpine images lack curl, "
        "bash and more; distroless ones have no shell at all.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: python:3.12-slim\n"
        "    healthcheck:\n"
        "      test: [\"CMD\", \"curl\", \"-f\", \"http://localhost:8000/health\"]\n"
        "      interval: 30s\n"
        "      timeout: 5s\n"
        "      retries: 3\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: python:3.12-slim\n"
        "    healthcheck:\n"
        "      test: [\"CMD\", \"python\", \"-c\", \"import urllib.request; "
        "urllib.request.urlopen('http://localhost:8000/health')\"]\n"
        "      interval: 30s\n"
        "      timeout: 5s\n"
        "      retries: 3\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_service = &check,
};

}  // namespace dockverify::rules
