// Attachments, aliases and the networks themselves.
#include "stack.hpp"

namespace dockverify::drift {
namespace {

class networks : public drift_of {
 protected:
  json& attachment() { return inspect()["NetworkSettings"]["Networks"]["shop_back"]; }
};
INSTANTIATE_TEST_SUITE_P(engines, networks, testing::Values(20, 28));

TEST_P(networks, a_lost_alias) {
  attachment()["Aliases"] = {"9a1b2c3d4e5f"};
  attachment().erase("DNSNames");
  auto const f = only();
  EXPECT_EQ(f.rule, "DVR046");
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.how, drift_class::mutated);
  EXPECT_EQ(f.field, "NetworkSettings.Networks.shop_back.Aliases");
  EXPECT_EQ(f.fix,
            "docker network disconnect shop_back shop-api-1 && docker network connect --alias api --alias backend "
            "--alias shop-api-1 "
            "shop_back shop-api-1");
}

TEST_P(networks, one_lost_alias_names_it) {
  attachment()["Aliases"] = {"shop-api-1", "api"};
  EXPECT_THAT(only().message, testing::HasSubstr("backend"));
}

TEST_P(networks, a_further_alias_is_only_told) {
  attachment()["Aliases"] = {"shop-api-1", "api", "backend", "more"};
  EXPECT_EQ(only().level, severity::info);
}

TEST_P(networks, a_missing_attachment) {
  inspect()["NetworkSettings"]["Networks"] = json::object();
  live.networks[0].inspect["Containers"] = json::object();
  auto const f = only();
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.where.line, 10);
  EXPECT_TRUE(has_evidence(f, "GET /networks/{id} Containers", "not listed"));
  EXPECT_THAT(f.fix, testing::StartsWith("docker network connect --alias"));
}

TEST_P(networks, an_extra_attachment) {
  inspect()["NetworkSettings"]["Networks"]["other"] = {{"Aliases", json::array()}};
  auto const f = only();
  EXPECT_EQ(f.level, severity::warning);
  EXPECT_EQ(f.fix, "docker network disconnect other shop-api-1");
}

TEST_P(networks, a_network_that_does_not_exist) {
  live.networks.clear();
  auto const f = only();
  EXPECT_EQ(f.level, severity::error);
  EXPECT_THAT(f.message, testing::HasSubstr("shop_back does not exist"));
}

TEST_P(networks, no_longer_internal_is_an_error) {
  live.networks[0].inspect["Internal"] = false;
  auto const f = only();
  EXPECT_EQ(f.level, severity::error);
  EXPECT_EQ(f.field, "Internal");
  EXPECT_EQ(f.where.line, 4);
  EXPECT_EQ(f.how, drift_class::foreign);
}

TEST_P(networks, a_changed_file_makes_the_network_stale) {
  project.networks["back"].internal = false;
  EXPECT_EQ(only().how, drift_class::stale);
  EXPECT_EQ(only().level, severity::warning);
}

TEST_P(networks, driver_subnet_and_options) {
  auto& back = project.networks["back"];
  back.driver = "macvlan";
  back.driver_opts["com.docker.network.bridge.enable_icc"] = "false";
  back.ipam_config.push_back({"10.9.0.0/24", "", "", {}});
  back.attachable = true;
  back.enable_ipv6 = true;
  auto const found = findings();
  ASSERT_EQ(found.size(), 5U) << all(found);
  EXPECT_EQ(found[0].level, severity::error);
  live.networks[0].driver = "macvlan";
  live.networks[0].inspect["Options"]["com.docker.network.bridge.enable_icc"] = "false";
  live.networks[0].inspect["Options"]["added.by.the.engine"] = "1";
  live.networks[0].inspect["Attachable"] = true;
  live.networks[0].inspect["EnableIPv6"] = true;
  live.networks[0].inspect["IPAM"]["Config"] = {{{"Subnet", "10.9.0.0/24"}}, {{"Subnet", "fd00::/64"}}};
  EXPECT_TRUE(findings().empty()) << all(findings());
  back.ipam_config[0].gateway = "10.9.0.7";
  EXPECT_THAT(only().message, testing::HasSubstr("Gateway"));
}

TEST_P(networks, strangers_on_a_project_network) {
  live.networks[0].inspect["Containers"][std::string(64, 'f')] = {{"Name", "spy"}};
  auto const f = only();
  EXPECT_EQ(f.actual, "spy");
  EXPECT_EQ(f.fix, "docker network disconnect shop_back spy");
  EXPECT_EQ(f.level, severity::warning);
}

TEST_P(networks, an_external_network_only_has_to_exist) {
  project.networks["back"].external = true;
  live.networks[0].inspect["Internal"] = false;
  live.networks[0].inspect["Containers"][std::string(64, 'f')] = {{"Name", "spy"}};
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(networks, unused_networks_are_not_missed) {
  project.networks["spare"].name = "shop_spare";
  EXPECT_TRUE(findings().empty());
}

TEST_P(networks, two_of_one_name) {
  live.networks.push_back(live.networks[0]);
  EXPECT_THAT(only().message, testing::HasSubstr("2 networks"));
}

TEST_P(networks, fixed_addresses) {
  api().networks["back"].ipv4_address = "172.20.0.9";
  relabel();
  auto const f = only();
  EXPECT_EQ(f.level, severity::warning);
  EXPECT_THAT(f.fix, testing::HasSubstr("--ip 172.20.0.9"));
  attachment()["IPAMConfig"] = {{"IPv4Address", "172.20.0.9"}};
  EXPECT_TRUE(findings().empty()) << all(findings());
}

TEST_P(networks, names_that_a_shell_would_read_are_quoted) {
  inspect()["NetworkSettings"]["Networks"]["a'; rm -rf /"] = {{"Aliases", json::array()}};
  EXPECT_EQ(only().fix, "docker network disconnect 'a'\\''; rm -rf /' shop-api-1");
}

}  // namespace
}  // namespace dockverify::drift
