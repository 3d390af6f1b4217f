// The exit status, case by case (contract.md, "Exit status").
#include <gtest/gtest.h>

#include "report/report.hpp"

namespace dockverify {
namespace {

struct conclusion {
  char const* what;
  exit_status before;
  std::vector<severity> findings;
  fail_on threshold;
  bool must_check;
  check_counts checks;
  exit_status status;
  enum outcome outcome;
};

class exit_status_of : public ::testing::TestWithParam<conclusion> {};

TEST_P(exit_status_of, follows_the_contract) {
  conclusion const& c = GetParam();
  report r;
  r.status = c.before;
  r.checks = c.checks;
  for (severity const level : c.findings) {
    finding f;
    f.kind = finding_kind::drift;
    f.level = level;
    r.findings.push_back(f);
  }
  conclude(r, c.threshold, c.must_check);
  EXPECT_EQ(r.status, c.status) << c.what;
  EXPECT_EQ(r.outcome, c.outcome) << c.what;
}

constexpr check_counts none{}, all_passed{5, 5, 0, 0}, one_failed{5, 4, 1, 0}, some_unknown{5, 3, 0, 2},
    only_unknown{5, 0, 0, 5};
using enum exit_status;

INSTANTIATE_TEST_SUITE_P(
    cases, exit_status_of,
    ::testing::Values(
        conclusion{"all passed", ok, {}, fail_on::error, true, all_passed, ok, outcome::ok},
        conclusion{"an error", ok, {severity::error}, fail_on::error, true, one_failed, findings, outcome::findings},
        conclusion{
            "a warning is below error", ok, {severity::warning}, fail_on::error, true, one_failed, ok, outcome::ok},
        conclusion{"a warning at warning",
                   ok,
                   {severity::warning},
                   fail_on::warning,
                   true,
                   one_failed,
                   findings,
                   outcome::findings},
        conclusion{"an info at warning", ok, {severity::info}, fail_on::warning, true, one_failed, ok, outcome::ok},
        conclusion{
            "an info at info", ok, {severity::info}, fail_on::info, true, one_failed, findings, outcome::findings},
        conclusion{"never", ok, {severity::error}, fail_on::never, true, one_failed, ok, outcome::ok},
        conclusion{"nothing executed", ok, {}, fail_on::error, true, none, usage, outcome::error},
        conclusion{"nothing executed, never fail", ok, {}, fail_on::never, true, none, usage, outcome::error},
        conclusion{"nothing to execute", ok, {}, fail_on::error, false, none, ok, outcome::ok},
        conclusion{"a finding beats no checks",
                   ok,
                   {severity::error},
                   fail_on::error,
                   true,
                   none,
                   findings,
                   outcome::findings},
        conclusion{"some undetermined", ok, {}, fail_on::error, true, some_unknown, ok, outcome::ok},
        conclusion{"only undetermined is no pass", ok, {}, fail_on::error, true, only_unknown, usage, outcome::error},
        conclusion{"not started beats findings",
                   not_started,
                   {severity::error},
                   fail_on::error,
                   true,
                   one_failed,
                   not_started,
                   outcome::failed},
        conclusion{
            "not started without checks", not_started, {}, fail_on::never, true, none, not_started, outcome::failed},
        conclusion{"deadline", timeout, {severity::error}, fail_on::error, true, none, timeout, outcome::timeout},
        conclusion{"interrupted", interrupted, {}, fail_on::error, true, none, interrupted, outcome::interrupted},
        conclusion{"engine", engine, {severity::error}, fail_on::error, true, none, engine, outcome::error},
        conclusion{"usage", usage, {}, fail_on::error, false, none, usage, outcome::error},
        conclusion{
            "findings set before stay", findings, {}, fail_on::error, true, all_passed, findings, outcome::findings}));

TEST(conclude, says_that_nothing_was_checked) {
  report r;
  conclude(r, fail_on::error, true);
  ASSERT_EQ(r.errors.size(), 1U);
  EXPECT_EQ(r.errors[0].code, "no-checks");
}

TEST(conclude, a_startup_error_means_that_the_stack_did_not_start) {
  report r;
  r.checks = {3, 2, 1, 0};
  finding f;
  f.kind = finding_kind::startup;
  r.findings.push_back(f);
  conclude(r, fail_on::never, true);
  EXPECT_EQ(r.status, exit_status::not_started);
}

TEST(conclude, takes_the_status_from_errors) {
  auto const status = [](std::string code) {
    report r;
    r.errors.push_back({std::move(code), "", "", {}});
    conclude(r, fail_on::error, true);
    return r.status;
  };
  EXPECT_EQ(status("engine-unreachable"), exit_status::engine);
  EXPECT_EQ(status("config-invalid"), exit_status::usage);
  EXPECT_EQ(status("deadline"), exit_status::timeout);
  EXPECT_EQ(status("interrupted"), exit_status::interrupted);
}

TEST(conclude, sorts_by_file_line_service_and_rule) {
  auto const make = [](char const* file, int line, char const* service, char const* rule) {
    finding f;
    f.where = {std::make_shared<std::string const>(file), line, 1};
    f.service = service;
    f.rule = rule;
    return f;
  };
  report r;
  r.findings = {make("b", 1, "s", "R1"), make("a", 2, "s", "R1"), make("a", 1, "t", "R1"), make("a", 1, "s", "R2"),
                make("a", 1, "s", "R1")};
  conclude(r, fail_on::error, true);
  std::string order;
  for (finding const& f : r.findings) order += f.where.text() + f.service + f.rule + " ";
  EXPECT_EQ(order, "a:1:1sR1 a:1:1sR2 a:1:1tR1 a:2:1sR1 b:1:1sR1 ");
}

}  // namespace
}  // namespace dockverify
