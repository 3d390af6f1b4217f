// DVI007: what builds have left is sent to the builder.
#include "rules/context_facts.hpp"
#include "rules/ignore_file/folders.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path == nullptr) return;
  languages const found = languages_of(subject);
  std::vector<context_copy> const copies = copies_of(subject);
  std::vector<std::string> patterns;
  for (context_file const& file : subject.files) {
    // Deeper ones may be sources by the same name.
    if (!file.sent || file.path.find('/') != std::string::npos) continue;
    std::string_view const name = file.path;
    bool const output =
        (file.folder && (name == "dist" || name == "build" || name == "htmlcov" || name.ends_with(".egg-info") ||
                         (name == "target" && (found.rust || found.java)))) ||
        name == ".coverage";
    if (!output || names(copies, name) || is_mounted(subject, name)) continue;
    if (file.folder && (leaves_out(subject, file.path) || is_source_folder(subject, file.path))) continue;
    patterns.push_back(name.ends_with(".egg-info") ? "/*.egg-info" : "/" + file.path);
  }
  if (patterns.empty()) return;
  std::size_t const end = subject.ignore_text.size();
  out.add(subject.where(1), "build output is not left out of the build context: " + listed(patterns))
      .field("build output")
      .advice("add to the ignore file: " + listed(patterns))
      .edit(end, end, appended(subject.ignore_text, patterns));
}

}  // namespace

extern rule const ignore_build_output;
rule const ignore_build_output{
    .id = "DVI007",
    .name = "build-output-included",
    .dev = level::info,
    .prod = level::info,
    .summary =
        "Build output lies in the context and is not left out: dist/, build/, *.egg-info/, htmlcov/, .coverage, "
        "target/.",
    .why =
        "The image makes its own; an old one from the host is large, or worse, is used. What a COPY names is wanted "
        "and not reported.",
    .bad = "",
    .good = "",
    .aliases = {},
    .fixes = fixing::ask,
    .check_context = &check,
};

}  // namespace dockverify::rules
