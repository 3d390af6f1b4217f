#include "rules/context_facts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace dockverify::rules {
namespace {

bool has_wildcard(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

/// `path` is `folder` or lies below it.
bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/'));
}

bool is_url(std::string_view source) {
  return source.find("://") != std::string_view::npos || source.starts_with("git@");
}

bool is_folder(context_subject const& context, std::string_view path) {
  context_file const* const file = file_at(context, path);
  return file != nullptr && file->folder;
}

/// Wildcards of COPY stay within a path's part, as those of an ignore file do.
bool matches(std::string_view pattern, std::string_view path) {
  auto const parsed = dockerfile::ignore_pattern::parse(std::string(pattern));
  return parsed && parsed->matches(path);
}

void look_at_image(std::string_view image, languages& found) {
  if (image == "python") found.python = true;
  if (image == "node" || image == "bun") found.node = true;
  if (image == "rust") found.rust = true;
  if (image == "maven" || image == "gradle") found.java = true;
  if (image == "golang") found.go = true;
  if (image == "php" || image == "composer") found.php = true;
  if (image == "ruby") found.ruby = true;
}

void look_at_file(std::string_view name, languages& found) {
  auto const ends = [&](std::string_view ending) { return name.ends_with(ending); };
  if (ends(".py") || name == "pyproject.toml" || name == "Pipfile" || name == "setup.cfg" ||
      (name.starts_with("requirements") && ends(".txt")))
    found.python = true;
  if (name == "package.json" || ends(".js") || ends(".ts") || ends(".tsx") || ends(".jsx")) found.node = true;
  if (name == "Cargo.toml" || ends(".rs")) found.rust = true;
  if (name == "pom.xml" || name == "build.gradle" || name == "build.gradle.kts" || ends(".java")) found.java = true;
  if (name == "go.mod" || ends(".go")) found.go = true;
  if (name == "composer.json" || ends(".php")) found.php = true;
  if (name == "Gemfile" || ends(".rb")) found.ruby = true;
}

}  // namespace

std::vector<context_copy> copies_of(context_subject const& context) {
  std::vector<context_copy> copies;
  for (dockerfile_subject const* one : context.dockerfiles) {
    std::size_t index = 0;
    for (dockerfile::instruction const& i : one->file->instructions()) {
      std::size_t const at = index++;
      bool const copies_files = i.is(dockerfile::keyword::copy) || i.is(dockerfile::keyword::add);
      if (!copies_files || i.has_flag("from")) continue;
      for (dockerfile::word const& source : i.sources()) {
        if (source.text.starts_with("<<") || is_url(source.text)) continue;
        dockerfile::expansion const expanded = one->stages->expand(source.text, at);
        if (!expanded.known || !expanded.error.empty()) continue;
        std::string path = dockerfile::clean_path(expanded.text);
        while (path.starts_with('/')) path.erase(0, 1);
        while (path.starts_with("../")) path.erase(0, 3);
        if (path == "." || path == "..") path.clear();
        bool const all = path.empty() || path == "*" || path == "**";
        bool const folder = all || (path.ends_with("/*") && !has_wildcard(path.substr(0, path.size() - 2))) ||
                            expanded.text.ends_with('/') || is_folder(context, path);
        copies.push_back({one, &i, all ? std::string{} : std::move(path), folder});
      }
    }
  }
  return copies;
}

bool takes(std::span<context_copy const> copies, std::string_view path) {
  return std::any_of(copies.begin(), copies.end(), [&](context_copy const& copy) {
    if (!has_wildcard(copy.path)) return is_below(path, copy.path);
    // A wildcard takes the path itself or a folder it is in.
    for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
      if (matches(copy.path, path.substr(0, end))) return true;
      if (end == std::string_view::npos) return false;
    }
  });
}

bool names(std::span<context_copy const> copies, std::string_view path) {
  return std::any_of(copies.begin(), copies.end(), [&](context_copy const& copy) {
    return !copy.path.empty() && (is_below(copy.path, path) || (!has_wildcard(copy.path) && is_below(path, copy.path)));
  });
}

languages languages_of(context_subject const& context) {
  languages found;
  for (context_file const& file : context.files) {
    // What others have installed there tells nothing of the project.
    if (!file.folder && file.path.find("node_modules/") == std::string::npos) look_at_file(last_part(file.path), found);
  }
  for (dockerfile_subject const* one : context.dockerfiles) {
    for (dockerfile::stage const& stage : one->stages->stages()) {
      if (stage.base == dockerfile::base_kind::image) look_at_image(stage.image.base(), found);
    }
  }
  return found;
}

std::string_view last_part(std::string_view path) noexcept {
  auto const slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

context_file const* file_at(context_subject const& context, std::string_view path) {
  auto const at = std::lower_bound(context.files.begin(), context.files.end(), path,
                                   [](context_file const& one, std::string_view wanted) { return one.path < wanted; });
  return at != context.files.end() && at->path == path ? &*at : nullptr;
}

context_file const* sent_file(context_subject const& context, bool (*wanted)(std::string_view name)) {
  auto const found = std::find_if(context.files.begin(), context.files.end(), [&](context_file const& one) {
    return one.sent && wanted(last_part(one.path)) && (!one.folder || !leaves_out(context, one.path));
  });
  return found == context.files.end() ? nullptr : &*found;
}

bool leaves_out(context_subject const& context, std::string const& folder) {
  return context.ignore.excluded(folder) || context.ignore.excluded(folder + "/a");
}

bool sends_below(context_subject const& context, std::string const& folder) {
  std::string const below = folder + "/";
  auto at = std::lower_bound(context.files.begin(), context.files.end(), below,
                             [](context_file const& one, std::string const& wanted) { return one.path < wanted; });
  for (; at != context.files.end() && at->path.starts_with(below); ++at) {
    if (at->sent && !at->folder) return true;
  }
  return false;
}

dockerfile::dockerignore::rule const* deciding_rule(dockerfile::dockerignore const& ignore, std::string const& path,
                                                    std::size_t count) {
  dockerfile::dockerignore::rule const* decided = nullptr;
  bool excluded = false;
  std::string_view const whole = path;
  for (dockerfile::dockerignore::rule const& one : ignore.rules()) {
    if (count-- == 0) break;
    if (one.exception != excluded) continue;
    bool match = one.pattern.matches(whole);
    for (std::size_t end = whole.find('/'); !match && end != std::string_view::npos; end = whole.find('/', end + 1))
      match = one.pattern.matches(whole.substr(0, end));
    if (!match) continue;
    excluded = !one.exception;
    decided = &one;
  }
  return decided;
}

std::vector<ignore_line> lines_of(std::string_view text) {
  std::vector<ignore_line> lines(1);
  for (std::size_t begin = 0; begin < text.size();) {
    auto const end = text.find('\n', begin);
    ignore_line line{begin, end == std::string_view::npos ? text.size() : end,
                     end == std::string_view::npos ? text.size() : end + 1};
    if (line.end > line.begin && text[line.end - 1] == '\r') --line.end;
    lines.push_back(line);
    begin = line.next;
  }
  return lines;
}

std::string appended(std::string_view ignore_text, std::span<std::string const> patterns) {
  std::string made;
  if (!ignore_text.empty() && !ignore_text.ends_with('\n')) made += '\n';
  for (std::string const& one : patterns) {
    made += one;
    made += '\n';
  }
  return made;
}

std::string listed(std::span<std::string const> names, std::size_t most) {
  std::string made;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) made += i + 1 == names.size() ? " and " : ", ";
    made += "`" + names[i] + "`";
  }
  if (names.size() > most) made += " and " + std::to_string(names.size() - most) + " more";
  return made;
}

}  // namespace dockverify::rules
