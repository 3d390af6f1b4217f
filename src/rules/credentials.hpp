// What looks like a credential: by the name of a variable and by the form of a value.
#pragma once

#include <string_view>
#include <vector>

#include "rules/settings.hpp"

namespace dockverify::rules {

/// A variable of this name holds a password, token or key: not the path of one, not a switch, a number or a word about
/// one, such as SECRET_NAME.
bool is_credential_name(std::string_view name, settings const& settings);

/// A switch about a credential, such as MYSQL_RANDOM_ROOT_PASSWORD: it holds one when its value is no boolean.
bool is_credential_switch(std::string_view name, settings const& settings);

/// The usual words anywhere in the name, whatever it is about: what CL-0020 asks.
bool is_compose_lint_credential(std::string_view name);

/// A value that a credential does not have though its name says so: empty, a boolean, a number in a variable such as
/// TOKEN_TTL, a path or URL in one such as SECRET_PATH.
bool is_no_credential_value(std::string_view name, std::string_view value);

/// The password of each `scheme://user:password@host`, as views into `text`; user names may be empty.
std::vector<std::string_view> passwords_in_urls(std::string_view text);

/// A password that everybody tries first: postgres, admin, changeme...
bool is_common_password(std::string_view value);

}  // namespace dockverify::rules
