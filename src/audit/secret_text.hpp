// What in a text looks like a secret, for what is stored or shown: better one line too many than one too few.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/settings.hpp"

namespace dockverify::audit {

/// What stands where a secret was.
inline constexpr std::string_view hidden_value = "***";

/// A variable, key or label of this name holds a secret.
bool is_secret_name(std::string_view name, rules::settings const& settings);

/// The text itself is a key or token, sets a secret's name to a value that is written out, or passes a password as an
/// argument. Passwords in URLs aside.
bool holds_secret(std::string_view text, rules::settings const& settings);

/// Passwords among the words of a command, as views into them; variables, formats and files of secrets aside.
std::vector<std::string_view> written_passwords(std::vector<std::string> const& words);

/// Puts *** in place of the passwords in URLs; false: there was none.
bool hide_url_passwords(std::string& text);

/// The lines of a file that hold secrets, by their look or because they are `known` to, with what is nested below.
std::set<int> lines_with_secrets(std::string_view text, std::set<int> const& known, rules::settings const& settings);

}  // namespace dockverify::audit
