// DVI002: files with secrets are sent to the builder.
#include <algorithm>

#include "rules/context_facts.hpp"
#include "rules/ignore_file/folders.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_example(std::string_view name) {
  for (std::string_view ending : {".example", ".sample", ".template", ".dist", ".defaults"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

/// The pattern that would leave it out; empty: nothing secret about it.
std::string_view pattern_of(context_file const& file) {
  std::string_view const name = last_part(file.path);
  if (file.folder) {
    if (name == ".aws" || name == "secrets") return name;
    return {};
  }
  if (name == ".env" || name == ".npmrc") return name;
  if (name.starts_with(".env.") && !is_example(name)) return ".env.*";
  if (name.ends_with(".pem")) return "*.pem";
  if (name.ends_with(".key")) return "*.key";
  if (name.starts_with("id_rsa") && !name.ends_with(".pub")) return "id_rsa*";
  return {};
}

void check(context_subject const& subject, sink& out) {
  std::vector<context_copy> const copies = copies_of(subject);
  std::vector<std::string> patterns, files;
  context_copy const* taken_by = nullptr;
  for (context_file const& file : subject.files) {
    if (!file.sent) continue;
    std::string_view const pattern = pattern_of(file);
    if (pattern.empty()) continue;
    // A folder whose files are left out is sent as an empty one; a package of that name holds none.
    if (file.folder && (!sends_below(subject, file.path) || is_source_folder(subject, file.path))) continue;
    std::string line = "**/" + std::string(pattern);
    if (std::find(patterns.begin(), patterns.end(), line) == patterns.end()) patterns.push_back(std::move(line));
    files.push_back(file.path);
    auto const copy = std::find_if(copies.begin(), copies.end(),
                                   [&](context_copy const& one) { return takes({&one, 1}, file.path); });
    if (copy != copies.end() && taken_by == nullptr) taken_by = &*copy;
  }
  bool const covered = subject.ignore_path == nullptr || subject.ignore.excluded(".env");
  if (!covered && std::find(patterns.begin(), patterns.end(), "**/.env") == patterns.end())
    patterns.insert(patterns.begin(), "**/.env");
  if (patterns.empty()) return;
  // Without an ignore file, only what really gets into the image is worth more words than DVI001's.
  if (subject.ignore_path == nullptr && taken_by == nullptr) return;
  std::string message;
  if (taken_by != nullptr) {
    message = "files with secrets are copied into the image: " + listed(files);
  } else if (!files.empty()) {
    message = "files with secrets are sent to the builder: " + listed(files);
  } else {
    message = "`.env` is not left out of the build context";
  }
  source_span const where =
      subject.ignore_path != nullptr ? subject.where(1) : taken_by->dockerfile->where(*taken_by->instruction);
  draft& made = out.add(where, std::move(message))
                    .field(patterns.front())
                    .severity(taken_by != nullptr ? severity::error : severity::warning)
                    .advice("add to the ignore file: " + listed(patterns, 10));
  if (subject.ignore_path == nullptr) return;
  // DVI014 makes the line that is there reach below.
  auto const lines = lines_of(subject.ignore_text);
  std::erase_if(patterns, [&](std::string const& pattern) {
    auto const& rules = subject.ignore.rules();
    return std::any_of(rules.begin(), rules.end(), [&](dockerfile::dockerignore::rule const& one) {
      return "**/" + one.pattern.text() == pattern && is_root_only(subject, lines, one);
    });
  });
  if (patterns.empty()) return;
  std::size_t const end = subject.ignore_text.size();
  made.edit(end, end, appended(subject.ignore_text, patterns));
  // A file that a COPY names is missing after that.
  if (std::any_of(files.begin(), files.end(), [&](std::string const& one) { return names(copies, one); }))
    made.unsafe();
}

}  // namespace

extern rule const ignore_secrets;
rule const ignore_secrets{
    .id = "DVI002",
    .name = "secrets-included",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "The ignore file does not leave out files with secrets: .env, .env.*, *.pem, *.key, id_rsa*, .npmrc, "
        ".aws, secrets/.",
    .why =
        "What is sent can be copied, and what is copied stays in a layer of the image, also when a later instruction "
        "removes it. It is an error when such a file is there and is copied, else a warning. `.env.example` is fine.",
    .bad = ".git\n",
    .good = ".git\n**/.env\n",
    .aliases = {},
    .fixes = fixing::safe,
    .check_context = &check,
};

}  // namespace dockverify::rules
