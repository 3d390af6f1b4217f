// DVI006: tests and documents are sent to the builder.
#include <algorithm>

#include "rules/context_facts.hpp"
#include "rules/ignore_file/folders.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path == nullptr) return;
  std::vector<context_copy> const copies = copies_of(subject);
  std::vector<std::string> patterns;
  for (std::string const name : {"tests", "docs"}) {
    // Its files may be named instead of the folder. Deeper ones may be packages of that name.
    bool const wanted = names(copies, name) || is_mounted(subject, name) || is_source_folder(subject, name);
    if (!wanted && !leaves_out(subject, name)) patterns.push_back("/" + name);
  }
  bool const copied = std::any_of(copies.begin(), copies.end(), [](context_copy const& one) {
    return !one.path.empty() && takes({&one, 1}, "CHANGELOG.md");
  });
  if (!copied && !subject.ignore.excluded("CHANGELOG.md")) patterns.emplace_back("**/*.md");
  if (patterns.empty()) return;
  std::vector<std::string> lines = patterns;
  // Packaging tools read it.
  if (lines.back() == "**/*.md") lines.emplace_back("!README.md");
  std::size_t const end = subject.ignore_text.size();
  out.add(subject.where(1), "tests and documents are not left out of the build context: " + listed(patterns))
      .field("tests and documents")
      .advice("add to the ignore file: " + listed(lines))
      .edit(end, end, appended(subject.ignore_text, lines));
}

}  // namespace

extern rule const ignore_docs_tests;
rule const ignore_docs_tests{
    .id = "DVI006",
    .name = "docs-tests-included",
    .dev = level::info,
    .prod = level::info,
    .summary = "The ignore file does not leave out tests/, docs/ and *.md (README.md may stay).",
    .why =
        "The image does not need them, and each change in them throws away the builder's cache of the COPY and of all "
        "that follows it. An image that runs the tests needs them, of course.",
    .bad = ".git\n.env\n",
    .good = ".git\n.env\ntests/\ndocs/\n*.md\n!README.md\n",
    .aliases = {},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
