// DVI001: a folder is copied, and nothing keeps anything out of it.
#include <algorithm>

#include "rules/context_facts.hpp"
#include "rules/ignore_file/suggest.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path != nullptr) return;
  std::vector<context_copy> const copies = copies_of(subject);
  auto const copy = std::find_if(copies.begin(), copies.end(), [](context_copy const& one) { return one.folder; });
  if (copy == copies.end()) return;
  std::string const place = *subject.shown == "." ? ".dockerignore" : *subject.shown + "/.dockerignore";
  draft& made = out.add(copy->dockerfile->where(*copy->instruction),
                        "a folder is copied from the build context, which has no ignore file")
                    .field(place)
                    .advice("create " + place + " with what the image does not need: .git, .env, caches, tests");
  // A Dockerfile inside of a compose file is built with the same file.
  made.edit_file(place, 0, 0, suggested_ignore_file(subject));
}

}  // namespace

extern rule const ignore_missing;
rule const ignore_missing{
    .id = "DVI001",
    .name = "missing",
    .dev = level::error,
    .prod = level::error,
    .summary = "A folder is copied from a build context that has no .dockerignore.",
    .why =
        "Everything in the folder goes to the builder and into the image: the history in .git, passwords in .env, "
        "caches of the host. It makes builds slow, and every change of such a file throws away the cache.",
    .bad = "",
    .good = "",
    .aliases = {},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
