// What looks like a credential: by the name of a variable and by the form of a value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/settings.hpp"

namespace dockverify::rules {

/// A variable of this name holds a password, token or key: not the path of one, not a switch or a number about one.
bool is_credential_name(std::string_view name, settings const& settings);

/// A value that a credential does not have though its name says so: empty, a boolean, a number in a variable such as
/// TOKEN_TTL, a path or URL in one such as SECRET_PATH.
bool is_no_credential_value(std::string_view name, std::string_view value);

/// The password in `scheme://user:password@host`, as a view into `text`; user names may be empty.
std::optional<std::string_view> password_in_url(std::string_view text);

/// A password that everybody tries first: postgres, admin, changeme...
bool is_common_password(std::string_view value);

/// The literal after --password, -p, requirepass and their like in a command's words; views into them.
std::vector<std::string_view> passwords_in_words(std::vector<std::string> const& words);

}  // namespace dockverify::rules
