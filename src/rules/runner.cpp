// Calls each rule's checks and makes findings of their drafts.
#include "rules/runner.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace dockverify::rules {

class runner {
 public:
  runner(settings const& settings, levels const& overrides, line_lookup const& lines)
      : settings_(settings), overrides_(overrides), lines_(lines) {}

  run_result run(subjects const& all) {
    for (rule const* one : all_rules()) {
      std::optional<severity> const own = severity_of(level_in_force(*one, settings_, overrides_));
      if (!own) continue;
      for (dockerfile_subject const* subject : all.dockerfiles) call(*one, *own, one->check_dockerfile, *subject);
      for (context_subject const* subject : all.contexts) call(*one, *own, one->check_context, *subject);
      for (image_subject const& subject : all.images) call(*one, *own, one->check_image, subject);
      for (project_subject const* project : all.projects) {
        call(*one, *own, one->check_project, *project);
        for (service_subject const& service : project->services)
          call(*one, *own, one->check_service, service, service.service->name);
        for (image_subject const& image : project->images)
          call(*one, *own, one->check_image, image,
               image.service == nullptr ? std::string{} : image.service->service->name);
      }
    }
    quote_lines();
    return std::move(result_);
  }

 private:
  /// The bytes of a Dockerfile inside of a compose file are not the bytes of that file.
  static bool has_own_bytes(dockerfile_subject const& subject) { return !subject.inline_text; }
  static bool has_own_bytes(image_subject const& subject) {
    return subject.how == image_subject::use::service || subject.dockerfile == nullptr ||
           !subject.dockerfile->inline_text;
  }
  static bool has_own_bytes(auto const&) { return true; }

  template <class Subject>
  void call(rule const& one, severity own, void (*check)(Subject const&, sink&), Subject const& subject,
            std::string const& service = {}) {
    if (check == nullptr) return;
    sink out;
    check(subject, out);
    ++result_.checks;
    if (!out.drafts_.empty()) ++result_.failed;
    bool const overridden = overrides_.count(std::string(one.id)) != 0;
    for (draft& made : out.drafts_) {
      finding f = std::move(made.made_);
      f.rule = one.id;
      f.name = one.name;
      f.kind = finding_kind::audit;
      f.level = made.level_ && !overridden ? *made.level_ : own;
      if (f.service.empty()) f.service = service;
      f.aliases.assign(one.aliases.begin(), one.aliases.end());
      if (made.aliases_) f.aliases = std::move(*made.aliases_);
      if (!has_own_bytes(subject)) f.edits.clear();
      f.edits_are_safe = !f.edits.empty() && one.fixes == fixing::safe && !made.unsafe_;
      if (made.secret_ && f.where.known()) mark_secret(subject, f.where);
      result_.findings.push_back(std::move(f));
    }
  }

  template <class Subject>
  void mark_secret(Subject const&, source_span const& where) {
    result_.secret_lines.emplace(*where.file, where.line);
  }
  /// The whole instruction: where in it the secret stands is not known.
  void mark_secret(dockerfile_subject const& subject, source_span const& where) {
    result_.secret_lines.emplace(*where.file, where.line);
    for (dockerfile::instruction const& i : subject.file->instructions()) {
      int const first = i.first_line + subject.line_shift, last = i.last_line + subject.line_shift;
      if (where.line < first || where.line > last) continue;
      for (int line = first; line <= last; ++line) result_.secret_lines.emplace(*where.file, line);
    }
  }

  /// Only now: another rule may have found a secret in the same line.
  void quote_lines() {
    for (finding& f : result_.findings) {
      if (!f.where.known() || f.where.line == 0) continue;
      f.secret = result_.secret_lines.count({*f.where.file, f.where.line}) != 0;
      if (!f.secret) f.excerpt = lines_(f.where);
    }
  }

  settings const& settings_;
  levels const& overrides_;
  line_lookup const& lines_;
  run_result result_;
};

level level_in_force(rule const& one, settings const& settings, levels const& overrides) {
  auto const changed = overrides.find(one.id);
  if (changed != overrides.end()) return changed->second;
  return settings.environment == environment::prod ? one.prod : one.dev;
}

run_result run(subjects const& all, settings const& settings, levels const& overrides, line_lookup const& lines) {
  return runner(settings, overrides, lines).run(all);
}

}  // namespace dockverify::rules
