// DVI005: installed dependencies of the host are sent to the builder.
#include "rules/context_facts.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path == nullptr) return;
  languages const found = languages_of(subject);
  std::vector<context_copy> const copies = copies_of(subject);
  std::vector<std::string> patterns;
  auto const need = [&](std::string const& name) {
    if (!leaves_out(subject, name) && !names(copies, name)) patterns.push_back("**/" + name);
  };
  if (found.python) {
    need(".venv");
    if (sent_file(subject, [](std::string_view name) { return name == "venv"; })) need("venv");
  }
  if (found.node) need("node_modules");
  // Go projects check theirs in on purpose.
  bool const installs_vendor = (found.php || found.ruby) && !found.go;
  if (installs_vendor && sent_file(subject, [](std::string_view name) { return name == "vendor"; })) need("vendor");
  if (patterns.empty()) return;
  std::size_t const end = subject.ignore_text.size();
  out.add(subject.where(1), "installed dependencies are not left out of the build context: " + listed(patterns))
      .field("environments")
      .advice("add to the ignore file: " + listed(patterns))
      .edit(end, end, appended(subject.ignore_text, patterns));
}

}  // namespace

extern rule const ignore_environments;
rule const ignore_environments{
    .id = "DVI005",
    .name = "environments-included",
    .dev = level::warning,
    .prod = level::warning,
    .summary =
        "The ignore file does not leave out installed dependencies of the languages in the context: .venv, venv, "
        "node_modules, vendor.",
    .why =
        "They are large, were made for the host's system and processor, and overwrite what the image has installed "
        "itself.",
    .bad = ".git\n.env\n",
    .good = ".git\n.env\n**/.venv\n**/node_modules\n",
    .aliases = {},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
