// Workflow commands: GitHub shows each one as an annotation at its line. No other line may hold foreign text, because
// the runner would obey a command in it.
#include <ostream>

#include "report/outline.hpp"
#include "report/terminal_text.hpp"
#include "report/writers.hpp"

namespace dockverify {
namespace {

/// Line by line harmless, then as the runner wants it.
std::string escaped(std::string_view text, bool property) {
  std::string lines;
  for (std::string const& line : printable_lines(text)) lines += (lines.empty() ? "" : "\n") + line;
  std::string out;
  for (char const c : lines) {
    if (c == '%')
      out += "%25";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else if (property && c == ':')
      out += "%3A";
    else if (property && c == ',')
      out += "%2C";
    else
      out += c;
  }
  return out;
}

void command(std::ostream& out, std::string_view name, source_span const& where, std::string const& title,
             std::string const& message) {
  out << "::" << name;
  char separator = ' ';
  auto const property = [&](std::string_view key, std::string_view value) {
    out << separator << key << '=' << escaped(value, true);
    separator = ',';
  };
  if (where.known()) property("file", plain_path(where));
  if (where.line > 0) property("line", std::to_string(where.line));
  if (where.line > 0 && where.column > 0) property("col", std::to_string(where.column));
  property("title", title);
  out << "::" << escaped(message, false) << '\n';
}

std::string_view command_of(severity level) {
  switch (level) {
    case severity::error:
      return "error";
    case severity::warning:
      return "warning";
    case severity::info:
      return "notice";
  }
  return "error";
}

std::string message_of(finding const& f) {
  std::string out = headline(f);
  if (f.expected) out += "\ndeclared: " + *f.expected;
  if (f.actual) out += "\nconfigured: " + *f.actual;
  if (!f.advice.empty()) out += "\nadvice: " + f.advice;
  if (!f.fix.empty()) out += "\nfix: " + f.fix;
  return out;
}

void write_github(report const& r, writer_options const&, std::ostream& out) {
  for (report_error const& e : r.errors)
    command(out, "error", e.where, e.code, e.advice.empty() ? e.message : e.message + "\nadvice: " + e.advice);
  for (finding const& f : r.findings) {
    std::string const title = f.rule + " " + f.name;
    if (!f.ignored) {
      command(out, command_of(f.level), f.where, title, message_of(f));
      continue;
    }
    // Shown by runs with debug logging only; debug commands have no properties.
    std::string const place = f.where.known() ? f.where.text() + ": " : "";
    out << "::debug::"
        << escaped(place + title + " is ignored (" + why_ignored(*f.ignored) + "): " + headline(f), false) << '\n';
  }
  std::string const found = in_words(counts_of(r));
  std::string const checked = in_words(r.checks);
  out << "dockverify: " << (found.empty() ? "no findings" : found) << (checked.empty() ? "" : "; ") << checked << '\n';
}

}  // namespace

report_writer const github_writer{"github", "workflow commands: annotations of a GitHub pull request", &write_github};

}  // namespace dockverify
