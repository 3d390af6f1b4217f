// DVD118: COPY of an archive that a later RUN unpacks.
#include <unordered_map>

#include "rules/commands.hpp"
#include "rules/layer_files.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The names under which a COPY's archives are in the image.
std::vector<std::string_view> archives_of(dockerfile::instruction const& copy) {
  std::vector<std::string_view> names;
  dockerfile::word const* const to = copy.destination();
  if (to == nullptr || copy.has_flag("from")) return names;
  if (std::string_view const name = file_name(to->text); is_archive(name)) return {name};
  for (dockerfile::word const& one : copy.sources()) {
    std::string_view const name = file_name(one.text);
    if (is_archive(name)) names.push_back(name);
  }
  return names;
}

void check(dockerfile_subject const& subject, sink& out) {
  struct copied {
    std::size_t index = 0;
    std::string_view name;
    bool unpacked = false;
  };
  std::vector<copied> archives;
  std::unordered_map<std::string_view, std::vector<std::size_t>> in_stage;  // of the names in this stage
  auto const instructions = subject.file->instructions();
  auto script = subject.scripts.begin();
  for (std::size_t index = 0; index < instructions.size(); ++index) {
    if (instructions[index].is(dockerfile::keyword::from)) in_stage.clear();
    if (instructions[index].is(dockerfile::keyword::copy)) {
      for (std::string_view name : archives_of(instructions[index])) {
        in_stage[name].push_back(archives.size());
        archives.push_back({index, name});
      }
    }
    for (; script != subject.scripts.end() && script->index <= index; ++script) {
      if (script->onbuild || in_stage.empty()) continue;
      for (shell::command const* one : commands_of(*script)) {
        if (!extracts(*one)) continue;
        for (shell::word const& word : one->words) {
          std::string_view value = word.value;
          if (value.starts_with("--file=")) value.remove_prefix(value.find('=') + 1);
          auto const found = in_stage.find(file_name(value));
          if (found == in_stage.end()) continue;
          for (std::size_t at : found->second) archives[at].unpacked = true;
          in_stage.erase(found);
        }
      }
    }
  }
  std::size_t last = dockerfile::npos;
  for (copied const& one : archives) {
    if (!one.unpacked || one.index == last) continue;
    last = one.index;
    out.add(subject.where(instructions[one.index]),
            "`" + std::string(one.name) + "` is copied and then unpacked: it stays in the image")
        .field(std::string(one.name))
        .advice("ADD unpacks local tar archives itself; or mount it: `RUN --mount=type=bind,...`");
  }
}

}  // namespace

extern rule const copy_then_extract;
rule const copy_then_extract{
    .id = "DVD118",
    .name = "copy-then-extract",
    .dev = level::info,
    .prod = level::info,
    .summary = "COPY brings an archive into the image, and a later RUN of the stage unpacks it.",
    .why = "The image then has both, the archive in one layer and its contents in another.",
    .bad = "FROM debian:12-slim\nCOPY site.tar.gz /tmp/\nRUN tar -C /srv -xzf /tmp/site.tar.gz\n",
    .good = "FROM debian:12-slim\nADD site.tar.gz /srv/\n",
    .aliases = {"DL3010"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
