#include "audit/lock_model.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "rules/credentials.hpp"
#include "rules/secret_names.hpp"
#include "rules/service_values.hpp"

namespace dockverify::audit {

using compose::ordered_json;

namespace {

constexpr std::array<std::string_view, 6> path_keys{"source", "context", "dockerfile", "file", "path", "device"};

bool is_name_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool is_secret_name(std::string_view name, rules::settings const& settings) {
  bool const exempt =
      std::find(settings.not_secret.begin(), settings.not_secret.end(), name) != settings.not_secret.end();
  return !exempt && (rules::is_credential_name(name, settings) || rules::is_secret_name(name));
}

bool is_secret(std::string_view name, std::string_view value, rules::settings const& settings) {
  return is_secret_name(name, settings) && !rules::is_no_credential_value(name, value);
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

/// True when there was one.
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

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    if (std::string_view(" \t,[]\"'").find(c) == std::string_view::npos) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool has_password_word(std::string_view text) {
  std::vector<std::string> const words = words_of(text);
  std::vector<std::string_view> const found = rules::passwords_in_words(words);
  return std::any_of(found.begin(), found.end(),
                     [](std::string_view one) { return !one.starts_with('$') && !one.starts_with("/run/secrets/"); });
}

class model_maker {
 public:
  model_maker(rules::project_subject const& project, rules::settings const& settings)
      : project_(project), settings_(settings) {}

  locked_model run() {
    compose::project bare = *project_.project;
    bare.extensions = {};
    made_.model = compose::canonical(bare, compose::model_view::json);
    for (rules::service_subject const& service : project_.services) hide_variables(service);
    hide(made_.model, {}, {});
    make_relative(made_.model, {});
    std::sort(made_.hidden.begin(), made_.hidden.end());
    made_.hidden.erase(std::unique(made_.hidden.begin(), made_.hidden.end()), made_.hidden.end());
    return std::move(made_);
  }

 private:
  void hide_value(ordered_json& value, std::string const& path) {
    value = std::string(hidden_value);
    made_.hidden.push_back(path);
  }

  // What comes from variables with a secret's name, whatever it looks like.

  [[nodiscard]] bool uses_secret(std::string_view written) const {
    std::vector<rules::variable_reference> const all = rules::references_in(written);
    return std::any_of(all.begin(), all.end(), [&](rules::variable_reference const& one) {
      return is_secret_name(one.name, settings_) || uses_secret(one.operand);
    });
  }

  void collect(compose::yaml_node const& node, std::set<std::string>& values) const {
    if (node.is_scalar() && uses_secret(node.written)) {
      values.insert(node.text);
      values.insert(node.text.substr(node.text.find('=') + 1));
    }
    for (compose::yaml_node const& item : node.items) collect(item, values);
    for (compose::yaml_entry const& entry : node.entries) collect(entry.value, values);
  }

  void hide_variables(rules::service_subject const& service) {
    std::string const path = "services." + service.service->name;
    auto const services = made_.model.find("services");
    if (services == made_.model.end() || !services->contains(service.service->name) || service.written == nullptr)
      return;
    ordered_json& model = (*services)[service.service->name];
    for (compose::yaml_entry const& entry : service.written->entries) {
      auto const target = model.find(entry.key);
      if (target == model.end()) continue;
      if (entry.key == "environment") {
        for (rules::variable_entry const& one : rules::entries_of(&entry.value)) {
          if (uses_secret(one.written) && target->contains(one.name) && (*target)[one.name].is_string())
            hide_value((*target)[one.name], path + ".environment." + one.name);
        }
        continue;
      }
      std::set<std::string> values;
      collect(entry.value, values);
      // A command is split into words: where its parts can not be told apart, nothing of it is shown.
      if (!values.empty() && !hide_texts(*target, path + "." + entry.key, &values))
        hide_texts(*target, path + "." + entry.key, nullptr);
    }
  }

  /// Texts that are one of `values`, or all of them; false: there was none.
  bool hide_texts(ordered_json& node, std::string const& path, std::set<std::string> const* values) {
    if (node.is_string()) {
      if (values != nullptr && values->count(undoubled(node.get<std::string>())) == 0) return false;
      hide_value(node, path);
      return true;
    }
    bool any = false;
    if (node.is_array()) {
      for (ordered_json& item : node) any = hide_texts(item, path, values) || any;
    } else if (node.is_object()) {
      for (auto& [key, value] : node.items()) any = hide_texts(value, path + "." + key, values) || any;
    }
    return any;
  }

  /// The canonical model writes each `$` twice.
  static std::string undoubled(std::string text) {
    for (std::size_t i = text.find("$$"); i != std::string::npos; i = text.find("$$", i + 1)) text.erase(i, 1);
    return text;
  }

  // What is written out.

  void hide(ordered_json& node, std::string const& path, std::string_view key) {
    if (node.is_object()) {
      for (auto& [name, value] : node.items()) hide(value, path.empty() ? name : path + "." + name, name);
    } else if (node.is_array()) {
      hide_password_words(node, path);
      for (ordered_json& item : node) hide(item, path, {});
    } else if (node.is_string() && node != hidden_value) {
      std::string text = node.get<std::string>();
      bool const variable = path.find(".environment.") != std::string::npos || path.find(".args.") != std::string::npos;
      if (is_secret(key, text, settings_) || key == "content" || has_credential(text) ||
          assigns_secret(text, settings_) || has_password_word(text) || (variable && rules::looks_generated(text))) {
        hide_value(node, path);
      } else if (hide_url_passwords(text)) {
        node = text;
        made_.hidden.push_back(path);
      }
    }
  }

  void hide_password_words(ordered_json& list, std::string const& path) {
    std::vector<std::string> words;
    for (ordered_json const& item : list) words.push_back(item.is_string() ? item.get<std::string>() : std::string{});
    for (std::string_view password : rules::passwords_in_words(words)) {
      if (password.starts_with('$') || password.starts_with("/run/secrets/")) continue;
      for (std::size_t i = 0; i < words.size(); ++i) {
        bool const inside = password.data() >= words[i].data() && password.data() <= words[i].data() + words[i].size();
        if (!inside || !list[i].is_string()) continue;
        std::string text = words[i];
        text.replace(static_cast<std::size_t>(password.data() - words[i].data()), password.size(), hidden_value);
        list[i] = std::move(text);
        made_.hidden.push_back(path);
      }
    }
  }

  void make_relative(ordered_json& node, std::string_view key) const {
    std::string const& directory = project_.project->directory;
    if (node.is_object()) {
      for (auto& [name, value] : node.items()) make_relative(value, key == "additional_contexts" ? key : name);
    } else if (node.is_array()) {
      for (ordered_json& item : node) make_relative(item, key);
    } else if (node.is_string() && directory.size() > 1) {
      bool const is_path =
          key == "additional_contexts" || std::find(path_keys.begin(), path_keys.end(), key) != path_keys.end();
      std::string const text = node.get<std::string>();
      if (!is_path || !text.starts_with(directory)) return;
      if (text.size() == directory.size())
        node = ".";
      else if (text[directory.size()] == '/')
        node = "." + text.substr(directory.size());
    }
  }

  rules::project_subject const& project_;
  rules::settings const& settings_;
  locked_model made_;
};

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

}  // namespace

locked_model model_for_lock(rules::project_subject const& project, rules::settings const& settings) {
  return model_maker(project, settings).run();
}

std::string content_for_lock(std::string_view text, std::set<int> const& secret_lines,
                             rules::settings const& settings) {
  std::string made;
  std::size_t hidden_below = std::string_view::npos;
  for (int number = 1; !text.empty(); ++number) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string_view const line = text.substr(0, end);
    std::size_t const indent = std::min(line.find_first_not_of(" \t\r"), line.size());
    bool const blank = indent == line.size();
    // What is nested below a secret's key is its value.
    bool const below = hidden_below != std::string_view::npos && (blank || indent > hidden_below);
    if (!below) {
      bool const secret =
          secret_lines.count(number) != 0 || !rules::credential_in(line).empty() || assigns_secret(line, settings) ||
          has_password_word(line) || (sets_variable(line) && names_secret(line, settings)) ||
          (line.find(':') != std::string_view::npos && names_secret(line.substr(0, line.find(':')), settings));
      hidden_below = secret ? indent : std::string_view::npos;
    }
    made += hidden_below == std::string_view::npos ? line : hidden_value;
    if (end < text.size()) made += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return made;
}

}  // namespace dockverify::audit
