#include "audit/ignores.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::audit::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct comment_case {
  std::string text;
  std::vector<std::string> lines;  ///< of DVD103 (DL3042), which both RUNs have, and of DVA
};

std::vector<std::string> of_pip(std::string const& name, std::string const& text) {
  project_folder const folder({{name, text}});
  options what = options_for(folder);
  what.what.paths = {name};
  std::vector<finding> findings = run(what).findings;
  std::erase_if(findings, [](finding const& f) { return f.rule != "DVD103" && !f.rule.starts_with("DVA"); });
  std::vector<std::string> lines;
  for (std::string& line : lines_of(findings)) lines.push_back(line.substr(line.find(':') + 1));
  return lines;
}

TEST(ignores, understands_every_comment_of_dockerfiles) {
  std::string const from = "FROM python:3.12\n", run = "RUN pip install x\n";
  std::vector<std::string> const both{"3 DVD103", "4 DVD103"};
  std::vector<comment_case> const cases{
      // hadolint's: the next instruction, blanks allowed, a reason after #.
      {from + "# hadolint ignore=DL3042\n" + run + run, {"3 DVD103 ignored", "4 DVD103"}},
      {from + "# hadolint ignore = DL3042 , SC2086 # offline\n" + run + run, {"3 DVD103 ignored", "4 DVD103"}},
      {from + "# hadolint ignore=DL3006,DL3042\n" + run + run, {"2 DVA001", "3 DVD103 ignored", "4 DVD103"}},
      // One id that is none makes the comment void, a rule that is off is none to complain of.
      {from + "# hadolint ignore=DL3042,crazy\n" + run + run, both},
      {from + "# hadolint ignore=dl3042\n" + run + run, both},
      {from + "# hadolint ignore=DL3042,DL3008\n" + run + run, {"3 DVD103 ignored", "4 DVD103"}},
      {from + "# hadolintignore=DL3042\n" + run + run, both},
      // The next line and no further.
      {from + "# hadolint ignore=DL3042\n\n" + run, {"4 DVD103"}},
      {from + "# hadolint ignore=DL3042\n# why\n" + run, {"4 DVD103"}},
      {from + "#hadolint ignore=DL3042\n" + run + run, {"3 DVD103 ignored", "4 DVD103"}},
      {from + "# hadolint ignore=DL3042 offline\n" + run + run, both},
      {from + "# hadolint ignore=DL3042,D!\n" + run + run, both},
      {from + "# hadolint ignore=\n" + run + run, both},
      {from + "# hadolint ignores=DL3042\n" + run + run, both},
      {from + "# hadolint global ignore=DL3042\n" + run + run, {"3 DVD103 ignored", "4 DVD103 ignored"}},
      {from + run + run + "# hadolint global ignore=DL3042\n", {"2 DVD103 ignored", "3 DVD103 ignored"}},
      {"# hadolint stage ignore=DL3042\n" + from + run + from + run, {"3 DVD103 ignored", "5 DVD103"}},
      {from + "# hadolint stage ignore=DL3042\n" + run + from + run, {"3 DVD103", "5 DVD103 ignored"}},
      // BuildKit's, which knows no such rule: it ignores nothing here.
      {"# check=skip=StageNameCasing\n" + from + run, {"1 DVA001", "3 DVD103"}},
      // dockverify's own: its ids, its names, the peers' ids, in any case, with a reason.
      {from + "# dockverify ignore=DVD103 it is offline\n" + run + run, {"3 DVD103 ignored", "4 DVD103"}},
      {from + "# dockverify ignore=pip-cache\n" + run + run, {"3 DVD103 ignored", "4 DVD103"}},
      {from + "# dockverify ignore=dl3042\n" + run + run, {"3 DVD103 ignored", "4 DVD103"}},
      {from + "# dockverify global ignore=DVD103\n" + run + run, {"3 DVD103 ignored", "4 DVD103 ignored"}},
      {from + "# dockverify stage ignore=DVD103\n" + run + from + run, {"3 DVD103", "5 DVD103 ignored"}},
      // Several lines above one instruction.
      {from + "# dockverify ignore=DVD103\n# why not\n" + run + run, {"4 DVD103 ignored", "5 DVD103"}},
      // What ignores nothing, and dates.
      {from + "# dockverify ignore=DVD101\n" + run, {"2 DVA001", "3 DVD103"}},
      {from + "# dockverify ignore=DVD103 until=2026-11-23 today\n" + run, {"3 DVD103 ignored"}},
      {from + "# dockverify ignore=DVD103 until=2026-11-22 over\n" + run, {"2 DVA002", "3 DVD103"}},
      {from + "# dockverify ignore=DVD103 until=2026-13-01 no day\n" + run, {"2 DVA002", "3 DVD103"}},
      {from + "# dockverify ignore=DVD103 it is old until=2026-11-22\n" + run, {"2 DVA002", "3 DVD103"}},
  };
  for (comment_case const& one : cases) EXPECT_EQ(of_pip("Dockerfile", one.text), one.lines) << one.text;
}

TEST(ignores, skips_buildkit_checks_of_the_whole_file) {
  auto const lines = [](std::string const& directive) {
    project_folder const folder({{"Dockerfile", directive + "FROM a:1 AS Build\nFROM a:1 AS Test\n"}});
    return lines_of(audit_of(folder).findings, "DVD4");
  };
  std::vector<std::string> const reported = lines("# a comment\n");
  ASSERT_THAT(reported, testing::Contains(HasSubstr(":2 ")));
  for (char const* directive :
       {"# check=skip=StageNameCasing\n", "# check=skip=all\n",
        "# check=skip=JSONArgsRecommended,StageNameCasing;error=true\n", "# check=error=true;skip=StageNameCasing\n"}) {
    std::vector<std::string> const left = lines(directive);
    EXPECT_EQ(std::count_if(left.begin(), left.end(), [](auto const& line) { return line.ends_with(" ignored"); }), 2)
        << directive;
  }
}

/// Places of DVC020, which every service has in the line after its image, and of DVA.
std::vector<std::string> of_privileged(std::string const& yaml) {
  project_folder const folder({{"compose.yaml", yaml}});
  std::vector<finding> findings = audit_of(folder).findings;
  std::erase_if(findings, [](finding const& f) { return f.rule != "DVC020" && !f.rule.starts_with("DVA"); });
  std::vector<std::string> lines;
  for (std::string& line : lines_of(findings)) lines.push_back(line.substr(line.find(':') + 1));
  return lines;
}

TEST(ignores, understands_every_comment_of_compose_files) {
  std::string const a = "  a:\n    image: a:1\n    privileged: true\n",
                    b = "  b:\n    image: b:1\n    privileged: true\n";
  std::vector<comment_case> const cases{
      {"services:\n  # dockverify ignore=DVC020 it drives\n" + a + b, {"5 DVC020 ignored", "8 DVC020"}},
      {"# dockverify ignore=privileged\nservices:\n" + a + b, {"5 DVC020 ignored", "8 DVC020 ignored"}},
      {"# dockverify global ignore=DVC020\nservices:\n" + a + b, {"5 DVC020 ignored", "8 DVC020 ignored"}},
      {"services:\n" + a + b + "# dockverify global ignore=CL-0002\n", {"4 DVC020 ignored", "7 DVC020 ignored"}},
      {"services:\n  a:\n    image: a:1\n    privileged: true # dockverify ignore=DVC020\n" + b,
       {"4 DVC020 ignored", "7 DVC020"}},
      {"services:\n  a:\n    image: a:1\n    privileged: true# dockverify ignore=DVC020\n" + b, {"7 DVC020"}},
      {"services:\n  a: # dockverify ignore=DVC020\n    image: a:1\n    privileged: true\n" + b,
       {"4 DVC020 ignored", "7 DVC020"}},
      {"services:\n  #dockverify ignore=DVC020\n" + a, {"5 DVC020 ignored"}},
      // Text is no comment.
      {"services:\n  a:\n    image: a:1\n    privileged: true\n    environment:\n      A: |\n"
       "        # dockverify global ignore=DVC020\n",
       {"4 DVC020"}},
      {"services:\n  a:\n    image: a:1\n    privileged: true\n    hostname: \"x # dockverify ignore=DVC020\"\n",
       {"4 DVC020"}},
      {"services:\n  # dockverify ignore=DVC021\n" + a, {"2 DVA001", "5 DVC020"}},
      {"services:\n  # dockverify ignore=DVC020 until=2026-11-22 soon\n" + a, {"2 DVA002", "5 DVC020"}},
  };
  for (comment_case const& one : cases) EXPECT_EQ(of_privileged(one.text), one.lines) << one.text;
}

TEST(ignores, understands_dclint) {
  std::string const service =
      "services:\n  b:\n    image: b:1\n    container_name: b\n  a:\n    image: a:1\n    build: .\n";
  auto const ignored = [](std::string const& yaml) {
    project_folder const folder({{"compose.yaml", yaml}});
    std::vector<std::string> places;
    for (finding const& f : audit_of(folder).findings) {
      for (std::string const& alias : f.aliases) {
        if (alias.starts_with("dclint:") && f.ignored) {
          places.push_back(std::to_string(f.where.line) + " " + alias);
          break;
        }
      }
    }
    std::sort(places.begin(), places.end());
    return places;
  };
  auto const with = [&](std::string const& ids) { return ignored("# dclint disable " + ids + "\n" + service); };
  EXPECT_THAT(ignored(service), IsEmpty());
  EXPECT_FALSE(with("").empty());
  EXPECT_EQ(with(""), ignored("# dclint disable-file\n" + service));
  EXPECT_EQ(ignored("---\n# dclint disable\n" + service).size(), with("").size());
  EXPECT_EQ(ignored("--- # dclint disable\n" + service).size(), with("").size());
  EXPECT_THAT(with("service-image-require-explicit-tag"), IsEmpty());
  EXPECT_THAT(with("no-build-and-image"), testing::Each(HasSubstr("dclint:no-build-and-image")));
  EXPECT_FALSE(with("no-build-and-image").empty());
  EXPECT_THAT(ignored("services:\n# dclint disable\n" + service.substr(10)), IsEmpty()) << "not in the first line";
}

TEST(ignores, keep_reason_source_place_and_day) {
  project_folder const folder(
      {{"Dockerfile", "FROM python:3.12\n# dockverify ignore=DVD103 until=2027-01-31 # offline\nRUN pip install x\n"}});
  result const found = audit_of(folder);
  auto const pip =
      std::find_if(found.findings.begin(), found.findings.end(), [](finding const& f) { return f.rule == "DVD103"; });
  ASSERT_NE(pip, found.findings.end());
  ASSERT_TRUE(pip->ignored);
  EXPECT_EQ(pip->ignored->reason, "offline");
  EXPECT_EQ(pip->ignored->source, "inline");
  EXPECT_EQ(pip->ignored->where.text(), "Dockerfile:2:1");
  EXPECT_EQ(pip->ignored->until, "2027-01-31");
}

TEST(ignores, are_void_when_comments_do_not_count) {
  project_folder const folder({{"Dockerfile", "FROM python:3.12\n# hadolint ignore=DL3042\nRUN pip install x\n"}});
  options what = options_for(folder);
  what.inline_ignores = false;
  EXPECT_THAT(lines_of(run(what).findings, "DVD103"), ElementsAre("Dockerfile:3 DVD103"));
}

TEST(read_date, takes_days_only) {
  EXPECT_EQ(read_date("2027-01-31"), (rules::date{2027, 1, 31}));
  for (char const* wrong : {"", "2027-1-31", "2027-00-10", "2027-13-01", "2027-01-00", "2027-01-32", "2027/01/31",
                            "20a7-01-31", "2027-01-311"})
    EXPECT_EQ(read_date(wrong), std::nullopt) << wrong;
  EXPECT_EQ(write_date({2027, 1, 3}), "2027-01-03");
}

}  // namespace
}  // namespace dockverify::audit::test
