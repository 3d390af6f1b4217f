#include "audit/context.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "compose/paths.hpp"
#include "dockerfile/ignore_pattern.hpp"
#include "rules/context_facts.hpp"

namespace dockverify::audit {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_ignore_file = std::size_t{4} << 20U;

class walker {
 public:
  explicit walker(rules::context_subject& context) : context_(context) {}

  void walk(fs::path const& directory, std::string const& prefix, dockerfile::dockerignore::state const& parent) {
    std::error_code error;
    fs::directory_iterator entries(directory, fs::directory_options::skip_permission_denied, error);
    if (error) return;
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
      if (error) return;
      if (context_.files.size() >= most_context_files) {
        context_.complete = false;
        return;
      }
      fs::file_status const status = entries->symlink_status(error);
      bool const folder = status.type() == fs::file_type::directory;
      bool const sent_kind =
          folder || status.type() == fs::file_type::regular || status.type() == fs::file_type::symlink;
      if (error || !sent_kind) continue;
      std::string const path = prefix + entries->path().filename().generic_string();
      dockerfile::dockerignore::verdict const verdict = context_.ignore.judge(path, parent);
      std::uint64_t const bytes = status.type() == fs::file_type::regular ? entries->file_size(error) : 0;
      context_.files.push_back({path, error ? 0 : bytes, folder, !verdict.excluded});
      error.clear();
      // Nobody needs to know every file of an excluded folder.
      if (folder && (!verdict.excluded || context_.ignore.may_return_below(path)))
        walk(entries->path(), path + "/", verdict.matched);
    }
  }

 private:
  rules::context_subject& context_;
};

/// The first bytes of a tar, or of what the builder decompresses to look for one.
bool looks_like_archive(std::string const& path) {
  constexpr std::size_t tar_magic = 257;
  std::array<char, tar_magic + 5> bytes{};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), bytes.size());
  std::string_view const head(bytes.data(), static_cast<std::size_t>(file.gcount()));
  for (std::string_view magic : {std::string_view("\x1F\x8B", 2), std::string_view("BZh", 3),
                                 std::string_view("\xFD"
                                                  "7zXZ\0",
                                                  6),
                                 std::string_view("\x28\xB5\x2F\xFD", 4)}) {
    if (head.starts_with(magic)) return true;
  }
  return head.size() > tar_magic && head.substr(tar_magic) == "ustar";
}

}  // namespace

std::string ignore_file_of(std::string const& directory, std::string const& dockerfile, std::string& shadowed) {
  std::string const own = dockerfile.empty() ? std::string{} : dockerfile + ".dockerignore";
  std::string const common = directory + "/.dockerignore";
  bool const has_common = compose::file_exists(common) && !compose::is_directory(common);
  if (!own.empty() && compose::file_exists(own) && !compose::is_directory(own)) {
    if (has_common) shadowed = common;
    return own;
  }
  return has_common ? common : std::string{};
}

rules::context_subject read_context(std::string const& directory, std::string shown, std::string const& ignore_file,
                                    std::string shown_ignore) {
  rules::context_subject context;
  context.directory = directory;
  context.shown = std::make_shared<std::string const>(std::move(shown));
  if (!ignore_file.empty()) {
    std::string why;
    if (std::optional<std::string> text = compose::read_file(ignore_file, largest_ignore_file, why)) {
      context.ignore_path = std::make_shared<std::string const>(std::move(shown_ignore));
      context.ignore_text = std::move(*text);
      context.ignore = dockerfile::dockerignore::parse(context.ignore_text, context.bad_lines);
    }
  }
  walker(context).walk(directory, "", {});
  std::sort(context.files.begin(), context.files.end(),
            [](rules::context_file const& a, rules::context_file const& b) { return a.path < b.path; });
  return context;
}

void find_archives(rules::context_subject& context) {
  int patterns = 50;  // each is looked for in the whole context
  std::set<std::string, std::less<>> looked_at;
  auto const look_at = [&](rules::context_file const& file) {
    if (file.folder || !file.sent || !looked_at.insert(file.path).second) return;
    auto& known = context.files[static_cast<std::size_t>(&file - context.files.data())];
    known.archive = looks_like_archive(context.directory + "/" + file.path);
  };
  for (rules::context_copy const& one : rules::copies_of(context)) {
    if (!one.instruction->is(dockerfile::keyword::add) || one.path.empty()) continue;
    if (one.path.find_first_of("*?[\\") == std::string::npos) {
      if (rules::context_file const* file = rules::file_at(context, one.path)) look_at(*file);
      continue;
    }
    auto const pattern = dockerfile::ignore_pattern::parse(one.path);
    if (!pattern || patterns-- <= 0) continue;
    for (rules::context_file const& file : context.files) {
      if (pattern->matches(file.path)) look_at(file);
    }
  }
}

}  // namespace dockverify::audit
