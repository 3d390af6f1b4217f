// Named volumes keep what they were first created with.
#include "stack.hpp"

namespace dockverify::drift {
namespace {

using volumes = drift_of;
INSTANTIATE_TEST_SUITE_P(engines, volumes, testing::Values(20, 28));

TEST_P(volumes, a_volume_that_does_not_exist) {
  live.volumes.clear();
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR048");
  EXPECT_EQ(f.level, severity::error);
}

TEST_P(volumes, another_driver_or_option) {
  project.volumes["data"].driver = "nfs";
  project.volumes["data"].driver_opts["type"] = "nfs4";
  auto const found = findings();
  ASSERT_EQ(found.size(), 2U) << all(found);
  EXPECT_EQ(found[0].field, "Driver");
  EXPECT_EQ(found[0].how, drift_class::stale);
  EXPECT_EQ(found[1].field, "Options.type");
  live.volumes[0].driver = "nfs";
  live.volumes[0].options["type"] = "nfs4";
  EXPECT_TRUE(findings().empty());
}

TEST_P(volumes, an_external_volume_only_has_to_exist) {
  project.volumes["data"].external = true;
  live.volumes[0].driver = "whatever";
  EXPECT_TRUE(findings().empty());
}

TEST_P(volumes, a_mount_that_became_another) {
  inspect()["Mounts"][0]["Name"] = std::string(64, 'a');
  inspect()["HostConfig"]["Binds"] = json();
  auto const found = findings();
  ASSERT_FALSE(found.empty());
  for (auto const& f : found) EXPECT_EQ(f.rule, "DVR048") << all(found);
}

}  // namespace
}  // namespace dockverify::drift
