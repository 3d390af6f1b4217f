// What the API alone tells, and what it leaves undetermined.
#include "observe/api_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dockverify::observe {
namespace {

std::vector<std::string> const titles{"PID", "PPID", "UID", "GID", "COMMAND"};

TEST(api_facts, process_table) {
  effective_facts facts;
  ASSERT_TRUE(add_processes(facts, titles,
                            {{"77", "1", "0", "0", "nginx: master"}, {"78", "77", "101", "101", "nginx: worker"}}, 77));
  EXPECT_EQ(facts.init_uid, 0);
  ASSERT_EQ(facts.processes.size(), 2U);
  EXPECT_EQ(facts.processes[1].uid, 101);
  EXPECT_EQ(facts.processes_source, "GET /containers/{id}/top");
}

TEST(api_facts, rows_of_one_cell_are_split) {
  effective_facts facts;
  ASSERT_TRUE(add_processes(facts, titles, {{"  77     1  999 998 postgres -c x=y"}}, 77));
  EXPECT_EQ(facts.init_uid, 999);
  EXPECT_EQ(facts.init_gid, 998);
  EXPECT_EQ(facts.processes[0].command, "postgres -c x=y");
}

TEST(api_facts, foreign_tables_are_refused) {
  effective_facts facts;
  EXPECT_FALSE(add_processes(facts, {"USER", "PID"}, {{"root", "1"}}, 1));
  EXPECT_FALSE(add_processes(facts, titles, {}, 1));
  EXPECT_FALSE(add_processes(facts, titles, {{"x", "1", "root", "0", "sh"}, {"5"}, {}}, 1));
  EXPECT_FALSE(facts.init_uid.has_value());
}

TEST(api_facts, limits_from_statistics) {
  effective_facts facts;
  add_limits(facts, json::parse(R"({"memory_stats":{"limit":268435456},"pids_stats":{"current":3,"limit":100}})"),
             8000000000);
  EXPECT_EQ(facts.memory->value, 268435456);
  EXPECT_EQ(facts.pids->value, 100);
}

TEST(api_facts, the_machines_memory_means_unlimited) {
  effective_facts facts;
  add_limits(
      facts,
      json::parse(R"({"memory_stats":{"limit":8000000000},"pids_stats":{"current":3,"limit":18446744073709551615}})"),
      8000000000);
  EXPECT_TRUE(facts.memory && !facts.memory->value);
  EXPECT_TRUE(facts.pids && !facts.pids->value);
}

TEST(api_facts, a_count_without_limit_means_unlimited_and_no_count_unknown) {
  effective_facts counted;
  add_limits(counted, json::parse(R"({"pids_stats":{"current":3}})"), 0);
  EXPECT_TRUE(counted.pids && !counted.pids->value);
  effective_facts nothing;
  add_limits(nothing, json::parse(R"({"pids_stats":{},"memory_stats":[]})"), 0);
  EXPECT_FALSE(nothing.pids);
  EXPECT_FALSE(nothing.memory);
}

TEST(api_facts, what_is_missing_is_explained) {
  effective_facts facts;
  facts.undetermined["memory"] = "the engine said no";
  explain_what_is_missing(facts, "the engine is remote");
  EXPECT_EQ(facts.undetermined.at("memory"), "the engine said no");
  EXPECT_EQ(facts.undetermined.at("cpus"), "the engine is remote and its API does not show it");
  for (auto const* fact : {"swap", "ulimits", "groups", "pids", "user", "processes"})
    EXPECT_TRUE(facts.undetermined.contains(fact)) << fact;
}

}  // namespace
}  // namespace dockverify::observe
