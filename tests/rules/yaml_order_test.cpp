// Fixes that put lines into another order: what moves, what stays, and when nothing is offered.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

struct order_case {
  std::string_view what;
  std::string rule, before, after;  ///< the same: no fix is offered
};

std::string ordered(order_case const& one) {
  files const project{{"compose.yaml", one.before}, {".dockverify.yaml", "rules: {" + one.rule + ": warning}\n"}};
  EXPECT_FALSE(found(one.rule, project).empty()) << one.what;
  std::string const after = fixed(one.rule, project, "compose.yaml");
  if (after != one.before)
    EXPECT_TRUE(
        found(one.rule, {{"compose.yaml", after}, {".dockverify.yaml", project.at(".dockverify.yaml")}}).empty())
        << one.what;
  return after;
}

TEST(yaml_order, moves_lines_and_nothing_else) {
  std::vector<order_case> const cases{
      {"keys of a service", "DVC601", "services:\n  a:\n    restart: \"no\" # why\n    image: a:1\n",
       "services:\n  a:\n    image: a:1\n    restart: \"no\" # why\n"},
      {"comments above go along", "DVC602",
       "services:\n  b:\n    image: b:1\n\n  # the first\n  a:\n    image: a:1\n    # its last line\n",
       "services:\n  # the first\n  a:\n    image: a:1\n    # its last line\n\n  b:\n    image: b:1\n"},
      {"a list in brackets", "DVC603",
       "services:\n  a:\n    image: a:1\n    depends_on: [ c , 'b' ]\n  b:\n    image: b:1\n  c:\n    image: c:1\n",
       "services:\n  a:\n    image: a:1\n    depends_on: [ 'b' , c ]\n  b:\n    image: b:1\n  c:\n    image: c:1\n"},
      {"a list of lines, the last without its end", "DVC604",
       "services:\n  a:\n    image: a:1\n    ports:\n    - \"82:80\"\n    - target: 81\n      published: \"81\"",
       "services:\n  a:\n    image: a:1\n    ports:\n    - target: 81\n      published: \"81\"\n    - \"82:80\""},
      {"the file's head stays", "DVC605", "# about the file\nvolumes:\n  v:\nservices:\n  a:\n    image: a:1\n",
       "# about the file\nservices:\n  a:\n    image: a:1\nvolumes:\n  v:\n"},
      {"CRLF", "DVC605", "volumes:\r\n  v:\r\nservices:\r\n  a: {image: a:1}\r\n",
       "services:\r\n  a: {image: a:1}\r\nvolumes:\r\n  v:\r\n"},
      {"an anchor stays before its alias", "DVC605",
       "services:\n  a:\n    image: a:1\n    logging: &log {driver: local}\n  b:\n    image: ${IMAGE:-b:1}\n    "
       "logging: *log\n"
       "name: x\n",
       "name: x\nservices:\n  a:\n    image: a:1\n    logging: &log {driver: local}\n  b:\n    image: ${IMAGE:-b:1}\n"
       "    logging: *log\n"},
  };
  for (order_case const& one : cases) EXPECT_EQ(ordered(one), one.after) << one.what;
}

TEST(yaml_order, leaves_what_more_than_the_order_would_change) {
  std::vector<order_case> const cases{
      {"an alias would come first",
       "DVC602",
       "services:\n  b:\n    image: b:1\n    logging: &log {driver: local}\n  a:\n    image: a:1\n    logging: *log\n",
       {}},
      {"a comment that stands alone",
       "DVC602",
       "services:\n  b:\n    image: b:1\n\n  # whose?\n\n  a:\n    image: a:1\n",
       {}},
      {"a merge key between them",
       "DVC601",
       "x-a: &a {user: me}\nservices:\n  a:\n    restart: \"no\"\n    <<: *a\n    image: a:1\n",
       {}},
      {"keys in braces", "DVC601", "services:\n  a: {\n    restart: \"no\",\n    image: a:1\n  }\n", {}},
      {"two keys in a line", "DVC605", "{volumes: {v: }, services: {a: {image: a:1}}}\n", {}},
  };
  for (order_case const& one : cases) EXPECT_EQ(ordered(one), one.before) << one.what;
}

}  // namespace
}  // namespace dockverify::rules::test
