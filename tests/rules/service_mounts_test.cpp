// DVC012, DVC013, DVC026, DVC027 and DVC029: what of the host a service gets, and where its data is.
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

using strings = std::vector<std::string>;

std::string mounting(std::string const& volume, std::string const& top = {}) {
  return "services:\n  a:\n    image: a:1\n    volumes: [\"" + volume + "\"]\n" + top;
}
std::string device(std::string const& options) {
  return "volumes: {vol: {driver_opts: " + options + "}}\n";
}

TEST(host_paths, are_cleaned_before_they_are_judged) {
  for (std::string source : {"/run/", "/var/run/", "//run", "/run/.", "/var/../run"})
    EXPECT_EQ(compose_lines("DVC026", mounting(source + ":/x")), std::vector<int>{4}) << source;
  for (std::string source : {"/home/me/", "//etc", "/var/lib/../../etc", "/var/lib", "/var/lib/docker/volumes"})
    EXPECT_EQ(compose_lines("DVC027", mounting(source + ":/x")), std::vector<int>{4}) << source;
  for (std::string source : {"/var/lib/app", "/srv", "/etcetera", "/home/me/data"})
    EXPECT_EQ(compose_lines("DVC027", mounting(source + ":/x")), std::vector<int>{}) << source;
  EXPECT_EQ(compose_lines("DVC027", mounting("/etc/./localtime:/etc/localtime:ro")), std::vector<int>{});
}

TEST(host_paths, may_be_devices_of_volumes) {
  EXPECT_EQ(compose_lines("DVC026", mounting("vol:/x", device("{type: none, device: /var/run/docker.sock, o: bind}"))),
            std::vector<int>{4});
  EXPECT_EQ(compose_lines("DVC027", mounting("vol:/x", device("{type: none, device: /etc, o: bind}"))),
            std::vector<int>{4});
  EXPECT_EQ(found("DVC027", {{"compose.yaml", mounting("vol:/x", device("{device: /usr/share, o: \"ro,rbind\"}"))}}),
            strings{"compose.yaml:4 warning CIS 5.6 KICS: Volume Has Sensitive Host Directory CL-0013"});
  EXPECT_EQ(compose_lines("DVC027", mounting("vol:/x", device("{type: tmpfs, device: tmpfs}"))), std::vector<int>{});
}

struct data_row {
  std::string image, keys;
  bool lost;
};

TEST(data, is_kept_where_the_image_has_it) {
  for (data_row const& one : std::vector<data_row>{
           {"postgres:16.4", "volumes: [\"vol:/pgdata\"]", true},
           {"postgres:16.4", "volumes: [\"vol:/pgdata\"]\n    environment: {PGDATA: /pgdata}", false},
           {"postgres:16.4", "volumes: [\"vol:/pg\"]\n    environment: [PGDATA=/pg/data]", false},
           {"postgres:16.4", "volumes: [\"vol:/var/lib/postgresql\"]", false},
           {"postgres:16.4", "volumes: [\"vol:/var/lib/postgresql/data/\"]", false},
           {"bitnami/postgresql:16.4.0", "volumes: [\"vol:/bitnami/postgresql\"]", false},
           {"bitnami/postgresql:16.4.0", "volumes: [\"vol:/var/lib/postgresql/data\"]", true},
           {"bitnami/redis:7.4.0", "volumes: [\"vol:/bitnami/redis/data\"]", false},
           {"confluentinc/cp-zookeeper:7.7.0", "volumes: [\"vol:/var/lib/zookeeper/data\"]", false},
           {"chromadb/chroma:0.5.5", "volumes: [\"vol:/chroma/chroma\"]", false},
           // Configuration below the folder, and volumes of the image that are not its data.
           {"grafana/grafana:11.2.0", "volumes: [\"./d:/var/lib/grafana/dashboards:ro\"]", true},
           {"grafana/grafana:11.2.0", "volumes: [\"./d:/var/lib/grafana/dashboards:ro\", \"vol:/var/lib/grafana\"]",
            false},
           {"rabbitmq:3.13.7", "volumes: [\"./x.conf:/var/lib/rabbitmq/x.conf\"]", true},
           {"rabbitmq:3.13.7", "volumes: [\"vol:/var/lib/rabbitmq/mnesia\"]", false},
           {"mongo:7.0.12", "volumes: [\"vol:/data/configdb\"]", true},
           {"mongo:7.0.12", "volumes: [\"vol:/data\"]", false},
           {"mongo:7.0.12", "tmpfs: [/data]", false},
           {"mongo:7.0.12", "volumes_from: [\"container:other\"]", false},
       }) {
    std::string const yaml = "services:\n  a:\n    image: " + one.image + "\n    " + one.keys + "\nvolumes:\n  vol:\n";
    EXPECT_EQ(compose_lines("DVC013", yaml).size(), one.lost ? 1U : 0U) << yaml;
  }
}

TEST(data, may_be_another_services) {
  std::string const yaml =
      "services:\n  a:\n    image: postgres:16.4\n    volumes_from: [b]\n  b:\n    image: postgres:16.4\n";
  EXPECT_EQ(compose_lines("DVC013", yaml), (std::vector<int>{2, 5}));
  EXPECT_EQ(compose_lines("DVC013", yaml + "    volumes: [\"vol:/var/lib/postgresql/data\"]\nvolumes:\n  vol:\n"),
            std::vector<int>{});
}

TEST(data, of_bitnami_is_below_a_folder_of_its_own) {
  for (std::string one : {"bitnami/postgresql:16.4.0|/bitnami/postgresql", "bitnami/redis:7.4.0|/bitnami/redis/data",
                          "bitnami/rabbitmq:3.13.7|/bitnami/rabbitmq/mnesia", "bitnami/kafka:3.8.0|/bitnami/kafka"}) {
    std::size_t const bar = one.find('|');
    EXPECT_EQ(compose_lines("DVC012", "services:\n  a:\n    image: " + one.substr(0, bar) +
                                          "\n    volumes: [\"./d:" + one.substr(bar + 1) + "\"]\n"),
              std::vector<int>{4})
        << one;
  }
}

TEST(devices, that_are_disks_are_errors) {
  strings const other{"compose.yaml:4 info CIS 5.18"};
  for (std::string one : {"/dev", "/dev/mapper", "/dev/mapper/x", "/dev/hda", "/dev/hdb1", "/dev/nbd0", "/dev/sda1",
                          "/dev/md0", "/dev/disk/by-id/x", "/dev/xvda"}) {
    EXPECT_EQ(found("DVC029", {{"compose.yaml", "services:\n  a:\n    image: a:1\n    devices: [\"" + one + "\"]\n"}}),
              strings{"compose.yaml:4"})
        << one;
  }
  for (std::string one : {"/dev/hidraw0", "/dev/dri", "/dev/net/tun", "/dev/sdr_radio", "/dev/zero"}) {
    EXPECT_EQ(found("DVC029", {{"compose.yaml", "services:\n  a:\n    image: a:1\n    devices: [\"" + one + "\"]\n"}}),
              other)
        << one;
  }
}

TEST(users, that_are_numbers_are_root_too) {
  EXPECT_EQ(compose_lines("DVC031", "services:\n  a:\n    image: a:1\n    user: 0\n"), std::vector<int>{4});
  EXPECT_EQ(compose_lines("DVC031", "services:\n  a:\n    image: a:1\n    user: 1000\n"), std::vector<int>{});
}

}  // namespace
}  // namespace dockverify::rules::test
