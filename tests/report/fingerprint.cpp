// A fingerprint must survive edits elsewhere in the file and a recreated container, and nothing else.
#include <gtest/gtest.h>

#include "report/finding.hpp"

namespace dockverify {
namespace {

finding sample() {
  finding f;
  f.rule = "DVR011";
  f.service = "api";
  f.field = "HostConfig.Memory";
  f.where = {std::make_shared<std::string const>("compose.yaml"), 14, 5};
  return f;
}

TEST(fingerprint, is_stable) {
  EXPECT_EQ(fingerprint(sample()), "5ecb0087f10764b3");
}

TEST(fingerprint, does_not_depend_on_line_container_or_values) {
  finding f = sample();
  f.where.line = 99;
  f.container = "api-7";
  f.actual = "12";
  f.message = "other words";
  EXPECT_EQ(fingerprint(f), fingerprint(sample()));
}

TEST(fingerprint, tells_rule_service_field_and_file_apart) {
  finding f = sample();
  f.rule = "DVR012";
  EXPECT_NE(fingerprint(f), fingerprint(sample()));
  f = sample();
  f.service = "web";
  EXPECT_NE(fingerprint(f), fingerprint(sample()));
  f = sample();
  f.field = "HostConfig.NanoCpus";
  EXPECT_NE(fingerprint(f), fingerprint(sample()));
  f = sample();
  f.where.file = nullptr;
  EXPECT_NE(fingerprint(f), fingerprint(sample()));
}

TEST(fingerprint, keeps_neighbouring_fields_apart) {
  finding a, b;
  a.rule = "ab", a.service = "c";
  b.rule = "a", b.service = "bc";
  EXPECT_NE(fingerprint(a), fingerprint(b));
}

}  // namespace
}  // namespace dockverify
