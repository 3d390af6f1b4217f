// What in a text looks like a secret, for what is stored or shown: better one line too many than one too few.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/settings.hpp"

namespace dockverify::audit {

/// What stands where a secret was.
inline constexpr std::string_view hidden_value = "***";

/// Which variables, keys and labels hold secrets.
class secret_names {
 public:
  /// `also`: whatever they are called. The settings must outlive it.
  secret_names(rules::settings const& settings, std::set<std::string, std::less<>> also = {});

  [[nodiscard]] bool has(std::string_view name) const;
  /// By a name that says so plainly: what has other secret names, such as USERNAME, may stand in any text.
  [[nodiscard]] bool is_plain(std::string_view name) const;

 private:
  enum class verdict : std::uint8_t { harmless, secret, plain };
  [[nodiscard]] verdict judge(std::string_view name) const;
  /// Files use the same few names over and over, and each is compared with long lists.
  [[nodiscard]] verdict verdict_of(std::string_view name) const;
  [[nodiscard]] bool is_exempt(std::string_view name) const;

  rules::settings const& settings_;
  std::set<std::string, std::less<>> also_;
  mutable std::map<std::string, verdict, std::less<>> known_;
};

/// A secret within a text.
struct secret_place {
  std::size_t begin = 0, end = 0;
  bool plain = true;    ///< see secret_names::is_plain
  bool in_url = false;  ///< who logs in by `user:password@host` or `https://token@host`
};

/// What is a key or token by its form, what a secret's name is set to, what a command gets as a password, and what a
/// URL has for logging in; only what is written out. In no order, and they may overlap.
std::vector<secret_place> secrets_in(std::string_view text, secret_names const& names);

/// There is a secret, those in URLs aside.
bool holds_secret(std::string_view text, secret_names const& names);

/// Puts *** in place of what URLs have for logging in; false: there was none.
bool hide_logins(std::string& text);

/// A secret of a file, and the lines of the instruction, list or value that it stands in.
struct known_secret {
  std::string text;
  int first_line = 0, last_line = 0;
  bool plain = true;
};
struct file_secrets {
  std::set<int> lines;                ///< that hold one, with what is nested below
  std::vector<known_secret> secrets;  ///< in the order of their lines
};

/// By their look, or because lines are `known` to hold some.
file_secrets secrets_of_file(std::string_view text, std::set<int> const& known, secret_names const& names);

/// The lines alone.
std::set<int> lines_with_secrets(std::string_view text, std::set<int> const& known, secret_names const& names);

}  // namespace dockverify::audit
