#include "audit/lock_model.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "audit/conceal.hpp"
#include "audit/secret_text.hpp"
#include "rules/credentials.hpp"
#include "rules/secret_names.hpp"
#include "rules/service_values.hpp"

namespace dockverify::audit {

using compose::ordered_json;

namespace {

constexpr std::array<std::string_view, 6> path_keys{"source", "context", "dockerfile", "file", "path", "device"};

bool is_secret(std::string_view name, std::string_view value, secret_names const& names) {
  return names.has(name) && !rules::is_no_credential_value(name, value);
}

class model_maker {
 public:
  model_maker(rules::project_subject const& project, rules::settings const& settings)
      : project_(project), names_(settings, variables_of_secrets(project)) {}

  locked_model run() {
    compose::project bare = *project_.project;
    bare.extensions = {};
    made_.model = compose::canonical(bare, compose::model_view::json);
    for (rules::service_subject const& service : project_.services) hide_variables(service);
    hide(made_.model, {}, {});
    note_places();
    for (auto const& [key, config] : project_.project->configs) {
      if (config.content) made_.places.push_back(config.marks.find("content"));
    }
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

  /// Of everything hidden: its key, or the nearest one above.
  void note_places() {
    for (std::string const& path : made_.hidden) {
      for (auto const& [name, service] : project_.project->services) {
        std::string const prefix = "services." + name + ".";
        if (path.starts_with(prefix))
          made_.places.push_back(service.where(std::string_view(path).substr(prefix.size())));
      }
    }
  }

  /// Of variables that are written out; an alias leads to its anchor.
  void note_variables(compose::yaml_node const& environment) {
    for (compose::yaml_entry const& one : environment.entries) {
      if (is_secret(one.key, one.value.text, names_)) made_.places.push_back(one.value.where);
    }
    for (compose::yaml_node const& one : environment.items) {
      if (names_.has(std::string_view(one.text).substr(0, one.text.find('=')))) made_.places.push_back(one.where);
    }
  }

  [[nodiscard]] bool uses_secret(std::string_view written) const {
    std::vector<rules::variable_reference> const all = rules::references_in(written);
    return std::any_of(all.begin(), all.end(), [&](rules::variable_reference const& one) {
      return names_.has(one.name) || uses_secret(one.operand);
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
        note_variables(entry.value);
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
      if (is_secret(key, text, names_) || key == "content" || holds_secret(text, names_) ||
          (variable && text.find_first_of(":.") == std::string::npos && rules::looks_generated(text))) {
        hide_value(node, path);
      } else if (hide_logins(text)) {
        node = text;
        made_.hidden.push_back(path);
      }
    }
  }

  /// What only the words before it tell, as of `curl -u me:password`.
  void hide_password_words(ordered_json& list, std::string const& path) {
    std::string joined;
    std::vector<std::size_t> starts;
    for (ordered_json const& item : list) {
      starts.push_back(joined.size());
      if (item.is_string()) joined += item.get<std::string>();
      joined += '\n';
    }
    std::vector<secret_place> places = secrets_in(joined, names_);
    std::erase_if(places, [](secret_place const& one) { return one.in_url; });
    std::sort(places.begin(), places.end(), [](secret_place const& a, secret_place const& b) {
      return a.begin != b.begin ? a.begin > b.begin : a.end > b.end;
    });
    std::size_t last = joined.size();
    for (secret_place const& one : places) {
      auto const next = std::upper_bound(starts.begin(), starts.end(), one.begin);
      bool const inside = next == starts.end() || one.end <= *next;
      if (one.end > last || !inside) continue;
      last = one.begin;
      ordered_json& item = list[static_cast<std::size_t>(next - starts.begin()) - 1];
      std::string text = item.get<std::string>();
      // A text of several words is hidden as a whole.
      if (text.find_first_of(" \t\n") != std::string::npos) continue;
      item = text.replace(one.begin - *std::prev(next), one.end - one.begin, hidden_value);
      made_.hidden.push_back(path);
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
  secret_names const names_;
  locked_model made_;
};

}  // namespace

locked_model model_for_lock(rules::project_subject const& project, rules::settings const& settings) {
  return model_maker(project, settings).run();
}

std::string content_for_lock(std::string_view text, std::set<int> const& secret_lines,
                             rules::settings const& settings) {
  std::set<int> const hidden = lines_with_secrets(text, secret_lines, settings);
  std::string made;
  for (int number = 1; !text.empty(); ++number) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    made += hidden.count(number) == 0 ? text.substr(0, end) : hidden_value;
    if (end < text.size()) made += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return made;
}

}  // namespace dockverify::audit
