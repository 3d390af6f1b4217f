#include "rules/stage_text.hpp"

#include <string_view>

namespace dockverify::rules {
namespace {

/// It says what runs and how, and changes nothing in the image.
bool describes(dockerfile::instruction const& one) {
  using enum dockerfile::keyword;
  switch (one.what) {
    case cmd:
    case entrypoint:
    case expose:
    case healthcheck:
    case label:
    case stopsignal:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::size_t begin_with_comments(dockerfile_subject const& subject, dockerfile::instruction const& one) {
  std::size_t begin = one.where.begin;
  int line = one.first_line;
  auto const comments = subject.file->comments_above(one);
  for (auto at = comments.rbegin(); at != comments.rend() && at->line + 1 == line; ++at) {
    begin = at->where.begin;
    line = at->line;
  }
  return begin;
}

void insert_before_command(draft& made, dockerfile_subject const& subject, dockerfile::stage const& stage,
                           std::string const& lines) {
  auto const all = subject.file->instructions();
  std::size_t before = stage.last;
  for (std::size_t at = stage.last; at > stage.first && describes(all[at - 1]); --at) {
    if (all[at - 1].is(dockerfile::keyword::cmd) || all[at - 1].is(dockerfile::keyword::entrypoint)) before = at - 1;
  }
  if (before < stage.last) {
    std::size_t const at = begin_with_comments(subject, all[before]);
    made.edit(at, at, lines);
    return;
  }
  std::string_view const text = subject.file->text();
  std::size_t const end = (stage.last == stage.first ? *stage.from : all[stage.last - 1]).where.end;
  std::size_t const line_end = text.find('\n', end);
  if (line_end == std::string_view::npos) {
    made.edit(text.size(), text.size(), "\n" + lines);
  } else {
    made.edit(line_end + 1, line_end + 1, lines);
  }
}

}  // namespace dockverify::rules
