// DVD016: ADD of something remote that may change.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// 7 to 64 hexadecimal digits: a whole commit, or its beginning.
bool is_commit(std::string_view text) {
  return text.size() >= 7 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

/// #commit, #commit:folder, ?commit=..., ?checksum=...
bool names_commit(std::string_view url) {
  if (std::size_t const hash = url.find('#'); hash != std::string_view::npos) {
    std::string_view const reference = url.substr(hash + 1);
    if (is_commit(reference.substr(0, reference.find(':')))) return true;
  }
  for (std::string_view key : {"commit=", "checksum="}) {
    std::size_t const at = url.find(key);
    if (at == std::string_view::npos || at == 0 || (url[at - 1] != '?' && url[at - 1] != '&')) continue;
    std::string_view const value = url.substr(at + key.size());
    if (is_commit(value.substr(0, value.find_first_of("&#")))) return true;
  }
  return false;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::add) || one.has_flag("checksum")) return;
    for (dockerfile::word const& word : one.sources()) {
      std::string const source = expanded(subject, word.text, index, onbuild).text;
      if (is_git_url(source)) {
        if (names_commit(source)) continue;
        out.add(subject.where(one), "ADD of a git repository without a commit: the source may change")
            .advice("name the commit: `ADD https://host/repository.git#<commit> /src`");
      } else if (is_web_url(source)) {
        out.add(subject.where(one), "ADD of a URL without a checksum: nobody notices when the file changes")
            .advice("write `ADD --checksum=sha256:<digest> URL TARGET`");
      }
    }
  });
}

}  // namespace

extern rule const add_remote;
rule const add_remote{
    .id = "DVD016",
    .name = "add-remote",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "ADD of an http(s) URL without `--checksum`, or of a git repository without a commit.",
    .why =
        "What a URL or a branch points to may be another file tomorrow, by an update or by an attack. A checksum or a "
        "commit makes the build fail instead of taking it.",
    .bad = "FROM alpine:3.20\nADD https://example.com/tool.bin /usr/local/bin/tool\n",
    .good =
        "FROM alpine:3.20\nADD "
        "--checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d "
        "https://example.com/tool.bin /usr/local/bin/tool\n",
    .aliases = {"CIS 4.9", "CIS-DI-0009"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
