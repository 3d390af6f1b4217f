#include "rules/command_passwords.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

#include "rules/instruction_words.hpp"

namespace dockverify::rules {

namespace {

using words_view = std::span<std::string_view const>;

bool is_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}
bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  return std::any_of(starts.begin(), starts.end(), [&](std::string_view start) { return text.starts_with(start); });
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}
bool is_operator(std::string_view word) {
  return !word.empty() && word.find_first_not_of(";|&") == std::string_view::npos;
}
/// Neither a flag nor a redirection.
bool is_value(std::string_view word) {
  return !word.empty() && std::string_view("-<>").find(word.front()) == std::string_view::npos;
}
bool is_path(std::string_view word) {
  return word.find('/') != std::string_view::npos || word.starts_with('.') || word.starts_with('~');
}

/// Flags and settings whose value is a password for every program.
bool is_password_flag(std::string_view flag) {
  if (!starts_with_any(flag, {"--", "requirepass", "masterauth", "REQUIREPASS", "MASTERAUTH"})) return false;
  std::string const lower = lower_case(flag);
  return is_any(lower, {"--password", "--passwd", "--pass", "--passphrase", "--requirepass", "requirepass",
                        "--masterauth", "masterauth", "--token", "--api-key", "--apikey", "--secret", "--secret-key",
                        "--auth-token", "--access-token", "--api-token", "--dbpass", "--db-pass", "--http-passwd"}) ||
         (lower.ends_with("-password") && !is_any(lower, {"--disabled-password", "--no-password"}));
}

/// A header that lets a request in, with its colon.
bool is_secret_header(std::string_view word) {
  std::size_t const colon = word.find(':');
  return colon != std::string_view::npos &&
         is_any(lower_case(word.substr(0, colon)),
                {"authorization", "proxy-authorization", "x-api-key", "api-key", "x-auth-token", "x-access-token",
                 "private-token", "job-token", "x-vault-token", "cookie"});
}
bool is_scheme(std::string_view word) {
  return is_any(lower_case(word), {"bearer", "basic", "token", "digest", "apikey"});
}

/// One command of a pipeline, with what stands before its name: RUN, a key, an assignment.
class simple_command {
 public:
  simple_command(words_view words, std::vector<std::string_view>& found) : words_(words), found_(found) {
    for (std::string_view word : words) note(word);
  }

  void find() {
    for (at_ = 0; at_ < words_.size(); ++at_) look(words_[at_]);
    if (minio_) find_alias();
  }

  /// It takes a password from its standard input.
  [[nodiscard]] bool reads_password() const { return reads_; }

  /// What echo or printf writes for the next command of the pipeline.
  void find_written() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      bool const format = words_[i] == "printf";
      if (words_[i] != "echo" && !format) continue;
      for (std::string_view word : words_.subspan(i + 1)) {
        bool const option = !format && starts_with_any(word, {"-n", "-e", "-E"});
        if (word.empty() || option || (format && word.find('%') != std::string_view::npos)) continue;
        // chpasswd and htpasswd read name:password.
        std::size_t const colon = word.find(':');
        found_.push_back(colon == std::string_view::npos ? word : word.substr(colon + 1));
      }
      return;
    }
  }

 private:
  void note(std::string_view word) {
    std::string_view const name = base_name(word);
    mysql_ = mysql_ || name.starts_with("mysql") || name.starts_with("mariadb");
    curl_ = curl_ || name == "curl";
    openssl_ = openssl_ || name == "openssl";
    redis_ = redis_ || name == "redis-cli";
    minio_ = minio_ || name == "mc";
    machine_ = machine_ || name == "machine";
    names_role_ = names_role_ || is_any(lower_case(name), {"user", "role"});
    identified_ = identified_ || lower_case(name) == "identified";
    logs_in_ = logs_in_ || is_any(name, {"mongosh", "mongo", "mongodump", "mongorestore", "mongoexport", "mongoimport",
                                         "login", "sshpass", "rabbitmqadmin", "useradd", "usermod"});
    // Programs for which -p is something else.
    other_p_ =
        other_p_ || is_any(name, {"mkdir", "cp", "install", "rsync", "scp", "ssh", "sftp", "tar", "patch", "touch",
                                  "docker", "podman", "nmap", "nc", "ps", "psql", "pg_isready", "pg_dump"});
    has_user_ = has_user_ || word == "-u" || starts_with_any(word, {"--user", "--username"});
    reads_ = reads_ || is_any(name, {"--password-stdin", "--with-token", "chpasswd"}) ||
             (word == "--stdin" && words_.front() == "passwd");
  }

  [[nodiscard]] std::optional<std::string_view> next() const {
    if (at_ + 1 < words_.size() && is_value(words_[at_ + 1])) return words_[at_ + 1];
    return std::nullopt;
  }
  void take(std::string_view value) {
    if (!value.empty()) found_.push_back(value);
  }
  void take_next() {
    if (auto const value = next()) {
      take(*value);
      ++at_;
    }
  }

  void look(std::string_view word) {
    if (word.empty()) return;
    std::size_t const equals = word.find('=');
    std::string_view const flag = word.substr(0, equals);
    if (is_password_flag(flag)) return equals == std::string_view::npos ? take_next() : take(word.substr(equals + 1));
    if (mysql_ && word.starts_with("-p") && word.size() > 2) return take(word.substr(2));
    if (is_secret_header(word)) return look_at_header(word);
    if (word.front() == '-') return look_at_flag(word, flag, equals);
    if (word == "<<<" && reads_) return take_next();
    std::string const lower = word.size() <= 8 ? lower_case(word) : std::string{};
    bool const sql = lower == "by" ? identified_ : lower == "password" && (names_role_ || machine_);
    if (sql) return take_next();
    look_at_query(word);
  }

  void look_at_flag(std::string_view word, std::string_view flag, std::size_t equals) {
    if (word == "-p") {
      auto const value = next();
      if (logs_in_ || (value && has_user_ && !other_p_ && !is_number(*value) && !is_path(*value))) take_next();
    } else if (word == "-a" && redis_) {
      take_next();
    } else if (word.starts_with("-p") && logs_in_ && word.size() > 2 && !word.starts_with("-password")) {
      take(word.substr(2));
    } else if (openssl_ && is_any(word, {"-k", "-K"})) {
      take_next();
    } else if (openssl_ && word.starts_with("-pass")) {
      auto const value = next();
      if (value && value->starts_with("pass:")) take(value->substr(5));
    } else if (curl_) {
      look_at_curl(word, flag, equals);
    }
  }

  /// -u me:X, -sSu me:X, -ume:X, --user me:X, --user=me:X.
  void look_at_curl(std::string_view word, std::string_view flag, std::size_t equals) {
    bool const by_name = is_any(flag, {"--user", "--proxy-user"});
    std::string_view login;
    if (by_name && equals != std::string_view::npos) {
      login = word.substr(equals + 1);
    } else if (by_name || (word[1] != '-' && (word.ends_with('u') || word.ends_with('U')))) {
      login = next().value_or(std::string_view{});
    } else if (word.starts_with("-u")) {
      login = word.substr(2);
    }
    std::size_t const colon = login.find(':');
    if (colon != std::string_view::npos) take(login.substr(colon + 1));
  }

  /// In one word, or in as many as it was split into.
  void look_at_header(std::string_view word) {
    std::string_view value = word.substr(word.find(':') + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    if (value.empty()) {
      value = next().value_or(std::string_view{});
      if (!value.empty()) ++at_;
    }
    if (is_scheme(value)) return take_next();
    std::size_t const blank = value.find(' ');
    if (blank != std::string_view::npos && is_scheme(value.substr(0, blank))) value.remove_prefix(blank + 1);
    take(value);
  }

  /// https://host/?user=me&password=X
  void look_at_query(std::string_view word) {
    for (std::string_view name : {"password=", "passwd=", "pwd="}) {
      for (std::size_t at = word.find(name); at != std::string_view::npos; at = word.find(name, at + 1)) {
        if (at == 0 || std::string_view("?&;").find(word[at - 1]) == std::string_view::npos) continue;
        std::string_view const value = word.substr(at + name.size());
        take(value.substr(0, value.find_first_of("&;#")));
      }
    }
  }

  /// mc alias set NAME URL KEY SECRET, mc config host add NAME URL KEY SECRET.
  void find_alias() {
    for (std::size_t i = 0; i + 4 < words_.size(); ++i) {
      bool const sets = i > 0 && ((words_[i] == "set" && words_[i - 1] == "alias") ||
                                  (words_[i] == "add" && words_[i - 1] == "host"));
      if (!sets) continue;
      for (std::size_t value = i + 3; value <= i + 4; ++value) {
        if (is_value(words_[value])) take(words_[value]);
      }
    }
  }

  words_view words_;
  std::vector<std::string_view>& found_;
  std::size_t at_ = 0;
  bool mysql_ = false, curl_ = false, openssl_ = false, redis_ = false, minio_ = false, machine_ = false;
  bool names_role_ = false, identified_ = false, logs_in_ = false, other_p_ = false, has_user_ = false, reads_ = false;
};

}  // namespace

bool is_filled_in(std::string_view value) {
  if (starts_with_any(value, {"%", "{{", "<"})) return true;
  if (value.starts_with("$$")) value.remove_prefix(1);
  if (value.size() < 2 || value.front() != '$') return false;
  char const next = value[1];
  // $2y$10$ begins a hash.
  return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '_' || next == '{' || next == '(';
}

std::vector<std::string_view> passwords_in(command_words const& words) {
  std::vector<std::string_view> found;
  words_view const all(words);
  std::optional<simple_command> writer;
  for (std::size_t begin = 0; begin < all.size();) {
    auto const rest = all.subspan(begin);
    auto const length = static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), &is_operator) - rest.begin());
    simple_command one(rest.first(length), found);
    one.find();
    if (writer && one.reads_password()) writer->find_written();
    writer.reset();
    if (length < rest.size() && rest[length] == "|") writer.emplace(rest.first(length), found);
    begin += length + 1;
  }
  return found;
}

std::vector<std::string_view> written_passwords_in(command_words const& words) {
  std::vector<std::string_view> found = passwords_in(words);
  std::erase_if(found, [](std::string_view one) { return is_filled_in(one) || one.starts_with("/run/secrets/"); });
  return found;
}

}  // namespace dockverify::rules
