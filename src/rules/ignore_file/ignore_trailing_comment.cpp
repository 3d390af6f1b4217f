// DVI010: a comment behind a pattern is part of the pattern.
#include "rules/context_facts.hpp"
#include "rules/ignore_file/trailing_comment.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path == nullptr) return;
  std::string_view const text = subject.ignore_text;
  auto const lines = lines_of(text);
  for (std::size_t number = 1; number < lines.size(); ++number) {
    ignore_line const line = lines[number];
    std::string_view const content = text.substr(line.begin, line.end - line.begin);
    std::optional<trailing_comment> const found = trailing_comment_of(content);
    if (!found) continue;
    std::string moved(found->comment);
    if (!found->pattern.empty()) moved += "\n" + std::string(found->pattern);
    out.add(subject.where(static_cast<int>(number), static_cast<int>(found->comment.data() - content.data()) + 1),
            "`#` begins a comment only in the first column: here it is part of the pattern")
        .field(std::string(content))
        .advice("put the comment on a line of its own above the pattern")
        .edit(line.begin, line.end, std::move(moved));
  }
}

}  // namespace

extern rule const ignore_trailing_comment;
rule const ignore_trailing_comment{
    .id = "DVI010",
    .name = "trailing-comment",
    .dev = level::error,
    .prod = level::error,
    .summary = "A line of the ignore file has a comment behind its pattern.",
    .why =
        "The builder takes the whole line as the pattern: `.env # secrets` leaves out a file of just that name, and "
        ".env is sent.",
    .bad = ".env # secrets\n",
    .good = "# secrets\n.env\n",
    .aliases = {},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
