// DVD017: WORKDIR or VOLUME in the system's own folders.
#include "dockerfile/dockerignore.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    bool const is_workdir = one.is(dockerfile::keyword::workdir);
    if (!is_workdir && !one.is(dockerfile::keyword::volume)) return;
    for (dockerfile::word const& word : one.words) {
      std::string const path = dockerfile::clean_path(expanded(subject, word.text, index, onbuild).text);
      bool found = false;
      if (is_workdir) {
        for (std::string_view folder : {"/proc", "/boot", "/dev", "/initrd", "/lost+found"})
          found = found || is_below(path, folder);
      } else {
        found = path == "/dev" || path == "/proc" || path == "/sys";
      }
      if (!found) continue;
      draft& made = out.add(subject.where(one), std::string(is_workdir ? "WORKDIR " : "VOLUME ") + path +
                                                    " is a folder of the system's own")
                        .field(path)
                        .advice(is_workdir ? "work in a folder of the application: `WORKDIR /app`"
                                           : "declare the folder where the application keeps its data");
      made.aliases({is_workdir ? "DS-0030" : "DKL-DI-0002"});
    }
  });
}

}  // namespace

extern rule const system_folder;
rule const system_folder{
    .id = "DVD017",
    .name = "system-folder",
    .dev = level::error,
    .prod = level::error,
    .summary = "WORKDIR below /proc, /boot, /dev, /initrd or /lost+found; VOLUME of /dev, /proc or /sys.",
    .why =
        "The engine mounts these folders over whatever the image has there, and a volume over them hides devices and "
        "kernel files from the container.",
    .bad = "FROM alpine:3.20\nWORKDIR /proc/app\n",
    .good = "FROM alpine:3.20\nWORKDIR /app\n",
    .aliases = {"DS-0030", "DKL-DI-0002"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
