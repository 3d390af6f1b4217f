// DVI003: the repository's history is sent to the builder.
#include "rules/context_facts.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path == nullptr) return;
  std::vector<std::string> patterns;
  if (!leaves_out(subject, ".git")) patterns.emplace_back("**/.git");
  if (sent_file(subject, [](std::string_view name) { return name == ".github"; })) patterns.emplace_back("**/.github");
  if (sent_file(subject, [](std::string_view name) { return name == ".svn"; })) patterns.emplace_back("**/.svn");
  if (sent_file(subject, [](std::string_view name) { return name == ".hg"; })) patterns.emplace_back("**/.hg");
  if (patterns.empty()) return;
  std::size_t const end = subject.ignore_text.size();
  draft& made = out.add(subject.where(1), listed(patterns) + " not left out of the build context")
                    .field("version control")
                    .advice("add to the ignore file: " + listed(patterns))
                    .edit(end, end, appended(subject.ignore_text, patterns));
  // Some builds read the version from it.
  if (names(copies_of(subject), ".git")) made.unsafe();
}

}  // namespace

extern rule const ignore_vcs;
rule const ignore_vcs{
    .id = "DVI003",
    .name = "vcs-included",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The ignore file does not leave out .git (nor .github, .svn, .hg, where they are).",
    .why =
        "The history is large, changes with each commit, so that nothing after the COPY is ever cached, and holds "
        "everything that was ever committed.",
    .bad = ".env\n",
    .good = ".env\n.git\n",
    .aliases = {"DKL-LI-0003"},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
