// Markdown for a comment on a pull request: one table of findings, then what was ignored, what failed and the services.
#include <algorithm>
#include <functional>
#include <ostream>

#include "report/duration.hpp"
#include "report/outline.hpp"
#include "report/terminal_text.hpp"
#include "report/writers.hpp"

namespace dockverify {
namespace {

/// A comment may have 65,536 characters.
constexpr std::size_t largest_table = 50'000;

/// Text between code spans: nothing in it is markup, a table's border, or calls somebody by name.
std::string plain(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '@')
      out += "@&#8203;";
    else if (std::string_view("\\`*_{}[]()#+!|~$").find(c) != std::string_view::npos)
      out += {'\\', c};
    else
      out += c;
  }
  return out;
}

/// A code span has no escapes of its own, so what would need one is code in HTML.
std::string code(std::string_view text) {
  std::string const line = printable(text);
  if (line.find_first_of("`|\\") == std::string::npos) return "`" + line + "`";
  return "<code>" + plain(line) + "</code>";
}

/// One line of prose; what stands in backquotes is code.
std::string prose(std::string_view text) {
  std::string const line = printable(text);
  std::string_view rest = line;
  std::string out;
  while (true) {
    std::size_t const open = rest.find('`');
    std::size_t const close = open == std::string_view::npos ? open : rest.find('`', open + 1);
    if (close == std::string_view::npos || close == open + 1) return out + plain(rest);
    out += plain(rest.substr(0, open)) + code(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
}

/// Several lines in one cell.
std::string cell(std::string_view text) {
  std::string out;
  for (std::string const& line : printable_lines(text)) out += (out.empty() ? "" : "<br>") + prose(line);
  return out;
}

std::string place(report const& r, source_span const& where) {
  if (where.known()) return code(where.text());
  return r.main_file.empty() ? "" : code(r.main_file);
}

std::string_view sign(severity level) {
  switch (level) {
    case severity::error:
      return "❌ error";
    case severity::warning:
      return "⚠️ warning";
    case severity::info:
      return "ℹ️ info";
  }
  return "";
}

std::string row(report const& r, finding const& f) {
  std::string what = cell(headline(f));
  if (f.expected) what += "<br>declared: " + code(*f.expected);
  if (f.actual) what += "<br>configured: " + code(*f.actual);
  if (!f.advice.empty()) what += "<br>" + cell(f.advice);
  if (!f.fix.empty()) what += "<br>fix: " + code(f.fix);
  return "| " + std::string(sign(f.level)) + " | " + place(r, f.where) + " | " + plain(f.rule) + " " + plain(f.name) +
         " | " + what + " |\n";
}

std::string ignored_row(report const& r, finding const& f) {
  return "| " + place(r, f.where) + " | " + plain(f.rule) + " " + plain(f.name) + " | " + cell(headline(f)) + " | " +
         cell(why_ignored(*f.ignored)) + " |\n";
}

/// Rows until the comment would get too long, and how many are left out.
template <class Row>
void table(std::ostream& out, std::vector<finding const*> const& findings, std::size_t& room, Row const& row_of) {
  std::size_t written = 0;
  for (finding const* f : findings) {
    std::string const line = row_of(*f);
    if (line.size() > room) break;
    room -= line.size();
    out << line;
    ++written;
  }
  if (written < findings.size()) out << "\n… and " << findings.size() - written << " more\n";
}

void findings(report const& r, std::ostream& out) {
  std::vector<finding const*> shown, ignored;
  for (finding const& f : r.findings) (f.ignored ? ignored : shown).push_back(&f);
  // They lie in one vector, so addresses keep the report's order within a level.
  std::sort(shown.begin(), shown.end(), [](finding const* a, finding const* b) {
    return a->level != b->level ? a->level > b->level : std::less<>{}(a, b);
  });
  std::size_t room = largest_table;
  if (!shown.empty()) {
    out << "\n| severity | where | rule | what |\n|---|---|---|---|\n";
    table(out, shown, room, [&](finding const& f) { return row(r, f); });
  }
  if (!ignored.empty()) {
    out << "\n<details><summary>" << ignored.size() << " ignored</summary>\n\n| where | rule | what | reason |\n"
        << "|---|---|---|---|\n";
    table(out, ignored, room, [&](finding const& f) { return ignored_row(r, f); });
    out << "\n</details>\n";
  }
}

std::string state_of(service_status const& s) {
  std::string out;
  for (container_status const& c : s.containers)
    out += (out.empty() ? "" : ", ") + (c.state == "running" && !c.health.empty() ? c.health : c.state);
  return out;
}

void services(report const& r, std::ostream& out) {
  if (r.services.empty()) return;
  out << "\n| service | ready | state | image |\n|---|---|---|---|\n";
  for (service_status const& s : r.services) {
    std::string const how(to_string(s.how));
    out << "| " << plain(printable(s.name)) << " | "
        << (s.ready ? "✅ " + how : "❌" + (s.reason.empty() ? "" : " " + cell(s.reason))) << " | "
        << plain(printable(state_of(s))) << " | " << (s.image.empty() ? "" : code(s.image)) << " |\n";
  }
}

void write_markdown(report const& r, writer_options const&, std::ostream& out) {
  std::string const found = in_words(counts_of(r));
  bool const good = r.status == exit_status::ok;
  out << "### " << (good ? "✅" : "❌") << " dockverify " << r.command
      << (r.project_name.empty() ? "" : " " + plain(printable(r.project_name))) << ": "
      << (found.empty() ? std::string(to_string(r.outcome)) : found) << '\n';
  for (report_error const& e : r.errors) {
    out << "\n- **" << plain(e.code) << "** " << place(r, e.where) << (e.where.known() ? ": " : "") << cell(e.message);
    if (!e.advice.empty()) out << "<br>" << cell(e.advice);
    out << '\n';
  }
  findings(r, out);
  services(r, out);
  std::string const checked = in_words(r.checks);
  out << '\n' << checked << (checked.empty() ? "" : ", ") << human_duration(r.elapsed_ms) << '\n';
}

}  // namespace

report_writer const markdown_writer{"markdown", "tables for a comment on a pull request", &write_markdown};

}  // namespace dockverify
