// DVT006: nobody mends this version any more, or not for long.
#include <cstdio>

#include "rules/end_of_life.hpp"
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::string text(date day) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", day.year, day.month, day.day);
  return buffer;
}

std::string move_from(release_line const& line, date today) {
  release_line const* next = successor(line, today);
  return next == nullptr ? "move to a version that is supported" : "move to " + std::string(next->line) + " or later";
}

void report_older(image_subject const& subject, release_line const& above, sink& out) {
  out.add(subject.where, shown_reference(subject) + ": it is older than " + std::string(above.product) + " " +
                             std::string(above.line) + ", whose support ended on " + text(above.ends))
      .field(plain_name(subject.name))
      .advice(move_from(above, subject.settings->today));
}

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject)) return;
  release_line const* line = line_of(subject.name);
  if (line == nullptr) {
    if (release_line const* above = ended_above(subject.name, subject.settings->today))
      report_older(subject, *above, out);
    return;
  }
  support const state = support_of(*line, subject.settings->today);
  if (state == support::going_on) return;
  std::string const what = std::string(line->product) + " " + std::string(line->line);
  out.add(subject.where, shown_reference(subject) + ": support for " + what +
                             (state == support::ended ? " ended on " : " ends on ") + text(line->ends))
      .field(plain_name(subject.name))
      .advice(move_from(*line, subject.settings->today));
}

}  // namespace

extern rule const image_end_of_life;
rule const image_end_of_life{
    .id = "DVT006",
    .name = "end-of-life",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The release line of an image is past its end of life, or has less than six months left.",
    .why =
        "After that day nobody publishes security fixes for it, and its image is not rebuilt. The days come from a "
        "table that is part of the program, so a version that is newer than the table is not judged.",
    .bad = "services:\n  db:\n    image: postgres:12.4\n",
    .good = "services:\n  db:\n    image: postgres:17.4\n",
    .aliases = {},
    .check_image = &check,
};

}  // namespace dockverify::rules
