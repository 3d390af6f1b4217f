#include "rules/secret_names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "rules/instruction_words.hpp"

namespace dockverify::rules {

namespace {

// Those whose names show it anyway (..._TOKEN, ..._PASSWORD) are here for the vendors' sake: they are never "about".
constexpr std::string_view known_secrets[] = {
    "ACCESS_KEY",
    "ACCESS_TOKEN",
    "ANTHROPIC_API_KEY",
    "APPLICATION_KEY",
    "APP_SECRET",
    "AUTH_TOKEN",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
    "AZURE_STORAGE_KEY",
    "CF_PASSWORD",
    "CF_USERNAME",
    "CIRCLE_TOKEN",
    "CI_DEPLOY_PASSWORD",
    "CI_DEPLOY_USER",
    "CI_JOB_TOKEN",
    "CLOUDFLARE_API_TOKEN",
    "CODECOV_TOKEN",
    "DATADOG_API_KEY",
    "DD_API_KEY",
    "DIGITALOCEAN_ACCESS_TOKEN",
    "DOCKERHUB_PASSWORD",
    "DOCKER_EMAIL",
    "DOCKER_PASSWORD",
    "DOCKER_USERNAME",
    "FACEBOOK_ACCESS_TOKEN",
    "FACEBOOK_APP_ID",
    "FACEBOOK_APP_SECRET",
    "FIREBASE_TOKEN",
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GITLAB_TOKEN",
    "GOOGLE_API_KEY",
    "HEROKU_API_KEY",
    "HEROKU_API_USER",
    "HF_TOKEN",
    "MAILGUN_API_KEY",
    "NPM_AUTH_TOKEN",
    "NPM_TOKEN",
    "OKTA_CLIENT_TOKEN",
    "OKTA_OAUTH2_CLIENTID",
    "OKTA_OAUTH2_CLIENTSECRET",
    "OPENAI_API_KEY",
    "OS_PASSWORD",
    "OS_USERNAME",
    "PGPASSWORD",
    "POSTGRES_PASSWORD",
    "SENDGRID_API_KEY",
    "SENTRY_AUTH_TOKEN",
    "SLACK_TOKEN",
    "STRIPE_API_KEY",
    "STRIPE_SECRET_KEY",
    "TWILIO_AUTH_TOKEN",
    "VAULT_CLIENT_KEY",
    "VAULT_TOKEN",
};

constexpr std::string_view secret_parts[] = {"apikey",   "auth",  "credential", "credentials", "key",
                                             "password", "pword", "passwd",     "secret",      "token"};

template <class Function>
bool any_part(std::string_view name, Function const& f) {
  std::string const lower = lower_case(name);
  std::string_view rest = lower;
  while (true) {
    std::size_t const end = rest.find('_');
    if (f(rest.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    rest.remove_prefix(end + 1);
  }
}

bool is_one_of(std::string_view word, std::span<std::string_view const> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_upper_or_digit(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_alnum(char c) {
  return is_upper_or_digit(c) || (c >= 'a' && c <= 'z');
}

/// How many characters from `at` on satisfy the test.
template <class Test>
std::size_t run_of(std::string_view text, std::size_t at, Test const& test) {
  std::size_t const first = at;
  while (at < text.size() && test(text[at])) ++at;
  return at - first;
}

bool is_token_letter(char c) {
  return is_alnum(c) || c == '_' || c == '-';
}

// Each gives the first in the text, or nothing.

std::string_view aws_key_in(std::string_view text) {
  for (std::string_view prefix : {"AKIA", "ASIA"}) {
    for (std::size_t at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
      if (at > 0 && is_alnum(text[at - 1])) continue;
      if (run_of(text, at + 4, is_upper_or_digit) != 16) continue;
      if (at + 20 == text.size() || !is_alnum(text[at + 20])) return text.substr(at, 20);
    }
  }
  return {};
}

std::string_view prefixed_in(std::string_view text, std::string_view prefix, std::size_t least) {
  for (std::size_t at = text.find(prefix); at != std::string_view::npos; at = text.find(prefix, at + 1)) {
    if (at > 0 && is_alnum(text[at - 1])) continue;
    std::size_t const length = run_of(text, at + prefix.size(), is_token_letter);
    if (length >= least) return text.substr(at, prefix.size() + length);
  }
  return {};
}

std::string_view github_token_in(std::string_view text) {
  for (std::string_view prefix : {"ghp_", "gho_", "ghu_", "ghs_", "ghr_"}) {
    if (std::string_view const found = prefixed_in(text, prefix, 36); !found.empty()) return found;
  }
  return prefixed_in(text, "github_pat_", 22);
}

std::string_view jwt_in(std::string_view text) {
  for (std::size_t at = text.find("eyJ"); at != std::string_view::npos; at = text.find("eyJ", at + 1)) {
    if (at > 0 && is_alnum(text[at - 1])) continue;
    std::size_t const head = at + run_of(text, at, is_token_letter);
    if (head - at < 10 || text.substr(head, 4) != ".eyJ") continue;
    std::size_t const body = head + 1 + run_of(text, head + 1, is_token_letter);
    if (body - head <= 10 || body >= text.size() || text[body] != '.') continue;
    std::size_t const signature = run_of(text, body + 1, is_token_letter);
    if (signature >= 10) return text.substr(at, body + 1 + signature - at);
  }
  return {};
}

bool has_url_password(std::string_view text) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    if (at == 0 || !is_alnum(text[at - 1])) continue;
    std::string_view rest = text.substr(at + 3);
    rest = rest.substr(0, rest.find_first_of("/?# \t\n\"'`<>,;"));
    std::size_t const host = rest.rfind('@');
    if (host == std::string_view::npos || host + 1 == rest.size()) continue;
    std::string_view const user = rest.substr(0, host);
    std::size_t const colon = user.find(':');
    if (colon == std::string_view::npos) continue;
    std::string_view const password = user.substr(colon + 1);
    // A variable's value is not in the file; asterisks and x's stand for a password in an example.
    bool const placeholder = password.find_first_not_of("*x.") == std::string_view::npos;
    if (password.find('$') == std::string_view::npos && !placeholder) return true;
  }
  return false;
}

/// Jenkins gives a credential as NAME_USR and NAME_PSW.
bool is_jenkins_part(std::string_view part) {
  return part == "usr" || part == "psw";
}

}  // namespace

bool is_known_secret(std::string_view name) {
  return std::any_of(std::begin(known_secrets), std::end(known_secrets),
                     [&](std::string_view known) { return same_letters(known, name); });
}

bool contains_secret_word(std::string_view name) {
  if (is_known_secret(name)) return true;
  std::string const lower = lower_case(name);
  for (std::string_view word : {"api_key", "client_key", "password", "private", "secret", "token", "username"}) {
    if (lower.find(word) != std::string::npos) return true;
  }
  return false;
}

bool has_secret_part(std::string_view name) {
  auto const exempt = [](std::string_view part) { return part == "public" || part == "file" || part == "version"; };
  return any_part(name, [](std::string_view part) { return is_one_of(part, secret_parts); }) && !any_part(name, exempt);
}

bool is_vendor_secret(std::string_view name) {
  constexpr std::array<std::string_view, 8> vendors{
      "AWS_ACCESS_KEY_ID",   "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AZURE_CLIENT_ID",
      "AZURE_CLIENT_SECRET", "GITHUB_TOKEN",          "OPENAI_API_KEY",    "HF_TOKEN"};
  // They name files, which another check of it looks at.
  constexpr std::array<std::string_view, 3> files{"AWS_CONFIG_FILE", "HF_TOKEN_PATH", "GOOGLE_APPLICATION_CREDENTIALS"};
  if (is_one_of(name, files)) return false;
  std::string_view own = name;
  for (std::string_view prefix : {"VITE_", "REACT_APP_"}) {
    if (own.starts_with(prefix)) own.remove_prefix(prefix.size());
  }
  if (is_one_of(own, vendors)) return true;
  auto const secret = [](std::string_view part) { return is_one_of(part, secret_parts) || is_jenkins_part(part); };
  return any_part(name, secret) && !any_part(name, [](std::string_view part) { return part == "public"; });
}

bool is_about_secret(std::string_view name) {
  constexpr std::array<std::string_view, 6> words{"file", "public", "version", "mode", "alias", "id"};
  return any_part(name, [&](std::string_view part) { return is_one_of(part, words); });
}

bool is_secret_name(std::string_view name) {
  std::string_view own = name;
  for (std::string_view prefix : {"VITE_", "REACT_APP_"}) {
    if (own.starts_with(prefix)) own.remove_prefix(prefix.size());
  }
  if (is_known_secret(own)) return true;
  bool const jenkins = name.find('_') != std::string_view::npos && any_part(name, is_jenkins_part);
  return (contains_secret_word(name) || has_secret_part(name) || jenkins) && !is_about_secret(name);
}

std::string_view credential_in(std::string_view text) {
  if (!aws_key_in(text).empty()) return "an AWS access key id";
  if (!github_token_in(text).empty()) return "a GitHub token";
  if (!jwt_in(text).empty()) return "a JSON web token";
  std::size_t const header = text.find("-----BEGIN ");
  if (header != std::string_view::npos && text.substr(header, 64).find("PRIVATE KEY") != std::string_view::npos)
    return "a private key";
  if (has_url_password(text)) return "a URL with a password";
  return {};
}

std::vector<std::string_view> tokens_in(std::string_view text) {
  std::vector<std::string_view> found;
  for (auto* find : {&aws_key_in, &github_token_in, &jwt_in}) {
    for (std::string_view rest = text;;) {
      std::string_view const one = find(rest);
      if (one.empty()) break;
      found.push_back(one);
      rest.remove_prefix(static_cast<std::size_t>(one.data() + one.size() - rest.data()));
    }
  }
  return found;
}

bool looks_generated(std::string_view value) {
  constexpr std::size_t shortest = 16;
  constexpr double least_bits = 3.5;  // a character's entropy; words have about 3, hexadecimal digits nearly 4
  if (value.size() < shortest || value.size() > 4096) return false;
  std::array<std::size_t, 256> counts{};
  bool lower = false, upper = false, digit = false;
  for (char const c : value) {
    if (c == '$' || c == '{' || c == ' ' || static_cast<unsigned char>(c) >= 0x80) return false;
    ++counts[static_cast<unsigned char>(c)];
    lower = lower || (c >= 'a' && c <= 'z');
    upper = upper || (c >= 'A' && c <= 'Z');
    digit = digit || (c >= '0' && c <= '9');
  }
  if (static_cast<int>(lower) + static_cast<int>(upper) + static_cast<int>(digit) < 2) return false;
  double bits = 0;
  auto const all = static_cast<double>(value.size());
  for (std::size_t const count : counts) {
    if (count == 0) continue;
    double const share = static_cast<double>(count) / all;
    bits -= share * std::log2(share);
  }
  return bits >= least_bits;
}

}  // namespace dockverify::rules
