// What the rules on RUN share: which commands they judge, and findings on a RUN (rules.md, "How commands in RUN are
// read").
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/draft.hpp"
#include "rules/instruction_words.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// Whether rules judge a command: one that stands in the script itself. What sudo runs and the string of `sh -c` are
/// words of their commands. An exec form is read as its words joined with blanks.
bool judged(run_script const& script, shell::command const& command);

/// The commands of a RUN that rules judge, in order.
std::vector<shell::command const*> commands_of(run_script const& script);

/// Calls `f(commands, script)` for each RUN that can be read.
template <class Function>
void for_each_run(dockerfile_subject const& subject, Function const& f) {
  for (run_script const& script : subject.scripts) f(commands_of(script), script);
}

/// The instruction a script belongs to: the RUN, or the ONBUILD around it.
dockerfile::instruction const& instruction_of(dockerfile_subject const& subject, run_script const& script);

/// A finding on a RUN: its place is the instruction's first line, where linters put it and comments ignore it; the
/// exact place within the instruction is its evidence. `at` must not hold a secret.
draft& report(sink& out, dockerfile_subject const& subject, run_script const& script, shell::text_range at,
              std::string message);
/// The same where the words themselves may be secret.
draft& report(sink& out, dockerfile_subject const& subject, run_script const& script, std::string message);

/// The stage is what the build ends with. True of what ONBUILD wraps and in a fragment: where it ends up is not known.
bool in_final_stage(dockerfile_subject const& subject, run_script const& script);
/// The same of an instruction.
bool in_final_stage(dockerfile_subject const& subject, std::size_t instruction, bool onbuild);
/// The final stage or one that it is built FROM: what the layer holds is in the image.
bool reaches_image(dockerfile_subject const& subject, run_script const& script);
/// A stage that is not the last and that no other is built FROM: what its layers keep is thrown away.
bool discarded(dockerfile_subject const& subject, run_script const& script);

/// A variable's value where a RUN stands, as its shell sees it: set in the RUN before the command, else by ENV or ARG.
std::optional<std::string_view> value_at(dockerfile_subject const& subject, run_script const& script,
                                         shell::command const& command, std::string_view name, std::string& storage);

/// What the RUN itself sets a variable to before the command, by assignment or export.
std::optional<std::string_view> set_in_run(run_script const& script, shell::command const& command,
                                           std::string_view name);

/// A cache or tmpfs mount whose target contains one of these, or is a folder around it.
bool mounts_cache(dockerfile::instruction const& run, std::initializer_list<std::string_view> folders);
/// One whose target contains the folder; one around it does not count.
bool mounts_cache_on(dockerfile::instruction const& run, std::string_view folder);
/// A mount of any kind on this path or above it: what is there is not in the layer.
bool mounted(dockerfile::instruction const& run, std::string_view path);
bool has_secret_mount(dockerfile::instruction const& run);

/// Whether words are among those of the command, in this order and next to each other.
bool has_words(shell::command const& command, std::initializer_list<std::string_view> words);
/// The first word after the name that is one of these; null: none.
shell::word const* find_word(shell::command const& command, std::initializer_list<std::string_view> any);

/// Appends a command to a RUN's script; does nothing when its form does not let it.
void append_command(draft& made, dockerfile_subject const& subject, run_script const& script, std::string_view text);
/// Inserts text behind a word, when it stands in the file as it is.
void insert_after(draft& made, run_script const& script, shell::word const& word, std::string_view text);

/// "a", "b" and "c".
std::string listed(std::vector<std::string> const& names);

}  // namespace dockverify::rules
