// DVI014: patterns that were meant for every folder and match at the top only.
#include <map>

#include "rules/context_facts.hpp"
#include "rules/ignore_file/folders.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

constexpr std::size_t most_rules = 500;

struct name_below {
  std::string const* first = nullptr;  ///< its path
  std::size_t count = 0;
};

/// The names of what lies below the top and is sent: far fewer than files.
std::map<std::string_view, name_below> names_below(context_subject const& subject) {
  std::map<std::string_view, name_below> names;
  for (context_file const& file : subject.files) {
    if (!file.sent || file.path.find('/') == std::string::npos) continue;
    if (file.folder && is_source_folder(subject, file.path)) continue;
    name_below& one = names[last_part(file.path)];
    if (one.count++ == 0) one.first = &file.path;
  }
  return names;
}

void check(context_subject const& subject, sink& out) {
  auto const& rules = subject.ignore.rules();
  if (subject.ignore_path == nullptr || rules.size() > most_rules) return;
  auto const lines = lines_of(subject.ignore_text);
  auto const names = names_below(subject);
  for (dockerfile::dockerignore::rule const& one : rules) {
    if (!is_root_only(subject, lines, one)) continue;
    std::string const& pattern = one.pattern.text();
    std::size_t count = 0;
    std::string const* first = nullptr;
    for (auto const& [name, found] : names) {
      if (!one.pattern.matches(name)) continue;
      count += found.count;
      if (first == nullptr || *found.first < *first) first = found.first;
    }
    if (first == nullptr) continue;
    std::size_t const at = pattern_begin(subject, lines, one);
    out.add(subject.where(one.line),
            "`" + pattern + "` matches at the top only: `" + *first + "`" +
                (count > 1 ? " and " + std::to_string(count - 1) + " more are" : std::string(" is")) + " sent")
        .field(pattern)
        .advice("write `**/" + pattern + "`: unlike in a .gitignore, a name without it does not reach below")
        .edit(at, at, "**/");
  }
}

}  // namespace

extern rule const ignore_root_only;
rule const ignore_root_only{
    .id = "DVI014",
    .name = "root-only-pattern",
    .dev = level::warning,
    .prod = level::warning,
    .summary =
        "A pattern without `**/` leaves out only what is at the top, while more that matches lies deeper and is "
        "sent.",
    .why =
        "The file looks like a .gitignore but is read in another way: `__pycache__` is the one folder at the top, "
        "`**/__pycache__` all of them. A slash at the beginning says that the top is meant.",
    .bad = "",
    .good = "",
    .aliases = {},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
