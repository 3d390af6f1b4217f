// DVD405: ENV or LABEL without =.
#include <optional>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The value as it has to be written after =; nullopt: its quotes and escapes would mean something else there.
std::optional<std::string> as_value(std::string_view written) {
  bool const has_blank = written.find_first_of(" \t") != std::string_view::npos;
  bool const has_quotes = written.find_first_of("\"'\\`") != std::string_view::npos;
  if (!has_blank) return std::string(written);
  if (!has_quotes) return "\"" + std::string(written) + "\"";
  bool const one_string = written.size() >= 2 && (written.front() == '"' || written.front() == '\'') &&
                          written.find_first_of("\"'\\`", 1) == written.size() - 1 && written.back() == written.front();
  return one_string ? std::optional<std::string>(written) : std::nullopt;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t, bool) {
    if (one.pairs.size() != 1 || !one.pairs[0].legacy || !one.pairs[0].has_value) return;
    dockerfile::pair const& pair = one.pairs[0];
    std::string const name(dockerfile::name_of(one.what));
    draft& made =
        out.add(subject.where(one), name + " " + std::string(pair.name.text) + " has no =")
            .field(std::string(pair.name.text))
            .advice("write " + name + " " + std::string(pair.name.text) + "=..., in quotes where it has blanks");
    std::optional<std::string> const value = as_value(pair.value.text);
    bool const one_line = subject.file->text(pair.where).find('\n') == std::string_view::npos;
    if (value && one_line) made.edit(pair.name.where.end, pair.value.where.end, "=" + *value);
  });
}

}  // namespace

extern rule const legacy_key_value;
rule const legacy_key_value{
    .id = "DVD405",
    .name = "legacy-key-value",
    .dev = level::info,
    .prod = level::info,
    .summary = "ENV or LABEL in the form `key value`.",
    .why =
        "The form takes everything to the line's end as one value, so a second pair on the line is part of the first.",
    .bad = "FROM alpine:3.20\nENV APP_HOME /app\n",
    .good = "FROM alpine:3.20\nENV APP_HOME=/app\n",
    .aliases = {"BK:LegacyKeyValueFormat"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
