// The report for people: short when all is well; otherwise a table of services, then each problem with what happened,
// the evidence, advice and fix, root causes first; the last line says the outcome in words.
#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <ostream>
#include <set>

#include "report/duration.hpp"
#include "report/outline.hpp"
#include "report/terminal_text.hpp"
#include "report/writers.hpp"

namespace dockverify {
namespace {

enum class tone : std::uint8_t { plain, good, bad, caution, dim, strong };

struct cell {
  std::string text;
  tone shade = tone::plain;
};

struct column {
  std::string title;
  bool right = false;
  std::vector<cell> cells;

  [[nodiscard]] bool empty() const {
    return std::all_of(cells.begin(), cells.end(), [](cell const& c) { return c.text.empty() || c.text == "-"; });
  }
  [[nodiscard]] std::size_t width() const {
    std::size_t widest = display_width(title);
    for (cell const& c : cells) widest = std::max(widest, display_width(c.text));
    return widest;
  }
};

std::string counted(std::size_t n, std::string const& noun) {
  return std::to_string(n) + " " + noun + (n == 1 ? "" : "s");
}

std::string joined(std::vector<std::string> const& parts, std::string_view separator) {
  std::string out;
  for (std::string const& part : parts) out += (out.empty() ? "" : std::string{separator}) + part;
  return out;
}

template <class Time>
std::string latest(service_status const& s, Time container_status::* when) {
  Time latest_one;
  for (container_status const& c : s.containers) {
    if (c.*when && (!latest_one || *latest_one < *(c.*when))) latest_one = c.*when;
  }
  return latest_one ? human_duration(*latest_one) : "-";
}

std::string state_of(container_status const& c) {
  std::string text = c.state == "running" && !c.health.empty() ? c.health : c.state;
  if (c.restarts > 0) text += ", " + counted(static_cast<std::size_t>(c.restarts), "restart");
  return text;
}

std::string state_of(service_status const& s) {
  if (s.containers.empty()) return s.ready ? "-" : "no container";
  if (s.containers.size() == 1) return state_of(s.containers.front());
  std::map<std::string, std::size_t> states;
  for (container_status const& c : s.containers) ++states[state_of(c)];
  std::vector<std::string> parts;
  for (auto const& [state, n] : states) parts.push_back(std::to_string(n) + " " + state);
  return joined(parts, ", ");
}

std::string action_of(service_status const& s) {
  return s.changed_keys.empty() ? s.action : s.action + " (" + joined(s.changed_keys, ", ") + ")";
}

// What ran into trouble comes before what merely differs, and that before what could be written better.
int rank(finding const& f) {
  constexpr std::array order{finding_kind::startup, finding_kind::health, finding_kind::probe, finding_kind::drift,
                             finding_kind::audit};
  auto const kind = std::find(order.begin(), order.end(), f.kind) - order.begin();
  return static_cast<int>(kind) * 4 - static_cast<int>(f.level);
}

class text_page {
 public:
  text_page(report const& r, writer_options const& options, std::ostream& out)
      : report_{r},
        options_{options},
        out_{out},
        width_{options.width > 0 ? static_cast<std::size_t>(options.width) : 0} {
    for (finding const& f : r.findings) {
      if (f.caused_by.empty()) roots_.insert(f.service);
    }
  }

  void write() {
    if (options_.quiet && report_.outcome == outcome::ok) return;
    if (options_.verbose) engine();
    if (wants_table()) table();
    if (options_.verbose) timeline();
    if (report_.command == "audit") {
      out_ << report_.diff;
      audit_findings();
    } else {
      findings();
    }
    errors();
    if (!options_.quiet) notes();
    closing();
  }

 private:
  [[nodiscard]] std::string paint(tone shade, std::string text) const {
    constexpr std::array codes{"", "32", "31", "33", "2", "1"};
    std::string const code = codes.at(static_cast<std::size_t>(shade));
    return options_.colour && !code.empty() && !text.empty() ? "\x1b[" + code + "m" + text + "\x1b[0m" : text;
  }

  [[nodiscard]] cell mark(severity level) const {
    switch (level) {
      case severity::error:
        return {options_.ascii ? "x" : "✘", tone::bad};
      case severity::warning:
        return {"!", tone::caution};
      case severity::info:
        return {options_.ascii ? "-" : "·", tone::dim};
    }
    return {};
  }

  [[nodiscard]] cell mark(service_status const& s) const {
    if (s.ready) return {options_.ascii ? "+" : "✔", tone::good};
    bool const failed = std::any_of(report_.findings.begin(), report_.findings.end(), [&](finding const& f) {
      return f.service == s.name && f.level == severity::error && f.caused_by.empty() &&
             f.kind != finding_kind::audit && !f.ignored;
    });
    if (failed) return mark(severity::error);
    return {options_.ascii ? "-" : "○", tone::caution};
  }

  // Sections are set apart by one empty line, with none at the top.
  void section() {
    if (begun_) out_ << '\n';
    begun_ = true;
  }

  void prose(std::string const& label, std::string_view text, std::size_t indent, tone shade = tone::plain) {
    std::string const margin(indent, ' ');
    std::size_t const used = indent + display_width(label);
    bool first = true;
    for (std::string const& paragraph : printable_lines(text)) {
      for (std::string const& line : wrapped(paragraph, width_ > used + 20 ? width_ - used : 0)) {
        out_ << margin << (first ? paint(tone::strong, label) : std::string(display_width(label), ' '))
             << paint(shade, line) << '\n';
        first = false;
      }
    }
  }

  void engine() {
    if (!report_.engine) return;
    section();
    engine_facts const& e = *report_.engine;
    out_ << paint(tone::dim, printable("engine " + e.version + " (API " + e.api_version + "), " + e.os + "/" + e.arch +
                                       ", " + e.host))
         << '\n';
  }

  [[nodiscard]] bool changed_something() const {
    return std::any_of(report_.services.begin(), report_.services.end(),
                       [](service_status const& s) { return !s.action.empty() && s.action != "unchanged"; });
  }

  [[nodiscard]] bool all_ready() const {
    return std::all_of(report_.services.begin(), report_.services.end(),
                       [](service_status const& s) { return s.ready; });
  }

  [[nodiscard]] bool wants_table() const {
    if (report_.services.empty() || options_.quiet) return false;
    return options_.verbose || report_.outcome != outcome::ok || changed_something() || !all_ready();
  }

  void table() {
    section();
    std::vector<column> columns{{"", false, {}},       {"SERVICE", false, {}},  {"STATE", false, {}},
                                {"ACTION", false, {}}, {"READY BY", false, {}}, {"CREATED", true, {}},
                                {"STARTED", true, {}}, {"READY", true, {}},     {"REASON", false, {}}};
    auto const row = [&](std::vector<cell> cells) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        cells[i].text = printable(cells[i].text.empty() ? "-" : cells[i].text);
        columns[i].cells.push_back(std::move(cells[i]));
      }
    };
    for (service_status const& s : report_.services) {
      cell const sign = mark(s);
      row({sign,
           {s.name, tone::strong},
           {state_of(s), sign.shade},
           {action_of(s)},
           {std::string{to_string(s.how)}},
           {latest(s, &container_status::created_ms)},
           {latest(s, &container_status::started_ms)},
           {latest(s, &container_status::ready_ms)},
           {s.ready ? "" : s.reason}});
      if (!options_.verbose || s.containers.size() < 2) continue;
      for (container_status const& c : s.containers) {
        service_status alone;
        alone.containers.push_back(c);
        row({{" "},
             {"  " + c.name, tone::dim},
             {state_of(c), tone::dim},
             {},
             {},
             {latest(alone, &container_status::created_ms)},
             {latest(alone, &container_status::started_ms)},
             {latest(alone, &container_status::ready_ms)},
             {}});
      }
    }
    std::erase_if(columns, [](column const& c) { return c.empty(); });
    std::size_t const rows = columns.front().cells.size();
    print_row(columns, [](column const& c) { return cell{c.title, tone::dim}; });
    for (std::size_t i = 0; i < rows; ++i) print_row(columns, [i](column const& c) { return c.cells[i]; });
  }

  // The last column is free text: it is cut at the width instead of being padded.
  template <class Pick>
  void print_row(std::vector<column> const& columns, Pick pick) {
    std::string line;
    std::size_t used = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      cell const c = pick(columns[i]);
      bool const last = i + 1 == columns.size();
      std::string const gap = i == 0 ? "" : columns[i - 1].title.empty() ? " " : "  ";
      std::size_t const wide = columns[i].width();
      if (last && !columns[i].right) {
        std::string const text = c.text == "-" ? "" : c.text;
        std::size_t const room = width_ > used + gap.size() + 10 ? width_ - used - gap.size() : 0;
        line += gap + paint(c.shade, room == 0 ? text : truncated(text, room, options_.ascii));
      } else {
        std::size_t const fill = wide - display_width(c.text);
        std::string const space(fill, ' ');
        line += gap + (columns[i].right ? space + paint(c.shade, c.text) : paint(c.shade, c.text) + space);
      }
      used += gap.size() + wide;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out_ << line << '\n';
  }

  void timeline() {
    if (report_.timeline.empty()) return;
    section();
    column time{"TIME", true, {}}, service{"SERVICE", false, {}}, event{"EVENT", false, {}};
    for (timeline_entry const& t : report_.timeline) {
      time.cells.push_back({human_duration(t.t_ms), tone::dim});
      service.cells.push_back({printable(t.service), tone::strong});
      event.cells.push_back({printable(t.detail.empty() ? t.event : t.event + ": " + t.detail)});
    }
    std::vector<column> const columns{std::move(time), std::move(service), std::move(event)};
    print_row(columns, [](column const& c) { return cell{c.title, tone::dim}; });
    for (std::size_t i = 0; i < report_.timeline.size(); ++i)
      print_row(columns, [i](column const& c) { return c.cells[i]; });
  }

  // A finding that only says that another service failed is told under that service.
  [[nodiscard]] bool told_elsewhere(finding const& f) const {
    return !f.caused_by.empty() && f.caused_by != f.service && roots_.contains(f.caused_by);
  }

  // `up` is about getting the stack to run: what is merely good to know needs -v there.
  [[nodiscard]] bool shown(finding const& f) const {
    if (told_elsewhere(f)) return false;
    if (f.ignored) return options_.verbose;
    return f.level != severity::info || options_.verbose || (report_.command != "up" && !options_.quiet);
  }

  void findings() {
    std::vector<finding const*> ordered;
    for (finding const& f : report_.findings) {
      if (shown(f)) ordered.push_back(&f);
    }
    // They lie in one vector, so addresses keep the report's order within a rank.
    std::sort(ordered.begin(), ordered.end(), [](finding const* a, finding const* b) {
      return rank(*a) != rank(*b) ? rank(*a) < rank(*b) : std::less<>{}(a, b);
    });
    bool in_list = false;
    std::set<std::string> told;
    for (finding const* f : ordered) {
      if (f->kind == finding_kind::audit) {
        if (!in_list) section();
        in_list = true;
        audit_line(*f);
      } else {
        section();
        block(*f, told.insert(f->service).second);
      }
    }
  }

  void audit_line(finding const& f) {
    cell const sign = mark(f.level);
    std::string const place = f.where.known() ? f.where.text() + ": " : "";
    std::string const service = f.service.empty() ? "" : f.service + ": ";
    out_ << paint(sign.shade, sign.text) << ' ' << printable(place)
         << paint(sign.shade, std::string{to_string(f.level)}) << ": " << printable(service + f.message)
         << paint(tone::dim, printable(" [" + f.rule + " " + f.name + "]")) << '\n';
    if (!options_.verbose) return;
    ignored(f, 4);
    for (evidence const& e : f.evidences) quote(e);
    if (!f.advice.empty()) prose("advice: ", f.advice, 4);
    if (!f.fix.empty()) prose("fix: ", f.fix, 4, tone::good);
  }

  void ignored(finding const& f, std::size_t indent) {
    if (f.ignored) prose("ignored, ", why_ignored(*f.ignored), indent, tone::dim);
  }

  // An audit is read file by file, as a compiler's output is.
  void audit_findings() {
    std::vector<finding const*> ordered;
    for (finding const& f : report_.findings) {
      if (shown(f)) ordered.push_back(&f);
    }
    std::size_t widest = 0;
    for (finding const* f : ordered) widest = std::max(widest, position(*f).size());
    std::string file;
    bool first = true;
    for (finding const* f : ordered) {
      std::string const of = f->where.known() ? *f->where.file : "";
      if (first || of != file) {
        section();
        if (!of.empty()) out_ << paint(tone::strong, printable(of)) << '\n';
      }
      first = false;
      file = of;
      audit_block(*f, widest);
    }
  }

  static std::string position(finding const& f) {
    if (f.where.line <= 0) return {};
    return std::to_string(f.where.line) + (f.where.column > 0 ? ":" + std::to_string(f.where.column) : "");
  }

  /// The file is the heading; a service is named only where the sentence does not.
  static std::string audit_headline(finding const& f) {
    bool const told = f.message.find("`" + f.service + "`") != std::string::npos;
    return told ? f.message : headline(f);
  }

  void audit_block(finding const& f, std::size_t widest) {
    constexpr std::size_t level_width = 7;
    tone const shade = f.ignored ? tone::dim : mark(f.level).shade;
    std::string const level = f.ignored ? "ignored" : std::string{to_string(f.level)};
    std::string const head = printable(f.rule + " " + f.name);
    std::size_t const used = 2 + widest + 1 + level_width + 1;
    std::string line = "  " + padded_left(position(f), widest) + " " + paint(shade, padded(level, level_width)) + " ";
    // Names have no blanks, so the first line has all of the head unless there is hardly any room.
    for (std::string text :
         wrapped(head + " " + printable(audit_headline(f)), width_ > used + 40 ? width_ - used : 0)) {
      if (text.starts_with(head)) text = paint(tone::dim, head) + text.substr(head.size());
      out_ << line << text << '\n';
      line.assign(used, ' ');
    }
    std::size_t const indent = 2 + widest + 1;
    excerpt(f, indent);
    ignored(f, indent);
    if (!f.advice.empty()) prose("advice: ", f.advice, indent);
    if (!f.fix.empty()) prose("fix: ", f.fix, indent, tone::good);
    if (!options_.verbose) return;
    if (f.expected) prose("expected: ", *f.expected, indent);
    if (f.actual) prose("actual: ", *f.actual, indent);
    for (evidence const& e : f.evidences) quote(e);
  }

  // The source line without its indentation, with a mark below the column that the finding names.
  void excerpt(finding const& f, std::size_t indent) {
    std::size_t const blanks = f.excerpt.find_first_not_of(" \t");
    if (blanks == std::string::npos) return;
    std::size_t at = blanks;
    std::size_t column = 1 + blanks;
    while (at < f.excerpt.size() && static_cast<int>(column) < f.where.column) {
      do ++at;
      while (at < f.excerpt.size() && (static_cast<unsigned char>(f.excerpt[at]) & 0xc0U) == 0x80U);
      ++column;
    }
    std::string before = printable(std::string_view{f.excerpt}.substr(blanks, at - blanks));
    std::string const rest = printable(std::string_view{f.excerpt}.substr(at));
    std::string const margin = std::string(indent, ' ') + paint(tone::dim, options_.ascii ? "| " : "│ ");
    std::size_t const room = width_ > indent + 30 ? width_ - indent - 2 : 0;
    // The place itself has to be in what is shown of a long line.
    if (room > 0 && display_width(before) > room / 2) before = options_.ascii ? "~" : "…";
    std::string const text = before + rest;
    out_ << margin << (room > 0 ? truncated(text, room, options_.ascii) : text) << '\n';
    if (f.where.column > 0)
      out_ << margin << std::string(display_width(before), ' ') << paint(mark(f.level).shade, "^") << '\n';
  }

  void block(finding const& f, bool first_of_service) {
    cell const sign = mark(f.level);
    std::string const subject = !f.service.empty() ? f.service : f.container;
    std::string what = f.rule + " " + f.name;
    if (f.how) what += ", " + std::string{to_string(*f.how)};
    if (f.where.known()) what += "  " + f.where.text();
    out_ << paint(sign.shade, sign.text) << ' ' << paint(tone::strong, printable(subject))
         << (subject.empty() ? "" : "  ") << paint(tone::dim, printable(what)) << '\n';
    prose("", f.message, 4, sign.shade);
    ignored(f, 4);
    std::vector<evidence> quoted;
    bool const compares = f.expected || f.actual || f.kind == finding_kind::drift;
    if (compares) quoted = values(f);
    for (evidence const& e : compares ? quoted : f.evidences) quote(e);
    if (!f.advice.empty()) prose("advice: ", f.advice, 4);
    if (!f.fix.empty()) prose("fix: ", f.fix, 4, tone::good);
    if (first_of_service) victims(f);
  }

  // Declared, configured and effective value below each other; returns the evidence that is none of these.
  std::vector<evidence> values(finding const& f) {
    auto const line = [&](std::string_view label, std::string_view value, std::string_view from) {
      out_ << "    " << padded(label, 12) << printable(value.empty() ? "(empty)" : value);
      if (!from.empty()) out_ << paint(tone::dim, printable("  (" + std::string{from} + ")"));
      out_ << '\n';
    };
    if (f.expected) line("declared", *f.expected, f.where.text());
    if (f.actual) line("configured", *f.actual, f.field);
    std::vector<evidence> rest;
    for (evidence const& e : f.evidences) {
      if (f.kind != finding_kind::drift || e.text.find('\n') != std::string::npos) {
        rest.push_back(e);
      } else if (f.where.known() && e.source.starts_with(f.where.text())) {
        if (!f.expected) line("declared", e.text, e.source);
      } else if (e.source.starts_with("GET ")) {
        if (!f.actual || *f.actual != e.text) line("configured", e.text, e.source);
      } else {
        line("effective", e.text, e.source);
      }
    }
    return rest;
  }

  void quote(evidence const& e) {
    std::vector<std::string> const lines = printable_lines(e.text);
    out_ << "    " << paint(tone::dim, printable(e.source) + ":");
    if (lines.size() == 1) {
      out_ << ' ' << lines.front() << '\n';
      return;
    }
    out_ << '\n';
    for (std::string const& line : lines)
      out_ << "      " << paint(tone::dim, options_.ascii ? "|" : "│") << ' ' << line << '\n';
  }

  void victims(finding const& root) {
    std::vector<std::string> waiting;
    for (finding const& f : report_.findings) {
      bool const known = std::find(waiting.begin(), waiting.end(), f.service) != waiting.end();
      if (told_elsewhere(f) && f.caused_by == root.service && !known) waiting.push_back(f.service);
    }
    if (waiting.empty()) return;
    prose("blocked: ", joined(waiting, ", ") + (waiting.size() == 1 ? " waits for " : " wait for ") + root.service, 4);
  }

  void errors() {
    for (report_error const& e : report_.errors) {
      section();
      std::string const place = e.where.known() ? printable(e.where.text()) + ": " : "";
      out_ << place << paint(tone::bad, "error: ") << joined(printable_lines(e.message), "\n  ")
           << paint(tone::dim, printable(" [" + e.code + "]")) << '\n';
      if (!e.advice.empty()) prose("", e.advice, 2);
    }
  }

  void notes() {
    if (report_.notes.empty()) return;
    section();
    for (std::string const& note : report_.notes) prose("", note, 0);
  }

  [[nodiscard]] std::string readiness() const {
    // A plan is about what would be done, not about what is.
    if (report_.services.empty() || report_.command == "plan") return {};
    auto const ready = static_cast<std::size_t>(std::count_if(report_.services.begin(), report_.services.end(),
                                                              [](service_status const& s) { return s.ready; }));
    if (ready == report_.services.size()) return counted(ready, "service") + " ready";
    return std::to_string(ready) + " of " + counted(report_.services.size(), "service") + " ready";
  }

  [[nodiscard]] std::string changes() const {
    std::vector<std::string> parts;
    for (std::string const action : {"created", "recreated", "started", "unchanged"}) {
      auto const n = std::count_if(report_.services.begin(), report_.services.end(),
                                   [&](service_status const& s) { return s.action == action; });
      if (n > 0) parts.push_back(std::to_string(n) + " " + action);
    }
    if (parts.empty()) return {};
    return changed_something() ? joined(parts, ", ") : "nothing to change";
  }

  [[nodiscard]] std::string counts() const {
    std::string const text = in_words(counts_of(report_));
    return text.empty() && report_.command == "audit" ? "no findings" : text;
  }

  [[nodiscard]] std::string fixable() const {
    if (report_.command != "audit") return {};
    finding_counts const counts = counts_of(report_);
    std::string text;
    if (counts.safe_fixes > 0) text = std::to_string(counts.safe_fixes) + " of them can be mended by --fix";
    if (counts.other_fixes > 0)
      text += (text.empty() ? std::to_string(counts.other_fixes) + " of them can be mended by --fix --unsafe"
                            : ", " + std::to_string(counts.other_fixes) + " more by --fix --unsafe");
    return text;
  }

  // Possible in a run that counts as good: --fail-on never.
  [[nodiscard]] bool has_error_finding() const {
    return std::any_of(report_.findings.begin(), report_.findings.end(),
                       [](finding const& f) { return f.level == severity::error && !f.ignored; });
  }

  [[nodiscard]] std::string culprits() const {
    std::vector<std::string> names;
    for (finding const& f : report_.findings) {
      bool const known = std::find(names.begin(), names.end(), f.service) != names.end();
      if (f.kind == finding_kind::startup && !told_elsewhere(f) && !f.service.empty() && !known)
        names.push_back(f.service);
    }
    return names.empty() ? "" : joined(names, ", ") + " failed";
  }

  [[nodiscard]] std::string laggards() const {
    std::vector<std::string> names;
    for (service_status const& s : report_.services) {
      if (!s.ready) names.push_back(s.name);
    }
    return names.empty() ? "" : "not ready: " + joined(names, ", ");
  }

  void closing() {
    std::vector<std::string> parts;
    std::string verdict;
    tone shade = tone::bad;
    switch (report_.outcome) {
      case outcome::ok:
        shade = report_.checks.undetermined > 0 || has_error_finding() ? tone::caution : tone::good;
        parts = {readiness(), changes(), counts(), fixable(), in_words(report_.checks)};
        if (std::all_of(parts.begin(), parts.end(), [](std::string const& p) { return p.empty(); })) {
          // What the notes say is the whole answer.
          if (!report_.notes.empty()) return;
          parts = {"done"};
        }
        break;
      case outcome::findings:
        parts = {counts(), fixable(), readiness(), changes(), in_words(report_.checks)};
        break;
      case outcome::failed:
        verdict = "did not start: ";
        parts = {culprits(), readiness()};
        break;
      case outcome::timeout:
        verdict = "the deadline passed: ";
        parts = {readiness(), laggards()};
        break;
      case outcome::interrupted:
        verdict = "interrupted, containers stay as they are: ";
        parts = {readiness(), laggards()};
        break;
      case outcome::error:
        // The error itself is the message; only a stack that was under way has more to say.
        if (report_.services.empty()) return;
        verdict = "broke off: ";
        parts = {readiness(), laggards()};
        break;
    }
    std::erase(parts, "");
    std::string text =
        parts.empty() && verdict.size() > 2 ? verdict.substr(0, verdict.size() - 2) : verdict + joined(parts, "; ");
    if (!report_.project_name.empty()) text = report_.project_name + ": " + text;
    if (begun_) out_ << '\n';
    out_ << paint(shade, printable(text)) << " (" << human_duration(report_.elapsed_ms) << ")\n";
  }

  report const& report_;
  writer_options const& options_;
  std::ostream& out_;
  std::size_t width_;
  bool begun_ = false;
  std::set<std::string> roots_;  // services with a finding of their own
};

void write_text(report const& r, writer_options const& options, std::ostream& out) {
  text_page{r, options, out}.write();
}

}  // namespace

report_writer const text_writer{"text", "for people: a table, each problem with evidence and advice, the outcome",
                                &write_text};

}  // namespace dockverify
