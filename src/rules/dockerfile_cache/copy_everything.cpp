// DVD207: the whole context goes into the image, and nothing keeps it small.
#include <algorithm>
#include <cstdint>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20U) + " MiB";
}

/// Why copying all of it is wrong; empty: it is not.
std::string reason_of(context_subject const& context, settings const& limits) {
  if (context.ignore_path == nullptr) return "the whole context is copied, and there is no .dockerignore";
  std::uint64_t bytes = 0;
  std::size_t count = 0;
  for (context_file const& file : context.files) {
    if (!file.sent || file.folder) continue;
    bytes += file.bytes;
    ++count;
  }
  if (bytes > limits.context_bytes)
    return "the whole context is copied: " + mebibytes(bytes) + ", more than " + mebibytes(limits.context_bytes);
  if (count > limits.context_files)
    return "the whole context is copied: " + std::to_string(count) + " files, more than " +
           std::to_string(limits.context_files);
  return {};
}

void check(dockerfile_subject const& subject, sink& out) {
  dockerfile::stage const* stage = final_stage(subject);
  if (stage == nullptr || subject.context == nullptr) return;
  std::string const reason = reason_of(*subject.context, *subject.settings);
  if (reason.empty()) return;
  for (std::size_t index : instructions_below(subject, *stage)) {
    dockerfile::instruction const& one = subject.file->instructions()[index];
    if (!copies_context(one)) continue;
    auto const sources = one.sources();
    if (std::none_of(sources.begin(), sources.end(),
                     [&](dockerfile::word const& word) { return is_whole_context(unquoted(subject, word)); }))
      continue;
    out.add(subject.where(one), reason)
        .advice("copy the folders that the image needs, and exclude the rest in .dockerignore");
  }
}

}  // namespace

extern rule const copy_everything;
rule const copy_everything{
    .id = "DVD207",
    .name = "copy-everything",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The final stage copies `.`, with no ignore file or from a context above the limit.",
    .why =
        "Everything in the folder goes into the image: version control, environments, logs, keys. And each change of "
        "any of these files makes the builder repeat the steps below.",
    .bad = "FROM alpine:3.20\nWORKDIR /app\nCOPY . .\n",
    .good = "FROM alpine:3.20\nWORKDIR /app\nCOPY src/ ./src/\n",
    .aliases = {},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
