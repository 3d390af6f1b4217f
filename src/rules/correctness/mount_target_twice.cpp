// DVC506: two volumes or tmpfs of a service have the same target.
#include <map>
#include <string>
#include <string_view>

#include "compose/paths.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

/// Of a short form the middle part; empty: it has none that is sure.
std::string target_of(compose::yaml_node const& item) {
  if (item.is_map()) {
    compose::yaml_entry const* target = item.find("target");
    return target == nullptr ? std::string{} : compose::clean_path(target->value.text);
  }
  if (item.kind != compose::value_kind::text || item.text.empty()) return {};
  std::size_t const first = item.text.find(':');
  if (first == std::string::npos) return compose::clean_path(item.text);
  std::string_view const rest = std::string_view(item.text).substr(first + 1);
  return compose::clean_path(rest.substr(0, rest.find(':')));
}

void check(service_subject const& subject, sink& out) {
  std::map<std::string, source_span> taken;
  auto const take = [&](std::string const& target, source_span const& where) {
    if (target.empty() || target == ".") return;
    auto const [other, added] = taken.emplace(target, where);
    // Another file may replace a volume on purpose.
    if (added || !other->second.known() || !where.known() || *other->second.file != *where.file) return;
    out.add(where, "something is already mounted on " + target)
        .field("volumes." + target)
        .evidence("compose", other->second.text())
        .advice("remove one of them, or mount it elsewhere");
  };
  if (compose::yaml_node const* tmpfs = written_value(subject, "tmpfs")) {
    for (compose::yaml_node const& item : tmpfs->items)
      take(compose::clean_path(std::string_view(item.text).substr(0, item.text.find(':'))), item.where);
    if (tmpfs->kind == compose::value_kind::text)
      take(compose::clean_path(std::string_view(tmpfs->text).substr(0, tmpfs->text.find(':'))), tmpfs->where);
  }
  if (compose::yaml_node const* volumes = written_value(subject, "volumes")) {
    for (compose::yaml_node const& item : volumes->items) take(target_of(item), item.where);
  }
}

}  // namespace

extern rule const mount_target_twice;
rule const mount_target_twice{
    .id = "DVC506",
    .name = "mount-target-twice",
    .dev = level::error,
    .prod = level::error,
    .summary = "Two volumes or tmpfs of a service have the same target.",
    .why = "Only one can be there: compose refuses the project or silently takes the last.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - one:/data\n"
        "      - two:/data\n"
        "volumes:\n"
        "  one:\n"
        "  two:\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - one:/data/one\n"
        "      - two:/data/two\n"
        "volumes:\n"
        "  one:\n"
        "  two:\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
