// What the recorded projects can not show: places of values, implied dependencies, targets on the command line, hashes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compose/canonical.hpp"
#include "support.hpp"

namespace dockverify::compose::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names_of(std::map<std::string, service> const& services) {
  std::vector<std::string> names;
  for (auto const& [name, unused] : services) names.push_back(name);
  return names;
}

TEST(compose_load, every_value_knows_its_place) {
  scratch_directory directory;
  directory.write("compose.yaml",
                  "services:\n"
                  "  web:\n"
                  "    image: x\n"
                  "    mem_limit: 1g\n"
                  "    healthcheck:\n"
                  "      interval: 1s\n"
                  "    environment:\n"
                  "      - A=1\n"
                  "    ports:\n"
                  "      - \"80:80\"\n"
                  "      - \"80:80\"\n"
                  "      - \"81:81\"\n"
                  "    networks: {front: {aliases: [w]}}\n"
                  "networks:\n"
                  "  front:\n"
                  "    internal: true\n");
  directory.write("compose.override.yaml", "services:\n  web:\n    mem_limit: 2g\n    volumes: [\"./a:/a\"]\n");
  load_result const result = load(directory.options());
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  service const& web = result.loaded->services.at("web");
  EXPECT_EQ(web.where().text(), "compose.override.yaml:2:3");
  EXPECT_EQ(web.where("image").text(), "compose.yaml:3:5");
  EXPECT_EQ(web.where("mem_limit").text(), "compose.override.yaml:3:5");
  EXPECT_EQ(web.where("healthcheck.interval").text(), "compose.yaml:6:7");
  EXPECT_EQ(web.where("healthcheck.retries").text(), "compose.yaml:5:5");
  EXPECT_EQ(web.where("environment.A").text(), "compose.yaml:8:9");
  EXPECT_EQ(web.where("ports[0]").text(), "compose.yaml:11:9");
  EXPECT_EQ(web.where("ports[1].target").text(), "compose.yaml:12:9");
  EXPECT_EQ(web.where("networks.front.aliases").text(), "compose.yaml:13:24");
  EXPECT_EQ(web.where("volumes[0]").text(), "compose.override.yaml:4:15");
  EXPECT_EQ(result.loaded->networks.at("front").marks.find("internal").text(), "compose.yaml:16:5");
  EXPECT_THAT(result.loaded->files,
              ElementsAre(directory.path("compose.yaml"), directory.path("compose.override.yaml")));
  EXPECT_EQ(result.loaded->directory, directory.path());
}

TEST(compose_load, implied_dependencies_are_marked) {
  load_result const result = load_text(
      "services: {a: {image: x, links: [b], network_mode: \"service:c\", depends_on: [d]}, b: {image: x}, c: {image: "
      "x}, d: {image: x}}");
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  auto const& needed = result.loaded->services.at("a").depends_on;
  EXPECT_TRUE(needed.at("b").implicit);
  EXPECT_TRUE(needed.at("c").implicit && needed.at("c").restart);
  EXPECT_FALSE(needed.at("d").implicit);
}

TEST(compose_load, a_service_on_the_command_line_activates_its_profiles) {
  scratch_directory directory;
  directory.write("compose.yaml",
                  "services: {a: {image: x}, b: {image: x, profiles: [p, q]}, c: {image: x, profiles: [q]}, d: {image: "
                  "x, profiles: [r]}}");
  load_options options = directory.options();
  options.services = {"b"};
  load_result result = load(options);
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_THAT(names_of(result.loaded->services), ElementsAre("a", "b", "c"));
  EXPECT_THAT(names_of(result.loaded->disabled_services), ElementsAre("d"));

  options.services = {"aa"};
  result = load(options);
  EXPECT_FALSE(result.loaded);
  EXPECT_THAT(lines_of(result.problems),
              HasSubstr("no such service: `aa`; did you mean `a`? | this project has `a`, `b`, `c` or `d`"));
}

TEST(compose_load, names) {
  scratch_directory directory;
  directory.write("My.Project 1/compose.yaml", "services: {a: {image: x}}");
  load_options options = directory.options();
  options.files = {"My.Project 1/compose.yaml"};
  EXPECT_EQ(load(options).loaded->name, "myproject1");
  options.environment["COMPOSE_PROJECT_NAME"] = "from-variable";
  EXPECT_EQ(load(options).loaded->name, "from-variable");
  options.project_name = "Bad Name";
  EXPECT_THAT(
      lines_of(load(options).problems),
      HasSubstr("error: invalid project name `Bad Name`: only lower-case letters, digits, `-` and `_`, starting with a "
                "letter or a digit | write `badname`"));
}

TEST(compose_load, no_file_anywhere) {
  scratch_directory directory;
  EXPECT_THAT(lines_of(load(directory.options()).problems), HasSubstr("here or in a directory above"));
}

TEST(compose_load, several_default_files) {
  scratch_directory directory;
  directory.write("compose.yaml", "services: {a: {image: x}}");
  directory.write("docker-compose.yml", "services: {b: {image: x}}");
  load_result const result = load(directory.options());
  ASSERT_TRUE(result.loaded);
  EXPECT_EQ(result.loaded->services.count("a"), 1U);
  EXPECT_THAT(
      lines_of(result.problems),
      HasSubstr("compose.yaml: warning: several compose files exist here: this one is used, not `docker-compose.yml`"));
}

TEST(compose_load, a_wrong_line_in_an_env_file) {
  scratch_directory directory;
  directory.write("compose.yaml", "services: {a: {image: x}}");
  directory.write(".env", "A=1\nB C=2\n");
  EXPECT_THAT(lines_of(load(directory.options()).problems),
              HasSubstr(".env:2:1: error: not a file of variables: a variable name can not contain a space"));
  load_options options = directory.options();
  options.env_files = {"nope.env"};
  EXPECT_THAT(lines_of(load(options).problems), HasSubstr("nope.env: error: the env file does not exist"));
}

TEST(compose_load, contents_of_secrets_and_configs) {
  scratch_directory directory;
  directory.write("compose.yaml",
                  "services: {a: {image: x, secrets: [s, f], configs: [c, e]}}\n"
                  "secrets: {s: {environment: TOKEN}, f: {file: ./f.txt}}\n"
                  "configs: {c: {content: \"n=$${N}\"}, e: {environment: UNSET_ONE}}\n");
  load_options options = directory.options();
  options.environment["TOKEN"] = "t0k3n";
  load_result const result = load(options);
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(result.loaded->secrets.at("s").content, "t0k3n");
  EXPECT_EQ(result.loaded->secrets.at("f").file, directory.path("f.txt"));
  EXPECT_EQ(result.loaded->configs.at("c").content, "n=${N}");
  EXPECT_FALSE(result.loaded->configs.at("e").content);
  EXPECT_EQ(canonical(*result.loaded, model_view::json).dump().find("t0k3n"), std::string::npos);
}

TEST(compose_load, the_hash_ignores_what_does_not_make_a_container) {
  auto const hash_of = [](std::string const& attributes) {
    load_result const result = load_text("services: {a: {image: x" + attributes + "}, b: {image: y}}");
    EXPECT_TRUE(result.loaded) << lines_of(result.problems);
    return config_hash(result.loaded->services.at("a"), hash_dialect::compose_2_40);
  };
  std::string const plain = hash_of("");
  for (char const* same : {", build: .", ", pull_policy: always", ", scale: 3", ", depends_on: [b]", ", x-a: 1"})
    EXPECT_EQ(hash_of(same), plain) << same;
  for (char const* other :
       {", attach: false", ", restart: \"no\"", ", labels: {a: b}", ", command: []", ", deploy: {}"})
    EXPECT_NE(hash_of(other), plain) << other;
}

TEST(compose_load, the_two_dialects_differ_in_short_bind_mounts_only) {
  auto const hashes_of = [](std::string const& volume) {
    load_result const result = load_text("services: {a: {image: x, volumes: [" + volume + "]}}\nvolumes: {named: }");
    EXPECT_TRUE(result.loaded) << lines_of(result.problems);
    service const& a = result.loaded->services.at("a");
    return std::pair(config_hash(a, hash_dialect::compose_2_40), config_hash(a, hash_dialect::compose_5));
  };
  auto const [old_named, new_named] = hashes_of("\"named:/x\"");
  EXPECT_EQ(old_named, new_named);
  auto const [old_short, new_short] = hashes_of("\"./x:/x\"");
  EXPECT_NE(old_short, new_short);
}

TEST(compose_load, hashes_of_networks_and_volumes) {
  // The expected values are the labels that docker compose v2.40.3 put on the objects of this project.
  scratch_directory directory;
  directory.write(
      "compose.yaml",
      "name: nv\n"
      "services:\n"
      "  a: {image: x, networks: [front, n2, default], volumes: [\"vv:/v\", \"x3:/x\"]}\n"
      "networks:\n"
      "  front: {labels: {a: \"<b>\"}, driver: bridge, driver_opts: {x: 1}, internal: true, attachable: true, "
      "enable_ipv6: true,\n"
      "          enable_ipv4: false, ipam: {driver: default, config: [{subnet: 10.9.0.0/24, gateway: 10.9.0.1,\n"
      "          ip_range: 10.9.0.0/25, aux_addresses: {h: 10.9.0.5}}]}}\n"
      "  n2: {name: other}\n"
      "volumes: {vv: , x3: {name: named, driver: custom}}\n");
  load_result const result = load(directory.options());
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  auto const& networks = result.loaded->networks;
  EXPECT_EQ(config_hash(networks.at("default")), "da5dadf4b3de5784907de92f13b59e283f9abe4960bbf5d9b4cb5c5dd9b19d08");
  EXPECT_EQ(config_hash(networks.at("front")), "52d0a4ccc78ee1be67853162f82117989880c4f1cd740a7f8eef308d55df8a73");
  EXPECT_EQ(config_hash(networks.at("n2")), "ad8d76753b15dfd0d4a826dc9b8f90f2caec3a2eca7807d494f4e56da708cd33");
  auto const& volumes = result.loaded->volumes;
  EXPECT_EQ(config_hash(volumes.at("vv")), "6d59387ae7abe8cb511e768405f238c742a6db3fc02ba0ef148fb4e7d424a40e");
  EXPECT_EQ(config_hash(volumes.at("x3")), "578fa96a6b0c16f8c4dd43f03ad5b8bc30894aa6c21355fb1bca378c635cc6e3");
}

TEST(compose_load, hash_of_a_service_with_env_files) {
  // The label of docker compose v2.40.3; what its `config --hash` prints for such a service is another, wrong value.
  std::string const source = std::string(DOCKVERIFY_COMPOSE_DATA) + "/projects/env_precedence";
  load_options options;
  options.working_directory = source;
  options.files = {"compose.yaml"};
  load_result const result = load(options);
  ASSERT_TRUE(result.loaded) << lines_of(result.problems);
  EXPECT_EQ(config_hash(result.loaded->services.at("web"), hash_dialect::compose_2_40),
            "1e559d67f7db1109297c0e67bee0eefb28493cdcb4e7703c23cc61b23bca70e5");
}

TEST(compose_load, a_command_that_clears_differs_from_none) {
  load_result const result =
      load_text("services: {a: {image: x, command: []}, b: {image: x}, c: {image: x, command: \"\"}}");
  ASSERT_TRUE(result.loaded);
  EXPECT_TRUE(result.loaded->services.at("a").command && result.loaded->services.at("a").command->empty());
  EXPECT_FALSE(result.loaded->services.at("b").command);
  EXPECT_TRUE(result.loaded->services.at("c").command && result.loaded->services.at("c").command->empty());
}

}  // namespace
}  // namespace dockverify::compose::test
