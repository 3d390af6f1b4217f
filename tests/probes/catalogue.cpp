// The list of probes as others read it.
#include <gtest/gtest.h>

#include <set>

#include "probes/all.hpp"
#include "probes/tcp.hpp"

namespace dockverify::probes {
namespace {

TEST(catalogue, every_probe_is_complete_and_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (auto const* p : all_probes()) {
    EXPECT_TRUE(names.insert(p->name).second) << p->name;
    EXPECT_FALSE(p->summary.empty()) << p->name;
    EXPECT_FALSE(p->documentation.empty()) << p->name;
    EXPECT_NE(p->run, nullptr) << p->name;
    EXPECT_EQ(find_probe(p->name), p);
  }
  EXPECT_EQ(find_probe("tcp"), &tcp);
  EXPECT_EQ(find_probe("no such probe"), nullptr);
}

TEST(catalogue, every_verdict_has_a_name_of_its_own) {
  std::set<std::string_view> names;
  for (auto const v : {verdict::reachable, verdict::closed_at_once, verdict::refused, verdict::unreachable,
                       verdict::timed_out, verdict::cancelled})
    EXPECT_TRUE(names.insert(to_string(v)).second) << to_string(v);
}

}  // namespace
}  // namespace dockverify::probes
