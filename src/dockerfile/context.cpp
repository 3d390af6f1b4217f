// Enumerates a build context: which Dockerfile, which ignore file, which files.
#include "dockerfile/context.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace dockverify::dockerfile {

namespace fs = std::filesystem;

void throw_exception_from_error(context_error const& error, boost::source_location const&) {
  throw std::logic_error(error.path + ": " + error.message);
}

namespace {

constexpr char const* ignore_name = ".dockerignore";

result<std::string> read_text(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) {
    return context_error{path.generic_string(), "cannot be read", "check that it exists and that you may read it"};
  }
  return text;
}

/// Stable across runs, so that an unchanged Dockerfile keeps its name in the archive.
std::string digest_of(std::string const& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (char const c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (unsigned shift = 64; shift != 0;) {
    shift -= 4;
    out += digits[(hash >> shift) & 0xFU];
  }
  return out;
}

std::int64_t seconds_of(fs::file_time_type time) {
  auto const clock_time = std::chrono::file_clock::to_sys(time);
  return std::chrono::floor<std::chrono::seconds>(clock_time).time_since_epoch().count();
}

/// Whether `path` lies in `folder`, by names alone after both are made canonical; the rest of it, or nullopt.
std::optional<std::string> inside(fs::path const& folder, fs::path const& path) {
  auto const relative = path.lexically_relative(folder);
  if (relative.empty() || relative.begin()->string() == "..") return std::nullopt;
  return relative.generic_string();
}

class enumerator {
 public:
  explicit enumerator(context_request const& request) : request_(request) {}

  result<build_context> run() {
    if (auto failed = open()) return *failed;
    if (auto failed = choose_dockerfile()) return *failed;
    if (auto failed = read_ignore()) return *failed;
    if (auto failed = walk(root_, "", {})) return *failed;
    if (auto failed = add_foreign_dockerfile()) return *failed;
    return std::move(context_);
  }

 private:
  using maybe_error = std::optional<context_error>;

  maybe_error open() {
    std::error_code error;
    root_ = fs::canonical(request_.directory, error);
    if (error) {
      return context_error{request_.directory, "the build context cannot be opened: " + error.message(),
                           "check build.context: it is relative to the compose file"};
    }
    if (!fs::is_directory(root_, error)) {
      return context_error{request_.directory, "the build context is not a folder",
                           "build.context names a folder, build.dockerfile a file"};
    }
    return std::nullopt;
  }

  maybe_error choose_dockerfile() {
    if (request_.dockerfile_inline) {
      foreign_ = *request_.dockerfile_inline;
      return std::nullopt;
    }
    auto const named = fs::path(request_.dockerfile.empty() ? "Dockerfile" : request_.dockerfile);
    dockerfile_path_ = named.is_absolute() ? named : root_ / named;
    std::error_code error;
    // The folder is made canonical, not the file: a link to a Dockerfile is sent as it is.
    auto folder = fs::canonical(dockerfile_path_.parent_path(), error);
    if (!error) dockerfile_path_ = folder / dockerfile_path_.filename();
    if (error || !fs::is_regular_file(dockerfile_path_, error)) {
      return context_error{dockerfile_path_.generic_string(), "there is no such Dockerfile",
                           "build.dockerfile is relative to build.context"};
    }
    if (auto name = inside(root_, dockerfile_path_); name && !leads_outside(dockerfile_path_)) {
      context_.dockerfile = std::move(*name);
      return std::nullopt;
    }
    auto text = read_text(dockerfile_path_);
    if (!text) return text.error();
    foreign_ = std::move(*text);
    return std::nullopt;
  }

  /// A link inside of the context to a Dockerfile outside of it would dangle on the other side.
  bool leads_outside(fs::path const& path) const {
    std::error_code error;
    auto const real = fs::canonical(path, error);
    return error || !inside(root_, real);
  }

  maybe_error read_ignore() {
    std::vector<fs::path> candidates;
    if (!dockerfile_path_.empty()) candidates.push_back(dockerfile_path_.string() + ignore_name);
    candidates.push_back(root_ / ignore_name);
    for (auto const& candidate : candidates) {
      std::error_code error;
      if (!fs::exists(candidate, error)) continue;
      auto text = read_text(candidate);
      if (!text) return text.error();
      std::vector<dockerignore::bad_line> problems;
      ignore_ = dockerignore::parse(*text, problems);
      context_.ignore_file = candidate.generic_string();
      if (!problems.empty()) {
        return context_error{context_.ignore_file + ":" + std::to_string(problems.front().line),
                             problems.front().message, "the builder refuses this line: " + problems.front().text};
      }
      break;
    }
    // The builder reads both of them from the archive.
    ignore_.keep(ignore_name);
    if (!foreign_) ignore_.keep(context_.dockerfile);
    return std::nullopt;
  }

  maybe_error walk(fs::path const& folder, std::string const& prefix, dockerignore::state const& parent) {
    std::error_code error;
    std::vector<fs::path> names;
    fs::directory_iterator entry(folder, error);
    while (!error && entry != fs::directory_iterator()) {
      names.push_back(entry->path().filename());
      entry.increment(error);
    }
    if (error) return unreadable(folder, error);
    std::sort(names.begin(), names.end(), [](auto const& a, auto const& b) { return a.native() < b.native(); });
    for (auto const& name : names) {
      auto const path = prefix + name.generic_string();
      auto const verdict = ignore_.judge(path, parent);
      if (auto failed = visit(folder / name, path, verdict)) return failed;
    }
    return std::nullopt;
  }

  maybe_error visit(fs::path const& source, std::string const& path, dockerignore::verdict const& verdict) {
    std::error_code error;
    auto const status = fs::symlink_status(source, error);
    if (status.type() == fs::file_type::not_found) return std::nullopt;
    if (error) return unreadable(source, error);
    if (status.type() == fs::file_type::directory) {
      if (verdict.excluded && !ignore_.may_return_below(path)) return std::nullopt;
      waiting_.push_back({path, source, static_cast<unsigned>(status.permissions()) & 07777U});
      if (!verdict.excluded) flush_folders();
      auto failed = walk(source, path + "/", verdict.matched);
      // Nothing below came back: the folder itself is not sent.
      if (!waiting_.empty() && waiting_.back().path == path) waiting_.pop_back();
      return failed;
    }
    if (verdict.excluded) return std::nullopt;
    context_entry made;
    made.path = path;
    made.source = source;
    made.mode = static_cast<unsigned>(status.permissions()) & 07777U;
    if (status.type() == fs::file_type::symlink) {
      made.kind = entry_kind::link;
      made.target = fs::read_symlink(source, error).generic_string();
    } else if (status.type() == fs::file_type::regular) {
      made.size = fs::file_size(source, error);
      if (!error) made.modified = seconds_of(fs::last_write_time(source, error));
    } else {
      return std::nullopt;
    }
    if (error) return unreadable(source, error);
    flush_folders();
    context_.bytes += made.size;
    context_.entries.push_back(std::move(made));
    return std::nullopt;
  }

  /// Folders go out when something in them does: an excluded one only for the sake of what an exception brings back.
  void flush_folders() {
    for (auto const& folder : waiting_) {
      context_entry made;
      made.kind = entry_kind::folder;
      made.path = folder.path;
      made.source = folder.source;
      made.mode = folder.mode;
      std::error_code error;
      auto const time = fs::last_write_time(folder.source, error);
      if (!error) made.modified = seconds_of(time);
      context_.entries.push_back(std::move(made));
    }
    waiting_.clear();
  }

  static context_error unreadable(fs::path const& path, std::error_code const& error) {
    return {path.generic_string(), "cannot be read: " + error.message(),
            "make it readable, or add it to .dockerignore"};
  }

  /// A Dockerfile from elsewhere travels under a name of its own; the ignore file then hides it from COPY, as docker
  /// does it.
  maybe_error add_foreign_dockerfile() {
    if (!foreign_) return std::nullopt;
    auto const taken = [&](std::string const& name) {
      return std::any_of(context_.entries.begin(), context_.entries.end(),
                         [&](auto const& e) { return e.path == name; });
    };
    auto name = ".dockerfile." + digest_of(*foreign_);
    while (taken(name)) name += 'x';
    std::string hidden = ignore_name;
    auto const listed = std::find_if(context_.entries.begin(), context_.entries.end(),
                                     [](auto const& e) { return e.path == ignore_name; });
    if (listed != context_.entries.end()) {
      auto text = read_text(listed->source);
      if (!text) return text.error();
      hidden = std::move(*text);
      context_.bytes -= listed->size;
      context_.entries.erase(listed);
    }
    add_text(ignore_name, hidden + "\n" + name + "\n");
    add_text(name, *foreign_);
    context_.dockerfile = std::move(name);
    return std::nullopt;
  }

  void add_text(std::string path, std::string text) {
    context_entry made;
    made.path = std::move(path);
    made.size = text.size();
    made.content = std::move(text);
    context_.bytes += made.size;
    context_.entries.push_back(std::move(made));
  }

  struct waiting_folder {
    std::string path;
    fs::path source;
    unsigned mode = 0755;
  };

  context_request const& request_;
  fs::path root_, dockerfile_path_;
  std::optional<std::string> foreign_;  ///< text of a Dockerfile that is not in the context
  dockerignore ignore_;
  std::vector<waiting_folder> waiting_;
  build_context context_;
};

}  // namespace

result<build_context> read_context(context_request const& request) {
  return enumerator(request).run();
}

}  // namespace dockverify::dockerfile
