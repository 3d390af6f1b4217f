#include "rules/credentials.hpp"

#include <algorithm>
#include <initializer_list>

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

/// "30", "1.5", "900s", "24h", "10MB".
bool is_quantity(std::string_view value) {
  std::size_t digits = 0;
  while (digits < value.size() && (is_digit(value[digits]) || value[digits] == '.')) ++digits;
  if (digits == 0) return false;
  std::string const unit = upper(value.substr(digits));
  return is_any(unit, {"", "MS", "S", "M", "H", "D", "W", "B", "K", "KB", "MB", "G", "GB", "KIB", "MIB", "GIB"});
}

bool names_quantity(std::string_view name) {
  return has_any(name,
                 {"TTL",       "TIMEOUT",  "EXPIR",    "LENGTH",   "LIMIT",     "MAX",       "MIN",    "SIZE",
                  "COUNT",     "INTERVAL", "SECONDS",  "HOURS",    "DAYS",      "RETENTION", "ROUNDS", "ITERATIONS",
                  "HISTORY",   "ATTEMPTS", "RETRIES",  "STRENGTH", "LIFETIME",  "DURATION",  "TOKENS", "VALIDITY",
                  "REQUIREME", "POLICY",   "ROTATION", "BONUS",    "THRESHOLD", "_AGE"}) ||
         ends_with_any(name, {"_COST", "_PORT", "_DB", "_NUMBER"});
}

}  // namespace

bool is_credential_name(std::string_view name, settings const& settings) {
  std::string const key = upper(name);
  for (std::string const& known : settings.not_secret) {
    if (upper(known) == key) return false;
  }
  bool const looks = has_any(key, {"PASSWORD", "PASSPHRASE", "TOKEN", "SECRET", "API_KEY", "APIKEY", "PRIVATE_KEY",
                                   "ACCESS_KEY", "ENCRYPTION_KEY", "CREDENTIAL"}) ||
                     ends_with_any(key, {"_PASS", "_PWD", "PASSWD", "_SALT", "_DSN", "_MASTER_KEY", "_SIGNING_KEY",
                                         "_AUTH_KEY", "_JWT_KEY"}) ||
                     is_any(key, {"PASS", "PASSWD"});
  if (!looks || key.ends_with("_FILE")) return false;
  return !has_any(key, {"ALLOW_EMPTY_", "RANDOM_"});
}

bool is_no_credential_value(std::string_view name, std::string_view value) {
  std::size_t const first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return true;
  value = value.substr(first, value.find_last_not_of(" \t") - first + 1);
  if (is_any(upper(value), {"YES", "NO", "TRUE", "FALSE", "0", "1", "ON", "OFF"})) return true;
  std::string const key = upper(name);
  if (names_quantity(key) && is_quantity(value)) return true;
  if (ends_with_any(key, {"_PATH", "_DIR", "_DIRECTORY", "_FILENAME"}) && value.front() == '/') return true;
  return ends_with_any(key, {"_URL", "_URI", "_ENDPOINT"}) && value.find("://") != std::string_view::npos;
}

std::optional<std::string_view> password_in_url(std::string_view text) {
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
    if (at == 0) continue;
    char const before = upper(text[at - 1]);
    if (!is_digit(before) && (before < 'A' || before > 'Z')) continue;
    std::string_view const rest = text.substr(at + 3);
    std::string_view const authority = rest.substr(0, rest.find_first_of("/?# \t\n\"'"));
    std::size_t const host = authority.rfind('@');
    if (host == std::string_view::npos) continue;
    std::size_t const colon = authority.find(':');
    if (colon == std::string_view::npos || colon + 1 >= host) continue;
    return authority.substr(colon + 1, host - colon - 1);
  }
  return std::nullopt;
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

std::vector<std::string_view> passwords_in_words(std::vector<std::string> const& words) {
  std::vector<std::string_view> found;
  auto const is_value = [](std::string_view word) { return !word.empty() && word.front() != '-'; };
  bool const mysql = !words.empty() && std::any_of(words.begin(), words.end(), [](std::string const& word) {
    return word.starts_with("mysql") || word.starts_with("mariadb") || word.find("/mysql") != std::string::npos;
  });
  bool const logs_in = std::any_of(words.begin(), words.end(), [](std::string const& word) {
    return word == "mongosh" || word == "mongo" || word == "login" || word == "sshpass" || word == "rabbitmqadmin";
  });
  bool redis = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view const word = words[i];
    redis = redis || word.find("redis-cli") != std::string_view::npos;
    std::size_t const equals = word.find('=');
    std::string_view const flag = word.substr(0, equals);
    bool const named =
        is_any(flag, {"--password", "--passwd", "--pass", "--requirepass", "requirepass", "--masterauth", "masterauth",
                      "--token", "--api-key", "--apikey", "--secret", "--secret-key", "--auth-token", "--db-password",
                      "--admin-password", "--root-password", "--dbpass", "--db-pass"}) ||
        (flag.starts_with("--") && flag.ends_with("-password"));
    if (named && equals != std::string_view::npos) {
      if (equals + 1 < word.size()) found.push_back(word.substr(equals + 1));
    } else if (named && i + 1 < words.size() && is_value(words[i + 1])) {
      found.push_back(words[++i]);
    } else if (mysql && word.starts_with("-p") && word.size() > 2) {
      found.push_back(word.substr(2));
    } else if ((logs_in && word == "-p") || (redis && word == "-a")) {
      if (i + 1 < words.size() && is_value(words[i + 1])) found.push_back(words[++i]);
    }
  }
  return found;
}

}  // namespace dockverify::rules
