// Which names and values are credentials'. Names are judged by two tests that disagree, and a finding says which of
// them it passed; values by their form alone.
#pragma once

#include <string_view>
#include <vector>

namespace dockverify::rules {

/// A well-known variable, or one of the usual words anywhere in the name: what DL3064 asks.
bool contains_secret_word(std::string_view name);
/// One of the usual words as a whole part of the name between its underscores, and none that takes it back: what
/// BuildKit asks.
bool has_secret_part(std::string_view name);
/// The variables that DS-0031 knows, behind a front end's prefix too, and its words as whole parts; none that names a
/// file.
bool is_vendor_secret(std::string_view name);
/// A variable that holds a credential and is known by its whole name.
bool is_known_secret(std::string_view name);
/// A part of the name says that the value is something about a secret, not the secret: FILE, PUBLIC, VERSION, MODE,
/// ALIAS, ID.
bool is_about_secret(std::string_view name);
/// Either test, and neither exempt nor about one.
bool is_secret_name(std::string_view name);

/// What a text contains: "an AWS access key id"; empty: nothing that looks like a credential.
std::string_view credential_in(std::string_view text);
/// The keys and tokens in a text that have a form of their own: AWS, GitHub, JSON web tokens. Views into it.
std::vector<std::string_view> tokens_in(std::string_view text);
/// Long and without pattern, as generated secrets are.
bool looks_generated(std::string_view value);

}  // namespace dockverify::rules
