// The page of an audit: by file, with the source line and a mark below its column.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/terminal_text.hpp"
#include "report/writers.hpp"
#include "rich_report.hpp"

namespace dockverify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string written(report const& r, writer_options const& options = {}) {
  std::ostringstream out;
  text_writer.write(r, options, out);
  return out.str();
}

TEST(audit_text, groups_by_file_and_marks_the_column) {
  EXPECT_EQ(written(testing::audit_report()), R"(api/Dockerfile
  3:5 warning DVD103 pip-cache pip keeps what it has downloaded in the image's layer
      │ RUN pip install x
      │     ^
      advice: write `pip install --no-cache-dir`
  3:9 warning DVD103 pip-cache pip keeps what it has downloaded in the image's layer
      │ RUN pip install x
      │         ^
      advice: write `pip install --no-cache-dir`
  3:1 info    DVD405 quote-env quote it
      │ RUN pip install x
      │ ^
  4:1 error   DVD003 secret-in-env TOKEN looks like a secret

compose.yaml
  3:5 error   DVC020 privileged api: the container is privileged: root in it is root on the host
      │ privileged: true
      │ ^
      advice: remove `privileged`

shop: 2 errors, 2 warnings, 1 info, 2 ignored; 3 of them can be mended by --fix, 1 more by --fix --unsafe; 40 checks: 34 passed, 6 failed (12 ms)
)");
}

TEST(audit_text, lists_what_is_ignored_when_verbose) {
  writer_options verbose;
  verbose.verbose = true;
  std::string const page = written(testing::audit_report(), verbose);
  EXPECT_THAT(page, HasSubstr("       ignored DVT009 tags-disagree postgres has the tags 15 and 16\n"
                              "       ignored, configuration\n"));
  EXPECT_THAT(page, HasSubstr("./compose.yaml\n  5:13 ignored DVC108 quoted-ports db: the port is a number\n"
                              "       ignored, inline: read by nobody else, see #12\n"));
  EXPECT_THAT(written(testing::audit_report()), Not(HasSubstr("DVC108")));
}

TEST(audit_text, ignores_nothing_in_other_commands_either) {
  report r = testing::audit_report();
  r.command = "verify";
  EXPECT_THAT(written(r), Not(HasSubstr("DVT009")));
  EXPECT_THAT(written(r), HasSubstr("2 ignored"));
}

report one(std::string excerpt, int column) {
  report r = testing::audit_report();
  r.findings.resize(1);
  r.findings[0].ignored.reset();
  r.findings[0].where = {std::make_shared<std::string const>("a"), 1, column};
  r.findings[0].excerpt = std::move(excerpt);
  return r;
}

TEST(audit_text, counts_columns_as_they_are_shown) {
  EXPECT_THAT(written(one("\t\t\xe6\x97\xa5\xe6\x9c\xac x", 6)), HasSubstr("│ 日本 x\n      │      ^\n"));
  EXPECT_THAT(written(one("a\x07z", 3)), HasSubstr("│ a\\x07z\n      │      ^\n"));
  EXPECT_THAT(written(one("ab", 99)), HasSubstr("│ ab\n       │   ^\n"));
  EXPECT_THAT(written(one("   ", 1)), Not(HasSubstr("^")));
}

TEST(audit_text, keeps_within_the_width) {
  report r = one(std::string(300, 'a') + "HERE" + std::string(300, 'b'), 301);
  r.findings[0].message = "word " + std::string(40, 'x') + " and many more words that do not fit into one line";
  writer_options narrow;
  narrow.width = 80;
  std::string const page = written(r, narrow);
  EXPECT_THAT(page, HasSubstr("│ …HERE"));
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line) && !line.empty();) EXPECT_LE(display_width(line), 80U) << line;
}

TEST(audit_text, keeps_to_ascii_and_to_plain_characters) {
  writer_options options;
  options.ascii = true;
  options.width = 60;
  for (char const c : written(testing::audit_report(), options)) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f));
  report r = testing::hostile_report();
  r.command = "audit";
  options.verbose = true;
  EXPECT_THAT(written(r, options), Not(HasSubstr("\x1b")));
}

TEST(audit_text, says_that_nothing_was_found) {
  report r = testing::audit_report();
  r.findings.clear();
  r.checks = {40, 40, 0, 0};
  conclude(r, fail_on::error, true);
  r.status = exit_status::ok;
  r.outcome = outcome::ok;
  EXPECT_EQ(written(r), "shop: no findings; 40 checks passed (12 ms)\n");
}

}  // namespace
}  // namespace dockverify
