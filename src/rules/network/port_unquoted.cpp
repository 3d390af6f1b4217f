// DVC113: a port mapping is written without quotes (or with them, where the configuration wants none).
#include <optional>
#include <string>
#include <string_view>

#include "rules/endpoints.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {
namespace {

/// Both parts below 60: an old reader makes one number of it.
bool is_base_60(std::string_view text) {
  std::size_t const colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos) return false;
  std::optional<port_span> const host = read_ports(text.substr(0, colon));
  std::optional<port_span> const inside = read_ports(text.substr(colon + 1));
  return host && inside && host->last < 60 && inside->last < 60;
}

void check_list(service_subject const& subject, std::string_view key, sink& out) {
  compose::yaml_node const* list = written_value(subject, key);
  if (list == nullptr || !list->is_list()) return;
  bool const wants_quotes = subject.settings->quoted_ports;
  for (compose::yaml_node const& item : list->items) {
    if (!item.is_scalar() || item.is_null()) continue;
    yaml_text const* file = text_of(*subject.project, item.where);
    if (file == nullptr) continue;
    if (wants_quotes ? !is_plain_at(*file, item.where) : !is_quoted_at(*file, item.where)) continue;
    std::string const& written = item.written.empty() ? item.text : item.written;
    draft& made = out.add(item.where, wants_quotes ? "the port `" + written + "` is not in quotes"
                                                   : "the port `" + written + "` is in quotes")
                      .field(std::string(key) + "." + written)
                      .advice(wants_quotes ? "write `\"" + written + "\"`" : "remove the quotes");
    if (wants_quotes && is_base_60(written)) made.severity(severity::warning);
    std::optional<byte_range> const scalar = editable_scalar(*file, item);
    if (scalar) made.edit(scalar->begin, scalar->end, wants_quotes ? "\"" + written + "\"" : written);
  }
}

void check(service_subject const& subject, sink& out) {
  check_list(subject, "ports", out);
  check_list(subject, "expose", out);
}

}  // namespace

extern rule const port_unquoted;
rule const port_unquoted{
    .id = "DVC113",
    .name = "port-unquoted",
    .dev = level::info,
    .prod = level::info,
    .summary = "A port mapping is written without quotes (or with them, where the configuration wants none).",
    .why = "Old YAML readers take `22:22` for a number to the base of 60. With quotes every reader sees the same text.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports:\n"
        "      - 127.0.0.1:8080:80\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    ports:\n"
        "      - \"127.0.0.1:8080:80\"\n",
    .aliases = {"dclint:require-quotes-in-ports"},
    .fixes = fixing::safe,
    .check_service = &check,
};

}  // namespace dockverify::rules
