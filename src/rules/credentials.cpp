#include "rules/credentials.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace dockverify::rules {

namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) { return upper(c); });
  return result;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}
bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}
bool is_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}
/// `end` as whole words at the end: MASTER_KEY is one of MASTER_KEY and RAILS_MASTER_KEY, not of TASKMASTER_KEY.
bool ends_with_words(std::string_view text, std::initializer_list<std::string_view> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) {
    return text.ends_with(end) && (text.size() == end.size() || text[text.size() - end.size() - 1] == '_');
  });
}

/// ACCESS, TOKEN, NAME of ACCESS_TOKEN__NAME, access.token.name and accessTokenName.
std::vector<std::string> name_words(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  bool small = false;
  for (char c : name) {
    bool const capital = c >= 'A' && c <= 'Z';
    bool const separator = c == '_' || c == '-' || c == '.';
    if ((separator || (capital && small)) && !word.empty()) words.push_back(std::exchange(word, {}));
    if (!separator) word += upper(c);
    small = c >= 'a' && c <= 'z';
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

/// MYSQL_ALLOW_EMPTY_PASSWORD, MYSQL_RANDOM_ROOT_PASSWORD.
bool is_switch(std::string_view key) {
  return has_any(key, {"ALLOW_EMPTY_", "RANDOM_"});
}

/// What compose-lint looks for, in capitals.
bool has_usual_word(std::string_view key) {
  return has_any(key, {"PASSWORD", "PASSPHRASE", "TOKEN", "SECRET", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY",
                       "ENCRYPTION_KEY", "CREDENTIAL"}) ||
         ends_with_any(key, {"_PASS", "_PWD", "PASSWD", "_SALT", "_DSN", "_MASTER_KEY", "_SIGNING_KEY", "_AUTH_KEY",
                             "_JWT_KEY"}) ||
         key == "PASS";
}

bool has_credential_word(std::string key) {
  // Longer words that begin like a credential's.
  for (std::string_view other : {"TOKENIZ", "TOKENIS", "PASSWORDLESS", "SECRETAR"}) {
    for (std::size_t at = key.find(other); at != std::string::npos; at = key.find(other, at))
      key.erase(at, other.size());
  }
  return has_usual_word(key) || ends_with_words(key, {"SALT", "MASTER_KEY", "SIGNING_KEY", "JWT_KEY", "APP_KEY",
                                                      "FERNET_KEY", "REDIS_AUTH", "ERLANG_COOKIE"});
}

/// The value is a name, a kind or a place of the secret, or what anybody may have.
bool is_about_credential(std::vector<std::string> const& words) {
  return std::find(words.begin(), words.end(), "PUBLIC") != words.end() ||
         (!words.empty() &&
          is_any(words.back(), {"NAME",       "TYPE",   "HEADER",   "ALGORITHM", "ALG",    "ISSUER",        "AUDIENCE",
                                "PREFIX",     "HASHER", "POLICY",   "BACKEND",   "MODE",   "PROVIDER",      "VERSION",
                                "ENCRYPTION", "METHOD", "STRATEGY", "FORMAT",    "DRIVER", "AUTHENTICATION"}));
}

/// "30", "1.5", "900s", "24h", "10MB".
bool is_quantity(std::string_view value) {
  std::size_t digits = 0;
  while (digits < value.size() && (is_digit(value[digits]) || value[digits] == '.')) ++digits;
  if (digits == 0) return false;
  std::string const unit = upper(value.substr(digits));
  return is_any(unit, {"", "MS", "S", "M", "H", "D", "W", "B", "K", "KB", "MB", "G", "GB", "KIB", "MIB", "GIB"});
}

bool is_quantity_word(std::string_view word) {
  return is_any(word,
                {"TTL",      "LENGTH",     "LIMIT",    "MAX",       "MIN",      "MAXIMUM",   "MINIMUM",  "SIZE",
                 "COUNT",    "SECONDS",    "MINUTES",  "HOURS",     "DAYS",     "RETENTION", "ROUNDS",   "HISTORY",
                 "ATTEMPTS", "ITERATIONS", "STRENGTH", "RETRIES",   "DURATION", "TOKENS",    "VALIDITY", "LIFETIME",
                 "ROTATION", "POLICY",     "BONUS",    "THRESHOLD", "INTERVAL", "TIMEOUT",   "AGE"}) ||
         starts_with_any(word, {"EXPIR", "REQUIREME"}) ||
         ends_with_any(word, {"LIMIT", "LENGTH", "TIMEOUT", "SECONDS", "MINUTES", "INTERVAL", "LIFETIME"});
}

bool names_quantity(std::string_view name) {
  // Whatever stands before: MAX in MAXMIND_API_KEY and MIN in ADMIN_PASSWORD say nothing.
  if (ends_with_any(upper(name), {"PASSWORD", "PASSWD", "PASS", "PWD", "SECRET", "TOKEN", "KEY", "SALT", "PASSPHRASE"}))
    return false;
  std::vector<std::string> const words = name_words(name);
  if (!words.empty() && is_any(words.back(), {"COST", "PORT", "DB", "NUMBER"})) return true;
  return std::any_of(words.begin(), words.end(), [](std::string const& word) {
    if (is_quantity_word(word)) return true;
    // Words without anything between them: TOKENVALIDITYMAX, REFRESHTOKENEXPIRATIONDAYS.
    for (std::string_view credential : {"PASSWORD", "SECRET", "TOKEN"}) {
      std::size_t const at = word.rfind(credential);
      if (at == std::string::npos) continue;
      return starts_with_any(std::string_view(word).substr(at + credential.size()),
                             {"TTL", "EXPIR", "MAX", "MIN", "LENGTH", "LIMIT", "SIZE", "COUNT", "TIMEOUT", "VALIDITY",
                              "LIFETIME", "DURATION", "INTERVAL", "AGE"});
    }
    return false;
  });
}

bool is_exempt(std::string_view key, settings const& settings) {
  return std::any_of(settings.not_secret.begin(), settings.not_secret.end(),
                     [&](std::string const& known) { return upper(known) == key; });
}

}  // namespace

bool is_credential_name(std::string_view name, settings const& settings) {
  std::string const key = upper(name);
  return !key.ends_with("_FILE") && !is_switch(key) && has_credential_word(key) && !is_exempt(key, settings) &&
         !is_about_credential(name_words(name));
}

bool is_credential_switch(std::string_view name, settings const& settings) {
  std::string const key = upper(name);
  return is_switch(key) && !key.ends_with("_FILE") && has_credential_word(key) && !is_exempt(key, settings);
}

bool is_compose_lint_credential(std::string_view name) {
  std::string const key = upper(name);
  return !key.ends_with("_FILE") && !is_switch(key) && has_usual_word(key);
}

bool is_no_credential_value(std::string_view name, std::string_view value) {
  std::size_t const first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return true;
  value = value.substr(first, value.find_last_not_of(" \t") - first + 1);
  if (is_any(upper(value), {"YES", "NO", "TRUE", "FALSE", "0", "1", "ON", "OFF"})) return true;
  if (is_quantity(value) && names_quantity(name)) return true;
  std::string const key = upper(name);
  if (ends_with_any(key, {"_PATH", "_DIR", "_DIRECTORY", "_FILENAME"}) && value.front() == '/') return true;
  // GOOGLE_APPLICATION_CREDENTIALS
  if (key.ends_with("CREDENTIALS") && starts_with_any(value, {"/", "./", "../"})) return true;
  return ends_with_any(key, {"_URL", "_URI", "_ENDPOINT"}) && value.find("://") != std::string_view::npos;
}

std::vector<std::string_view> passwords_in_urls(std::string_view text) {
  std::vector<std::string_view> found;
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    if (at == 0) continue;
    char const before = upper(text[at - 1]);
    if (!is_digit(before) && (before < 'A' || before > 'Z')) continue;
    std::string_view const rest = text.substr(at + 3);
    std::string_view const authority = rest.substr(0, rest.find_first_of("/?# \t\n\"'"));
    std::size_t const host = authority.rfind('@');
    if (host == std::string_view::npos) continue;
    std::size_t const colon = authority.find(':');
    if (colon != std::string_view::npos && colon + 1 < host)
      found.push_back(authority.substr(colon + 1, host - colon - 1));
  }
  return found;
}

bool is_common_password(std::string_view value) {
  return is_any(upper(value), {"POSTGRES",
                               "PASSWORD",
                               "PASSWORD1",
                               "PASSWORD123",
                               "ADMIN",
                               "ADMIN123",
                               "ADMINISTRATOR",
                               "CHANGEME",
                               "CHANGE_ME",
                               "CHANGE-ME",
                               "CHANGEIT",
                               "EXAMPLE",
                               "GUEST",
                               "ROOT",
                               "SECRET",
                               "TEST",
                               "TESTING",
                               "1234",
                               "12345",
                               "123456",
                               "12345678",
                               "123456789",
                               "QWERTY",
                               "PASS",
                               "PASSWD",
                               "DEFAULT",
                               "USER",
                               "MYSQL",
                               "REDIS",
                               "MONGO",
                               "RABBITMQ",
                               "LETMEIN",
                               "WELCOME",
                               "MINIOADMIN",
                               "MINIO",
                               "TOOR",
                               "DEMO",
                               "DEV",
                               "SUPERSECRET",
                               "YOURPASSWORD",
                               "YOUR_PASSWORD",
                               "MYPASSWORD",
                               "MYSECRETPASSWORD",
                               "EXAMPLEPASSWORD"});
}

}  // namespace dockverify::rules
