// Places of edits: code points count, and nothing is shown of a line with a secret.
#include "report/fixes.hpp"

#include <gtest/gtest.h>

#include "rich_report.hpp"

namespace dockverify {
namespace {

finding const& find(report const& r, std::string_view name, std::size_t skip = 0) {
  for (finding const& f : r.findings) {
    if (f.name == name && skip-- == 0) return f;
  }
  ADD_FAILURE() << name;
  return r.findings.front();
}

std::string places(report const& r, finding const& f) {
  std::string out;
  for (placed_edit const& p : fix_places(r).of(f))
    out += std::to_string(p.line) + ":" + std::to_string(p.column) + "-" + std::to_string(p.end_line) + ":" +
           std::to_string(p.end_column) + " " + p.edit->text + ";";
  return out;
}

TEST(fix_places, count_lines_and_code_points) {
  report const r = testing::audit_report();
  EXPECT_EQ(places(r, find(r, "pip-cache", 0)), "3:16-3:16  --no-cache-dir;2:5-2:7 ue;");
  EXPECT_EQ(places(r, find(r, "pip-cache", 1)), "1:1-1:5 ;");
}

TEST(fix_places, tell_nothing_of_a_line_with_a_secret) {
  report const r = testing::audit_report();
  EXPECT_EQ(places(r, find(r, "secret-in-env")), "");
  EXPECT_EQ(places(r, find(r, "quote-env")), "") << "another rule's edit in that line";
}

TEST(fix_places, tell_nothing_of_an_edit_that_reaches_a_secret) {
  report r = testing::audit_report();
  finding f = find(r, "pip-cache");
  f.edits = {{"api/Dockerfile", 42, 46, ""}};
  EXPECT_EQ(places(r, f), "");
  f.edits = {{"api/Dockerfile", 42, 44, ""}};
  EXPECT_EQ(places(r, f), "3:16-3:18 ;");
}

TEST(fix_places, need_a_text_that_the_offsets_fit) {
  report r = testing::audit_report();
  finding f = find(r, "pip-cache");
  f.edits = {{"api/Dockerfile", 5, 4, ""}};
  EXPECT_EQ(places(r, f), "");
  f.edits = {{"api/Dockerfile", 5, 9999, ""}};
  EXPECT_EQ(places(r, f), "");
  f.edits = {{"api/Dockerfile", 5, 6, ""}, {"other", 0, 0, ""}};
  EXPECT_EQ(places(r, f), "");
  r.sources.clear();
  f.edits = {{"api/Dockerfile", 5, 6, ""}};
  EXPECT_EQ(places(r, f), "");
}

TEST(fix_places, leave_a_byte_order_mark_out) {
  report r;
  r.sources = {{"a",
                "\xef\xbb\xbf"
                "ab\nc"}};
  finding f;
  f.where = {std::make_shared<std::string const>("a"), 1, 1};
  f.excerpt = "ab";
  f.edits = {{"a", 3, 4, ""}, {"a", 6, 7, ""}, {"a", 7, 7, ""}};
  EXPECT_EQ(places(r, f), "1:1-1:2 ;2:1-2:2 ;2:2-2:2 ;");
}

}  // namespace
}  // namespace dockverify
