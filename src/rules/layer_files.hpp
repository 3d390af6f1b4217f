// Which files the commands of a RUN leave in its layer, as far as their words tell.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/subjects.hpp"

namespace dockverify::rules {

/// Archives that ADD and tar know.
bool is_archive(std::string_view name);
/// Those, and packages and zip files.
bool is_package_file(std::string_view name);
/// After the last / or \; quotes around it dropped.
std::string_view file_name(std::string_view path);

struct made_file {
  std::string path;  ///< as written, behind the folder that cd has led to
  shell::text_range where;
  bool clone = false;
};

/// What curl, wget and git clone write.
std::vector<made_file> downloads_of(shell::command const& command);
/// The archive that tar, unzip and the like read; nullopt: the command is something else, or reads a pipe. Programs
/// that delete the archive themselves (gunzip) do not count.
std::optional<made_file> archive_read_by(shell::command const& command);
/// tar x, unzip, gunzip, ...: every command that takes an archive apart.
bool extracts(shell::command const& command);
/// Downloads, and what mkdir, touch, cp, mv, tee, > and package managers make.
std::vector<made_file> files_of(shell::command const& command);

/// The words of rm, behind the folder that cd has led to; of other commands none.
std::vector<std::string> deleted_by(shell::command const& command);
/// Whether such a word takes a path away: it is the path, a folder above it, or a pattern that matches either.
bool covers(std::string_view deleted, std::string_view path);
/// Whether rm may take a file away: also by a word of which only the shell knows what it is.
bool deletes(shell::command const& command, std::string_view path);

}  // namespace dockverify::rules
