// What rules ask of a build context: what of it the Dockerfiles take, which languages are in it, what a path's fate is.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/subjects.hpp"

namespace dockverify::rules {

/// A source of COPY or ADD that comes from the context.
struct context_copy {
  dockerfile_subject const* dockerfile = nullptr;
  dockerfile::instruction const* instruction = nullptr;
  std::string path;     ///< cleaned, relative; empty: the whole context; may have wildcards
  bool folder = false;  ///< the whole context, a folder in it, or a wildcard that takes everything
};

/// Of all its Dockerfiles, in order; stages that the target does not need too. Sources with unknown variables, URLs,
/// here-documents and those of other stages and images are left out.
std::vector<context_copy> copies_of(context_subject const& context);

/// Some COPY takes the path: by its own name, by a wildcard, or with a folder it is in.
bool takes(std::span<context_copy const> copies, std::string_view path);
/// Some COPY names the path or something below it: it is wanted, not swept in.
bool names(std::span<context_copy const> copies, std::string_view path);

struct languages {
  bool python = false, node = false, rust = false, java = false, go = false, php = false, ruby = false;
};
/// By files in the context and the images of the stages.
languages languages_of(context_subject const& context);

/// The last part of a path.
std::string_view last_part(std::string_view path) noexcept;

/// null: there is nothing at the path.
context_file const* file_at(context_subject const& context, std::string_view path);

/// A file with this name that is sent, or a folder with something in it that is; null: there is none.
context_file const* sent_file(context_subject const& context, bool (*wanted)(std::string_view name));

/// The ignore file leaves out the folder, or all that is in it.
bool leaves_out(context_subject const& context, std::string const& folder);

/// A file below the folder is sent.
bool sends_below(context_subject const& context, std::string const& folder);

/// The rule that decides whether the path is sent, among the first `count`; null: none matches, so it is.
dockerfile::dockerignore::rule const* deciding_rule(dockerfile::dockerignore const& ignore, std::string const& path,
                                                    std::size_t count = static_cast<std::size_t>(-1));

/// A line of the ignore file.
struct ignore_line {
  std::size_t begin = 0, end = 0;  ///< without its line end
  std::size_t next = 0;            ///< where the next one begins
};
/// Lines count from 1, so [0] is unused.
std::vector<ignore_line> lines_of(std::string_view text);

/// Patterns to append to the ignore file, one a line, with a line end before them where it is missing.
std::string appended(std::string_view ignore_text, std::span<std::string const> patterns);

/// "`a`, `b` and 3 more"
std::string listed(std::span<std::string const> names, std::size_t most = 6);

}  // namespace dockverify::rules
