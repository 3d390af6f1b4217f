// Passwords that a command gets as arguments or through a pipe: --password X, curl -u me:X, echo X | docker login.
#pragma once

#include <string_view>
#include <vector>

namespace dockverify::rules {

/// Of one or several commands, in order; what stands between them are words of `;`, `|` and `&`.
using command_words = std::vector<std::string_view>;

/// What follows --password, -p, requirepass and their like, written out or not; views into the words.
std::vector<std::string_view> passwords_in(command_words const& words);

/// Those of passwords_in() that are written out: no variables, placeholders or files of secrets.
std::vector<std::string_view> written_passwords_in(command_words const& words);

/// Something else takes its place: `$NAME`, `${NAME}`, `$(command)`, with `$$` too, %s, {{ }}, <name>.
bool is_filled_in(std::string_view value);

}  // namespace dockverify::rules
