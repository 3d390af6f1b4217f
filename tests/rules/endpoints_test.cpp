// Who is called in values: URLs, host:port, connection strings; and what DVC011, DVC105 to DVC109 and DVC114 make of
// it.
#include "rules/endpoints.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

using strings = std::vector<std::string>;

strings hosts(std::string_view text) {
  strings found;
  for (endpoint const& one : endpoints_in(text))
    found.push_back(one.host + (one.port ? ":" + std::to_string(*one.port) : ""));
  return found;
}

TEST(endpoints, are_read_from_texts) {
  struct row {
    std::string_view text;
    strings hosts;
  };
  for (row const& one : std::vector<row>{
           {"postgres://u:p@db/x", {"db:5432"}},
           {"mongodb://a:1,b:2/x", {"a:1", "b:2"}},
           {"http://[::1]:80/", {"::1:80"}},
           {"postgres://u:${PW:?}@db:5432/x", {"db:5432"}},
           {"postgres://u:${PW:?set it}@db/x", {"db:5432"}},
           {"amqp://guest:${P:-g/h@i}@db", {"db:5672"}},
           {"amqp://guest:g/h@db/x", {"db:5672"}},
           {"http://db:80/mail@example.org", {"db:80"}},
           {"http://localhost:3000,http://127.0.0.1:3001", {"localhost:3000", "127.0.0.1:3001"}},
           {"PLAINTEXT://kafka:9092,EXTERNAL://localhost:9094", {"kafka:9092", "localhost:9094"}},
           {"amqps://h.example.org,https://x.example.org", {"h.example.org:5671", "x.example.org:443"}},
           {"wait-for db:5432 -- run", {"db:5432"}},
           {"host=db port=5432 dbname=x", {"db:5432"}},
           {"Server=db;Port=5432;Database=x", {"db:5432"}},
           {"Server=tcp:db,1433;User Id=sa", {"db:1433"}},
           {"Data Source=db,1433", {"db:1433"}},
           {"host=db dbname=x", {}},
           {"serve --host=0.0.0.0 --port=8000", {}},
       }) {
    EXPECT_EQ(hosts(one.text), one.hosts) << one.text;
  }
}

std::string with_value(std::string const& value, std::string const& others) {
  return "services:\n  a:\n    image: a:1\n    environment:\n      U: '" + value + "'\n" + others;
}
std::string const database = "  db:\n    image: postgres:16.4\n";
std::string const published = "  api:\n    image: b:1\n    ports: [\"9000:80\"]\n";

TEST(endpoints, of_urls_with_variables_are_judged) {
  EXPECT_EQ(compose_lines("DVC106", with_value("postgres://u:${PW:?}@localhost:5432/x", database)),
            std::vector<int>{5});
  EXPECT_EQ(compose_lines("DVC011", with_value("postgres://u:${PW:?}@db:5432/x", database)), std::vector<int>{5});
  EXPECT_EQ(compose_lines("DVC114", with_value("postgres://u:${PW:?}@db:5432/x", database)), std::vector<int>{});
  EXPECT_EQ(compose_lines("DVC107", with_value("http://u:${PW:?}@api:9000/", published)), std::vector<int>{5});
}

TEST(endpoints, at_localhost_may_be_other_services) {
  EXPECT_EQ(compose_lines("DVC106", with_value("host=localhost port=5432", database)), std::vector<int>{5});
  EXPECT_EQ(compose_lines("DVC106", with_value("Server=localhost;Port=5432;Database=x", database)),
            std::vector<int>{5});
  EXPECT_EQ(compose_lines("DVC106",
                          "services:\n  a:\n    image: a:1\n    build:\n      context: .\n      args: {API: "
                          "\"http://localhost:8000\"}\n  api:\n    image: b:1\n    expose: [\"8000\"]\n"),
            std::vector<int>{6});
}

TEST(unknown_hosts, are_of_network_schemes_only) {
  struct row {
    std::string value;
    std::vector<int> lines;
  };
  for (row const& one : std::vector<row>{
           {"http://dp:80", {5}},
           {"thing://dp:80", {5}},
           {"http://DB:80", {}},
           {"http://localhost:3000,http://localhost:5173", {}},
           {"PLAINTEXT://0.0.0.0:9092,CONTROLLER://localhost:9093", {}},
           {"chrome-extension://abcdef", {}},
           {"vault://secret/x", {}},
           {"azblob://container/x", {}},
       }) {
    EXPECT_EQ(compose_lines("DVC114", with_value(one.value, database)), one.lines) << one.value;
  }
}

TEST(host_ports, clash_within_a_family_of_addresses) {
  struct row {
    std::string first, second;
    bool clash;
  };
  for (row const& one : std::vector<row>{
           {"80", "0.0.0.0:80", true},
           {"80", "[::1]:80", true},
           {"0.0.0.0:80", "127.0.0.1:80", true},
           {"0.0.0.0:80", "[::]:80", false},
           {"0.0.0.0:80", "[::1]:80", false},
           {"127.0.0.1:80", "[::]:80", false},
           {"[::]:80", "[::1]:80", true},
           {"[::1]:80", "[0:0:0:0:0:0:0:1]:80", true},
           {"127.0.0.1:80", "127.0.0.2:80", false},
       }) {
    std::string const yaml = "services:\n  a:\n    image: a:1\n    ports: ['" + one.first +
                             ":80']\n  b:\n    image: b:1\n    ports: ['" + one.second + ":80']\n";
    EXPECT_EQ(compose_lines("DVC108", yaml), one.clash ? std::vector<int>{7} : std::vector<int>{})
        << one.first << " " << one.second;
  }
}

TEST(ports_nobody_needs, are_found_in_ranges) {
  EXPECT_EQ(
      messages("DVC105", {{"compose.yaml", "services:\n  a:\n    image: a:1\n    ports: [\"5004-5006:5004-5006\"]\n"}}),
      strings{"port 5005 is a debugger's: it needs no port of the host"});
  EXPECT_EQ(compose_lines("DVC105",
                          "services:\n  a:\n    image: a:1\n    ports:\n      - \"9308:9308\"\n      - \"9115:9115\"\n "
                          "     - \"9000-9010:9000-9010\"\n"),
            (std::vector<int>{5, 6}));
}

TEST(privileged_ports, are_fine_for_proxies) {
  for (std::string image : {"jc21/nginx-proxy-manager:2.11.3", "jwilder/nginx-proxy:1.6", "nginxproxy/nginx-proxy:1.6",
                            "lscr.io/linuxserver/swag:2.11.0", "openresty/openresty:1.25.3.2"}) {
    EXPECT_EQ(
        compose_lines("DVC109", "services:\n  a:\n    image: " + image + "\n    ports: [\"80:80\", \"443:443\"]\n"),
        std::vector<int>{})
        << image;
  }
}

}  // namespace
}  // namespace dockverify::rules::test
