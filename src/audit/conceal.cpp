#include "audit/conceal.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include "rules/credentials.hpp"
#include "rules/secret_names.hpp"

namespace dockverify::audit {

namespace {

/// Shorter ones are words that a message can have of its own; they are hidden where they are known to stand.
constexpr std::size_t long_enough = 8;

std::size_t beginning_of(std::string_view text) {
  return static_cast<std::size_t>(static_cast<unsigned char>(text[0])) << 8U | static_cast<unsigned char>(text[1]);
}

bool continues_word(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool stands_alone(std::string_view text, std::size_t at, std::size_t length) {
  bool const before = at > 0 && continues_word(text[at - 1]) && continues_word(text[at]);
  bool const after =
      at + length < text.size() && continues_word(text[at + length]) && continues_word(text[at + length - 1]);
  return !before && !after;
}

/// What rules say in their own words is neither in backticks nor a value.
void hide_near(std::string& text, std::string_view secret) {
  bool const word = secret.size() < 4 || rules::is_common_password(secret);
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    bool const value = at > 0 && std::string_view("=:\"'").find(text[at - 1]) != std::string_view::npos;
    bool const quoted = value || std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '`') % 2 == 1;
    if ((secret.size() >= long_enough || stands_alone(text, at, secret.size())) && (quoted || !word)) {
      text.replace(at, secret.size(), hidden_value);
      at += hidden_value.size();
    } else {
      at += secret.size();
    }
  }
}

template <class Function>
void each_text(finding& f, Function const& hide) {
  for (std::string* text : {&f.message, &f.advice, &f.field, &f.fix}) hide(*text);
  for (std::optional<std::string>* text : {&f.expected, &f.actual}) {
    if (*text) hide(**text);
  }
  for (evidence& one : f.evidences) {
    hide(one.source);
    hide(one.text);
  }
}

}  // namespace

std::set<std::string, std::less<>> variables_of_secrets(rules::project_subject const& project) {
  std::set<std::string, std::less<>> names;
  compose::yaml_entry const* secrets = project.tree == nullptr ? nullptr : project.tree->find("secrets");
  if (secrets == nullptr) return names;
  for (compose::yaml_entry const& secret : secrets->value.entries) {
    compose::yaml_entry const* variable = secret.value.find("environment");
    if (variable != nullptr && !variable->value.text.empty()) names.insert(variable->value.text);
  }
  return names;
}

concealer::concealer(inputs const& read, rules::settings const& settings,
                     std::map<std::string, std::string> const& variables,
                     std::set<std::pair<std::string, int>> const& marked) {
  std::set<std::string, std::less<>> also;
  for (rules::project_subject const* project : read.subjects().projects) also.merge(variables_of_secrets(*project));
  secret_names const names(settings, std::move(also));

  std::map<std::string_view, std::set<int>> known;
  for (auto const& [file, line] : marked) known[file].insert(line);
  for (text_file const& file : read.files()) {
    file_secrets found = secrets_of_file(file.text, known[*file.shown], names);
    for (known_secret const& one : found.secrets) {
      if (one.plain) add(one.text);
    }
    if (!found.lines.empty()) lines_.emplace(*file.shown, std::move(found.lines));
    if (!found.secrets.empty()) by_file_.emplace(*file.shown, std::move(found.secrets));
  }
  // Lines of files whose texts are not kept, such as env files.
  for (auto const& [file, line] : marked) lines_[file].insert(line);

  auto const add_variable = [&](std::string_view name, std::string_view value) {
    if (names.is_plain(name) && !rules::is_no_credential_value(name, value)) add(value);
    for (secret_place const& one : secrets_in(value, names)) {
      if (one.plain) add(value.substr(one.begin, one.end - one.begin));
    }
  };
  for (auto const& [name, value] : variables) add_variable(name, value);
  for (rules::project_subject const* project : read.subjects().projects) {
    for (rules::env_file_variable const& one : project->dotenv) add_variable(one.name, one.value);
    for (rules::service_subject const& service : project->services) {
      for (rules::env_file_variable const& one : service.env_file_variables) add_variable(one.name, one.value);
    }
  }
  for (std::string const& one : long_) beginnings_.set(beginning_of(one));
  for (text_file const& file : read.files()) add_repeated(file);
}

/// The same secret again, in a comment or by another name.
void concealer::add_repeated(text_file const& file) {
  if (long_.empty()) return;
  int line = 1;
  std::string_view const text = file.text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') ++line;
    if (long_at(text, at) != 0) lines_[*file.shown].insert(line);
  }
}

void concealer::add(std::string_view secret) {
  if (secret.size() >= long_enough && !rules::is_common_password(secret)) long_.emplace(secret);
}

std::size_t concealer::long_at(std::string_view text, std::size_t at) const {
  std::string_view rest = text.substr(at);
  if (rest.size() < long_enough || !beginnings_.test(beginning_of(rest))) return 0;
  // The last one that is not behind `rest` in order is its beginning, or else how much they have in common is all that
  // another one can have.
  while (rest.size() >= long_enough) {
    auto const next = long_.upper_bound(rest);
    if (next == long_.begin()) return 0;
    std::string_view const nearest = *std::prev(next);
    if (rest.starts_with(nearest)) return nearest.size();
    auto const differs = std::mismatch(rest.begin(), rest.end(), nearest.begin(), nearest.end());
    rest = rest.substr(0, static_cast<std::size_t>(differs.first - rest.begin()));
  }
  return 0;
}

void concealer::hide_long(std::string& text) const {
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::size_t const length = long_at(text, at);
    if (length != 0) text.replace(at, length, hidden_value);
  }
}

std::vector<std::string_view> concealer::near(source_span const& where) const {
  std::vector<std::string_view> found;
  if (!where.known()) return found;
  auto const file = by_file_.find(*where.file);
  if (file == by_file_.end()) return found;
  // They are in the order of the file, by their last lines too.
  auto one = std::partition_point(file->second.begin(), file->second.end(),
                                  [&](known_secret const& before) { return before.last_line < where.line; });
  for (; one != file->second.end() && one->first_line <= where.line; ++one) found.emplace_back(one->text);
  // A secret can be a part of another one.
  std::sort(found.begin(), found.end(),
            [](std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() > b.size() : a < b; });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void concealer::hide(std::string& text, std::vector<std::string_view> const& near) const {
  hide_long(text);
  for (std::string_view one : near) hide_near(text, one);
  hide_logins(text);
}

void concealer::apply(finding& f) const {
  if (f.where.known()) {
    auto const file = lines_.find(*f.where.file);
    if (file != lines_.end() && file->second.count(f.where.line) != 0) {
      f.secret = true;
      f.excerpt.clear();
    }
  }
  std::vector<std::string_view> secrets = near(f.where);
  for (std::string_view one : near(f.related)) secrets.push_back(one);
  each_text(f, [&](std::string& text) { hide(text, secrets); });
  if (f.ignored) hide(f.ignored->reason, near(f.ignored->where));
}

void concealer::apply(report_error& error) const {
  std::vector<std::string_view> const secrets = near(error.where);
  hide(error.message, secrets);
  hide(error.advice, secrets);
}

}  // namespace dockverify::audit
