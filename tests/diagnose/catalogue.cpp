// The catalogue as data: ids and names are what users and other rooms rely on.
#include <set>

#include "contexts.hpp"

namespace dockverify::diagnose {
namespace {

TEST(catalogue, has_unique_ids_and_names_and_full_texts) {
  std::set<std::string_view> rules, names;
  std::string_view previous;
  for (cause const& c : all_causes()) {
    EXPECT_TRUE(rules.insert(c.rule).second) << c.rule;
    EXPECT_TRUE(names.insert(c.name).second) << c.name;
    EXPECT_TRUE(c.rule.starts_with("DVS") && c.rule.size() == 6) << c.rule;
    EXPECT_LT(previous, c.rule);
    previous = c.rule;
    EXPECT_FALSE(c.summary.empty()) << c.rule;
    EXPECT_GT(c.documentation.size(), c.summary.size()) << c.rule;
    ASSERT_NE(c.match, nullptr) << c.rule;
  }
}

TEST(catalogue, says_nothing_about_an_empty_context_but_the_general_cause) {
  std::vector<verdict> const verdicts = rank(failure_context{});
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0].rule, "DVS000");
}

TEST(catalogue, ranks_the_specific_before_the_general) {
  std::vector<verdict> const verdicts = rank(testing::exited(127, {"sh: x: not found"}));
  ASSERT_GE(verdicts.size(), 2U);
  EXPECT_EQ(verdicts.front().rule, "DVS025");
  EXPECT_EQ(verdicts.back().rule, "DVS000");
}

}  // namespace
}  // namespace dockverify::diagnose
