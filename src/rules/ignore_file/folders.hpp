// Folders whose names are in use for two things: what is left out of an image, and packages of a program's source.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/context_facts.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// A package of a program by that name: Go compiles what lies in it, Java and Python what lies below a source folder.
bool is_source_folder(context_subject const& context, std::string_view folder);

/// Every folder of that name, at any depth, by its path.
std::vector<std::string_view> folders_called(context_subject const& context, std::string_view name);

/// The sources of RUN's bind mounts from the context, cleaned; those with variables are left out.
std::vector<std::string> mounted_paths(dockerfile_subject const& subject);

/// A bind mount of a RUN names the folder, or something in it.
bool is_mounted(context_subject const& context, std::string_view folder);

/// A pattern without a slash, which its author meant for every folder and which matches at the top only. `lines`: of
/// the ignore file.
bool is_root_only(context_subject const& context, std::span<ignore_line const> lines,
                  dockerfile::dockerignore::rule const& one);
/// Where its pattern begins in the ignore file.
std::size_t pattern_begin(context_subject const& context, std::span<ignore_line const> lines,
                          dockerfile::dockerignore::rule const& one);

}  // namespace dockverify::rules
