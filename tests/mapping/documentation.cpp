// docs/mapping.md is printed from the rows. DOCKVERIFY_WRITE_DOCS=1 writes it anew; the change is reviewed like any
// other.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "mapping/row.hpp"

namespace dockverify::mapping {
namespace {

std::string table() {
  std::ostringstream out;
  out << "# Compose attributes and the engine\n\n"
         "One row for each attribute that reaches the engine: `up` sends it, `plan` and `verify` compare it. Printed "
         "from the rows in\n"
         "src/mapping by the mapping tests; do not edit.\n\n"
         "| attribute | engine field | compared with | changes live | rule | what it is |\n|---|---|---|---|---|---|\n";
  for (auto const& r : all_rows())
    out << "| `" << r.key << "` | `" << r.field << "` | `" << (r.inspect_field.empty() ? r.field : r.inspect_field)
        << "` | " << (r.live_mutable ? "yes" : "no") << " | " << r.rule << " | " << r.documentation << " |\n";
  return out.str();
}

TEST(documentation, is_what_the_rows_say) {
  std::string const path = DOCKVERIFY_DOCS "/mapping.md";
  if (std::getenv("DOCKVERIFY_WRITE_DOCS") != nullptr) std::ofstream(path) << table();
  std::ifstream file(path);
  std::string const written((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(written, table()) << "run the mapping tests with DOCKVERIFY_WRITE_DOCS=1";
}

TEST(rows, are_complete) {
  std::set<std::string_view> keys;
  for (auto const& r : all_rows()) {
    EXPECT_TRUE(keys.insert(r.key).second) << r.key << " stands twice";
    EXPECT_FALSE(r.field.empty()) << r.key;
    EXPECT_EQ(r.rule.substr(0, 3), "DVR") << r.key;
    EXPECT_FALSE(r.documentation.empty()) << r.key;
    EXPECT_TRUE(r.declare != nullptr || (r.put != nullptr && r.expect != nullptr)) << r.key;
  }
}

}  // namespace
}  // namespace dockverify::mapping
