// The forms that a label schema can ask of values.
#pragma once

#include <string_view>

namespace dockverify::rules {

/// Absolute: a scheme, and a host where the scheme has one.
bool is_url(std::string_view text);
/// 2026-11-23T16:26:33Z, with fractions and offsets.
bool is_rfc3339(std::string_view text);
/// A licence id, or an expression of them with AND, OR, WITH and brackets.
bool is_spdx(std::string_view text);
/// 7 or 40 small hexadecimal digits.
bool is_git_hash(std::string_view text);
/// Semantic versioning 2.0.0, without v.
bool is_semver(std::string_view text);
/// local@domain, as RFC 5322 has it, without comments.
bool is_email(std::string_view text);

}  // namespace dockverify::rules
