#include "audit/gather.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "audit/context.hpp"
#include "audit/discover.hpp"
#include "audit/project_facts.hpp"
#include "compose/paths.hpp"
#include "dockerfile/mount.hpp"
#include "dockerfile/parse.hpp"
#include "rules/ignore_comments.hpp"

namespace dockverify::audit {

namespace {

constexpr std::size_t largest_dockerfile = std::size_t{64} << 20U;

/// A parsed Dockerfile and everything that points into it.
struct dockerfile_input {
  dockerfile::document document;
  std::unique_ptr<dockerfile::stage_model> stages;
  rules::dockerfile_subject subject;
};

struct project_input {
  compose::load_result loaded;
  std::string directory;
  rules::project_subject subject;
};

}  // namespace

struct inputs::store {
  rules::settings settings;
  std::deque<dockerfile_input> dockerfiles;
  std::deque<rules::context_subject> contexts;
  std::deque<project_input> projects;
  std::vector<text_file> files;
  std::map<std::string, std::size_t, std::less<>> file_index;
  std::vector<report_error> errors;
  rules::subjects subjects;
};

inputs::inputs() : store_(std::make_unique<store>()) {}
inputs::inputs(inputs&&) noexcept = default;
inputs& inputs::operator=(inputs&&) noexcept = default;
inputs::~inputs() = default;

rules::subjects const& inputs::subjects() const noexcept {
  return store_->subjects;
}
std::vector<rules::dockerfile_subject*> inputs::dockerfiles() noexcept {
  std::vector<rules::dockerfile_subject*> all;
  for (dockerfile_input& one : store_->dockerfiles) all.push_back(&one.subject);
  return all;
}
void inputs::configure(rules::settings const& settings) {
  store_->settings = settings;
}
std::vector<report_error> const& inputs::errors() const noexcept {
  return store_->errors;
}
std::vector<text_file> const& inputs::files() const noexcept {
  return store_->files;
}
text_file const* inputs::file(std::string_view shown) const {
  auto const found = store_->file_index.find(shown);
  return found == store_->file_index.end() ? nullptr : &store_->files[found->second];
}
std::vector<compose::load_result const*> inputs::projects() const {
  std::vector<compose::load_result const*> all;
  for (project_input const& one : store_->projects) all.push_back(&one.loaded);
  return all;
}

class gatherer {
 public:
  explicit gatherer(request const& what) : what_(what) {
    made_.store_->settings = what.settings;
    here_ = compose::clean_path(what.project.working_directory);
  }

  inputs run() {
    if (what_.paths.empty()) {
      add_default();
    } else {
      for (std::string const& path : what_.paths) add_path(path);
    }
    for (std::string const& path : lone_dockerfiles_) {
      if (built_.count(path) == 0) add_lone_dockerfile(path);
    }
    connect();
    return std::move(made_);
  }

 private:
  inputs::store& all() { return *made_.store_; }

  [[nodiscard]] std::string shown(std::string const& absolute) const { return compose::seen_from(here_, absolute); }

  void fail(std::string code, std::string message, std::string advice = {}) {
    all().errors.push_back({std::move(code), std::move(message), std::move(advice), {}});
  }

  void add_default() {
    bool const named = !what_.project.files.empty() || !what_.project.project_directory.empty();
    found_files const here = discover(here_);
    bool const variable = what_.project.environment.count("COMPOSE_FILE") != 0;
    bool const project_here = std::any_of(here.project_directories.begin(), here.project_directories.end(),
                                          [&](std::string const& directory) { return directory == here_; });
    if (named || variable || project_here) {
      add_project(what_.project);
      if (named || variable) return;
    }
    add_found(here, project_here ? here_ : std::string{});
    if (all().projects.empty() && lone_dockerfiles_.empty())
      fail("nothing-to-audit", "there is no compose file and no Dockerfile here or in a folder below: " + here_,
           "name files or folders, or run it in a project's directory");
  }

  void add_found(found_files const& found, std::string const& known_project) {
    for (std::string const& directory : found.unreadable)
      fail("unreadable", "the folder " + shown(directory) + " can not be listed", "check its permissions");
    for (std::string const& directory : found.project_directories) {
      if (directory == known_project) continue;
      compose::load_options options = what_.project;
      options.working_directory = directory;
      options.files.clear();
      for (std::string& file : options.env_files) file = compose::absolute_path(here_, file, {});
      add_project(options);
    }
    lone_dockerfiles_.insert(found.dockerfiles.begin(), found.dockerfiles.end());
  }

  void add_path(std::string const& path) {
    if (path == "-") return add_standard_input();
    std::string const absolute = compose::absolute_path(here_, path, {});
    if (compose::is_directory(absolute)) {
      std::size_t const before = all().projects.size() + lone_dockerfiles_.size();
      add_found(discover(absolute), {});
      if (before == all().projects.size() + lone_dockerfiles_.size())
        fail("nothing-to-audit", "there is no compose file and no Dockerfile in " + path);
      return;
    }
    if (!compose::file_exists(absolute)) return fail("no-such-file", path + " does not exist", "correct the path");
    std::string const name = compose::base_name(absolute);
    file_role role = role_of(name);
    if (role == file_role::none && (name.ends_with(".yaml") || name.ends_with(".yml"))) role = file_role::compose;
    if (role == file_role::compose) {
      compose::load_options options = what_.project;
      options.files = {absolute};
      add_project(options);
    } else if (role == file_role::ignore_file) {
      add_context(compose::parent_directory(absolute), absolute, {});
    } else {
      add_lone_dockerfile(absolute);
    }
  }

  void add_standard_input() {
    if (std::exchange(input_read_, true)) return;
    std::string why;
    std::optional<std::string> text = compose::read_file("-", largest_dockerfile, why);
    if (!text) return fail("unreadable", "standard input can not be read: " + why);
    add_dockerfile("-", "<stdin>", std::move(*text), nullptr, {});
  }

  // Projects.

  void add_project(compose::load_options options) {
    options.shown_from = here_;
    project_input& one = all().projects.emplace_back();
    one.loaded = compose::load(options);
    for (compose::source_text const& source : one.loaded.sources) {
      add_file(source.shown, source.absolute, source.text);
      one.subject.files.push_back({std::make_shared<std::string const>(source.shown), rules::yaml_text(source.text)});
    }
    compose::project const* project = one.loaded.loaded    ? &*one.loaded.loaded
                                      : one.loaded.partial ? &*one.loaded.partial
                                                           : nullptr;
    if (project == nullptr) return;
    one.directory = project->directory;
    one.subject.settings = &all().settings;
    one.subject.project = project;
    one.subject.tree = one.loaded.tree ? &*one.loaded.tree : nullptr;
    for (auto const* services : {&project->services, &project->disabled_services}) {
      for (auto const& [name, service] : *services) add_service(one, service);
    }
    std::sort(one.subject.services.begin(), one.subject.services.end(),
              [](rules::service_subject const& a, rules::service_subject const& b) {
                return a.service->name < b.service->name;
              });
    add_facts(one.subject, one.loaded, [this](std::string const& path) { return shown(path); });
  }

  void add_service(project_input& project, compose::service const& service) {
    rules::service_subject subject;
    subject.settings = &all().settings;
    subject.service = &service;
    if (project.subject.tree != nullptr) {
      compose::yaml_entry const* section = project.subject.tree->find("services");
      compose::yaml_entry const* entry = section == nullptr ? nullptr : section->value.find(service.name);
      if (entry != nullptr) subject.written = &entry->value;
    }
    if (service.build) subject.dockerfile = built_dockerfile(service);
    if (subject.dockerfile != nullptr) subject.target = subject.dockerfile->stages->target_stage();
    project.subject.services.push_back(subject);
  }

  rules::dockerfile_subject const* built_dockerfile(compose::service const& service) {
    compose::build const& build = *service.build;
    if (compose::is_remote(build.context) || build.context.empty()) return nullptr;
    dockerfile::stage_options options;
    options.target = build.target;
    for (auto const& [name, value] : build.args) {
      if (value) options.build_args.emplace(name, *value);
    }
    std::string const path = compose::absolute_path(build.context, build.dockerfile, {});
    if (!build.dockerfile_inline.empty()) {
      rules::context_subject const* context = add_context(build.context, {}, {});
      source_span const where = service.where("build.dockerfile_inline");
      dockerfile_input& one = add_dockerfile(path, where.known() ? *where.file : "<inline>", build.dockerfile_inline,
                                             context, std::move(options), false);
      one.subject.inline_text = true;
      // Of a block text: it begins in the line below its key.
      one.subject.line_shift = where.line;
      one.subject.column_shift = where.column + 1;
      return &one.subject;
    }
    auto const key = std::tuple(path, build.context, options.target, options.build_args);
    if (auto const known = by_key_.find(key); known != by_key_.end()) return known->second;
    std::optional<std::string> text = read(path);
    if (!text) return by_key_[key] = nullptr;
    built_.insert(path);
    rules::context_subject const* context = add_context(build.context, {}, path);
    dockerfile_input& one = add_dockerfile(path, shown(path), std::move(*text), context, std::move(options));
    return by_key_[key] = &one.subject;
  }

  // Dockerfiles.

  std::optional<std::string> read(std::string const& path) {
    std::string why;
    if (!compose::file_exists(path) || compose::is_directory(path)) return std::nullopt;
    std::optional<std::string> text = compose::read_file(path, largest_dockerfile, why);
    if (!text) fail("unreadable", shown(path) + " can not be read: " + why);
    return text;
  }

  void add_lone_dockerfile(std::string const& path) {
    if (!lone_done_.insert(path).second) return;
    std::optional<std::string> text = read(path);
    if (!text) return;
    std::string const directory = compose::parent_directory(path);
    add_dockerfile(path, shown(path), std::move(*text), add_context(directory, {}, path), {});
  }

  dockerfile_input& add_dockerfile(std::string const& absolute, std::string name, std::string text,
                                   rules::context_subject const* context, dockerfile::stage_options options,
                                   bool keep_text = true) {
    if (keep_text) add_file(name, absolute, text);
    dockerfile_input& one = all().dockerfiles.emplace_back();
    one.document = dockerfile::parse(std::move(text));
    one.stages = std::make_unique<dockerfile::stage_model>(one.document, std::move(options));
    rules::dockerfile_subject& subject = one.subject;
    subject.settings = &all().settings;
    subject.path = std::make_shared<std::string const>(std::move(name));
    subject.file = &one.document;
    subject.stages = one.stages.get();
    subject.context = context;
    subject.fragment = std::none_of(one.document.instructions().begin(), one.document.instructions().end(),
                                    [](auto const& i) { return i.is(dockerfile::keyword::from); });
    std::optional<shell::dialect> const dialect = rules::shell_by_comment(one.document);
    rules::for_each_instruction(subject, [&](dockerfile::instruction const& i, std::size_t index, bool onbuild) {
      if (!i.is(dockerfile::keyword::run)) return;
      shell::shell_settings settings = onbuild ? shell::shell_settings{} : one.stages->shell_settings_at(index);
      if (dialect) settings.dialect = *dialect;
      subject.scripts.push_back({&i, index, onbuild, dockerfile::read_script(i, settings)});
    });
    return one;
  }

  // Contexts.

  /// Of a folder, by the ignore file given or the one that is in force for `dockerfile`.
  rules::context_subject const* add_context(std::string const& directory, std::string ignore,
                                            std::string const& dockerfile) {
    if (!compose::is_directory(directory)) return nullptr;
    std::string shadowed;
    if (ignore.empty()) ignore = ignore_file_of(directory, dockerfile, shadowed);
    auto const [known, added] = contexts_.try_emplace({directory, ignore}, nullptr);
    if (!added) return known->second;
    std::string const folder = shown(directory);
    rules::context_subject& one = all().contexts.emplace_back(
        read_context(directory, directory == here_ ? "." : folder, ignore, ignore.empty() ? "" : shown(ignore)));
    one.settings = &all().settings;
    if (!shadowed.empty()) one.shadowed_ignore_file = shown(shadowed);
    if (one.ignore_path != nullptr) add_file(*one.ignore_path, ignore, one.ignore_text);
    return known->second = &one;
  }

  // Texts.

  void add_file(std::string const& name, std::string const& absolute, std::string text) {
    if (!all().file_index.emplace(name, all().files.size()).second) return;
    all().files.push_back({std::make_shared<std::string const>(name), absolute, std::move(text)});
  }

  // The references between subjects, once nothing moves any more.

  void connect() {
    inputs::store& store = all();
    for (project_input& project : store.projects) {
      if (project.subject.project == nullptr) continue;
      std::set<rules::dockerfile_subject const*> images_of;
      for (rules::service_subject& service : project.subject.services) {
        service.project = &project.subject;
        if (service.dockerfile != nullptr) {
          subject_of(service.dockerfile).services.push_back(&service);
          if (images_of.insert(service.dockerfile).second)
            add_images(*service.dockerfile, &project.subject, project.subject.images);
        }
        add_service_image(service, project.subject);
      }
      name_images(project.subject.images);
      store.subjects.projects.push_back(&project.subject);
    }
    for (dockerfile_input& one : store.dockerfiles) {
      if (one.subject.services.empty()) add_images(one.subject, nullptr, store.subjects.images);
      if (one.subject.context != nullptr) context_of(one.subject.context).dockerfiles.push_back(&one.subject);
      store.subjects.dockerfiles.push_back(&one.subject);
    }
    name_images(store.subjects.images);
    for (rules::context_subject& one : store.contexts) {
      find_archives(one);
      store.subjects.contexts.push_back(&one);
    }
  }

  rules::dockerfile_subject& subject_of(rules::dockerfile_subject const* wanted) {
    return std::find_if(all().dockerfiles.begin(), all().dockerfiles.end(),
                        [&](dockerfile_input const& one) { return &one.subject == wanted; })
        ->subject;
  }
  rules::context_subject& context_of(rules::context_subject const* wanted) {
    return *std::find_if(all().contexts.begin(), all().contexts.end(),
                         [&](rules::context_subject const& one) { return &one == wanted; });
  }

  /// Names are views into `reference`: made when the list is complete.
  static void name_images(std::vector<rules::image_subject>& images) {
    for (rules::image_subject& one : images) one.name = dockerfile::split_image_name(one.reference);
  }

  void add_service_image(rules::service_subject const& service, rules::project_subject& project) {
    if (service.service->image.empty()) return;
    rules::image_subject image;
    image.settings = &all().settings;
    image.how = rules::image_subject::use::service;
    image.reference = service.service->image;
    image.written = image.reference;
    if (service.written != nullptr) {
      compose::yaml_entry const* entry = service.written->find("image");
      if (entry != nullptr && !entry->value.written.empty()) image.written = entry->value.written;
    }
    image.where = service.where("image");
    image.service = &service;
    image.project = &project;
    image.dockerfile = service.dockerfile;
    project.images.push_back(std::move(image));
  }

  void add_images(rules::dockerfile_subject const& subject, rules::project_subject const* project,
                  std::vector<rules::image_subject>& images) {
    auto const add = [&](rules::image_subject::use how, std::string_view written, dockerfile::expansion const& expanded,
                         source_span where, dockerfile::instruction const& i, std::size_t stage) {
      rules::image_subject image;
      image.settings = &all().settings;
      image.how = how;
      image.written = written;
      image.reference = expanded.text;
      image.known = expanded.known;
      image.where = std::move(where);
      image.dockerfile = &subject;
      image.instruction = &i;
      image.stage = stage;
      image.project = project;
      images.push_back(std::move(image));
    };
    using enum rules::image_subject::use;
    for (dockerfile::stage const& stage : subject.stages->stages()) {
      if (stage.from != nullptr && !stage.from->words.empty() &&
          (stage.base == dockerfile::base_kind::image || stage.base == dockerfile::base_kind::unknown)) {
        dockerfile::word const& name = stage.from->words.front();
        add(from, name.text, stage.base_name, subject.where(*stage.from), *stage.from, stage.index);
      }
      for (std::size_t at = stage.first; at < stage.last; ++at) {
        dockerfile::instruction const& outer = subject.file->instructions()[at];
        dockerfile::instruction const& i = outer.trigger ? *outer.trigger : outer;
        auto const add_reference = [&](rules::image_subject::use how, std::string_view written) {
          dockerfile::stage_reference const target = subject.stages->resolve(written, stage.index);
          if (written.empty() || target.what != dockerfile::stage_reference::kind::image) return;
          // What a trigger names may be a stage of the file that is built on this one.
          if (outer.trigger && written.find_first_of("/:@") == std::string_view::npos) return;
          dockerfile::expansion plain;
          plain.text = written;
          add(how, written, plain, subject.where(outer), outer, stage.index);
        };
        if (i.is(dockerfile::keyword::copy)) add_reference(copy_from, i.flag_value("from"));
        if (i.is(dockerfile::keyword::run) && i.has_flag("mount")) {
          for (dockerfile::mount const& mount : dockerfile::mounts_of(i)) add_reference(mount_from, mount.from);
        }
      }
    }
  }

  request const& what_;
  inputs made_;
  std::string here_;
  bool input_read_ = false;  ///< standard input, which has one content
  std::set<std::string> lone_dockerfiles_, built_, lone_done_;
  std::map<std::tuple<std::string, std::string, std::string, std::map<std::string, std::string>>,
           rules::dockerfile_subject const*>
      by_key_;
  std::map<std::pair<std::string, std::string>, rules::context_subject const*> contexts_;
};

inputs gather(request const& what) {
  return gatherer(what).run();
}

}  // namespace dockverify::audit
