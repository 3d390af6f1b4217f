// DVD208: what is copied is what the ignore file leaves out.
#include <algorithm>

#include "dockerfile/dockerignore.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool excludes_all(dockerfile::dockerignore const& ignore) {
  return std::any_of(ignore.rules().begin(), ignore.rules().end(), [](dockerfile::dockerignore::rule const& rule) {
    std::string const& pattern = rule.pattern.text();
    return !rule.exception && (pattern == "*" || pattern == "**" || pattern == "**/*");
  });
}

bool has_exception(dockerfile::dockerignore const& ignore) {
  // The builder's own have no line.
  return std::any_of(ignore.rules().begin(), ignore.rules().end(),
                     [](dockerfile::dockerignore::rule const& rule) { return rule.exception && rule.line > 0; });
}

void check(dockerfile_subject const& subject, sink& out) {
  if (subject.context == nullptr || subject.context->ignore_path == nullptr) return;
  dockerfile::dockerignore const& ignore = subject.context->ignore;
  bool const exceptions = has_exception(ignore);
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (onbuild || !copies_context(one)) return;
    for (dockerfile::word const& word : one.sources()) {
      if (is_heredoc_source(word.text)) continue;
      dockerfile::expansion const source = subject.stages->expand(word.text, index);
      if (!source.known || is_web_url(source.text) || is_git_url(source.text)) continue;
      std::string path = dockerfile::clean_path(source.text);
      while (path.starts_with("../")) path.erase(0, 3);
      if (path.size() > 1 && path.starts_with('/')) path.erase(0, 1);
      bool excluded = false;
      if (path == "." || path == "/" || path == "..") {
        excluded = excludes_all(ignore) && !exceptions;
      } else {
        excluded = ignore.excluded(path) && !(exceptions && ignore.may_return_below(path));
      }
      if (!excluded) continue;
      draft& made = out.add(subject.where(one), source.text + " is copied, but " + *subject.context->ignore_path +
                                                    " excludes it: the build fails")
                        .field(source.text)
                        .advice("take it back with a line `!" + path + "` in the ignore file, or do not copy it");
      if (exceptions) made.aliases({});
    }
  });
}

}  // namespace

extern rule const copy_ignored;
rule const copy_ignored{
    .id = "DVD208",
    .name = "copy-ignored",
    .dev = level::error,
    .prod = level::error,
    .summary = "COPY or ADD of a file that the ignore file excludes.",
    .why =
        "The builder never gets a file that .dockerignore excludes, so the step ends with \"not found\" although the "
        "file is there.",
    .bad = "FROM alpine:3.20\nCOPY .git /src/.git\n",
    .good = "FROM alpine:3.20\nCOPY src /src\n",
    .aliases = {"BK:CopyIgnoredFile"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
