// Markdown: one comment, whose tables no text can break.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "report/writers.hpp"
#include "rich_report.hpp"

namespace dockverify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string written(report const& r) {
  std::ostringstream out;
  markdown_writer.write(r, {}, out);
  return out.str();
}

TEST(markdown_writer, tells_an_audit_worst_first) {
  EXPECT_EQ(written(testing::audit_report()), R"(### ❌ dockverify audit shop: 2 errors, 2 warnings, 1 info, 2 ignored

| severity | where | rule | what |
|---|---|---|---|
| ❌ error | `api/Dockerfile:4:1` | DVD003 secret-in-env | TOKEN looks like a secret |
| ❌ error | `compose.yaml:3:5` | DVC020 privileged | api: the container is privileged: root in it is root on the host<br>remove `privileged` |
| ⚠️ warning | `api/Dockerfile:3:5` | DVD103 pip-cache | pip keeps what it has downloaded in the image's layer<br>write `pip install --no-cache-dir` |
| ⚠️ warning | `api/Dockerfile:3:9` | DVD103 pip-cache | pip keeps what it has downloaded in the image's layer<br>write `pip install --no-cache-dir` |
| ℹ️ info | `api/Dockerfile:3:1` | DVD405 quote-env | quote it |

<details><summary>2 ignored</summary>

| where | rule | what | reason |
|---|---|---|---|
| `compose.yaml` | DVT009 tags-disagree | postgres has the tags 15 and 16 | configuration |
| `./compose.yaml:5:13` | DVC108 quoted-ports | db: the port is a number | inline: read by nobody else, see \#12 |

</details>

40 checks: 34 passed, 6 failed, 12 ms
)");
}

TEST(markdown_writer, has_the_services_of_a_run) {
  EXPECT_EQ(written(testing::healthy_report()), R"(### ✅ dockverify up shop: ok

| service | ready | state | image |
|---|---|---|---|
| postgres | ✅ eager | healthy |  |
| redis | ✅ eager | healthy |  |
| api | ✅ eager | healthy |  |

42 checks passed, 1.81 s
)");
  report failed = testing::rich_report();
  conclude(failed, fail_on::error, true);
  EXPECT_THAT(written(failed), HasSubstr("| postgres | ❌ exited \\(137\\) | exited | `postgres:15` |"));
  EXPECT_THAT(written(failed), HasSubstr("<br>declared: `268435456`<br>configured: `0`<br>fix: `docker update"));
}

std::size_t borders(std::string const& line) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\')
      ++i;
    else if (line[i] == '|')
      ++count;
  }
  return count;
}

TEST(markdown_writer, keeps_its_tables_whatever_a_text_says) {
  std::string const page = written(testing::hostile_report());
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("@all\\x")));
  EXPECT_THAT(page, Not(HasSubstr(" ![i](u)")));
  std::istringstream lines(page);
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("|")) continue;
    ++rows;
    EXPECT_EQ(borders(line), 5U) << line;
  }
  EXPECT_EQ(rows, 9U) << "three tables of one row";
  report r = testing::hostile_report();
  r.findings[0].actual = "a\\|b";
  EXPECT_THAT(written(r), HasSubstr("configured: <code>a\\\\\\|b</code>"));
}

TEST(markdown_writer, fits_into_a_comment) {
  report r = testing::audit_report();
  std::vector<finding> const some = r.findings;
  for (int i = 0; i < 500; ++i) r.findings.insert(r.findings.end(), some.begin(), some.end());
  std::string const page = written(r);
  EXPECT_LT(page.size(), 65536U);
  EXPECT_THAT(page, HasSubstr(" more\n"));
}

}  // namespace
}  // namespace dockverify
