// DVD302: WORKDIR with a relative path.
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The WORKDIR in force before an instruction, as written and absolute; empty: it begins with one that is not known.
std::string workdir_before(dockerfile_subject const& subject, std::size_t index) {
  constexpr std::size_t longest = 1000;
  std::string path;
  dockerfile::instruction const* one = subject.stages->workdir_at(index);
  for (; one != nullptr && !one->words.empty(); one = subject.stages->workdir_at(subject.stages->index_of(*one))) {
    std::string const written = unquoted(subject, one->words[0]);
    path = path.empty() ? written : written + "/" + path;
    if (written.starts_with('/') || written.starts_with('$')) return path;
    if (has_drive(written) || path.size() > longest) return {};
  }
  // Of the base image nothing is known; most have none.
  return "/" + path;
}

/// The path in full; empty: it can not be written into the file as it is.
std::string absolute(dockerfile_subject const& subject, std::string const& written, std::size_t index) {
  std::string const before = workdir_before(subject, index);
  dockerfile::stage const* stage = subject.stage_of(index);
  if (before.empty() || (stage != nullptr && stage->windows)) return {};
  std::string const path = before + "/" + written;
  bool const plain = path.find_first_of("\"'\\`") == std::string::npos;
  // The base's own folder.
  if (before == "/" && dockerfile::clean_path(written) == ".") return {};
  if (path.find('$') != std::string::npos) return plain ? path : std::string();
  return plain ? dockerfile::clean_path(path) : std::string();
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::workdir) || one.words.empty()) return;
    std::string const written = unquoted(subject, one.words[0]);
    bool const first = !onbuild && subject.stages->workdir_at(index) == nullptr;
    dockerfile::expansion const path = expanded(subject, one.words[0].text, index, onbuild);
    bool const is_variable = written.starts_with('$');
    // A variable at the start is taken for an absolute path, except when the file itself shows that it is none.
    bool const relative = is_variable ? first && path.known && !path.text.empty() && !is_absolute_path(path.text)
                                      : !is_absolute_path(written);
    if (!relative) return;
    std::string const whole = onbuild || is_variable ? std::string() : absolute(subject, written, index);
    draft& made = out.add(subject.where(one), "WORKDIR " + written + " is relative: where it is depends on the base")
                      .advice("write the whole path: `WORKDIR " + (whole.empty() ? "/" + path.text : whole) + "`");
    std::string_view const in_file = subject.file->text(one.words[0].where);
    std::size_t const quote = in_file.starts_with('"') || in_file.starts_with('\'') ? 1 : 0;
    dockerfile::text_range const where{one.words[0].where.begin + quote, one.words[0].where.end - quote};
    if (!whole.empty() && subject.file->text(where) == written) made.edit(where.begin, where.end, whole);
    if (is_variable) {
      made.aliases({"BK:WorkdirRelativePath"});
    } else if (!first) {
      made.aliases({"DL3000", "DS-0009", "CKV_DOCKER_10", "KICS: WORKDIR Path Not Absolute"});
    }
  });
}

}  // namespace

extern rule const workdir_relative;
rule const workdir_relative{
    .id = "DVD302",
    .name = "workdir-relative",
    .dev = level::error,
    .prod = level::error,
    .summary = "WORKDIR with a path that does not begin with `/`, a drive or a variable.",
    .why =
        "A relative WORKDIR continues from the one before it, which may be the base image's: when that changes, the "
        "application is somewhere else.",
    .bad = "FROM alpine:3.20\nWORKDIR app\n",
    .good = "FROM alpine:3.20\nWORKDIR /app\n",
    .aliases = {"DL3000", "BK:WorkdirRelativePath", "DS-0009", "CKV_DOCKER_10", "KICS: WORKDIR Path Not Absolute"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
