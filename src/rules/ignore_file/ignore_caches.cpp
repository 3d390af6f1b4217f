// DVI004: caches of the host are sent to the builder.
#include "rules/context_facts.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path == nullptr) return;
  std::vector<std::string> patterns;
  if (languages_of(subject).python) {
    if (!leaves_out(subject, "__pycache__") && !subject.ignore.excluded("__pycache__/a.pyc"))
      patterns.emplace_back("**/__pycache__");
    if (!subject.ignore.excluded("a.pyc")) patterns.emplace_back("**/*.pyc");
  }
  auto const lies = [&](std::string_view pattern, bool (*wanted)(std::string_view name)) {
    // One that is left out at the top is DVI014's.
    context_file const* file = sent_file(subject, wanted);
    if (file != nullptr && !subject.ignore.excluded(std::string(last_part(file->path))))
      patterns.push_back("**/" + std::string(pattern));
  };
  lies(".pytest_cache", [](std::string_view name) { return name == ".pytest_cache"; });
  lies(".mypy_cache", [](std::string_view name) { return name == ".mypy_cache"; });
  lies(".ruff_cache", [](std::string_view name) { return name == ".ruff_cache"; });
  lies(".cache", [](std::string_view name) { return name == ".cache"; });
  lies("*.pyo", [](std::string_view name) { return name.ends_with(".pyo"); });
  if (patterns.empty()) return;
  std::size_t const end = subject.ignore_text.size();
  out.add(subject.where(1), "caches are not left out of the build context: " + listed(patterns))
      .field("caches")
      .advice("add to the ignore file: " + listed(patterns))
      .edit(end, end, appended(subject.ignore_text, patterns));
}

}  // namespace

extern rule const ignore_caches;
rule const ignore_caches{
    .id = "DVI004",
    .name = "caches-included",
    .dev = level::warning,
    .prod = level::warning,
    .summary =
        "The ignore file does not leave out the caches of the languages in the context: __pycache__, *.pyc, "
        ".pytest_cache, .mypy_cache, .ruff_cache.",
    .why =
        "They belong to the host's interpreter, change whenever something is run, and so make the builder throw away "
        "its own cache.",
    .bad = ".git\n.env\n",
    .good = ".git\n.env\n**/__pycache__\n**/*.pyc\n",
    .aliases = {"DKL-LI-0003"},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
