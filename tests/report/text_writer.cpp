// What people read: golden pages for the common outcomes, and the promises that hold for all of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/writers.hpp"
#include "rich_report.hpp"

namespace dockverify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string written(report r, writer_options const& options = {}) {
  conclude(r, fail_on::error, false);
  std::ostringstream out;
  text_writer.write(r, options, out);
  return out.str();
}

TEST(text_writer, tells_a_failed_start_root_cause_first) {
  EXPECT_EQ(written(testing::rich_report()),
            R"(  SERVICE   STATE               ACTION             READY BY  CREATED  STARTED   READY  REASON
✘ postgres  exited              recreated (image)  -          120 ms   310 ms       -  exited (137)
○ api       created             created            -          131 ms        -       -  blocked by postgres
✔ cache     healthy, 1 restart  created            eager      122 ms   322 ms  1.20 s

✘ postgres  DVS043 out-of-memory  compose.yaml:3:3
    it was killed for using more memory than its memory limit of 64 MiB
    out of memory: State.OOMKilled is true
    state: exited, exit code 137 (killed by SIGKILL), out of memory
    last log lines:
      │ LOG:  starting PostgreSQL 15.18
      │ \x1b]0;owned\x07LOG:  bye
    advice: raise the limit
    blocked: api waits for postgres

✘ cache  DVR011 memory, mutated  compose.yaml:24:5
    memory limit is not what the file declares
    declared    268435456  (compose.yaml:24:5)
    configured  0  (HostConfig.Memory)
    effective   max  (/sys/fs/cgroup/memory.max)
    fix: docker update --memory 256m shop-cache-1

! compose.yaml:22:12: warning: cache: image redis has no tag [DVA012 moving-tag]

shop: did not start: postgres failed; 1 of 3 services ready (3.21 s)
)");
}

TEST(text_writer, shows_the_table_when_something_was_made) {
  EXPECT_EQ(written(testing::healthy_report()), R"(  SERVICE   STATE    ACTION   READY BY  CREATED  STARTED   READY
✔ postgres  healthy  created  eager       90 ms   350 ms  1.75 s
✔ redis     healthy  created  eager       90 ms   350 ms  1.75 s
✔ api       healthy  created  eager       90 ms   350 ms  1.75 s

shop: 3 services ready; 3 created; 42 checks passed (1.81 s)
)");
}

TEST(text_writer, is_one_line_when_nothing_changed) {
  report r = testing::healthy_report();
  for (service_status& s : r.services) {
    s.action = "unchanged";
    s.containers[0].created_ms = s.containers[0].started_ms = s.containers[0].ready_ms = std::nullopt;
  }
  r.elapsed_ms = 120;
  EXPECT_EQ(written(r), "shop: 3 services ready; nothing to change; 42 checks passed (120 ms)\n");
  writer_options verbose;
  verbose.verbose = true;
  EXPECT_THAT(written(r, verbose), HasSubstr("SERVICE"));
}

TEST(text_writer, says_what_could_not_be_determined) {
  report r = testing::healthy_report();
  r.checks = {42, 40, 0, 2};
  EXPECT_THAT(written(r), HasSubstr("42 checks: 40 passed, 2 could not be determined"));
}

TEST(text_writer, quiet_says_nothing_when_all_is_well_and_only_problems_otherwise) {
  writer_options quiet;
  quiet.quiet = true;
  EXPECT_EQ(written(testing::healthy_report(), quiet), "");
  std::string const page = written(testing::rich_report(), quiet);
  EXPECT_THAT(page, Not(HasSubstr("READY BY")));
  EXPECT_THAT(page, HasSubstr("DVS043"));
}

TEST(text_writer, writes_an_error_with_its_place_and_nothing_else) {
  report r;
  r.command = "up";
  r.project_name = "shop";
  r.errors.push_back({"config-invalid",
                      "services.api.portz: unknown key",
                      "did you mean ports?",
                      {std::make_shared<std::string const>("compose.yaml"), 3, 5}});
  EXPECT_EQ(written(r),
            "compose.yaml:3:5: error: services.api.portz: unknown key [config-invalid]\n  did you mean ports?\n");
}

TEST(text_writer, names_the_services_that_a_deadline_or_an_interrupt_left_behind) {
  report r = testing::healthy_report();
  r.services[2].ready = false;
  r.services[2].reason = "waiting for redis";
  r.status = exit_status::timeout;
  EXPECT_THAT(written(r), HasSubstr("shop: the deadline passed: 2 of 3 services ready; not ready: api (1.81 s)\n"));
  r.status = exit_status::interrupted;
  EXPECT_THAT(written(r),
              HasSubstr("shop: interrupted, containers stay as they are: 2 of 3 services ready; not ready: api"));
}

TEST(text_writer, writes_no_escape_code_unless_asked) {
  writer_options verbose;
  verbose.verbose = true;
  EXPECT_THAT(written(testing::rich_report(), verbose), Not(HasSubstr("\x1b")));
  writer_options coloured;
  coloured.colour = true;
  std::string const page = written(testing::rich_report(), coloured);
  EXPECT_THAT(page, HasSubstr("\x1b[31m"));
  EXPECT_THAT(page, Not(HasSubstr("\x1b]0;")));
}

TEST(text_writer, keeps_to_ascii_when_asked) {
  writer_options ascii;
  ascii.ascii = true;
  ascii.verbose = true;
  for (char const c : written(testing::rich_report(), ascii)) EXPECT_GE(c, 0);
}

TEST(text_writer, shows_each_container_and_the_timeline_when_verbose) {
  report r = testing::healthy_report();
  r.services[2].containers.push_back(r.services[2].containers[0]);
  r.services[2].containers[1].name = "shop-api-2";
  r.services[2].containers[1].ready_ms = 9000;
  r.timeline = {{9000, "api", "ready", ""}};
  EXPECT_THAT(written(r), HasSubstr("2 healthy"));
  writer_options verbose;
  verbose.verbose = true;
  std::string const page = written(r, verbose);
  EXPECT_THAT(page, HasSubstr("  shop-api-2"));
  EXPECT_THAT(page, HasSubstr("9.00 s  api      ready\n"));
}

TEST(text_writer, keeps_the_table_within_the_width) {
  report r = testing::rich_report();
  r.services[0].reason = std::string(300, 'x');
  writer_options narrow;
  narrow.width = 100;
  std::istringstream page{written(r, narrow)};
  for (std::string line; std::getline(page, line) && !line.empty();) EXPECT_LE(line.size(), 104U) << line;
}

TEST(text_writer, tells_a_victim_by_itself_when_its_root_cause_is_not_told) {
  report r = testing::rich_report();
  std::erase_if(r.findings, [](finding const& f) { return f.service == "postgres"; });
  EXPECT_THAT(written(r), HasSubstr("it waited for postgres"));
}

}  // namespace
}  // namespace dockverify
