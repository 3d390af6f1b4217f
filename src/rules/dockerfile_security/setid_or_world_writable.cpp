// DVD019: modes that give everybody more than they should have.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

enum class danger { none, everybody_writes, takes_owner };

danger of_digits(std::string_view mode) {
  while (mode.size() > 4 && mode[0] == '0') mode.remove_prefix(1);
  if (mode.size() > 4) return danger::none;
  bool const special = mode.size() == 4;
  if (special && ((mode[0] - '0') & 6) != 0) return danger::takes_owner;
  bool const sticky = special && ((mode[0] - '0') & 1) != 0;
  if (mode.size() >= 3 && !sticky && ((mode.back() - '0') & 2) != 0) return danger::everybody_writes;
  return danger::none;
}

/// One clause of a symbolic mode, as u+s or go=rw.
danger of_clause(std::string_view clause, bool folder) {
  auto const sign = clause.find_first_of("+=");
  if (sign == std::string_view::npos) return danger::none;
  std::string_view const who = clause.substr(0, sign);
  std::string_view const what = clause.substr(sign + 1);
  if (who.find_first_not_of("ugoa") != std::string_view::npos) return danger::none;
  bool const others = who.find_first_of("oa") != std::string_view::npos;
  if (what.find('s') != std::string_view::npos && who != "o") return danger::takes_owner;
  if (folder && others && what.find('w') != std::string_view::npos) return danger::everybody_writes;
  return danger::none;
}

danger of_mode(std::string_view mode, bool folder) {
  if (mode.empty()) return danger::none;
  if (mode.find_first_not_of("01234567") == std::string_view::npos) return of_digits(mode);
  while (!mode.empty()) {
    std::string_view const clause = mode.substr(0, mode.find(','));
    if (danger const found = of_clause(clause, folder); found != danger::none) return found;
    mode.remove_prefix(std::min(mode.size(), clause.size() + 1));
  }
  return danger::none;
}

/// A path that is a folder as far as its name tells.
bool looks_like_folder(std::string_view path) {
  if (path.ends_with('/')) return true;
  return path.substr(path.rfind('/') + 1).find_first_of(".*") == std::string_view::npos || path == ".";
}

std::string message_of(danger what, std::string_view mode) {
  std::string const written = "mode `" + std::string(mode) + "`";
  return what == danger::takes_owner ? written + " lets a program run as its owner or group, whoever starts it"
                                     : written + " lets every user change it";
}

std::string_view advice_of(danger what) {
  return what == danger::takes_owner ? "remove the setuid and setgid bits, or give the program a capability"
                                     : "give it to the user who needs it: chown, and 755 or 775 at most";
}

void check_scripts(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](auto const& commands, run_script const& script) {
    for (shell::command const* one : commands) {
      if (!one->is("chmod")) continue;
      std::vector<shell::word> const words = one->arguments();
      if (words.size() < 2) continue;
      bool const folder = one->has_flag({"-R", "--recursive"}) ||
                          std::any_of(words.begin() + 1, words.end(),
                                      [](shell::word const& word) { return looks_like_folder(word.value); });
      danger const found = of_mode(words[0].value, folder);
      if (found == danger::none) continue;
      report(out, subject, script, words[0].where, message_of(found, words[0].value))
          .field(std::string(words[1].value))
          .advice(std::string(advice_of(found)));
      return;
    }
  });
}

void check(dockerfile_subject const& subject, sink& out) {
  check_scripts(subject, out);
  for_each_instruction(subject, [&](dockerfile::instruction const& i, std::size_t index, bool) {
    if (!i.is(dockerfile::keyword::copy) && !i.is(dockerfile::keyword::add)) return;
    std::string_view const mode = i.flag_value("chmod");
    dockerfile::word const* const to = i.destination();
    danger const found = of_mode(mode, to != nullptr && looks_like_folder(to->text));
    if (found == danger::none) return;
    out.add(subject.where(subject.file->instructions()[index]), message_of(found, mode))
        .field(to == nullptr ? std::string() : std::string(to->text))
        .advice(std::string(advice_of(found)));
  });
}

}  // namespace

extern rule const setid_or_world_writable;
rule const setid_or_world_writable{
    .id = "DVD019",
    .name = "setid-or-world-writable",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "A file or folder gets mode 777, a+w, or the setuid or setgid bit.",
    .why =
        "What everybody may write, a process of any user can replace: also the program that root runs next. A setuid "
        "program of root is a way to root for whoever finds a fault in it.",
    .bad = "FROM debian:12-slim\nRUN mkdir /data && chmod 777 /data\n",
    .good = "FROM debian:12-slim\nRUN mkdir /data && chown www-data /data\n",
    .aliases = {"CIS 4.8", "CIS-DI-0008"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
