// Both displays are plain string output to a stream: tests read it, and nothing here knows what a terminal is.
#include "cli/progress.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <ostream>
#include <utility>

#include "report/duration.hpp"
#include "report/terminal_text.hpp"

namespace dockverify {
namespace {

std::string seconds(std::int64_t milliseconds) {
  std::int64_t const ms = std::max<std::int64_t>(milliseconds, 0);
  std::string hundredths = std::to_string(ms % 1000 / 10);
  if (hundredths.size() == 1) hundredths.insert(0, "0");
  return std::to_string(ms / 1000) + "." + hundredths + "s";
}

std::string elapsed(std::int64_t milliseconds) {
  std::int64_t const ms = std::max<std::int64_t>(milliseconds, 0);
  if (ms < 60'000) return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + "s";
  return std::to_string(ms / 60'000) + "m" + padded_left(std::to_string(ms % 60'000 / 1000), 2) + "s";
}

// A service needs no word for what it is; everything else does.
std::string label(std::string const& kind, std::string const& name) {
  return kind.empty() || kind == "service" ? printable(name) : kind + " " + printable(name);
}

class plain_progress : public progress_sink {
 public:
  explicit plain_progress(std::ostream& out) : out_{out} {}

  void on(progress_event const& event) override {
    // A phase in which details keep changing (bytes pulled, the probe's answers) is told once; a new reason to wait is
    // news.
    bool const details_are_news =
        event.what == phase::waiting || event.what == phase::failed || event.what == phase::blocked;
    std::string const told = std::string{to_string(event.what)} + (details_are_news ? event.detail : "");
    std::string& last = last_[{event.kind, event.name}];
    if (std::exchange(last, told) == told) return;
    out_ << padded_left(seconds(event.t_ms), 8) << "  " << label(event.kind, event.name) << "  "
         << to_string(event.what);
    if (!event.detail.empty()) {
      out_ << (event.what == phase::waiting ? " for "
               : event.what == phase::ready ? " by "
                                            : ": ")
           << printable(event.detail);
    }
    out_ << '\n' << std::flush;
  }

 private:
  std::ostream& out_;
  std::map<std::pair<std::string, std::string>, std::string> last_;
};

enum class mood : std::uint8_t { busy, waiting, good, bad };

mood mood_of(phase p) {
  switch (p) {
    case phase::ready:
    case phase::unchanged:
    case phase::stopped:
    case phase::removed:
      return mood::good;
    case phase::failed:
      return mood::bad;
    case phase::waiting:
    case phase::blocked:
      return mood::waiting;
    default:
      return mood::busy;
  }
}

// A network or volume that was created is done; a container that was created is not.
mood mood_of(std::string const& kind, phase p) {
  return p == phase::created && kind != "service" ? mood::good : mood_of(p);
}

}  // namespace

std::unique_ptr<progress_sink> make_plain_progress(std::ostream& out) {
  return std::make_unique<plain_progress>(out);
}

terminal_progress::terminal_progress(std::ostream& out, std::function<terminal_size()> size, terminal_style style)
    : out_{out}, size_{std::move(size)}, style_{style} {}

terminal_progress::~terminal_progress() {
  finish();
}

void terminal_progress::on(progress_event const& event) {
  auto const known = std::find_if(rows_.begin(), rows_.end(),
                                  [&](row const& r) { return r.kind == event.kind && r.name == event.name; });
  if (known == rows_.end()) {
    rows_.push_back({event.kind, event.name, event.detail, event.what, event.t_ms, event.t_ms});
  } else {
    if (known->what != event.what) known->since_ms = event.t_ms;
    known->what = event.what;
    known->detail = event.detail;
  }
  now_ms_ = std::max(now_ms_, event.t_ms);
}

void terminal_progress::tick(std::int64_t now_ms) {
  if (finished_) return;
  now_ms_ = std::max(now_ms_, now_ms);
  if (rows_.empty()) return;
  terminal_size const size = size_();
  draw(picture(size), size.columns);
}

void terminal_progress::finish() {
  if (std::exchange(finished_, true)) return;
  if (!rows_.empty()) {
    // Nothing is redrawn after this, so the last picture may be longer than the screen; it still must not wrap.
    terminal_size size = size_();
    std::size_t const columns = size.columns;
    size.rows = rows_.size() + 2;
    draw(picture(size), columns);
  }
  if (cursor_hidden_) out_ << "\x1b[?25h";
  cursor_hidden_ = false;
  out_ << std::flush;
}

std::string terminal_progress::paint(char const* code, std::string text) const {
  return style_.colour && !text.empty() ? std::string{"\x1b["} + code + "m" + text + "\x1b[0m" : text;
}

std::string terminal_progress::line(row const& r, std::size_t name_width, std::size_t columns) const {
  constexpr std::array spinner{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  constexpr std::array ascii_spinner{"|", "/", "-", "\\"};
  auto const turn = static_cast<std::size_t>(now_ms_ / 100);
  mood const how = mood_of(r.kind, r.what);
  char const* code = "36";
  std::string symbol = style_.ascii ? ascii_spinner.at(turn % ascii_spinner.size()) : spinner.at(turn % spinner.size());
  if (how == mood::good) code = "32", symbol = style_.ascii ? "+" : "✔";
  if (how == mood::bad) code = "31", symbol = style_.ascii ? "x" : "✘";
  if (how == mood::waiting) code = "33", symbol = style_.ascii ? "." : "○";
  // The clock stands still once it is settled: then it says how long it took.
  bool const settled = how == mood::good || how == mood::bad || r.what == phase::blocked;
  std::string const clock = padded_left(elapsed((settled ? r.since_ms : now_ms_) - r.first_ms), 6);
  std::string const state = padded(to_string(r.what), 9);
  std::string const name = padded(truncated(label(r.kind, r.name), name_width, style_.ascii), name_width);
  std::string detail = printable(r.detail);
  if (!detail.empty() && r.what == phase::waiting) detail.insert(0, "for ");
  if (!detail.empty() && r.what == phase::ready) detail.insert(0, "by ");
  std::size_t const used = 1 + 1 + name_width + 2 + 9 + 2 + 6;
  if (columns <= used + 2) return truncated(symbol + " " + name + "  " + state, columns, style_.ascii);
  std::string out = paint(code, symbol) + " " + name + "  " + paint(code, state) + "  " + paint("2", clock);
  if (std::size_t const room = columns - used - 2; !detail.empty() && room > 3) {
    out += "  " + truncated(detail, room, style_.ascii);
  }
  return out;
}

std::vector<std::string> terminal_progress::picture(terminal_size size) const {
  // A terminal that writes into its last column may wrap already, and the cursor needs a line below the picture.
  std::size_t const columns = std::max<std::size_t>(size.columns, 2) - 1;
  std::size_t const room = std::max<std::size_t>(size.rows, 2) - 1;
  std::vector<row const*> shown;
  for (row const& r : rows_) shown.push_back(&r);
  std::size_t hidden = 0;
  if (shown.size() > room) {
    auto const urgency = [](row const* r) {
      switch (mood_of(r->kind, r->what)) {
        case mood::bad:
          return 0;
        case mood::busy:
          return 1;
        case mood::waiting:
          return 2;
        case mood::good:
          return 3;
      }
      return 3;
    };
    std::vector<row const*> urgent = shown;
    // All lie in one vector, so addresses keep the order of arrival within an urgency.
    std::sort(urgent.begin(), urgent.end(), [&](row const* a, row const* b) {
      return urgency(a) != urgency(b) ? urgency(a) < urgency(b) : std::less<>{}(a, b);
    });
    hidden = urgent.size() - (room - 1);
    urgent.resize(room - 1);
    shown = std::move(urgent);
  }
  std::size_t name_width = 0;
  for (row const* r : shown) name_width = std::max(name_width, display_width(label(r->kind, r->name)));
  name_width = std::min(name_width, std::max<std::size_t>(columns / 3, 8));
  std::vector<std::string> lines;
  for (row const* r : shown) lines.push_back(line(*r, name_width, columns));
  if (hidden > 0) {
    auto const done =
        std::count_if(rows_.begin(), rows_.end(), [](row const& r) { return mood_of(r.kind, r.what) == mood::good; });
    lines.push_back(truncated(std::string{style_.ascii ? "..." : "…"} + " " + std::to_string(hidden) + " more, " +
                                  std::to_string(done) + " of " + std::to_string(rows_.size()) + " done",
                              columns, style_.ascii));
  }
  return lines;
}

void terminal_progress::draw(std::vector<std::string> const& lines, std::size_t columns) {
  if (lines == drawn_ && columns == drawn_columns_) return;
  std::string frame;
  if (!std::exchange(cursor_hidden_, true)) frame += "\x1b[?25l";
  bool const resized = columns != drawn_columns_ && !drawn_.empty();
  std::size_t up = drawn_.size();
  if (resized) {
    // A window made narrower has wrapped the old lines; `printable` leaves out the colours, which take no room.
    std::size_t const span = std::max<std::size_t>(columns, 1);
    up = 0;
    for (std::string const& old : drawn_) {
      std::size_t const width = std::max<std::size_t>(display_width(printable(old)), 1);
      up += (width + span - 1) / span;
    }
  }
  if (up > 0) frame += "\x1b[" + std::to_string(up) + "A";
  if (resized) frame += "\r\x1b[J";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    bool const same = !resized && i < drawn_.size() && drawn_[i] == lines[i];
    if (!same) frame += "\r" + lines[i] + "\x1b[K";
    frame += "\n";
  }
  if (lines.size() < drawn_.size()) frame += "\x1b[J";
  out_ << frame << std::flush;
  drawn_ = lines;
  drawn_columns_ = columns;
}

}  // namespace dockverify
