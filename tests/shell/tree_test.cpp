// The tree of nodes, as nested parentheses.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::shell {
namespace {

std::string tree(program const& p, index at) {
  auto const& n = p.nodes()[at];
  constexpr std::string_view names[] = {"list", "and",  "or",       "pipe",         "",      "sub", "group", "if",
                                        "loop", "case", "function", "substitution", "nested"};
  std::string out;
  if (n.negated) out += "!";
  if (n.kind == node_kind::simple) out += values_of(p.commands()[n.command]);
  if (n.kind != node_kind::simple || n.first_child != none) {
    out += "(" + std::string(names[static_cast<std::size_t>(n.kind)]);
    if (!n.variable.empty()) out += ":" + std::string(n.variable);
    for (auto const& w : n.subjects) out += " <" + std::string(w.value) + ">";
    for (auto child = n.first_child; child != none; child = p.nodes()[child].next) {
      EXPECT_EQ(p.nodes()[child].parent, at);
      out += " " + tree(p, child);
    }
    out += ")";
  }
  if (n.background) out += "&";
  return out;
}

struct tree_case {
  std::string script, nodes;
};

class shell_tree : public testing::TestWithParam<tree_case> {};

TEST_P(shell_tree, has_the_shape_of_the_script) {
  auto const& [script, nodes] = GetParam();
  auto const made = read(mapped_text(script));
  ASSERT_NE(made.root(), none);
  EXPECT_EQ(tree(made, made.root()), nodes) << script;
  for (auto const& c : made.commands()) EXPECT_LT(c.node, made.nodes().size());
}

INSTANTIATE_TEST_SUITE_P(
    all, shell_tree,
    testing::Values(tree_case{"", "(list)"}, tree_case{"a; b", "(list a b)"},
                    tree_case{"a && b || c", "(list (or (and a b) c))"},
                    tree_case{"a | b && c", "(list (and (pipe a b) c))"}, tree_case{"! a", "(list !a)"},
                    tree_case{"! a | b", "(list !(pipe a b))"}, tree_case{"a & b", "(list a& b)"},
                    tree_case{"a && b & c", "(list (and a b)& c)"}, tree_case{"(a; b)", "(list (sub (list a b)))"},
                    tree_case{"{ a; }", "(list (group (list a)))"},
                    tree_case{"if a; then b; else c; fi", "(list (if (list a) (list b) (list c)))"},
                    tree_case{"for x in 1 'y z'; do a; done", "(list (loop:x <1> <y z> (list a)))"},
                    tree_case{"while a; do b; done", "(list (loop (list a) (list b)))"},
                    tree_case{"case $x in a) b;; c) ;; esac", "(list (case <$x> (list b) (list)))"},
                    tree_case{"f() { a; }", "(list (function:f (group (list a))))"},
                    tree_case{"a $(b; c)", "(list a <$(b; c)>( (substitution (list b c))))"},
                    tree_case{"sh -c 'a; b'", "(list sh -c <a; b>( (nested (list a b))))"},
                    tree_case{"for x in $(a); do b; done", "(list (loop:x <$(a)> (substitution (list a)) (list b)))"},
                    tree_case{"a `b`", "(list a `b`( (substitution (list b))))"}));

TEST(shell_pipeline, lists_its_commands) {
  auto const made = read(mapped_text("a; b | { c; } | d"));
  auto const& b = made.commands()[1];
  ASSERT_NE(b.pipeline, none);
  EXPECT_EQ(made.pipeline(b.pipeline), (std::vector<index>{1, 3}));
  EXPECT_EQ(made.commands()[3].pipeline_position, 2U);
  EXPECT_TRUE(made.pipeline(9999).empty());
}

}  // namespace
}  // namespace dockverify::shell
