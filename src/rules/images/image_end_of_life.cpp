// DVT006: nobody mends this version any more, or not for long.
#include <cstdio>

#include "rules/end_of_life.hpp"
#include "rules/image_use.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_edit.hpp"

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

/// The tag of the next line with the same variant; empty: such a tag need not exist.
std::string next_tag(dockerfile::image_name const& name, release_line const* next) {
  tag_parts const parts = split_tag(name.tag);
  bool const lasting = parts.variant.empty() || parts.variant == "alpine" || parts.variant == "slim";
  if (next == nullptr || !lasting || parts.version.empty() || !name.tag.starts_with(parts.version)) return {};
  // As exact as it was.
  bool const exact = parts.version.find('.') != std::string_view::npos;
  std::string_view const version = exact && next->line.find('.') == std::string_view::npos ? next->latest : next->line;
  if (version.empty()) return {};
  return std::string(version) + (parts.variant.empty() ? "" : "-") + std::string(parts.variant);
}

/// Where the tag stands in the file; nullopt: a variable holds it, or a digest decides.
std::optional<dockerfile::text_range> place_of_tag(image_subject const& subject) {
  if (subject.written != subject.reference || !subject.name.digest.empty()) return std::nullopt;
  std::size_t const size = subject.name.tag.size();
  if (subject.how == image_subject::use::from && !subject.instruction->words.empty()) {
    dockerfile::text_range const where = subject.instruction->words[0].where;
    if (subject.dockerfile->file->text(where) != subject.written) return std::nullopt;
    return dockerfile::text_range{where.end - size, where.end};
  }
  if (subject.how != image_subject::use::service) return std::nullopt;
  compose::yaml_node const* const image = written_value(*subject.service, "image");
  yaml_text const* const file = image == nullptr ? nullptr : text_of(*subject.project, image->where);
  std::optional<byte_range> const scalar = file == nullptr ? std::nullopt : editable_scalar(*file, *image);
  if (!scalar) return std::nullopt;
  std::size_t const end = scalar->end - (is_quoted_at(*file, image->where) ? 1 : 0);
  return dockerfile::text_range{end - size, end};
}

void offer(draft& made, image_subject const& subject, release_line const* next) {
  std::string const tag = next_tag(subject.name, next);
  std::optional<dockerfile::text_range> const where = tag.empty() ? std::nullopt : place_of_tag(subject);
  if (where) made.edit(where->begin, where->end, tag);
}

void report_older(image_subject const& subject, release_line const& above, sink& out) {
  draft& made =
      out.add(subject.where, shown_reference(subject) + ": it is older than " + std::string(above.product) + " " +
                                 std::string(above.line) + ", whose support ended on " + text(above.ends));
  made.field(plain_name(subject.name)).advice(move_from(above, subject.settings->today));
  offer(made, subject, successor(above, subject.settings->today));
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
  draft& made = out.add(subject.where, shown_reference(subject) + ": support for " + what +
                                           (state == support::ended ? " ended on " : " ends on ") + text(line->ends));
  made.field(plain_name(subject.name)).advice(move_from(*line, subject.settings->today));
  offer(made, subject, successor(*line, subject.settings->today));
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
    .fixes = fixing::ask,
    .check_image = &check,
};

}  // namespace dockverify::rules
