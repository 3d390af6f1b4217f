// DVI013: the ignore file takes away what the build needs.
#include <algorithm>
#include <set>

#include "rules/context_facts.hpp"
#include "rules/ignore_file/folders.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

using ignore_rule = dockerfile::dockerignore::rule;

class finder {
 public:
  finder(context_subject const& subject, sink& out)
      : subject_(subject),
        out_(out),
        exceptions_(std::any_of(subject.ignore.rules().begin(), subject.ignore.rules().end(),
                                [](ignore_rule const& one) { return one.exception; })) {}

  void look() {
    std::vector<context_copy> const copies = copies_of(subject_);
    for (context_copy const& copy : copies) {
      copy_ = &copy;
      look_at(copy.path, true);
    }
    copy_ = nullptr;
    for (dockerfile_subject const* one : subject_.dockerfiles) look_at_mounts(*one);
    if (std::none_of(copies.begin(), copies.end(), [](context_copy const& one) { return one.path.empty(); })) return;
    look_at_manifests();
    for (dockerfile_subject const* one : subject_.dockerfiles) look_at_requirements(*one);
  }

 private:
  void look_at(std::string const& path, bool copied) {
    if (path.empty()) {
      if (exceptions_) return;
      // The builder itself says so of these only.
      for (ignore_rule const& one : subject_.ignore.rules()) {
        if (one.pattern.text() == "*" || one.pattern.text() == "**" || one.pattern.text() == "**/*")
          return report(one, "everything that is to be copied", {}, copied);
      }
      return;
    }
    if (path.find_first_of("*?[") == std::string::npos) {
      look_at_path(path, copied);
      return;
    }
    // A wildcard needs one file that is left.
    auto const pattern = dockerfile::ignore_pattern::parse(path);
    if (!pattern) return;
    context_file const* gone = nullptr;
    for (context_file const& file : subject_.files) {
      if (!pattern->matches(file.path)) continue;
      if (file.sent) return;
      gone = &file;
    }
    if (gone == nullptr) return;
    if (ignore_rule const* one = deciding_rule(subject_.ignore, gone->path))
      report(*one, "`" + path + "`", path, copied);
  }

  void look_at_path(std::string const& path, bool copied) {
    ignore_rule const* one = deciding_rule(subject_.ignore, path);
    if (one == nullptr || one->exception) return;
    // A folder that is left out may have files in it that are not.
    if (sends_below(subject_, path)) return;
    report(*one, "`" + path + "`", path, copied);
  }

  void look_at_mounts(dockerfile_subject const& file) {
    for (std::string const& path : mounted_paths(file)) look_at_path(path, false);
  }

  /// Swept in with everything else, and needed by the next instruction.
  void look_at_manifests() {
    for (std::string const name : {"requirements.txt", "pyproject.toml", "package.json", "go.mod", "Cargo.toml",
                                   "pom.xml", "Gemfile", "composer.json"}) {
      bool const there = std::any_of(subject_.files.begin(), subject_.files.end(),
                                     [&](context_file const& file) { return file.path == name; });
      if (there) look_at_path(name, false);
    }
  }

  /// pip's own lists, wherever they lie.
  void look_at_requirements(dockerfile_subject const& file) {
    for_each_command(file, [&](shell::command const& command, run_script const&) {
      if (pip_install_of(command) == nullptr) return;
      for (std::string_view written : command.flag_values({"-r", "--requirement"})) {
        std::string const path = dockerfile::clean_path(written);
        // What is below a folder that is left out has not been walked.
        bool const there = std::any_of(subject_.files.begin(), subject_.files.end(), [&](context_file const& one) {
          return one.folder ? !one.sent && path.starts_with(one.path + "/") : one.path == path;
        });
        if (there) look_at_path(path, false);
      }
    });
  }

  void report(ignore_rule const& one, std::string const& what, std::string const& path, bool copied) {
    if (!reported_.insert({one.line, path}).second) return;
    std::size_t const end = subject_.ignore_text.size();
    draft& made = out_.add(subject_.where(one.line),
                           "`" + one.pattern.text() + "` leaves out " + what + ", which the build needs")
                      .field(path.empty() ? one.pattern.text() : path)
                      .advice(path.empty() ? "bring back what is needed with `!` lines"
                                           : "bring it back with `!" + path + "` below that line");
    if (!path.empty()) {
      std::string const line = "!" + path;
      made.edit(end, end, appended(subject_.ignore_text, {&line, 1}));
    }
    if (!copied || exceptions_) made.aliases({});
    if (copy_ != nullptr) made.related(copy_->dockerfile->where(*copy_->instruction));
  }

  context_subject const& subject_;
  sink& out_;
  bool exceptions_;
  context_copy const* copy_ = nullptr;  ///< that is being looked at
  std::set<std::pair<int, std::string>> reported_;
};

void check(context_subject const& subject, sink& out) {
  if (subject.ignore_path != nullptr) finder(subject, out).look();
}

}  // namespace

extern rule const ignore_needed_file;
rule const ignore_needed_file{
    .id = "DVI013",
    .name = "needed-file-excluded",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "The ignore file leaves out something that the Dockerfile copies or mounts, or a manifest that the build "
        "reads.",
    .why = "For the builder the file does not exist: the COPY fails, or the installation that follows it.",
    .bad = "*\n",
    .good = "*\n!app\n!requirements.txt\n",
    .aliases = {"BK:CopyIgnoredFile"},
    .fixes = fixing::ask,
    .check_context = &check,
};

}  // namespace dockverify::rules
