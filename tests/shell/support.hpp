// Programs as text, so that tables can say what is expected of them.
#pragma once

#include <string>
#include <string_view>

#include "shell/read.hpp"

namespace dockverify::shell {

/// The values of a command's words between blanks; those with blanks, and empty ones, in <>.
inline std::string values_of(command const& c) {
  std::string out;
  for (auto const& w : c.words) {
    if (!out.empty()) out += ' ';
    bool const bare = !w.value.empty() && w.value.find_first_of(" \t\n") == std::string_view::npos;
    out += bare ? std::string(w.value) : "<" + std::string(w.value) + ">";
  }
  return out;
}

/// One command a line, with what stands around it: `A=1 apt-get update [and] [pipe 0/2]`.
inline std::string shown(program const& p) {
  std::string out;
  for (auto const& c : p.commands()) {
    if (!out.empty()) out += '\n';
    std::string line;
    for (auto const& a : c.assignments) {
      line += std::string(a.name) + (a.appends ? "+=" : "=") + std::string(a.value.value) + " ";
    }
    line += values_of(c);
    auto const note = [&](bool given, std::string const& text) {
      if (given) line += " [" + text + "]";
    };
    note(c.from == origin::wrapped, "wrapped");
    note(c.from == origin::shell_string, "string");
    note(c.from == origin::shell_document, "document");
    note(c.inside != none, "in " + std::to_string(c.inside));
    note(c.conditional, "cond");
    note(c.is_condition, "test");
    note(c.negated, "not");
    note(c.background, "bg");
    note(c.pipeline_length > 1,
         "pipe " + std::to_string(c.pipeline_position) + "/" + std::to_string(c.pipeline_length));
    note(c.in_substitution, "subst");
    note(c.in_subshell && !c.in_substitution && c.pipeline_length == 1, "sub");
    note(c.in_function, "fn");
    note(c.pipefail, "pipefail");
    note(c.errexit, "errexit");
    note(!c.directory.empty(), std::string(c.directory));
    note(!c.directory_known, "somewhere");
    while (line.starts_with(' ')) line.erase(0, 1);
    out += line;
  }
  return out;
}

inline std::string problems_of(program const& p) {
  std::string out;
  for (auto const& found : p.problems()) out += (out.empty() ? "" : "\n") + found.message;
  return out;
}

}  // namespace dockverify::shell
