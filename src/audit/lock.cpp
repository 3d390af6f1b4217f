#include "audit/lock.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <set>
#include <utility>

#include "audit/lock_model.hpp"
#include "audit/secret_text.hpp"
#include "audit/write_file.hpp"
#include "compose/digest.hpp"
#include "compose/go_json.hpp"
#include "compose/paths.hpp"
#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"
#include "compose/yaml_writer.hpp"
#include "rules/rule.hpp"
#include "rules/yaml_text.hpp"

namespace dockverify::audit {

using compose::ordered_json;
using compose::yaml_entry;
using compose::yaml_node;

namespace {

constexpr std::size_t largest_lock = std::size_t{32} << 20U;
constexpr std::size_t longest_value = 200;
constexpr std::string_view head =
    "# The audited configuration, written by `dockverify audit --lock` and compared by `dockverify audit "
    "--check-lock`.\n"
    "# Secrets are *** here and in no digest; paths start at the project's directory.\n";

std::string digest_of(std::string_view text) {
  return "sha256:" + compose::sha256_hex(text);
}

/// Files and findings by names that do not depend on where the audit ran.
class lock_names {
 public:
  lock_names(result const& audited, lock_facts const& facts) : audited_(audited), directory_(facts.directory) {}

  [[nodiscard]] std::string file(std::string const& shown) const {
    text_file const* known = directory_.empty() ? nullptr : audited_.read.file(shown);
    return known == nullptr ? shown : compose::seen_from(directory_, known->absolute);
  }
  [[nodiscard]] std::string file_of(finding const& f) const {
    return f.where.known() ? file(*f.where.file) : std::string{};
  }
  [[nodiscard]] std::string print_of(finding f) const {
    if (f.where.known()) f.where.file = std::make_shared<std::string const>(file_of(f));
    return fingerprint(f);
  }

 private:
  result const& audited_;
  std::string const& directory_;
};

// Writing.

ordered_json files_of(result const& audited, lock_names const& names, lines_by_file secret_lines) {
  for (auto const& [file, lines] : audited.secret_lines) secret_lines[file].insert(lines.begin(), lines.end());
  std::map<std::string, std::string> digests;
  for (text_file const& file : audited.read.files())
    digests[names.file(*file.shown)] =
        digest_of(content_for_lock(file.text, secret_lines[*file.shown], audited.settings));
  ordered_json section = ordered_json::object();
  for (auto const& [name, digest] : digests) section[name] = digest;
  return section;
}

/// Each reference with what is known of it without asking anybody: its own digest, or what the caller knows.
ordered_json images_of(result const& audited, lock_facts const& facts) {
  std::map<std::string, std::string> all;
  auto const add = [&](rules::image_subject const& one) {
    if (!one.known || one.reference.empty()) return;
    auto const known = facts.images.find(one.reference);
    std::string id(one.name.digest);
    std::string shown = one.reference;
    if (id.empty() && known != facts.images.end()) id = known->second;
    // A registry, or a Git repository that a build uses, with who logs in.
    hide_logins(shown);
    all.emplace(std::move(shown), std::move(id));
  };
  for (rules::project_subject const* project : audited.read.subjects().projects) {
    for (rules::image_subject const& one : project->images) add(one);
  }
  for (rules::image_subject const& one : audited.read.subjects().images) add(one);
  ordered_json section = ordered_json::object();
  for (auto const& [reference, id] : all) section[reference] = id.empty() ? ordered_json() : ordered_json(id);
  return section;
}

ordered_json accepted_of(result const& audited, lock_names const& names) {
  std::map<std::tuple<std::string, std::string, std::string, std::string>, ordered_json> sorted;
  for (finding const& f : audited.findings) {
    if (!f.ignored) continue;
    std::string const file = names.file_of(f), print = names.print_of(f);
    ordered_json one = ordered_json::object();
    one["rule"] = f.rule;
    one["name"] = f.name;
    one["file"] = file;
    if (!f.service.empty()) one["service"] = f.service;
    one["fingerprint"] = print;
    one["reason"] = f.ignored->reason;
    if (!f.ignored->until.empty()) one["until"] = f.ignored->until;
    one["source"] = f.ignored->source;
    sorted.emplace(std::tuple(f.rule, file, f.service, print), std::move(one));
  }
  ordered_json section = ordered_json::array();
  for (auto& [place, one] : sorted) section.push_back(std::move(one));
  return section;
}

ordered_json digests_of(ordered_json const& model) {
  ordered_json digests = ordered_json::object();
  for (char const* section : {"services", "networks", "volumes"}) {
    auto const found = model.find(section);
    if (found == model.end()) continue;
    for (auto const& [name, value] : found->items())
      digests[std::string(section) + "." + name] = digest_of(compose::go_json(value));
  }
  return digests;
}

ordered_json projects_of(result const& audited, lines_by_file& secret_lines) {
  std::map<std::string, ordered_json> sorted;
  for (rules::project_subject const* project : audited.read.subjects().projects) {
    locked_model locked = model_for_lock(*project, audited.settings);
    for (source_span const& place : locked.places) {
      if (place.known()) secret_lines[*place.file].insert(place.line);
    }
    ordered_json one = ordered_json::object();
    one["digests"] = digests_of(locked.model);
    one["hidden"] = locked.hidden;
    one["model"] = std::move(locked.model);
    std::string key = project->project->name;
    for (int number = 2; sorted.count(key) != 0; ++number) key = project->project->name + "@" + std::to_string(number);
    sorted.emplace(std::move(key), std::move(one));
  }
  ordered_json section = ordered_json::object();
  for (auto& [name, one] : sorted) section[name] = std::move(one);
  return section;
}

// Reading.

constexpr std::array<std::string_view, 6> sections{"schema", "environment", "files", "images", "accepted", "projects"};

class lock_reader {
 public:
  lock_reader(std::string_view text, std::shared_ptr<std::string const> shown) : shown_(std::move(shown)) {
    roots_ = compose::parse_yaml(text, shown_, log_);
    if (!log_.failed()) check();
  }

  [[nodiscard]] yaml_node const& root() const { return roots_.front(); }
  [[nodiscard]] yaml_node const& section(std::string_view name) const { return root().find(name)->value; }

  std::vector<report_error> errors() {
    std::vector<report_error> all;
    for (compose::problem& one : log_.take({})) {
      if (one.error)
        all.push_back({"lock-invalid", std::move(one.message), std::move(one.advice), std::move(one.where)});
    }
    return all;
  }

 private:
  static constexpr char const* rewrite = "write it anew: `dockverify audit --lock`";

  void check() {
    if (roots_.size() != 1 || !root().is_map()) {
      log_.error({shown_, 0, 0}, "a lock is one YAML mapping", rewrite);
      return;
    }
    yaml_entry const* schema = root().find("schema");
    if (schema == nullptr || schema->value.text != lock_schema) {
      source_span where = schema == nullptr ? root().where : schema->value.where;
      log_.error(std::move(where), "the lock must have `schema: " + std::string(lock_schema) + "`",
                 schema == nullptr ? rewrite : "it was written by another version: `dockverify audit --lock`");
      return;
    }
    std::vector<std::string> const known(sections.begin(), sections.end());
    for (yaml_entry const& entry : root().entries) {
      if (std::find(known.begin(), known.end(), entry.key) == known.end())
        log_.error(entry.where, "unknown key `" + entry.key + "` in the lock" + compose::did_you_mean(entry.key, known),
                   rewrite);
    }
    for (std::string const& name : known) {
      yaml_entry const* entry = root().find(name);
      if (entry == nullptr) {
        log_.error(root().where, "the lock has no `" + name + "`", rewrite);
      } else if (name == "accepted") {
        check_accepted(entry->value);
      } else if (name != "schema" && name != "environment" && !entry->value.is_map()) {
        log_.error(entry->value.where, "`" + name + "` must be a mapping", rewrite);
      } else if (name == "files" || name == "images") {
        for (yaml_entry const& one : entry->value.entries) check_text(one, name == "images");
      } else if (name == "projects") {
        for (yaml_entry const& one : entry->value.entries) check_project(one);
      }
    }
  }

  void check_text(yaml_entry const& entry, bool may_be_null) {
    bool const right = entry.value.kind == compose::value_kind::text || (may_be_null && entry.value.is_null());
    if (!right) log_.error(entry.value.where, "`" + entry.key + "` must be text", rewrite);
  }

  void check_accepted(yaml_node const& list) {
    if (!list.is_list()) log_.error(list.where, "`accepted` must be a list", rewrite);
    for (yaml_node const& one : list.items) {
      yaml_entry const* print = one.find("fingerprint");
      yaml_entry const* rule = one.find("rule");
      if (print == nullptr || !print->value.is_scalar() || rule == nullptr || !rule->value.is_scalar())
        log_.error(one.where, "an entry of `accepted` has `rule` and `fingerprint`", rewrite);
    }
  }

  void check_project(yaml_entry const& project) {
    yaml_entry const* model = project.value.find("model");
    yaml_entry const* hidden = project.value.find("hidden");
    yaml_entry const* digests = project.value.find("digests");
    if (model == nullptr || !model->value.is_map() || hidden == nullptr || !hidden->value.is_list() ||
        digests == nullptr || !digests->value.is_map())
      log_.error(project.where, "project `" + project.key + "` has `digests`, `hidden` and `model`", rewrite);
  }

  std::shared_ptr<std::string const> shown_;
  compose::problem_log log_;
  std::vector<yaml_node> roots_;
};

std::string compact(yaml_node const& node) {
  std::string text;
  if (node.is_list()) {
    for (yaml_node const& item : node.items) text += (text.empty() ? "" : ", ") + compact(item);
    return "[" + text + "]";
  }
  if (node.is_map()) {
    for (yaml_entry const& one : node.entries) text += (text.empty() ? "" : ", ") + one.key + ": " + compact(one.value);
    return "{" + text + "}";
  }
  return node.is_null() ? "null" : node.text;
}

std::string value_text(yaml_node const& node) {
  std::string text = compact(node);
  if (text.size() <= longest_value) return text;
  std::size_t end = longest_value;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

bool same(yaml_node const& a, yaml_node const& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size() || a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i])) return false;
  }
  return std::all_of(a.entries.begin(), a.entries.end(), [&](yaml_entry const& one) {
    yaml_entry const* other = b.find(one.key);
    return other != nullptr && same(one.value, other->value);
  });
}

/// nullopt: it is off.
std::optional<severity> level_of(rules::rule const& rule, result const& audited) {
  return rules::severity_of(rules::level_in_force(rule, audited.settings, audited.levels));
}

class comparison {
 public:
  comparison(lock_reader const& locked, lock_reader const& present, result const& audited, lock_names const& names,
             std::string const& shown)
      : locked_(locked),
        present_(present),
        audited_(audited),
        names_(names),
        shown_(std::make_shared<std::string const>(shown)) {}

  std::vector<finding> run() {
    compare("environment", locked_.root().find("environment"), present_.root().find("environment"), {});
    compare_entries("files", locked_.section("files"), present_.section("files"), {});
    compare_images();
    compare_projects();
    compare_accepted();
    std::erase_if(findings_, [&](finding const& f) { return !level_of(*rules::find_rule(f.rule), audited_); });
    return std::move(findings_);
  }

 private:
  finding& add(std::string_view id, source_span where, std::string message) {
    rules::rule const& rule = *rules::find_rule(id);
    finding f;
    f.rule = rule.id;
    f.name = rule.name;
    f.level = level_of(rule, audited_).value_or(severity::info);
    f.where = std::move(where);
    f.message = std::move(message);
    findings_.push_back(std::move(f));
    return findings_.back();
  }

  /// One fact of the lock; null: it is not there.
  void tell(std::string const& path, yaml_entry const* before, yaml_entry const* after, std::string const& service) {
    std::string const what = before == nullptr ? " is new" : after == nullptr ? " is gone" : " has changed";
    finding& f =
        add("DVA003", before == nullptr ? source_span{shown_, 0, 0} : before->where, path + what + " since the lock");
    f.field = path;
    f.service = service;
    if (before != nullptr) f.expected = value_text(before->value);
    if (after != nullptr) f.actual = value_text(after->value);
    f.advice = "undo it, or accept it: `dockverify audit --lock`";
  }

  /// Mappings entry by entry, all else as a whole.
  void compare(std::string const& path, yaml_entry const* before, yaml_entry const* after, std::string const& service) {
    if (before != nullptr && after != nullptr) {
      if (before->value.is_map() && after->value.is_map())
        return compare_entries(path, before->value, after->value, service);
      if (same(before->value, after->value)) return;
    }
    tell(path, before, after, service);
  }

  void compare_entries(std::string const& path, yaml_node const& before, yaml_node const& after,
                       std::string const& service) {
    std::string const prefix = path.empty() ? path : path + ".";
    for (yaml_entry const& one : before.entries) compare(prefix + one.key, &one, after.find(one.key), service);
    for (yaml_entry const& one : after.entries) {
      if (before.find(one.key) == nullptr) tell(prefix + one.key, nullptr, &one, service);
    }
  }

  /// An id that this audit does not know is no change.
  void compare_images() {
    yaml_node const& before = locked_.section("images");
    yaml_node const& after = present_.section("images");
    for (yaml_entry const& one : before.entries) {
      yaml_entry const* now = after.find(one.key);
      if (now == nullptr || (!one.value.is_null() && !now->value.is_null() && one.value.text != now->value.text))
        tell("images." + one.key, &one, now, {});
    }
    for (yaml_entry const& one : after.entries) {
      if (before.find(one.key) == nullptr) tell("images." + one.key, nullptr, &one, {});
    }
  }

  void compare_projects() {
    yaml_node const& before = locked_.section("projects");
    yaml_node const& after = present_.section("projects");
    for (yaml_entry const& one : before.entries) {
      yaml_entry const* now = after.find(one.key);
      if (now == nullptr) {
        tell("projects." + one.key, &one, nullptr, {});
        findings_.back().expected.reset();
        continue;
      }
      compare_model(one.value.find("model")->value, now->value.find("model")->value);
      compare("hidden", one.value.find("hidden"), now->value.find("hidden"), {});
    }
    for (yaml_entry const& one : after.entries) {
      if (before.find(one.key) != nullptr) continue;
      tell("projects." + one.key, nullptr, &one, {});
      findings_.back().actual.reset();
    }
  }

  /// The digests say nothing that the model does not say in more detail.
  void compare_model(yaml_node const& before, yaml_node const& after) {
    auto const compare_one = [&](std::string const& key, yaml_entry const* one, yaml_entry const* other) {
      if (key != "services" || one == nullptr || other == nullptr) return compare(key, one, other, {});
      for (yaml_entry const& service : one->value.entries)
        compare("services." + service.key, &service, other->value.find(service.key), service.key);
      for (yaml_entry const& service : other->value.entries) {
        if (one->value.find(service.key) == nullptr) tell("services." + service.key, nullptr, &service, service.key);
      }
    };
    for (yaml_entry const& one : before.entries) compare_one(one.key, &one, after.find(one.key));
    for (yaml_entry const& one : after.entries) {
      if (before.find(one.key) == nullptr) compare_one(one.key, nullptr, &one);
    }
  }

  static std::string print_of(yaml_node const& accepted) { return accepted.find("fingerprint")->value.text; }

  void compare_accepted() {
    std::map<std::string, yaml_node const*> before, after;
    for (yaml_node const& one : locked_.section("accepted").items) before.emplace(print_of(one), &one);
    for (yaml_node const& one : present_.section("accepted").items) after.emplace(print_of(one), &one);
    for (auto const& [print, one] : before) {
      std::string const path = "accepted." + one->find("rule")->value.text + "." + print;
      auto const now = after.find(print);
      if (now != after.end()) {
        compare_entries(path, *one, *now->second, {});
        continue;
      }
      yaml_entry const gone{print, one->where, *one};
      tell(path, &gone, nullptr, {});
    }
    std::set<std::string> told;
    for (finding const& f : audited_.findings) {
      if (!f.ignored) continue;
      std::string const print = names_.print_of(f);
      if (before.count(print) != 0 || !told.insert(print).second) continue;
      source_span where = f.ignored->where.known() ? f.ignored->where : f.where;
      finding& made =
          add("DVA004", std::move(where), f.rule + " " + f.name + " is ignored, which the lock does not know");
      made.field = f.rule + " " + print;
      made.service = f.service;
      made.evidences.push_back({f.where.text(), f.message});
      made.advice = "mend it, or accept it: `dockverify audit --lock`";
    }
  }

  lock_reader const& locked_;
  lock_reader const& present_;
  result const& audited_;
  lock_names const& names_;
  std::shared_ptr<std::string const> shown_;
  std::vector<finding> findings_;
};

/// What stands below a key, every line and column where it was.
std::string part_of(rules::yaml_text const& file, yaml_entry const& entry) {
  std::string text;
  for (int line = 1; line <= file.lines(); ++line) {
    std::string_view const content = file.content(line);
    if (line > entry.where.line) {
      bool const below = content.find_first_not_of(' ') >= static_cast<std::size_t>(entry.where.column);
      if (!below) break;
      text += content;
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string lock_text(result const& audited, lock_facts const& facts) {
  lines_by_file secret_lines;
  ordered_json projects = projects_of(audited, secret_lines);
  lock_names const names(audited, facts);
  ordered_json lock = ordered_json::object();
  lock["schema"] = std::string(lock_schema);
  lock["environment"] = audited.settings.environment == rules::environment::prod ? "prod" : "dev";
  lock["files"] = files_of(audited, names, std::move(secret_lines));
  lock["images"] = images_of(audited, facts);
  lock["accepted"] = accepted_of(audited, names);
  lock["projects"] = std::move(projects);
  return std::string(head) + compose::yaml_text(lock);
}

std::string save_lock(std::string const& path, std::string_view text) {
  if (!compose::file_exists(path)) return write_file(path, {std::nullopt}, text);
  std::string why;
  std::optional<std::string> const before = compose::read_file(path, largest_lock, why);
  if (!before) return why;
  return *before == text ? std::string{} : write_file(path, {*before}, text);
}

lock_check check_lock(std::optional<std::string> const& text, std::string const& shown, result const& audited,
                      lock_facts const& facts) {
  lock_check made;
  if (!text) {
    rules::rule const& rule = *rules::find_rule("DVA004");
    std::optional<severity> const level = level_of(rule, audited);
    if (!level) return made;
    finding f;
    f.rule = rule.id;
    f.name = rule.name;
    f.level = *level;
    f.where = {std::make_shared<std::string const>(shown), 0, 0};
    f.message = "there is no lock to compare with";
    f.field = "lock";
    f.advice = "write it: `dockverify audit --lock`";
    made.findings.push_back(std::move(f));
    return made;
  }
  lock_reader locked(*text, std::make_shared<std::string const>(shown));
  made.errors = locked.errors();
  if (!made.errors.empty()) return made;
  lock_reader const present(lock_text(audited, facts), std::make_shared<std::string const>("the present state"));
  made.findings = comparison(locked, present, audited, lock_names(audited, facts), shown).run();
  return made;
}

locked_projects read_lock(std::string_view text, std::string const& shown) {
  locked_projects made;
  lock_reader locked(text, std::make_shared<std::string const>(shown));
  made.errors = locked.errors();
  if (!made.errors.empty()) return made;
  rules::yaml_text const file{std::string(text)};
  for (yaml_entry const& one : locked.section("projects").entries) {
    yaml_node const& model = one.value.find("model")->value;
    yaml_entry const* name = model.find("name");
    locked_project project{name == nullptr ? one.key : name->value.text, part_of(file, *one.value.find("model")), {}};
    for (yaml_node const& path : one.value.find("hidden")->value.items) project.hidden.push_back(path.text);
    made.projects.push_back(std::move(project));
  }
  return made;
}

}  // namespace dockverify::audit
