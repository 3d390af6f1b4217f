#include "rules/image_table.hpp"

#include <cstdio>
#include <map>
#include <utility>

#include "rules/end_of_life.hpp"
#include "rules/image_use.hpp"

namespace dockverify::rules {
namespace {

std::string text(date day) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", day.year, day.month, day.day);
  return buffer;
}

image_state state_of(tag_kind kind) {
  switch (kind) {
    case tag_kind::digest:
    case tag_kind::version:
      return image_state::pinned;
    case tag_kind::loose:
      return image_state::loose;
    case tag_kind::none:
    case tag_kind::latest:
    case tag_kind::moving:
    case tag_kind::variant:
      return image_state::moving;
  }
  return image_state::moving;
}

/// The end of the image's release line, and what comes next.
std::string support_text(release_line const& line, date today) {
  std::string const what = std::string(line.product) + " " + std::string(line.line);
  if (line.ends.year == 0) return what + " is supported";
  if (support_of(line, today) == support::going_on) return what + " is supported until " + text(line.ends);
  std::string made = "support for " + what;
  made += support_of(line, today) == support::ended ? " ended on " : " ends on ";
  made += text(line.ends);
  if (release_line const* next = successor(line, today)) made += ": move to " + std::string(next->line) + " or later";
  return made;
}

void judge(image_row& row, image_subject const& use, date today) {
  if (!use.known) {
    row.state = image_state::unknown;
    row.check = "a variable decides: give it a version as its default";
    return;
  }
  row.state = state_of(kind_of(use.name));
  release_line const* line = line_of(use.name);
  if (line != nullptr) {
    if (row.state != image_state::moving && support_of(*line, today) == support::ended)
      row.state = image_state::end_of_life;
    row.check = support_text(*line, today);
  } else if (release_line const* above = ended_above(use.name, today)) {
    row.state = image_state::end_of_life;
    row.check = support_text(*above, today);
  }
  std::string more;
  if (row.state == image_state::moving) more = "pin to a specific version";
  if (row.state == image_state::loose) more = "add the minor version to keep hosts alike";
  if (row.state == image_state::pinned && line == nullptr) more = "newer releases and security fixes";
  if (more.empty()) return;
  if (!row.check.empty()) row.check += "; ";
  row.check += more;
}

}  // namespace

std::string_view to_string(image_state state) noexcept {
  switch (state) {
    case image_state::pinned:
      return "pinned";
    case image_state::loose:
      return "loose";
    case image_state::moving:
      return "moving";
    case image_state::end_of_life:
      return "end of life";
    case image_state::unknown:
      return "unknown";
  }
  return "unknown";
}

std::vector<image_row> image_table(std::span<image_subject const> images, date today) {
  std::map<std::pair<std::string, std::string>, image_row> rows;
  for (image_subject const& use : images) {
    if (use.known ? !is_pulled(use) : names_a_build(use)) continue;
    std::string image = use.known ? plain_name(use.name) : use.written;
    std::string tag;
    if (use.known) tag = use.name.tag.empty() ? use.name.digest : use.name.tag;
    auto const [at, added] = rows.try_emplace({image, tag});
    image_row& row = at->second;
    if (added) {
      row.image = std::move(image);
      row.tag = std::move(tag);
      judge(row, use, today);
    }
    row.where.push_back(use.where);
    if (use.how == image_subject::use::service && use.service != nullptr)
      row.services.push_back(use.service->service->name);
  }
  std::vector<image_row> table;
  table.reserve(rows.size());
  for (auto& [key, row] : rows) table.push_back(std::move(row));
  return table;
}

}  // namespace dockverify::rules
