// DVC009: a dependency is only waited for until it is started: the list form, or condition service_started, on a
// service that has or should have a health check.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
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

/// The whole list in the long form, the same for each finding of it: each entry waits for health where the service has
/// a check.
void rewrite_list(service_subject const& subject, compose::yaml_entry const& key, yaml_text const& file, draft& made) {
  if (text_of(*subject.project, key.where) != &file) return;
  std::set<std::string_view> names;
  std::vector<std::pair<byte_range, std::string>> edits;
  for (compose::yaml_node const& item : key.value.items) {
    if (text_of(*subject.project, item.where) != &file || !names.insert(item.text).second) return;
    std::optional<byte_range> const scalar = editable_scalar(file, item);
    std::optional<byte_range> const line = file.line(item.where.line);
    if (!scalar || !line) return;
    std::string const& text = file.text();
    std::size_t const dash = text.find_first_not_of(' ', line->begin);
    if (dash == std::string::npos || text[dash] != '-' || text.find_first_not_of(' ', dash + 1) != scalar->begin)
      return;
    service_subject const* needed = subject.project->find(item.text);
    bool const waits = needed != nullptr && needed->has_healthcheck();
    // A list may stand in its key's column, a map may not.
    std::size_t const column = dash - line->begin;
    std::size_t const indent = std::max(column, static_cast<std::size_t>(key.where.column) + 1);
    edits.push_back({{dash, scalar->end},
                     std::string(indent - column, ' ') + text.substr(scalar->begin, scalar->end - scalar->begin) +
                         ":\n" + std::string(indent + 2, ' ') +
                         (waits ? "condition: service_healthy" : "condition: service_started")});
  }
  for (auto& [range, replacement] : edits) made.edit(range.begin, range.end, std::move(replacement));
}

void check(service_subject const& subject, sink& out) {
  compose::yaml_entry const* written = subject.written == nullptr ? nullptr : subject.written->find("depends_on");
  bool const list = written != nullptr && written->value.is_list();
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
    yaml_text const* file = checked ? text_of(*subject.project, where) : nullptr;
    if (file == nullptr || written == nullptr) continue;
    if (list) {
      rewrite_list(subject, *written, *file, made);
      continue;
    }
    compose::yaml_entry const* entry = written->value.find(name);
    compose::yaml_entry const* condition = entry == nullptr ? nullptr : entry->value.find("condition");
    std::optional<byte_range> const scalar =
        condition == nullptr ? std::nullopt : editable_scalar(*file, condition->value);
    if (!scalar) continue;
    std::size_t const quote = is_quoted_at(*file, condition->value.where) ? 1 : 0;
    made.edit(scalar->begin + quote, scalar->end - quote, "service_healthy");
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
