// Progress for people, on stderr: a live picture of all services on a terminal, one plain line a change everywhere
// else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "report/progress.hpp"

namespace dockverify {

/// One line a change, "   1.23s  postgres  started"; never an escape code, nothing twice.
std::unique_ptr<progress_sink> make_plain_progress(std::ostream& out);

struct terminal_size {
  std::size_t columns = 80, rows = 24;
};

/// How the live picture is drawn.
struct terminal_style {
  bool colour = true;
  bool ascii = false;  ///< no symbols outside ASCII
};

/// One line for each service, network, volume and image that something happens to, redrawn in place; the last picture
/// stays on the screen. Lines never wrap and never outnumber the rows of the terminal, so that redrawing always hits
/// the same lines.
class terminal_progress : public progress_sink {
 public:
  /// `size` is asked before every redraw, so that a resized window is noticed.
  terminal_progress(std::ostream& out, std::function<terminal_size()> size, terminal_style style = {});
  ~terminal_progress() override;
  terminal_progress(terminal_progress const&) = delete;
  terminal_progress& operator=(terminal_progress const&) = delete;

  void on(progress_event const& event) override;
  /// To be called about ten times a second with the time since the run began: redraws what has changed.
  void tick(std::int64_t now_ms);
  /// Draws the last picture in full, shows the cursor and draws nothing more; the destructor does it too.
  void finish();

 private:
  struct row {
    std::string kind, name, detail;
    phase what = phase::waiting;
    std::int64_t first_ms = 0;  // when it was first heard of
    std::int64_t since_ms = 0;  // when it came into this phase
  };

  [[nodiscard]] std::vector<std::string> picture(terminal_size size) const;
  [[nodiscard]] std::string line(row const& r, std::size_t name_width, std::size_t columns) const;
  [[nodiscard]] std::string paint(char const* code, std::string text) const;
  void draw(std::vector<std::string> const& lines, std::size_t columns);

  std::ostream& out_;
  std::function<terminal_size()> size_;
  terminal_style style_;
  std::vector<row> rows_;
  std::vector<std::string> drawn_;  // what is on the screen now
  std::size_t drawn_columns_ = 0;
  std::int64_t now_ms_ = 0;
  bool cursor_hidden_ = false, finished_ = false;
};

}  // namespace dockverify
