#include "rules/commands.hpp"

#include <algorithm>

#include "dockerfile/mount.hpp"

namespace dockverify::rules {

namespace {

constexpr std::size_t longest_evidence = 80;

std::size_t number_of(run_script const& script, shell::command const& command) {
  return static_cast<std::size_t>(&command - script.program().commands().data());
}

/// The first line of what stands there.
std::string excerpt(std::string_view text) {
  text = text.substr(0, text.find_first_of("\r\n"));
  return std::string(text.substr(0, longest_evidence));
}

/// Whether `exit`, or a program that takes the shell's place, can keep what is appended from running. An exit with a
/// failure ends the build anyway.
bool ends_early(run_script const& script) {
  auto const commands = script.program().commands();
  return std::any_of(commands.begin(), commands.end(), [](shell::command const& one) {
    if (one.in_subshell || one.from != shell::origin::script) return false;
    if (one.is("exec")) return one.words.size() > 1;
    return one.is({"exit", "return"}) && (one.words.size() < 2 || one.words[1].value == "0" || one.words[1].expands);
  });
}

/// The script ends with the first command that fails.
bool fails_at_once(run_script const& script) {
  auto const commands = script.program().commands();
  return !commands.empty() && std::all_of(commands.begin(), commands.end(),
                                          [](shell::command const& one) { return one.errexit || one.is("set"); });
}

bool ends_openly(std::string_view text) {
  return text.empty() || std::string_view("&|;\\").find(text.back()) != std::string_view::npos;
}

}  // namespace

bool judged(run_script const& script, shell::command const& command) {
  switch (command.from) {
    case shell::origin::script:
    case shell::origin::shell_document:
      return true;
    case shell::origin::wrapped: {
      // These only say how the next word is found.
      shell::command const& outer = script.program().commands()[command.inside];
      return outer.is({"builtin", "command", "exec", "busybox"}) && judged(script, outer);
    }
    case shell::origin::shell_string:
      // ["sh", "-c", "a && b"] joined is sh -c a && b: a belongs to sh, b is a command.
      return script.run->exec_form() && command.inside != shell::none &&
             number_of(script, command) != std::size_t{command.inside} + 1 &&
             judged(script, script.program().commands()[command.inside]);
  }
  return false;
}

std::vector<shell::command const*> commands_of(run_script const& script) {
  std::vector<shell::command const*> found;
  found.reserve(script.program().commands().size());
  for (shell::command const& one : script.program().commands()) {
    if (!one.words.empty() && judged(script, one)) found.push_back(&one);
  }
  return found;
}

dockerfile::instruction const& instruction_of(dockerfile_subject const& subject, run_script const& script) {
  return subject.file->instructions()[script.index];
}

draft& report(sink& out, dockerfile_subject const& subject, run_script const& script, std::string message) {
  return out.add(subject.where(instruction_of(subject, script)), std::move(message));
}

draft& report(sink& out, dockerfile_subject const& subject, run_script const& script, shell::text_range at,
              std::string message) {
  source_span const exact = subject.where(at);
  draft& made = report(out, subject, script, std::move(message));
  if (exact.line != subject.where(instruction_of(subject, script)).line) {
    made.evidence(exact.text(), excerpt(subject.file->text(at)));
  }
  return made;
}

bool in_final_stage(dockerfile_subject const& subject, std::size_t instruction, bool onbuild) {
  if (onbuild) return true;
  dockerfile::stage const* stage = subject.stage_of(instruction);
  dockerfile::stage const* target = subject.stages->target_stage();
  return stage == nullptr || target == nullptr || stage == target;
}

bool in_final_stage(dockerfile_subject const& subject, run_script const& script) {
  return in_final_stage(subject, script.index, script.onbuild);
}

bool reaches_image(dockerfile_subject const& subject, run_script const& script) {
  if (in_final_stage(subject, script)) return true;
  std::vector<std::size_t> const chain = subject.stages->chain(subject.stages->target());
  return std::find(chain.begin(), chain.end(), subject.stages->stage_of(script.index)) != chain.end();
}

bool discarded(dockerfile_subject const& subject, run_script const& script) {
  if (script.onbuild) return false;
  dockerfile::stage const* stage = subject.stage_of(script.index);
  return stage != nullptr && stage->index + 1 < subject.stages->stages().size() && stage->built_on_by.empty();
}

std::optional<std::string_view> value_at(dockerfile_subject const& subject, run_script const& script,
                                         shell::command const& command, std::string_view name, std::string& storage) {
  if (auto const own = command.assigned(name)) return own;
  std::optional<std::string_view> const set = set_in_run(script, command, name);
  if (set || script.onbuild) return set;
  dockerfile::variable_value const known = subject.stages->variable(name, script.index);
  if (!known.value) return std::nullopt;
  storage = *known.value;
  return storage;
}

std::optional<std::string_view> set_in_run(run_script const& script, shell::command const& command,
                                           std::string_view name) {
  std::optional<std::string_view> set;
  for (shell::command const& one : script.program().commands()) {
    if (&one == &command) break;
    if (one.words.empty()) {
      if (auto const assigned = one.assigned(name)) set = assigned;
    }
    if (!one.is("export")) continue;
    for (shell::word const& word : one.words) {
      if (word.value.size() > name.size() && word.value.starts_with(name) && word.value[name.size()] == '=') {
        set = word.value.substr(name.size() + 1);
      }
    }
  }
  return set;
}

namespace {

/// A cache or tmpfs mount whose target `f` takes.
template <class Condition>
bool mounts_store(dockerfile::instruction const& run, Condition const& f) {
  if (run.flags.empty()) return false;
  std::vector<dockerfile::mount> const mounts = dockerfile::mounts_of(run);
  return std::any_of(mounts.begin(), mounts.end(), [&](dockerfile::mount const& one) {
    return (one.type == "cache" || one.type == "tmpfs") && f(one.target);
  });
}

/// Whether `target` is a folder around `folder`, which may be only the end of a path: ".cache/pip".
bool is_around(std::string_view target, std::string_view folder) {
  while (target.size() > 1 && target.ends_with('/')) target.remove_suffix(1);
  for (std::size_t cut = folder.rfind('/'); cut != std::string_view::npos && cut != 0;
       cut = folder.rfind('/', cut - 1)) {
    std::string_view const around = folder.substr(0, cut);
    if (around.starts_with('/') ? target == around : target.ends_with("/" + std::string(around))) return true;
  }
  return false;
}

}  // namespace

bool mounts_cache(dockerfile::instruction const& run, std::initializer_list<std::string_view> folders) {
  return mounts_store(run, [&](std::string_view target) {
    return std::any_of(folders.begin(), folders.end(), [&](std::string_view folder) {
      return target.find(folder) != std::string_view::npos || is_around(target, folder);
    });
  });
}

bool mounts_cache_on(dockerfile::instruction const& run, std::string_view folder) {
  return mounts_store(run, [&](std::string_view target) { return target.find(folder) != std::string_view::npos; });
}

bool mounted(dockerfile::instruction const& run, std::string_view path) {
  if (run.flags.empty()) return false;
  std::vector<dockerfile::mount> const mounts = dockerfile::mounts_of(run);
  return std::any_of(mounts.begin(), mounts.end(), [&](dockerfile::mount const& one) {
    std::string_view target = one.target;
    while (target.size() > 1 && target.back() == '/') target.remove_suffix(1);
    if (target.empty() || !path.starts_with(target)) return false;
    return path.size() == target.size() || path[target.size()] == '/' || target == "/";
  });
}

bool has_secret_mount(dockerfile::instruction const& run) {
  std::vector<dockerfile::mount> const mounts = dockerfile::mounts_of(run);
  return std::any_of(mounts.begin(), mounts.end(), [](dockerfile::mount const& one) { return one.type == "secret"; });
}

bool has_words(shell::command const& command, std::initializer_list<std::string_view> words) {
  return std::search(command.words.begin(), command.words.end(), words.begin(), words.end(),
                     [](shell::word const& own, std::string_view wanted) { return own.value == wanted; }) !=
         command.words.end();
}

shell::word const* find_word(shell::command const& command, std::initializer_list<std::string_view> any) {
  for (std::size_t i = 1; i < command.words.size(); ++i) {
    if (std::find(any.begin(), any.end(), command.words[i].value) != any.end()) return &command.words[i];
  }
  return nullptr;
}

void append_command(draft& made, dockerfile_subject const& subject, run_script const& script, std::string_view text) {
  dockerfile::instruction const& run = *script.run;
  if (!run.shell_form() || !script.script.interpreter.empty() || ends_early(script)) return;
  if (script.script.heredoc) {
    std::size_t const end = run.heredocs[0].content_where.end;
    std::string_view const content = run.heredocs[0].content;
    // The last command's failure is the RUN's, where no other one's is.
    if (!content.ends_with('\n') || content.ends_with("\\\n") || !fails_at_once(script)) return;
    made.edit(end, end, std::string(text) + "\n");
    return;
  }
  std::string_view whole = run.arguments.text();
  std::size_t const size = whole.size();
  // What follows a semicolon runs whatever has failed before it.
  if (whole.ends_with(';')) {
    whole.remove_suffix(1);
    while (whole.ends_with(' ') || whole.ends_with('\t')) whole.remove_suffix(1);
  }
  if (!run.heredocs.empty() || ends_openly(whole)) return;
  // Behind a comment it would be one.
  if (whole.find('#') != std::string_view::npos) return;
  shell::text_range const place = whole.size() == size
                                      ? shell::text_range{run.arguments.where().end, run.arguments.where().end}
                                      : run.arguments.origin(whole.size(), size);
  bool const several = subject.file->place(run.arguments.where().begin).line != subject.file->place(place.begin).line;
  std::string joint = " && ";
  if (several) joint = std::string(" ") + subject.file->escape() + "\n    && ";
  made.edit(place.begin, place.end, joint + std::string(text));
}

void insert_after(draft& made, run_script const& script, shell::word const& word, std::string_view text) {
  if (script.run->shell_form()) {
    made.edit(word.where.end, word.where.end, std::string(text));
    return;
  }
  // The words of an exec form are strings of their own; those of the script in `sh -c` are not.
  auto const& words = script.run->words;
  if (std::none_of(words.begin(), words.end(), [&](auto const& one) { return one.where == word.where; })) return;
  std::string strings;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t const begin = text.find_first_not_of(' ', at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find(' ', begin), text.size());
    strings += ", \"" + std::string(text.substr(begin, at - begin)) + "\"";
  }
  made.edit(word.where.end, word.where.end, strings);
}

std::string listed(std::vector<std::string> const& names) {
  std::string made;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) made += i + 1 == names.size() ? " and " : ", ";
    made += names[i];
  }
  return made;
}

}  // namespace dockverify::rules
