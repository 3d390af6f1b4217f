// DVC009: a dependency is only waited for until it is started: the list form, or condition service_started, on a
// service that has or should have a health check.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {
namespace {

bool should_have_check(service_subject const& needed) {
  if (needed.has_healthcheck()) return true;
  return !needed.service->healthcheck && !needed.service->provider && !needed.one_shot();
}

/// Everything of a list in the long form: each entry waits for health where the service has a check.
bool rewrite_list(service_subject const& subject, compose::yaml_node const& list, std::string const& text,
                  draft& made) {
  std::vector<std::pair<byte_range, std::string>> edits;
  for (compose::yaml_node const& item : list.items) {
    std::optional<byte_range> const scalar = editable_scalar(text, item);
    std::optional<byte_range> const line = line_of(text, item.where.line);
    if (!scalar || !line) return false;
    std::size_t const dash = text.find_first_not_of(' ', line->begin);
    if (dash == std::string::npos || text[dash] != '-' || text.find_first_not_of(' ', dash + 1) != scalar->begin)
      return false;
    service_subject const* needed = subject.project->find(item.text);
    bool const waits = needed != nullptr && needed->has_healthcheck();
    std::string const indent(dash - line->begin + 2, ' ');
    edits.push_back(
        {{dash, scalar->end},
         item.text + ":\n" + indent + (waits ? "condition: service_healthy" : "condition: service_started")});
  }
  for (auto& [range, replacement] : edits) made.edit(range.begin, range.end, std::move(replacement));
  return !edits.empty();
}

void check(service_subject const& subject, sink& out) {
  compose::yaml_node const* written = written_value(subject, "depends_on");
  bool const list = written != nullptr && written->is_list();
  bool rewritten = false;
  for (auto const& [name, use] : subject.service->depends_on) {
    if (use.implicit || use.condition != compose::dependency_condition::started) continue;
    service_subject const* needed = subject.project->find(name);
    if (needed == nullptr || !should_have_check(*needed)) continue;
    bool const checked = needed->has_healthcheck();
    std::string const key = list ? "depends_on." + name : "depends_on." + name + ".condition";
    source_span const where = subject.where(key);
    draft& made = out.add(where, "`" + subject.service->name + "` starts before `" + name + "` is ready")
                      .field("depends_on." + name)
                      .advice(checked ? "write `" + name + ": {condition: service_healthy}`"
                                      : "give `" + name + "` a healthcheck, then write `" + name +
                                            ": {condition: service_healthy}`");
    std::string const* text = checked ? text_of(*subject.project, where) : nullptr;
    if (text == nullptr || rewritten) continue;
    if (list) {
      rewritten = rewrite_list(subject, *written, *text, made);
      continue;
    }
    compose::yaml_entry const* entry = written->find(name);
    compose::yaml_entry const* condition = entry == nullptr ? nullptr : entry->value.find("condition");
    std::optional<byte_range> const scalar =
        condition == nullptr ? std::nullopt : editable_scalar(*text, condition->value);
    if (scalar) made.edit(scalar->begin, scalar->end, "service_healthy");
  }
}

}  // namespace

extern rule const depends_on_short;
rule const depends_on_short{
    .id = "DVC009",
    .name = "depends-on-short",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "A dependency is only waited for until it is started: the list form, or condition service_started, on a "
        "service that has or should have a health check.",
    .why =
        "A started database does not answer yet: whoever connects at once fails, mostly on the slower machine. With "
        "service_healthy compose waits until the check has passed.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    depends_on:\n"
        "      - db\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"pg_isready\"]\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    depends_on:\n"
        "      db:\n"
        "        condition: service_healthy\n"
        "  db:\n"
        "    image: postgres:16.4-alpine\n"
        "    healthcheck:\n"
        "      test: [\"CMD-SHELL\", \"pg_isready\"]\n",
    .aliases = {},
    .fixes = fixing::safe,
    .check_service = &check,
};

}  // namespace dockverify::rules
