// What rules ask of an instruction's words: paths, URLs, image names, who builds a stage. Words are taken as the
// builder gets them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/expand.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

std::string lower_case(std::string_view text);
/// ASCII letters in any case.
bool same_letters(std::string_view a, std::string_view b);
bool has_capital(std::string_view text);

/// Without its quotes and escapes, variables as written.
std::string unquoted(dockerfile_subject const& subject, dockerfile::word const& word);
/// With the variables that are known at an instruction; of what ONBUILD wraps none is.
dockerfile::expansion expanded(dockerfile_subject const& subject, std::string_view word, std::size_t instruction,
                               bool onbuild);

/// C:\ or C:/.
bool has_drive(std::string_view path);
/// /x, C:\x.
bool is_absolute_path(std::string_view path);
/// By its ending, as ADD unpacks it.
bool is_archive(std::string_view path);
/// http:// or https://.
bool is_web_url(std::string_view source);
/// What ADD takes for a git repository: git@..., git://, ssh://, https://....git.
bool is_git_url(std::string_view source);
/// <<EOF instead of a file's name.
bool is_heredoc_source(std::string_view source);
/// The last part of a path, without a slash at the end.
std::string_view base_name(std::string_view path);
/// COPY or ADD of `.`, `./` or everything in it: `*`.
bool is_whole_context(std::string_view source);
/// COPY, or ADD, from the build context: no --from.
bool copies_context(dockerfile::instruction const& i);

/// root or 0, with or without a group.
bool is_root_user(std::string_view user);

/// The stage and all it is FROM, from the lowest one: their instructions in the order in which they run.
std::vector<std::size_t> instructions_below(dockerfile_subject const& subject, dockerfile::stage const& stage);
/// The script of the RUN at an index of the document; null: there is none, or it is ONBUILD's.
run_script const* script_at(dockerfile_subject const& subject, std::size_t instruction);
/// The last stage, or the one that is the target; null in a fragment.
dockerfile::stage const* final_stage(dockerfile_subject const& subject);
/// The services whose image is this stage.
std::vector<service_subject const*> services_of(dockerfile_subject const& subject, dockerfile::stage const& stage);

/// The name closest to a misspelt one; empty: none is close.
std::string nearest_name(std::string_view wrong, std::vector<std::string_view> const& known);

/// `name` is one of the patterns; each may have a `*` at either end.
bool matches_any(std::vector<std::string> const& patterns, std::string_view name);

}  // namespace dockverify::rules
