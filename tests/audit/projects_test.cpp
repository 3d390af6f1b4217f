// Several projects in one audit, and projects of which something can not be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/fix.hpp"
#include "support.hpp"

namespace dockverify::audit::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

result audit_of_tree(project_folder const& folder) {
  options what = options_for(folder);
  what.what.paths = {"."};
  return run(what);
}

TEST(projects, below_a_folder_have_names_of_their_own) {
  std::string const fine = "services:\n  web:\n    image: nginx:1.27.3-alpine\n    labels: {owner: platform-team}\n";
  project_folder const folder(
      {{"compose.yaml", fine},
       {"sub/compose.yaml", "services:\n  q:\n    image: x:1.2\n    ports:\n      - 8080:80\n"}});
  result found = audit_of_tree(folder);
  EXPECT_THAT(lines_of(found.findings, "DVC113"), testing::ElementsAre("sub/compose.yaml:5 DVC113"));
  fix_plan plan = plan_fixes(found.findings, found.read, {false, folder.path(), {}});
  apply(plan);
  EXPECT_EQ(folder.read("compose.yaml"), fine);
  EXPECT_THAT(folder.read("sub/compose.yaml"), HasSubstr("      - \"8080:80\"\n"));
}

std::vector<std::string> errors_of(result const& found) {
  std::vector<std::string> all;
  for (report_error const& one : found.errors) all.push_back(one.code + " " + one.where.text());
  return all;
}

TEST(projects, that_can_not_be_read_are_told) {
  project_folder const folder(
      {{"Dockerfile", "FROM alpine:3.22\nUSER 1000\n"}, {"sub/compose.yaml", "services:\n  a:\n"}});
  options what = options_for(folder);
  what.what.project.files = {"nosuch.yaml"};
  EXPECT_THAT(errors_of(run(what)), Contains("config-invalid nosuch.yaml"));
  what = options_for(folder);
  what.what.paths = {"sub"};
  what.what.project.project_name = "Not A Name";
  EXPECT_THAT(errors_of(run(what)), Contains(HasSubstr("config-invalid")));
}

TEST(projects, with_an_env_file_that_is_none_are_told) {
  project_folder const folder({{"compose.yaml", "services:\n  a:\n    image: x:1.2\n    env_file: [.]\n"}});
  EXPECT_THAT(errors_of(audit_of(folder)), Contains(HasSubstr("config-invalid")));
}

TEST(projects, need_no_values_of_required_variables) {
  project_folder const folder({{"compose.yaml", "services:\n  a:\n    image: x:1.2\n    hostname: ${NAME:?say it}\n"}});
  result const found = audit_of(folder);
  EXPECT_THAT(found.errors, IsEmpty());
  EXPECT_THAT(lines_of(found.findings, "DVC5"), IsEmpty());
}

}  // namespace
}  // namespace dockverify::audit::test
