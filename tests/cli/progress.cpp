// Progress as people see it: plain lines to the letter, the live picture through a small fake screen.
#include "cli/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>

#include "progress_screen.hpp"

namespace dockverify {
namespace {

using testing::fake_screen;
using ::testing::HasSubstr;
using ::testing::Not;

progress_event event(std::int64_t t_ms, std::string name, phase what, std::string detail = {},
                     std::string kind = "service") {
  return {t_ms, std::move(kind), std::move(name), what, std::move(detail)};
}

std::string plain(std::vector<progress_event> const& events) {
  std::ostringstream out;
  auto const sink = make_plain_progress(out);
  for (progress_event const& e : events) sink->on(e);
  return out.str();
}

TEST(plain_progress, writes_one_line_a_change) {
  EXPECT_EQ(plain({event(90, "shop_default", phase::created, "", "network"), event(1230, "postgres", phase::started),
                   event(1250, "api", phase::waiting, "postgres to be healthy"),
                   event(12'345, "postgres", phase::ready, "eager probe"),
                   event(123'456, "api", phase::failed, "exited (1)")}),
            "   0.09s  network shop_default  created\n"
            "   1.23s  postgres  started\n"
            "   1.25s  api  waiting for postgres to be healthy\n"
            "  12.34s  postgres  ready by eager probe\n"
            " 123.45s  api  failed: exited (1)\n");
}

TEST(plain_progress, says_nothing_twice) {
  EXPECT_EQ(plain({event(1, "redis", phase::pulling, "1 MB"), event(2, "redis", phase::pulling, "2 MB"),
                   event(3, "redis", phase::waiting, "a"), event(4, "redis", phase::waiting, "a"),
                   event(5, "redis", phase::waiting, "b")}),
            "   0.00s  redis  pulling: 1 MB\n"
            "   0.00s  redis  waiting for a\n"
            "   0.00s  redis  waiting for b\n");
}

TEST(plain_progress, never_writes_an_escape_code) {
  EXPECT_THAT(plain({event(1, "api", phase::probing, "\x1b[2J\x1b[31mred\x1b[0m\nnext")}), Not(HasSubstr("\x1b")));
}

class terminal : public ::testing::Test {
 protected:
  void show(std::vector<progress_event> const& events, std::int64_t now) {
    for (progress_event const& e : events) progress->on(e);
    progress->tick(now);
    refresh();
  }
  void refresh() {
    screen.write(out.str());
    out.str("");
  }
  void size(std::size_t columns, std::size_t rows) {
    current = {columns, rows};
    screen = fake_screen{columns, rows};
  }

  terminal_size current{80, 24};
  std::ostringstream out;
  fake_screen screen{80, 24};
  std::unique_ptr<terminal_progress> progress = std::make_unique<terminal_progress>(
      out, [this] { return current; }, terminal_style{.colour = true, .ascii = true});
};

TEST_F(terminal, shows_a_line_a_service_and_redraws_it_in_place) {
  show({event(0, "postgres", phase::creating), event(0, "api", phase::waiting, "postgres to be healthy")}, 100);
  EXPECT_FALSE(screen.cursor_visible());
  EXPECT_EQ(screen.line(0), "/ postgres  creating     0.1s");
  EXPECT_EQ(screen.line(1), ". api       waiting      0.1s  for postgres to be healthy");
  show({event(1250, "postgres", phase::ready, "eager probe"), event(1260, "api", phase::starting)}, 1300);
  EXPECT_EQ(screen.line(0), "+ postgres  ready        1.2s  by eager probe");
  EXPECT_EQ(screen.line(1), "/ api       starting     1.3s");
  EXPECT_EQ(screen.cursor_row(), 2U);
  EXPECT_EQ(screen.lines().size(), 3U);
}

TEST_F(terminal, stops_the_clock_when_settled) {
  show({event(0, "api", phase::starting)}, 0);
  show({event(2000, "api", phase::failed, "exited (1)")}, 90'000);
  EXPECT_EQ(screen.line(0), "x api  failed       2.0s  exited (1)");
}

TEST_F(terminal, writes_nothing_when_nothing_changed) {
  show({event(0, "api", phase::ready)}, 100);
  progress->tick(200);
  EXPECT_EQ(out.str(), "");
}

TEST_F(terminal, only_redraws_lines_that_changed) {
  show({event(0, "api", phase::ready), event(0, "web", phase::starting)}, 100);
  progress->tick(200);
  EXPECT_THAT(out.str(), Not(HasSubstr("api")));
  EXPECT_THAT(out.str(), HasSubstr("web"));
}

TEST_F(terminal, leaves_the_last_picture_and_the_cursor) {
  show({event(0, "api", phase::starting)}, 100);
  progress->on(event(500, "api", phase::ready, "engine"));
  progress.reset();
  refresh();
  EXPECT_EQ(screen.line(0), "+ api  ready        0.5s  by engine");
  EXPECT_EQ(screen.cursor_row(), 1U);
  EXPECT_TRUE(screen.cursor_visible());
}

TEST_F(terminal, draws_nothing_for_nothing) {
  progress->tick(100);
  progress.reset();
  EXPECT_EQ(out.str(), "");
}

TEST_F(terminal, draws_nothing_after_finish) {
  show({event(0, "api", phase::ready)}, 100);
  progress->finish();
  refresh();
  show({event(200, "api", phase::failed)}, 300);
  progress.reset();
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(screen.line(0), "+ api  ready        0.0s");
}

TEST_F(terminal, never_wraps) {
  for (std::size_t columns : {1U, 2U, 5U, 20U, 35U, 40U, 80U}) {
    size(columns, 24);
    progress = std::make_unique<terminal_progress>(
        out, [this] { return current; }, terminal_style{.colour = true, .ascii = false});
    refresh();
    screen = fake_screen{std::max<std::size_t>(columns, 2), 24};
    show({event(0, std::string(60, 'n'), phase::probing, std::string(300, 'd')),
          event(0, "日本語サービス", phase::waiting, "日本語日本語日本語")},
         100);
    EXPECT_FALSE(screen.wrapped()) << columns;
    EXPECT_EQ(screen.cursor_row(), 2U) << columns;
  }
}

TEST_F(terminal, shows_what_is_not_ready_when_there_is_no_room) {
  size(80, 6);
  std::vector<progress_event> events;
  for (int i = 0; i < 10; ++i) events.push_back(event(0, "s" + std::to_string(i), phase::ready));
  events.push_back(event(0, "late", phase::starting));
  events.push_back(event(0, "lost", phase::failed, "exited (1)"));
  show(events, 100);
  EXPECT_THAT(screen.line(0), HasSubstr("lost"));
  EXPECT_THAT(screen.line(1), HasSubstr("late"));
  EXPECT_EQ(screen.line(4), "... 8 more, 10 of 12 done");
  show({event(200, "late", phase::ready)}, 300);
  EXPECT_FALSE(screen.left_the_screen());
  EXPECT_EQ(screen.line(4), "... 8 more, 11 of 12 done");
  progress.reset();
  refresh();
  EXPECT_FALSE(screen.left_the_screen());
  EXPECT_EQ(screen.cursor_row(), 12U);
  EXPECT_THAT(screen.line(0), HasSubstr("s0"));
  EXPECT_THAT(screen.line(11), HasSubstr("lost"));
}

TEST_F(terminal, survives_a_window_of_any_size) {
  for (std::size_t rows : {0U, 1U, 2U}) {
    size(10, rows);
    show({event(0, "a", phase::starting), event(0, "b", phase::starting), event(0, "c", phase::starting)},
         static_cast<std::int64_t>(rows) * 100);
  }
  current = {0, 0};
  progress->tick(900);
}

TEST_F(terminal, redraws_everything_after_a_resize) {
  show({event(0, "api", phase::ready, "engine")}, 100);
  current.columns = 100;
  progress->tick(200);
  EXPECT_THAT(out.str(), HasSubstr("api"));
  refresh();
  EXPECT_EQ(screen.line(0), "+ api  ready        0.0s  by engine");
  EXPECT_EQ(screen.cursor_row(), 1U);
}

TEST_F(terminal, lets_no_log_steer_the_terminal) {
  show({event(0, "api", phase::probing, "\x1b[2J\x1b]0;owned\x07 boom\nnext")}, 0);
  EXPECT_EQ(screen.line(0), "| api  probing      0.0s  \\x1b[2J\\x1b]0;owned\\x07 boom\\nnext");
}

TEST_F(terminal, can_do_without_colour) {
  progress = std::make_unique<terminal_progress>(
      out, [this] { return current; }, terminal_style{.colour = false, .ascii = false});
  progress->on(event(0, "api", phase::ready));
  progress->tick(100);
  EXPECT_THAT(out.str(), Not(HasSubstr("m")));
  EXPECT_THAT(out.str(), HasSubstr("✔ api  ready"));
}

}  // namespace
}  // namespace dockverify
