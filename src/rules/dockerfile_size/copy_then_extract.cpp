// DVD118: COPY of an archive that a later RUN unpacks.
#include <algorithm>

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

bool extracts_one_of(shell::command const& command, std::vector<std::string_view> const& names) {
  return extracts(command) && std::any_of(command.words.begin() + 1, command.words.end(), [&](shell::word const& one) {
           return std::find(names.begin(), names.end(), file_name(one.value)) != names.end();
         });
}

void check(dockerfile_subject const& subject, sink& out) {
  std::size_t index = 0;
  for (dockerfile::instruction const& i : subject.file->instructions()) {
    std::size_t const at = index++;
    if (!i.is(dockerfile::keyword::copy)) continue;
    std::vector<std::string_view> const names = archives_of(i);
    if (names.empty()) continue;
    bool const unpacked = std::any_of(subject.scripts.begin(), subject.scripts.end(), [&](run_script const& script) {
      if (script.onbuild || script.index < at) return false;
      if (subject.stages->stage_of(script.index) != subject.stages->stage_of(at)) return false;
      commands const list = commands_of(script);
      return std::any_of(list.begin(), list.end(), [&](auto const* one) { return extracts_one_of(*one, names); });
    });
    if (!unpacked) continue;
    out.add(subject.where(i), "`" + std::string(names.front()) + "` is copied and then unpacked: it stays in the image")
        .field(std::string(names.front()))
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
