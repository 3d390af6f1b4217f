// DVD316: ADD where COPY would do.
#include <algorithm>
#include <optional>

#include "rules/context_facts.hpp"
#include "rules/instruction_words.hpp"
#include "rules/keyword_case.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

enum class source_kind : std::uint8_t { needs_add, git, unknown, plain };

/// What the context has of a source. unknown: nothing, or it can not be told.
enum class context_kind : std::uint8_t { unknown, plain, archive };

context_kind kind_of(context_file const& file) {
  return file.archive ? context_kind::archive : context_kind::plain;
}

/// The builder unpacks files by what is in them, folders as they are. `patterns`: how many may still be looked for,
/// each in the whole context.
context_kind look_up(dockerfile_subject const& subject, dockerfile::expansion const& source, int& patterns) {
  if (subject.context == nullptr || !source.known) return context_kind::unknown;
  std::string path = dockerfile::clean_path(source.text);
  while (path.starts_with('/')) path.erase(0, 1);
  if (path.find_first_of("*?[\\") == std::string::npos) {
    context_file const* const file = file_at(*subject.context, path);
    return file == nullptr || !file->sent ? context_kind::unknown : kind_of(*file);
  }
  if (patterns-- <= 0) return context_kind::unknown;
  auto const pattern = dockerfile::ignore_pattern::parse(path);
  if (!pattern) return context_kind::unknown;
  context_kind found = context_kind::unknown;
  for (context_file const& file : subject.context->files) {
    if (!file.sent || !pattern->matches(file.path)) continue;
    if (file.archive) return context_kind::archive;
    found = context_kind::plain;
  }
  return subject.context->complete ? found : context_kind::unknown;
}

struct added_source {
  source_kind kind = source_kind::plain;
  bool copied_alike = false;  ///< nothing says that it may be an archive
};

added_source judge(dockerfile_subject const& subject, dockerfile::word const& word, std::size_t index, bool onbuild,
                   int& patterns) {
  dockerfile::expansion const source = expanded(subject, word.text, index, onbuild);
  std::string_view const text = source.text;
  if (is_web_url(text) || is_archive(text)) return {source_kind::needs_add};
  if (is_git_url(text)) return {source_kind::git};
  if (!source.known && text.starts_with('$')) return {source_kind::unknown};
  if (is_heredoc_source(text) || is_whole_context(text)) return {source_kind::plain, true};
  context_kind const found = onbuild ? context_kind::unknown : look_up(subject, source, patterns);
  if (found == context_kind::archive) return {source_kind::needs_add};
  bool const archive_like = text.find(".tar.") != std::string_view::npos || text.ends_with(".zst") ||
                            text.ends_with(".tzst") || text.find_first_of("*?[") != std::string_view::npos;
  bool const has_ending = base_name(text).find('.', 1) != std::string_view::npos;
  return {source_kind::plain, !archive_like && (found == context_kind::plain || (source.known && has_ending))};
}

std::vector<std::string_view> aliases_of(dockerfile::instruction const& add) {
  std::vector<std::string_view> made{"DL3020"};
  auto const sources = add.sources();
  bool const exempt = std::any_of(sources.begin(), sources.end(), [](dockerfile::word const& word) {
    for (std::string_view part : {".tar", "http://", "https://", "git@"}) {
      if (word.text.find(part) != std::string_view::npos) return true;
    }
    return false;
  });
  if (!exempt) made.emplace_back("DS-0005");
  for (std::string_view other : {"CKV_DOCKER_4", "CIS 4.9", "CIS-DI-0009", "KICS: Add Instead of Copy"})
    made.push_back(other);
  return made;
}

void check(dockerfile_subject const& subject, sink& out) {
  int patterns = 50;
  std::optional<bool> capitals;
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::add)) return;
    bool has_plain = false, has_git = false, all_plain = true, copied_alike = true;
    for (dockerfile::word const& word : one.sources()) {
      added_source const source = judge(subject, word, index, onbuild, patterns);
      has_plain = has_plain || source.kind == source_kind::plain;
      has_git = has_git || source.kind == source_kind::git;
      all_plain = all_plain && source.kind == source_kind::plain;
      copied_alike = copied_alike && source.copied_alike;
    }
    if (!has_plain && !has_git) return;
    draft& made =
        out.add(subject.where(one), has_git ? "ADD of a git repository that is no https URL"
                                            : "ADD of files that are neither archives nor URLs")
            .advice(has_git ? "write its https URL with a commit: `ADD https://host/repository.git#<commit> /src`"
                            : "write COPY: it copies, and does nothing else")
            .aliases(aliases_of(one));
    bool const same_flags = std::all_of(one.flags.begin(), one.flags.end(), [](dockerfile::flag const& flag) {
      return flag.name == "chown" || flag.name == "chmod" || flag.name == "link" || flag.name == "exclude";
    });
    if (!all_plain || !same_flags) return;
    if (!capitals) capitals = in_capitals(subject);
    made.edit(one.name_where.begin, one.name_where.end, keyword_as_written(dockerfile::keyword::copy, *capitals));
    if (!copied_alike) made.unsafe();
  });
}

}  // namespace

extern rule const add_not_copy;
rule const add_not_copy{
    .id = "DVD316",
    .name = "add-not-copy",
    .dev = level::error,
    .prod = level::error,
    .summary = "ADD with a source that is neither an archive nor an http(s) URL.",
    .why =
        "ADD unpacks archives and downloads URLs, by the source's looks. COPY says that files are copied, and does not "
        "change its mind when a file is renamed.",
    .bad = "FROM alpine:3.20\nADD app.sh /usr/local/bin/app.sh\n",
    .good = "FROM alpine:3.20\nCOPY app.sh /usr/local/bin/app.sh\n",
    .aliases = {"DL3020", "DS-0005", "CKV_DOCKER_4", "CIS 4.9", "CIS-DI-0009", "KICS: Add Instead of Copy"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
