// DVD408: a comment that switches a rule off.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  skip_blanks(text);
  return true;
}

/// "TOOL ignore=...", with "global" or "stage" between.
bool is_ignore(std::string_view body, std::string_view tool) {
  if (!take_word(body, tool)) return false;
  if (!take_word(body, "global")) take_word(body, "stage");
  return take_word(body, "ignore") && body.starts_with('=') && body.size() > 1;
}

/// check=skip=..., also behind error=true;
bool skips_checks(std::string_view value) {
  value = value.substr(0, value.find_first_of(" \t"));
  while (!value.empty()) {
    std::size_t const end = value.find(';');
    if (value.substr(0, end).starts_with("skip=")) return true;
    value = end == std::string_view::npos ? std::string_view{} : value.substr(end + 1);
  }
  return false;
}

void report(dockerfile_subject const& subject, dockerfile::text_range where, bool is_peers, sink& out) {
  draft& made = out.add(subject.where(where), "a comment switches rules off")
                    .advice("repair what it hides, or say why in the configuration");
  if (!is_peers) made.aliases({});
}

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::directive const& directive : subject.file->directives()) {
    if (same_letters(directive.name, "check") && skips_checks(directive.value))
      report(subject, directive.where, false, out);
  }
  for (dockerfile::comment const& comment : subject.file->comments()) {
    std::string_view body = comment.body();
    bool const is_peers = is_ignore(body, "hadolint");
    bool const skips = take_word(body, "check") && take_word(body, "=") && skips_checks(body);
    if (is_peers || skips || is_ignore(comment.body(), "dockverify")) report(subject, comment.where, is_peers, out);
  }
}

}  // namespace

extern rule const inline_ignore;
rule const inline_ignore{
    .id = "DVD408",
    .name = "inline-ignore",
    .dev = level::off,
    .prod = level::off,
    .summary = "A comment ignores rules.",
    .why = "For projects that keep their exceptions in one place, where they can be reviewed.",
    .bad = "FROM alpine:3.20\n# hadolint ignore=DL3003\nRUN cd /tmp && true\n",
    .good = "FROM alpine:3.20\n# a comment\nRUN true\n",
    .aliases = {"DL1001"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
