// DVI008: too much is sent to the builder.
#include <algorithm>
#include <map>
#include <utility>

#include "rules/context_facts.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

std::string mebibytes(std::uint64_t bytes) {
  std::uint64_t const tenths = (bytes * 10) >> 20U;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MiB";
}

void check(context_subject const& subject, sink& out) {
  std::uint64_t bytes = 0;
  std::size_t count = 0;
  struct folder {
    std::uint64_t bytes = 0;
    std::size_t files = 0;
  };
  std::map<std::string, folder, std::less<>> folders;
  for (context_file const& file : subject.files) {
    if (!file.sent || file.folder) continue;
    bytes += file.bytes;
    ++count;
    auto const slash = file.path.find('/');
    folder& top = folders[slash == std::string::npos ? "." : file.path.substr(0, slash) + "/"];
    top.bytes += file.bytes;
    ++top.files;
  }
  bool const heavy = bytes > subject.settings->context_bytes;
  if (!heavy && count <= subject.settings->context_files) return;
  source_span where = subject.where(1);
  if (subject.ignore_path == nullptr) {
    if (subject.dockerfiles.empty()) return;
    where = {subject.dockerfiles.front()->path, 1, 1};
  }
  std::vector<std::pair<std::string, folder>> largest(folders.begin(), folders.end());
  std::sort(largest.begin(), largest.end(), [heavy](auto const& a, auto const& b) {
    return heavy ? a.second.bytes > b.second.bytes : a.second.files > b.second.files;
  });
  std::string names;
  for (std::size_t i = 0; i < largest.size() && i < 5; ++i) {
    if (i > 0) names += ", ";
    names += largest[i].first + " (" + mebibytes(largest[i].second.bytes) + ", " +
             std::to_string(largest[i].second.files) + " files)";
  }
  out.add(std::move(where), "the build context has " + std::string(subject.complete ? "" : "at least ") +
                                mebibytes(bytes) + " in " + std::to_string(count) + " files; largest: " + names)
      .field("size")
      .expected(mebibytes(subject.settings->context_bytes) + ", " + std::to_string(subject.settings->context_files) +
                " files")
      .actual(mebibytes(bytes) + ", " + std::to_string(count) + " files")
      .advice("leave out in the ignore file what the image does not need");
}

}  // namespace

extern rule const ignore_context_size;
rule const ignore_context_size{
    .id = "DVI008",
    .name = "context-size",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The build context is larger than the limit after the ignore file (50 MiB or 5,000 files).",
    .why =
        "The context is read and compared at each build and sent to the builder, which may be on another machine. "
        "What makes it large is mostly what nobody wanted in the image.",
    .bad = "",
    .good = "",
    .aliases = {},
    .check_context = &check,
};

}  // namespace dockverify::rules
