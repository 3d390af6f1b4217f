// DVD405: ENV or LABEL without =.
#include <optional>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The value in double quotes, where the builder makes the same of it; nullopt: it has what only the old form takes.
std::optional<std::string> quoted(std::string_view written) {
  std::string made = "\"";
  auto const literal = [&](char c) {
    if (c == '"' || c == '\\' || c == '$') made += '\\';
    made += c;
  };
  char quote = '\0';
  for (std::size_t i = 0; i < written.size(); ++i) {
    char const c = written[i];
    bool const more = i + 1 < written.size();
    if (quote == '\'') {
      if (c == quote) {
        quote = '\0';
      } else {
        literal(c);
      }
    } else if (c == '\\') {
      if (!more) return std::nullopt;
      char const next = written[++i];
      // Within quotes it is only special before these.
      if (quote == '"' && next != '"' && next != '\\' && next != '$') literal('\\');
      literal(next);
    } else if (c == '"' || (c == '\'' && quote == '\0')) {
      quote = quote == '\0' ? c : '\0';
    } else if (c == '$' && more && written[i + 1] == '{') {
      std::size_t const end = written.find('}', i);
      if (end == std::string_view::npos) return std::nullopt;
      std::string_view const variable = written.substr(i, end + 1 - i);
      if (variable.find_first_of("\"'\\ \t", 2) != std::string_view::npos ||
          variable.find('$', 1) != std::string_view::npos)
        return std::nullopt;
      made += variable;
      i = end;
    } else {
      made += c;
    }
  }
  if (quote != '\0') return std::nullopt;
  return made + "\"";
}

/// The value as it has to be written after =.
std::optional<std::string> as_value(std::string_view written) {
  if (written.find_first_of(" \t\"'\\`") == std::string_view::npos) return std::string(written);
  bool const one_string = written.size() >= 2 && (written.front() == '"' || written.front() == '\'') &&
                          written.find_first_of("\"'\\`", 1) == written.size() - 1 && written.back() == written.front();
  return one_string ? std::string(written) : quoted(written);
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (one.pairs.size() != 1 || !one.pairs[0].legacy || !one.pairs[0].has_value) return;
    dockerfile::pair const& pair = one.pairs[0];
    std::string const name(dockerfile::name_of(one.what));
    draft& made =
        out.add(subject.where(one), name + " " + std::string(pair.name.text) + " has no =")
            .field(std::string(pair.name.text))
            .advice("write " + name + " " + std::string(pair.name.text) + "=..., in quotes where it has blanks");
    std::optional<std::string> const value = as_value(pair.value.text);
    std::string_view const in_file = subject.file->text(pair.where);
    // Between its lines there may be comments.
    bool const plain = subject.file->escape() == '\\' &&
                       (in_file.find('\n') == std::string_view::npos || in_file.find('#') == std::string_view::npos);
    if (!value || !plain) return;
    // The builder has the last word on what quotes and escapes mean.
    if (expanded(subject, *value, index, onbuild).text != expanded(subject, pair.value.text, index, onbuild).text)
      return;
    made.edit(pair.name.where.end, pair.value.where.end, "=" + *value);
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
