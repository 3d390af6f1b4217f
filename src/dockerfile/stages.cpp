// As BuildKit's frontend/dockerfile/dockerfile2llb resolves stages and variables, without the images themselves: what
// only an image could tell is unknown.
#include "dockerfile/stages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "dockerfile/arguments.hpp"
#include "dockerfile/mount.hpp"

namespace dockverify::dockerfile {

namespace {

constexpr std::size_t max_chain = 1000;                       // stages FROM stages; deeper ones are unknown
constexpr std::size_t max_expanded = std::size_t{16} << 20U;  // of all values together: they may double with each ENV

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& c : made) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return made;
}

bool is_platform_argument(std::string_view name) {
  constexpr std::array<std::string_view, 9> names{"TARGETPLATFORM", "TARGETOS",     "TARGETARCH",
                                                  "TARGETVARIANT",  "TARGETSTAGE",  "BUILDOS",
                                                  "BUILDARCH",      "BUILDVARIANT", "BUILDPLATFORM"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

variable_value const only_the_build_knows{true, std::nullopt, true, false};
variable_value const argument_without_default{true, std::nullopt, true, true};

class lookup_at final : public variable_lookup {
 public:
  lookup_at(stage_model const& model, std::size_t instruction) : model_(model), instruction_(instruction) {}
  [[nodiscard]] variable_value find(std::string_view name) const override {
    return model_.variable(name, instruction_);
  }

 private:
  stage_model const& model_;
  std::size_t instruction_;
};

}  // namespace

/// Walks over the file once, from the top.
class stage_model::builder {
 public:
  explicit builder(stage_model& made) : made_(made), file_(*made.file_) {}

  void run() {
    auto const all = file_.instructions();
    made_.stage_of_.assign(all.size(), npos);
    made_.shell_at_.assign(all.size(), nullptr);
    made_.workdir_at_.assign(all.size(), nullptr);
    made_.user_at_.assign(all.size(), nullptr);
    bool const fragment = std::none_of(all.begin(), all.end(), [](auto const& i) { return i.is(keyword::from); });
    if (fragment) {
      made_.problems_.push_back({problem_kind::order, {0, 0}, "there is no FROM", "begin with FROM IMAGE", all.size()});
      if (all.empty()) return;
      open(nullptr, 0);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].is(keyword::from)) {
        close(i);
        open(&all[i], i);
      }
      if (made_.stages_.empty()) {
        before_first_from(all[i], i);
      } else {
        in_stage(all[i], i);
      }
    }
    close(all.size());
    // Views into the stages' own strings, so not before the stages have stopped moving.
    for (auto& s : made_.stages_) s.image = split_image_name(s.base_name.text);
    choose_target();
    mark_needed();
  }

 private:
  void before_first_from(instruction const& i, std::size_t at) {
    if (i.is(keyword::arg)) {
      for (auto const& p : i.pairs) set_argument(made_.globals_, p, at, true);
    } else if (!i.is(keyword::unknown) && made_.problems_.size() < max_problems) {
      made_.problems_.push_back({problem_kind::order, i.name_where,
                                 std::string(name_of(i.what)) + " stands before the first FROM",
                                 "move it below FROM; only ARG may stand above", at});
    }
  }

  void open(instruction const* from, std::size_t at) {
    stage s;
    s.index = made_.stages_.size();
    s.from = from;
    s.first = from == nullptr ? 0 : at + 1;
    made_.variables_.emplace_back();
    made_.environment_.emplace_back();
    if (from != nullptr) {
      made_.stage_of_[at] = s.index;
      if (from->words.size() == 3) {
        s.name_word = &from->words[2];
        s.name = s.name_word->text;
      }
      find_base(s, *from, at);
    }
    made_.stages_.push_back(std::move(s));
    auto& made = made_.stages_.back();
    if (made.base == base_kind::stage) {
      auto& below = made_.stages_[made.base_stage];
      below.built_on_by.push_back(made.index);
      made.config = below.config;
      made.windows = below.windows;
    }
    if (made.named()) made_.names_[lower(made.name)].push_back(made.index);
    cmd_here_ = false;
  }

  void find_base(stage& s, instruction const& from, std::size_t at) {
    if (from.words.empty()) {
      s.base = base_kind::unknown;
      s.base_name.known = false;
      return;
    }
    s.base_name = made_.expand(from.words[0].text, at);
    if (auto const* platform = from.find_flag("platform")) s.platform = made_.expand(platform->value, at);
    auto const& name = s.base_name.text;
    auto const below = s.base_name.known ? made_.find_name(name, s.index) : npos;
    if (below != npos) {
      s.base = base_kind::stage;
      s.base_stage = below;
    } else if (name == "scratch") {
      s.base = base_kind::scratch;
    } else if (!s.base_name.known || name.empty() || !s.base_name.error.empty()) {
      s.base = base_kind::unknown;
    } else {
      s.base = base_kind::image;
    }
    auto const text = lower(name);
    for (std::string_view sign : {"windows", "nanoserver", "servercore"}) {
      s.windows = s.windows || text.find(sign) != std::string::npos;
    }
    if (s.platform) s.windows = s.windows || s.platform->text.starts_with("windows");
  }

  void close(std::size_t at) {
    if (!made_.stages_.empty()) made_.stages_.back().last = at;
  }

  void in_stage(instruction const& i, std::size_t at) {
    auto& s = made_.stages_.back();
    auto& config = s.config;
    made_.stage_of_[at] = s.index;
    made_.shell_at_[at] = config.shell;
    made_.workdir_at_[at] = config.workdir;
    made_.user_at_[at] = config.user;
    switch (i.what) {
      case keyword::env:
        set_environment(i, at, s.index);
        break;
      case keyword::arg:
        for (auto const& p : i.pairs) set_argument(made_.variables_[s.index], p, at, false);
        break;
      case keyword::user:
        config.user = &i;
        break;
      case keyword::workdir:
        config.workdir = &i;
        break;
      case keyword::shell:
        if (i.exec_form()) config.shell = &i;
        break;
      case keyword::entrypoint:
        config.entrypoint = &i;
        if (!cmd_here_) {
          config.cmd = nullptr;
          config.cmd_reset = true;
        }
        break;
      case keyword::cmd:
        config.cmd = &i;
        config.cmd_reset = false;
        cmd_here_ = true;
        break;
      case keyword::healthcheck:
        config.healthcheck = &i;
        break;
      case keyword::stopsignal:
        config.stopsignal = &i;
        break;
      case keyword::copy:
        if (auto const* from = i.find_flag("from")) uses(from->value, s.index);
        break;
      case keyword::run:
        for (auto const& m : mounts_of(i)) {
          if (!m.from.empty()) uses(m.from, s.index);
        }
        break;
      default:
        break;
    }
  }

  void uses(std::string_view from, std::size_t user) {
    auto const found = made_.resolve(from, user);
    if (found.what != stage_reference::kind::stage) return;
    auto& by = made_.stages_[found.stage].copied_by;
    if (!by.empty() && by.back() == user) return;
    by.push_back(user);
    made_.copies_from_.emplace_back(user, found.stage);
  }

  void set_environment(instruction const& i, std::size_t at, std::size_t stage) {
    // All names of one ENV see what was before it.
    for (auto const& p : i.pairs) {
      auto const value = value_of(p.value.text, at);
      made_.environment_[stage][p.name.text].push_back({at, value});
      made_.variables_[stage][p.name.text].push_back({at, value});
    }
  }

  variable_value value_of(std::string_view word, std::size_t at) {
    if (expanded_ > max_expanded) return only_the_build_knows;
    auto made = made_.expand(word, at);
    expanded_ += made.text.size();
    if (!made.known || !made.error.empty()) return only_the_build_knows;
    return {true, std::move(made.text), false, false};
  }

  void set_argument(scope& in, pair const& p, std::size_t at, bool global) {
    auto const name = p.name.text;
    auto const given = made_.options_.build_args.find(std::string(name));
    variable_value value = is_platform_argument(name) ? only_the_build_knows : argument_without_default;
    if (given != made_.options_.build_args.end()) {
      value = {true, given->second, false, false};
    } else if (p.has_value) {
      value = value_of(p.value.text, at);
    } else if (!global) {
      if (auto const found = made_.globals_.find(name); found != made_.globals_.end())
        value = found->second.back().value;
    }
    in[name].push_back({at, std::move(value)});
  }

  void choose_target() {
    auto const& wanted = made_.options_.target;
    made_.target_ = wanted.empty() ? made_.stages_.size() - 1 : made_.find(wanted);
    if (made_.target_ == npos) {
      made_.problems_.push_back({problem_kind::order,
                                 {0, 0},
                                 "there is no stage " + shown(wanted),
                                 "name one of the stages after AS in FROM",
                                 file_.instructions().size()});
      return;
    }
    made_.stages_[made_.target_].is_target = true;
  }

  void mark_needed() {
    if (made_.target_ == npos) return;
    for (auto& s : made_.stages_) s.needed = false;
    std::vector<std::vector<std::size_t>> sources(made_.stages_.size());
    for (auto const& [user, source] : made_.copies_from_) sources[user].push_back(source);
    std::vector<std::size_t> open{made_.target_};
    while (!open.empty()) {
      auto& s = made_.stages_[open.back()];
      open.pop_back();
      if (s.needed) continue;
      s.needed = true;
      if (s.base_stage != npos) open.push_back(s.base_stage);
      open.insert(open.end(), sources[s.index].begin(), sources[s.index].end());
    }
  }

  stage_model& made_;
  document const& file_;
  bool cmd_here_ = false;  ///< the stage itself has a CMD
  std::size_t expanded_ = 0;
};

stage_model::stage_model(document const& file, stage_options options) : file_(&file), options_(std::move(options)) {
  builder(*this).run();
}

stage const* stage_model::target_stage() const noexcept {
  return target_ == npos ? nullptr : &stages_[target_];
}

std::size_t stage_model::find_name(std::string_view name, std::size_t before) const {
  auto const found = names_.find(lower(name));
  if (found == names_.end()) return npos;
  auto const after = std::lower_bound(found->second.begin(), found->second.end(), before);
  return after == found->second.begin() ? npos : *std::prev(after);
}

std::size_t stage_model::find(std::string_view name, std::size_t before) const {
  auto const named = find_name(name, before);
  if (named != npos) return named;
  auto const index = number(name);
  return index && *index < std::min(before, stages_.size()) ? *index : npos;
}

std::size_t stage_model::index_of(instruction const& i) const noexcept {
  auto const all = file_->instructions();
  auto const inside = !all.empty() && !std::less<>()(&i, all.data()) && std::less<>()(&i, all.data() + all.size());
  return inside ? static_cast<std::size_t>(&i - all.data()) : npos;
}

std::vector<std::size_t> stage_model::chain(std::size_t stage) const {
  std::vector<std::size_t> made;
  // A stage is FROM earlier ones only, so this ends.
  for (auto at = stage; at < stages_.size() && made.size() < max_chain; at = stages_[at].base_stage) made.push_back(at);
  return made;
}

stage_reference stage_model::resolve(std::string_view from, std::size_t stage) const {
  using kind = stage_reference::kind;
  if (from.find('$') != std::string_view::npos) return {kind::variable, npos};
  auto const earlier = find(from, stage);
  if (earlier != npos) return {kind::stage, earlier};
  if (auto const index = number(from)) return {*index == stage ? kind::self : kind::bad_index, npos};
  auto const named = names_.find(lower(from));
  if (named == names_.end()) return {kind::image, npos};
  auto const at = std::lower_bound(named->second.begin(), named->second.end(), stage);
  if (at != named->second.end() && *at == stage) return {kind::self, stage};
  return {kind::later_stage, at == named->second.end() ? npos : *at};
}

variable_value stage_model::look_up(std::vector<scope> const& scopes, std::string_view name, std::size_t stage,
                                    std::size_t before) const {
  std::size_t steps = 0;
  while (stage < scopes.size()) {
    if (auto const found = scopes[stage].find(name); found != scopes[stage].end()) {
      auto const& list = found->second;
      auto const after = std::lower_bound(list.begin(), list.end(), before,
                                          [](setting const& s, std::size_t at) { return s.at < at; });
      if (after != list.begin()) return std::prev(after)->value;
    }
    // The stage that is being opened is not in the list yet; nothing is asked of it.
    auto const& s = stages_[stage];
    if (s.base != base_kind::stage || ++steps > max_chain) {
      bool const empty = s.base == base_kind::scratch;
      return {name == "PATH", std::nullopt, !empty || name == "PATH", false};
    }
    stage = s.base_stage;
    before = npos;
  }
  return {};
}

variable_value stage_model::variable(std::string_view name, std::size_t instruction) const {
  auto const stage = instruction < stage_of_.size() ? stage_of_[instruction] : npos;
  if (stage == npos || file_->instructions()[instruction].is(keyword::from)) {
    auto const found = globals_.find(name);
    if (found == globals_.end()) return is_platform_argument(name) ? only_the_build_knows : variable_value();
    auto const& list = found->second;
    auto const after = std::lower_bound(list.begin(), list.end(), instruction,
                                        [](setting const& s, std::size_t at) { return s.at < at; });
    return after == list.begin() ? variable_value() : std::prev(after)->value;
  }
  return look_up(variables_, name, stage, instruction);
}

variable_value stage_model::environment(std::string_view name, std::size_t instruction) const {
  auto const stage = instruction < stage_of_.size() ? stage_of_[instruction] : npos;
  return stage == npos ? variable_value() : look_up(environment_, name, stage, instruction);
}

variable_value stage_model::final_environment(std::string_view name, std::size_t stage) const {
  return look_up(environment_, name, stage, npos);
}

expansion stage_model::expand(std::string_view word, std::size_t instruction) const {
  return dockerfile::expand(word, lookup_at(*this, instruction), {.escape = file_->escape()});
}

expansion stage_model::expand_defaults(std::string_view word, std::size_t instruction) const {
  return dockerfile::expand(word, lookup_at(*this, instruction), {.escape = file_->escape(), .unset_unknown = true});
}

shell::shell_settings stage_model::shell_settings_at(std::size_t instruction) const {
  auto const* set = shell_at_[instruction];
  if (set != nullptr) {
    std::vector<std::string_view> words;
    for (auto const& w : set->words) words.push_back(w.text);
    return shell::settings_of(words);
  }
  auto const stage = stage_of_[instruction];
  if (stage != npos && stages_[stage].windows) return {shell::dialect::cmd, false, false};
  return {};
}

}  // namespace dockverify::dockerfile
