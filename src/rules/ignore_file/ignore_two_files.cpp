// DVI015: two ignore files, of which one is read.
#include <memory>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.shadowed_ignore_file.empty() || subject.ignore_path == nullptr) return;
  auto const shadowed = std::make_shared<std::string const>(subject.shadowed_ignore_file);
  out.add({shadowed, 1, 1}, "not read: the Dockerfile has an ignore file of its own, " + *subject.ignore_path)
      .field(*subject.ignore_path)
      .advice("keep one of them, or make sure that both say what is needed");
}

}  // namespace

extern rule const ignore_two_files;
rule const ignore_two_files{
    .id = "DVI015",
    .name = "two-ignore-files",
    .dev = level::info,
    .prod = level::info,
    .summary = "Both .dockerignore and an ignore file of the Dockerfile's own exist: only the second is read.",
    .why = "They do not add up. Whoever edits .dockerignore changes nothing for that Dockerfile.",
    .bad = "",
    .good = "",
    .aliases = {},
    .check_context = &check,
};

}  // namespace dockverify::rules
