// A build context as the audit sees it: which ignore file is in force, what lies in the folder, what of it is sent.
#pragma once

#include <memory>
#include <string>

#include "rules/subjects.hpp"

namespace dockverify::audit {

/// More files are not looked at; the subject then says that it is not complete.
inline constexpr std::size_t most_context_files = 20'000;

/// The ignore file that the builder would read: the Dockerfile's own (NAME.dockerignore beside it) or the folder's.
/// Empty: there is none. `shadowed` gets the folder's when the Dockerfile has its own.
std::string ignore_file_of(std::string const& directory, std::string const& dockerfile, std::string& shadowed);

/// Reads the ignore file (empty: none) and walks the folder without following links. `shown` and `shown_ignore` are
/// their names for the user.
rules::context_subject read_context(std::string const& directory, std::string shown, std::string const& ignore_file,
                                    std::string shown_ignore);

/// Tells the archives among the files that its Dockerfiles ADD: the builder unpacks them whatever they are called.
void find_archives(rules::context_subject& context);

}  // namespace dockverify::audit
