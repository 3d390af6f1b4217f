// What rules look at: a Dockerfile, a build context with its ignore file, a service, a project, an image reference.
// Each knows the others it belongs to, since much of what is right or wrong is decided by two files together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compose/load.hpp"
#include "compose/yaml_tree.hpp"
#include "dockerfile/ast.hpp"
#include "dockerfile/dockerignore.hpp"
#include "dockerfile/image_name.hpp"
#include "dockerfile/script.hpp"
#include "dockerfile/stages.hpp"
#include "report/source_span.hpp"
#include "rules/settings.hpp"
#include "rules/yaml_text.hpp"
#include "shell/ast.hpp"

namespace dockverify::rules {

struct context_subject;
struct service_subject;
struct project_subject;

/// The commands of one RUN, or of one that ONBUILD wraps.
struct run_script {
  dockerfile::instruction const* run = nullptr;  ///< the RUN itself
  std::size_t index = 0;                         ///< of the instruction it is, or is wrapped in, in the document
  bool onbuild = false;
  dockerfile::script script;
  std::string shellcheck;  ///< what ShellCheck writes about shellcheck_input(), -f json1; empty: it was not asked

  [[nodiscard]] shell::program const& program() const noexcept { return script.program; }
};

struct dockerfile_subject {
  rules::settings const* settings = nullptr;
  std::shared_ptr<std::string const> path;  ///< as shown
  dockerfile::document const* file = nullptr;
  dockerfile::stage_model const* stages = nullptr;
  std::vector<run_script> scripts;               ///< in the order of the file
  context_subject const* context = nullptr;      ///< null: not known, as for standard input
  std::vector<service_subject const*> services;  ///< that build it; empty: none is known
  bool fragment = false;                         ///< no FROM: an included piece
  int line_shift = 0, column_shift = 0;          ///< of a dockerfile_inline: where in the compose file it begins
  bool inline_text = false;                      ///< `path` is a compose file

  [[nodiscard]] source_span where(dockerfile::text_range range) const;
  [[nodiscard]] source_span where(dockerfile::instruction const& i) const { return where(i.where); }
  /// The stage an instruction stands in, by its index in the document; null in a fragment and before the first FROM.
  [[nodiscard]] dockerfile::stage const* stage_of(std::size_t instruction) const;
  /// The scripts of a stage's own instructions, ONBUILD ones aside.
  [[nodiscard]] std::vector<run_script const*> scripts_of(dockerfile::stage const& stage) const;
};

/// Calls `f(instruction, index, onbuild)` for each instruction and for each one that ONBUILD wraps; the latter have no
/// stage around them (rules.md, "How commands in RUN are read").
template <class Function>
void for_each_instruction(dockerfile_subject const& subject, Function const& f) {
  std::size_t index = 0;
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    f(one, index, false);
    if (one.trigger) f(*one.trigger, index, true);
    ++index;
  }
}

/// Calls `f(command, script)` for each simple command of each RUN that can be read.
template <class Function>
void for_each_command(dockerfile_subject const& subject, Function const& f) {
  for (run_script const& script : subject.scripts) {
    for (shell::command const& one : script.program().commands()) f(one, script);
  }
}

/// A file or folder below a build context.
struct context_file {
  std::string path;  ///< relative, with slashes
  std::uint64_t bytes = 0;
  bool folder = false;
  bool sent = true;      ///< the ignore file does not exclude it
  bool archive = false;  ///< by its first bytes, a tar or something compressed; only of what an ADD takes
};

struct context_subject {
  rules::settings const* settings = nullptr;
  std::string directory;                           ///< absolute
  std::shared_ptr<std::string const> shown;        ///< the directory as the user would name it
  std::shared_ptr<std::string const> ignore_path;  ///< of the ignore file in force, as shown; null: there is none
  std::string ignore_text;
  dockerfile::dockerignore ignore;
  std::vector<dockerfile::dockerignore::bad_line> bad_lines;
  std::string shadowed_ignore_file;  ///< a .dockerignore that is not read, because the Dockerfile has its own
  std::vector<context_file> files;   ///< sorted by path; what is below an excluded folder only as far as it was walked
  bool complete = true;              ///< false: the walk ended at its limit
  std::vector<dockerfile_subject const*> dockerfiles;  ///< that are built with it

  /// A line of the ignore file.
  [[nodiscard]] source_span where(int line, int column = 1) const { return {ignore_path, line, column}; }
};

struct image_subject {
  enum class use : std::uint8_t { from, copy_from, mount_from, service };
  rules::settings const* settings = nullptr;
  use how = use::from;
  std::string written;          ///< with its variables
  std::string reference;        ///< expanded
  bool known = true;            ///< every variable in it has a value
  dockerfile::image_name name;  ///< views into `reference`, which must not change any more
  source_span where;
  dockerfile_subject const* dockerfile = nullptr;  ///< of the first three uses
  dockerfile::instruction const* instruction = nullptr;
  std::size_t stage = dockerfile::npos;      ///< that it is the base of, or that uses it
  service_subject const* service = nullptr;  ///< of the last
  project_subject const* project = nullptr;
};

/// A variable of an env file, with the place that the project's model does not keep.
struct env_file_variable {
  std::string name, value;
  source_span where;
};

struct service_subject {
  rules::settings const* settings = nullptr;
  project_subject const* project = nullptr;
  compose::service const* service = nullptr;
  compose::yaml_node const* written = nullptr;  ///< its merged node: short forms, variables in `written`; null: absent
  dockerfile_subject const* dockerfile = nullptr;     ///< that it is built from; null: not built, or not readable
  dockerfile::stage const* target = nullptr;          ///< of that file
  std::vector<env_file_variable> env_file_variables;  ///< of its env_file entries, those of later files last

  /// The place of a key ("mem_limit", "ports[0]"), or of its nearest parent.
  [[nodiscard]] source_span where(std::string_view key = {}) const { return service->where(key); }
  /// A healthcheck of its own that is not disabled, or one of the Dockerfile it is built from.
  [[nodiscard]] bool has_healthcheck() const;
  /// It is to end: restart no (or none) and somebody waits for its completion, or its profile says so.
  [[nodiscard]] bool one_shot() const;
  /// The last part of its image's name: "postgres"; of a built one the base image of the target stage.
  [[nodiscard]] std::string_view image_base() const;
};

/// What is on disk at a path that a project names.
struct path_state {
  enum class kind : std::uint8_t { unknown, missing, file, folder, other };
  kind what = kind::unknown;
  bool readable_by_all = false;
  bool tracked = false;  ///< git's index has it
  bool ignored = false;  ///< by a .gitignore
};

struct compose_file {
  std::shared_ptr<std::string const> shown;  ///< as places name it
  yaml_text yaml;
};

struct project_subject {
  rules::settings const* settings = nullptr;
  compose::project const* project = nullptr;
  compose::yaml_node const* tree = nullptr;              ///< merged from all files
  std::vector<service_subject> services;                 ///< enabled and disabled ones, by name
  std::vector<image_subject> images;                     ///< of the services and of the Dockerfiles they build
  std::vector<compose_file> files;                       ///< compose files, extended and included ones too
  std::vector<std::string> variables_unset;              ///< names that are used and have neither a value nor a default
  std::vector<env_file_variable> dotenv;                 ///< of the project's .env
  std::map<std::string, path_state, std::less<>> paths;  ///< of named_paths(), by absolute path

  [[nodiscard]] service_subject const* find(std::string_view service) const;
  /// Nothing is known of a path that was not looked at.
  [[nodiscard]] path_state state_of(std::string_view absolute) const;
};

/// The paths that rules ask about: .env, env files, files of secrets and configs, bind sources, build contexts and
/// Dockerfiles; absolute, each once.
std::vector<std::string> named_paths(compose::project const& project);

}  // namespace dockverify::rules
