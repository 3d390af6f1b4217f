#include "audit/secret_text.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "rules/credentials.hpp"
#include "rules/secret_names.hpp"

namespace dockverify::audit {

namespace {

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// `name=value` or `name: value` with a secret's name and a value that is written out.
bool assigns_secret(std::string_view text, rules::settings const& settings) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_name_character(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_name_character(text[end])) ++end;
    std::string_view const name = text.substr(i, end - i);
    i = end;
    std::string_view rest = text.substr(end);
    auto const skip = [&](std::string_view characters) {
      rest.remove_prefix(std::min(rest.find_first_not_of(characters), rest.size()));
    };
    skip("\"' ");
    if (rest.empty() || (rest.front() != '=' && rest.front() != ':')) continue;
    rest.remove_prefix(1);
    skip("\"' ");
    if (!rest.empty() && rest.front() != '$' && is_secret_name(name, settings)) return true;
  }
  return false;
}

/// A key, token or private key by its form, passwords in URLs aside.
bool has_credential(std::string text) {
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) text.replace(at, 3, " ");
  return !rules::credential_in(text).empty();
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    if (std::string_view(" \t\n,[]\"'").find(c) == std::string_view::npos) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool has_password_word(std::string_view text) {
  return !written_passwords(words_of(text)).empty();
}

bool sets_variable(std::string_view line) {
  std::size_t const first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  std::string word(line.substr(first, 4));
  for (char& c : word) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return word == "ENV " || word == "ARG ";
}

bool names_secret(std::string_view line, rules::settings const& settings) {
  std::vector<std::string> const words = words_of(line);
  return std::any_of(words.begin(), words.end(), [&](std::string const& word) {
    return is_secret_name(std::string_view(word).substr(0, word.find('=')), settings);
  });
}

/// A key without a value in its own line: the value is nested below it.
bool is_secret_key(std::string_view line, rules::settings const& settings) {
  std::size_t const colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  std::string_view const value = line.substr(colon + 1);
  std::size_t const first = value.find_first_not_of(" \t\r");
  bool const nested = first == std::string_view::npos || value[first] == '|' || value[first] == '>';
  return nested && names_secret(line.substr(0, colon), settings);
}

}  // namespace

bool is_secret_name(std::string_view name, rules::settings const& settings) {
  bool const exempt =
      std::find(settings.not_secret.begin(), settings.not_secret.end(), name) != settings.not_secret.end();
  return !exempt && (rules::is_credential_name(name, settings) || rules::is_secret_name(name));
}

std::vector<std::string_view> written_passwords(std::vector<std::string> const& words) {
  std::vector<std::string_view> found = rules::passwords_in_words(words);
  std::erase_if(found, [](std::string_view one) {
    return one.starts_with('$') || one.starts_with('%') || one.starts_with("/run/secrets/");
  });
  return found;
}

bool holds_secret(std::string_view text, rules::settings const& settings) {
  return has_credential(std::string(text)) || assigns_secret(text, settings) || has_password_word(text);
}

bool hide_url_passwords(std::string& text) {
  bool hidden = false;
  std::size_t from = 0;
  while (auto const password = rules::password_in_url(std::string_view(text).substr(from))) {
    auto const at = static_cast<std::size_t>(password->data() - text.data());
    std::size_t length = password->size();
    if (!password->starts_with('$')) {
      text.replace(at, length, hidden_value);
      length = hidden_value.size();
      hidden = true;
    }
    from = at + length;
  }
  return hidden;
}

std::set<int> lines_with_secrets(std::string_view text, std::set<int> const& known, rules::settings const& settings) {
  std::set<int> lines;
  std::size_t hidden_below = std::string_view::npos;
  bool in_item = false;
  for (int number = 1; !text.empty(); ++number) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string_view const line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::size_t const indent = std::min(line.find_first_not_of(" \t\r"), line.size());
    // The items of a list may stand in their key's column.
    bool const item = line.substr(indent).starts_with("- ");
    bool const below = hidden_below != std::string_view::npos &&
                       (indent == line.size() || indent > hidden_below || (item && !in_item && indent == hidden_below));
    if (!below) {
      bool const secret = known.count(number) != 0 || holds_secret(line, settings) || rules::password_in_url(line) ||
                          (sets_variable(line) && names_secret(line, settings)) || is_secret_key(line, settings);
      hidden_below = secret ? indent : std::string_view::npos;
      in_item = item;
    }
    if (hidden_below != std::string_view::npos) lines.insert(number);
  }
  return lines;
}

}  // namespace dockverify::audit
