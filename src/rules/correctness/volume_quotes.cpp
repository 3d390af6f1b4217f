// DVC606: a volume in the short form is in quotes.
#include <optional>
#include <string>
#include <string_view>

#include "rules/rule.hpp"
#include "rules/written_order.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {
namespace {

/// The text means the same without quotes.
bool may_be_plain(std::string_view text) {
  if (text.empty() || text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos)
    return false;
  if (text.find_first_of(",[]{}\\\"'\n\t") != std::string_view::npos || text.ends_with(':')) return false;
  return std::string_view(" -?:!&*|>%@`#~").find(text.front()) == std::string_view::npos && text.back() != ' ' &&
         text.find('/') != std::string_view::npos;
}

void check(project_subject const& subject, sink& out) {
  for_each_written_service(subject, [&](compose::yaml_entry const& service) {
    compose::yaml_entry const* volumes = service.value.find("volumes");
    if (volumes == nullptr) return;
    for (compose::yaml_node const& item : volumes->value.items) {
      yaml_text const* file = item.is_scalar() ? text_of(subject, item.where) : nullptr;
      if (file == nullptr || !is_quoted_at(*file, item.where)) continue;
      draft& made = out.add(item.where, "the volume `" + item.text + "` is in quotes")
                        .field(service.key + ".volumes." + item.text)
                        .advice("remove the quotes");
      std::optional<byte_range> const scalar = editable_scalar(*file, item);
      if (scalar && may_be_plain(item.text)) made.edit(scalar->begin, scalar->end, item.text);
    }
  });
}

}  // namespace

extern rule const volume_quotes;
rule const volume_quotes{
    .id = "DVC606",
    .name = "volume-quotes",
    .dev = level::off,
    .prod = level::off,
    .summary = "A volume in the short form is in quotes.",
    .why = "It needs none, and one way of writing is quicker to read.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - \"data:/data\"\n"
        "volumes:\n"
        "  data:\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    volumes:\n"
        "      - data:/data\n"
        "volumes:\n"
        "  data:\n",
    .aliases = {"dclint:no-quotes-in-volumes"},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules
