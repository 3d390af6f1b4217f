// DVD310: CMD or ENTRYPOINT in shell form.
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// What only a shell can do.
bool is_builtin(std::string_view name) {
  for (std::string_view builtin :
       {".",     ":",      "alias", "bg",   "break", "cd",     "command", "continue", "eval",  "exec",
        "exit",  "export", "fg",    "hash", "jobs",  "local",  "read",    "return",   "set",   "shift",
        "shopt", "source", "times", "trap", "type",  "ulimit", "umask",   "unalias",  "unset", "wait"}) {
    if (name == builtin) return true;
  }
  return false;
}

/// ["a", "b"] when the command has nothing that only a shell understands; else empty.
std::string as_json(std::string_view command) {
  std::vector<std::string> words(1);
  for (char const c : command) {
    bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c == ' ' || c == '\t') {
      if (!words.back().empty()) words.emplace_back();
    } else if (letter || std::string_view("_./:@%+,-").find(c) != std::string_view::npos) {
      words.back() += c;
    } else {
      return {};
    }
  }
  if (words.back().empty()) words.pop_back();
  // The shell makes way for the program, as if there were none.
  if (words.size() > 1 && words[0] == "exec") words.erase(words.begin());
  if (words.empty() || words[0].starts_with('-') || is_builtin(words[0])) return {};
  std::string made;
  for (std::string const& word : words) made += (made.empty() ? "[\"" : ", \"") + word + "\"";
  return made + "]";
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::cmd) && !one.is(dockerfile::keyword::entrypoint)) return;
    if (!one.shell_form() || one.arguments.empty()) return;
    std::string const name(dockerfile::name_of(one.what));
    std::string const json = as_json(one.arguments.text());
    draft& made =
        out.add(subject.where(one), name + " in shell form: a shell is process 1, and the program gets no signals")
            .advice("write a JSON array: `" + name + " " + (json.empty() ? "[\"program\", \"argument\"]" : json) + "`");
    if (onbuild || subject.stages->shell_at(index) != nullptr)
      made.aliases({"DL3025", "KICS: Not Using JSON In CMD And ENTRYPOINT Arguments"});
    dockerfile::text_range const where = one.arguments.where();
    bool const one_line = where.end - where.begin == one.arguments.text().size();
    // cmd and PowerShell have commands of their own.
    bool const posix = subject.stages->shell_settings_at(index).dialect == shell::dialect::posix;
    if (!json.empty() && one_line && posix) made.edit(where.begin, where.end, json);
  });
}

}  // namespace

extern rule const shell_form;
rule const shell_form{
    .id = "DVD310",
    .name = "shell-form",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "CMD or ENTRYPOINT is not a JSON array.",
    .why =
        "In shell form `/bin/sh -c` is process 1 and does not pass on SIGTERM, so stopping takes the whole grace time "
        "and ends with SIGKILL. Where a shell is wanted, name it: `[\"sh\", \"-c\", \"exec program\"]`.",
    .bad = "FROM alpine:3.20\nCMD sleep 60\n",
    .good = "FROM alpine:3.20\nCMD [\"sleep\", \"60\"]\n",
    .aliases = {"DL3025", "BK:JSONArgsRecommended", "KICS: Not Using JSON In CMD And ENTRYPOINT Arguments"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
