// DVD107: a download that stays in the layer.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/layer_files.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// Commands of one RUN that are looked at: each is compared with those after it.
constexpr std::size_t most_commands = 200;

bool is_temporary(std::string_view path) {
  return path.starts_with("/tmp/") || path.starts_with("/var/tmp/");
}

/// Whether it serves nobody once the RUN is over.
bool is_waste(made_file const& one) {
  return one.clone || is_package_file(one.path) || is_temporary(one.path);
}

/// mv takes it to where it is used.
bool moves(shell::command const& command, std::string_view path) {
  if (!command.is("mv")) return false;
  std::vector<shell::word> const words = command.arguments({"-t"});
  return words.size() > 1 && std::any_of(words.begin(), words.end() - 1, [&](shell::word const& one) {
           return one.value == path || file_name(one.value) == file_name(path);
         });
}

bool goes_away(commands const& list, std::size_t from, made_file const& file) {
  return later(list, from, [&](shell::command const& one) {
    if (deletes(one, file.path) || (!is_package_file(file.path) && moves(one, file.path))) return true;
    // These delete the archive when they have unpacked it.
    bool const unpacks =
        one.is({"gunzip", "bunzip2", "unlzma", "unxz", "uncompress"}) && !one.has_flag({"-k", "--keep"});
    if (unpacks || (one.is({"gzip", "xz", "bzip2"}) && one.has_flag("-d"))) {
      return std::any_of(one.words.begin() + 1, one.words.end(),
                         [&](shell::word const& word) { return file_name(word.value) == file_name(file.path); });
    }
    return file.clone && deletes(one, file.path + "/.git");
  });
}

/// It is unpacked or installed in the RUN that has fetched it, and nobody else speaks of it.
bool is_used_up(dockerfile_subject const& subject, run_script const& script, commands const& list, std::size_t from,
                made_file const& file) {
  std::string_view const name = file_name(file.path);
  if (file.clone || name.empty() || file.path.find_first_of("$*?[`'\"\\ ") != std::string::npos) return false;
  for (dockerfile::instruction const& one : subject.file->instructions()) {
    if (&one != script.run && one.arguments.text().find(name) != std::string_view::npos) return false;
  }
  // Where cd leads in between, a relative path means another file.
  bool const moves_on = std::any_of(list.begin(), list.end(), [](shell::command const* one) {
    return one->is({"cd", "pushd", "popd"}) && !one->in_subshell;
  });
  if (!file.path.starts_with('/') && moves_on) return false;
  return later(list, from, [&](shell::command const& one) {
    bool const takes = extracts(one) || one.is({"apt", "apt-get", "dpkg", "rpm", "yum", "dnf", "apk", "pip", "pip3"});
    return takes && std::any_of(one.words.begin() + 1, one.words.end(),
                                [&](shell::word const& word) { return file_name(word.value) == name; });
  });
}

std::string message_of(made_file const& file) {
  std::string const name = "`" + file.path.substr(0, 120) + "`";
  return (file.clone ? "the clone " : "") + name + " stays in the layer";
}

void check(dockerfile_subject const& subject, sink& out) {
  int offers = 50;  // each looks at the whole file
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    if (!reaches_image(subject, script)) return;
    for (std::size_t i = 0; i < std::min(list.size(), most_commands); ++i) {
      std::vector<made_file> files = downloads_of(*list[i]);
      std::size_t const downloads = files.size();
      if (auto archive = archive_read_by(*list[i])) files.push_back(std::move(*archive));
      for (made_file const& file : files) {
        if (!is_waste(file) || mounted(*script.run, file.path) || goes_away(list, i, file)) continue;
        draft& made = report(out, subject, script, list[i]->words[0].where, message_of(file));
        made.field(file.path).advice(
            "delete it in the same RUN, pipe the download into tar, or fetch it in a build stage");
        bool const fetched = static_cast<std::size_t>(&file - files.data()) < downloads;
        if (fetched && offers-- > 0 && is_used_up(subject, script, list, i, file))
          append_command(made, subject, script, "rm " + file.path);
        return;
      }
    }
  });
}

}  // namespace

extern rule const download_left;
rule const download_left{
    .id = "DVD107",
    .name = "download-left",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A RUN downloads, clones or unpacks and leaves the archive or the clone behind.",
    .why =
        "What a RUN leaves is in its layer for good, also when a later one deletes it. An archive is not needed once "
        "it is unpacked, a clone not once it is built; its .git holds the whole history.",
    .bad = "FROM debian:12-slim\nRUN curl -fsSLO https://example.com/tool.tar.gz && tar -C /opt -xzf tool.tar.gz\n",
    .good =
        "FROM debian:12-slim\nRUN curl -fsSLO https://example.com/tool.tar.gz && tar -C /opt -xzf tool.tar.gz && rm "
        "tool.tar.gz\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
