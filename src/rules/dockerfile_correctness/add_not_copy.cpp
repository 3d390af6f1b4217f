// DVD316: ADD where COPY would do.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

enum class source_kind : std::uint8_t { needs_add, git, unknown, plain };

source_kind kind_of(dockerfile_subject const& subject, dockerfile::word const& word, std::size_t index, bool onbuild) {
  dockerfile::expansion const source = expanded(subject, word.text, index, onbuild);
  if (is_web_url(source.text) || is_archive(source.text)) return source_kind::needs_add;
  if (is_git_url(source.text)) return source_kind::git;
  return source.known || !source.text.starts_with('$') ? source_kind::plain : source_kind::unknown;
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
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::add)) return;
    bool has_plain = false, has_git = false, all_plain = true;
    for (dockerfile::word const& word : one.sources()) {
      source_kind const kind = kind_of(subject, word, index, onbuild);
      has_plain = has_plain || kind == source_kind::plain;
      has_git = has_git || kind == source_kind::git;
      all_plain = all_plain && kind == source_kind::plain;
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
    if (all_plain && same_flags)
      made.edit(one.name_where.begin, one.name_where.end, one.name == "add" ? "copy" : "COPY");
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
