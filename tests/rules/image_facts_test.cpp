#include "rules/image_facts.hpp"

#include <gtest/gtest.h>

#include "rules/end_of_life.hpp"
#include "rules/image_table.hpp"

namespace dockverify::rules {
namespace {

using dockerfile::split_image_name;

struct tag_case {
  char const* reference;
  tag_kind expected;
};

TEST(image_tags, are_told_apart) {
  tag_case const cases[] = {
      {"redis", tag_kind::none},
      {"localhost:5000/redis", tag_kind::none},
      {"redis@sha256:0123", tag_kind::digest},
      {"redis:latest@sha256:0123", tag_kind::digest},
      {"redis:latest", tag_kind::latest},
      {"jupyter/scipy:latest-py3", tag_kind::moving},
      {"nginx:stable", tag_kind::moving},
      {"nginx:stable-alpine", tag_kind::moving},
      {"node:lts-alpine3.19", tag_kind::moving},
      {"app:main", tag_kind::moving},
      {"app:main-4f2a9c1", tag_kind::version},
      {"nginx:alpine", tag_kind::variant},
      {"nginx:alpine3.19", tag_kind::variant},
      {"python:slim", tag_kind::variant},
      {"python:slim-bookworm", tag_kind::variant},
      {"debian:bullseye-slim", tag_kind::variant},
      {"debian:bookworm-20240110-slim", tag_kind::version},
      {"postgres:15-alpine", tag_kind::loose},
      {"postgres:15-alpine3.19", tag_kind::loose},
      {"postgres:v15", tag_kind::loose},
      {"python:3", tag_kind::loose},
      {"debian:12", tag_kind::loose},
      {"eclipse-temurin:17-jre", tag_kind::loose},
      {"python:3.12-slim", tag_kind::version},
      {"ubuntu:22.04", tag_kind::version},
      {"qdrant/qdrant:v1.12.0", tag_kind::version},
      {"minio/minio:RELEASE.2024-01-01T00-00-00Z", tag_kind::version},
      {"app:4f2a9c1", tag_kind::version},
      {"app:20240110", tag_kind::version},
      {"postgres:16rc1", tag_kind::version},
  };
  for (tag_case const& one : cases)
    EXPECT_EQ(static_cast<int>(kind_of(split_image_name(one.reference))), static_cast<int>(one.expected))
        << one.reference;
}

TEST(image_tags, have_versions_and_variants) {
  EXPECT_EQ(split_tag("3.11-slim-bookworm").version, "3.11");
  EXPECT_EQ(split_tag("3.11-slim-bookworm").variant, "slim-bookworm");
  EXPECT_EQ(split_tag("v2.45.0").version, "2.45.0");
  EXPECT_EQ(split_tag("alpine").version, "");
  EXPECT_TRUE(has_variant("3.12-alpine3.19", "alpine"));
  EXPECT_FALSE(has_variant("3.12-slim", "alpine"));
}

TEST(image_facts, know_small_variants) {
  EXPECT_EQ(small_suffix(split_image_name("python:3.12")), "-slim");
  EXPECT_EQ(small_suffix(split_image_name("postgres:16")), "-alpine");
  EXPECT_EQ(small_suffix(split_image_name("python:3.12-slim")), "");
  EXPECT_EQ(small_suffix(split_image_name("ubuntu:22.04")), "");
  EXPECT_TRUE(is_small(split_image_name("gcr.io/distroless/python3:nonroot")));
  EXPECT_TRUE(is_small(split_image_name("alpine:3.20")));
  EXPECT_FALSE(is_small(split_image_name("node:20-bookworm")));
}

TEST(image_facts, know_which_tools_are_there) {
  auto const has = [](char const* image, char const* tool) { return has_tool(split_image_name(image), tool); };
  EXPECT_EQ(has("python:3.12-slim", "curl"), false);
  EXPECT_EQ(has("python:3.12-slim", "python"), true);
  EXPECT_EQ(has("python:3.12", "curl"), true);
  EXPECT_EQ(has("node:20-alpine", "curl"), false);
  EXPECT_EQ(has("node:20-alpine", "wget"), true);
  EXPECT_EQ(has("node:20-alpine", "bash"), false);
  EXPECT_EQ(has("postgres:15-alpine", "pg_isready"), true);
  EXPECT_EQ(has("qdrant/qdrant:v1.12.0", "curl"), false);
  EXPECT_EQ(has("prom/prometheus:v2.45.0", "wget"), true);
  EXPECT_EQ(has("prom/prometheus:v2.45.0", "curl"), false);
  EXPECT_EQ(has("nginx:1.28", "curl"), true);
  EXPECT_EQ(has("nginx:1.28-alpine-slim", "curl"), false);
  EXPECT_EQ(has("gcr.io/distroless/static:nonroot", "sh"), false);
  EXPECT_EQ(has("acme/app:1.0", "curl"), std::nullopt);
  EXPECT_EQ(has("acme/redis:7", "curl"), std::nullopt);
  EXPECT_EQ(has("python:3.12-slim", "my-probe"), std::nullopt);
}

TEST(image_facts, know_variables_that_name_files) {
  auto const file = [](char const* image, char const* name) { return file_variable(split_image_name(image), name); };
  EXPECT_EQ(file("postgres:17", "POSTGRES_PASSWORD"), "POSTGRES_PASSWORD_FILE");
  EXPECT_EQ(file("postgis/postgis:17-3.5", "POSTGRES_PASSWORD"), "POSTGRES_PASSWORD_FILE");
  EXPECT_EQ(file("grafana/grafana:12.0.0", "GF_SECURITY_ADMIN_PASSWORD"), "GF_SECURITY_ADMIN_PASSWORD__FILE");
  EXPECT_EQ(file("redis:7", "REDIS_PASSWORD"), "");
  EXPECT_EQ(file("bitnami/redis:7.4", "REDIS_PASSWORD"), "REDIS_PASSWORD_FILE");
  EXPECT_EQ(file("postgres:17", "POSTGRES_PASSWORD_FILE"), "");
}

TEST(image_facts, know_stores_and_users) {
  EXPECT_TRUE(is_data_image(split_image_name("qdrant/qdrant:latest")));
  EXPECT_TRUE(is_data_image(split_image_name("docker.io/library/redis:7")));
  EXPECT_FALSE(is_data_image(split_image_name("nginx:alpine")));
  EXPECT_TRUE(is_non_root(split_image_name("gcr.io/distroless/static:nonroot")));
  EXPECT_TRUE(is_non_root(split_image_name("nginxinc/nginx-unprivileged:1.28")));
  EXPECT_FALSE(is_non_root(split_image_name("python:3.12-slim")));
  ASSERT_NE(facts_of("postgres:15-alpine"), nullptr);
  EXPECT_EQ(facts_of("postgres:15-alpine")->folders.front(), "/var/lib/postgresql/data");
  EXPECT_EQ(facts_of("acme/app:1"), nullptr);
}

TEST(release_lines, are_found_by_tags) {
  struct line_case {
    char const *reference, *line;
  };
  line_case const cases[] = {
      {"postgres:15-alpine", "15"},
      {"postgres:15.4", "15"},
      {"postgres:9.6.24", "9.6"},
      {"python:3.11-slim-bookworm", "3.11"},
      {"python:3.1", "3.1?"},
      {"python:3", "3.14"},
      {"prom/prometheus:v2.45.0", "2.45"},
      {"debian:bookworm", "12"},
      {"debian:bookworm-slim", "12"},
      {"debian:12.5-slim", "12"},
      {"ubuntu:22.04", "22.04"},
      {"ubuntu:jammy-20240125", "22.04"},
      {"eclipse-temurin:8u412-b08-jre", "8"},
      {"node:20-alpine3.19", "20"},
      {"redis:6", "6.2"},
      {"mongo:6", "6.0"},
      {"public.ecr.aws/docker/library/python:3.9", "3.9"},
      {"mcr.microsoft.com/dotnet/aspnet:6.0-alpine", "6"},
      {"acme/python:3.9", "?"},
      {"python:latest", "?"},
      {"postgres:99", "?"},
      {"grafana/grafana:8.5.3", "8"},
      {"valkey/valkey:8.0", "8.0"},
      {"node:iron-slim", "20"},
  };
  for (line_case const& one : cases) {
    release_line const* line = line_of(split_image_name(one.reference));
    std::string_view const expected = one.line;
    if (expected.ends_with('?')) {
      EXPECT_EQ(line, nullptr) << one.reference << " " << (line ? line->line : "");
    } else {
      ASSERT_NE(line, nullptr) << one.reference;
      EXPECT_EQ(line->line, expected) << one.reference;
    }
  }
}

TEST(release_lines, have_days_in_order) {
  for (release_line const& one : release_lines()) {
    EXPECT_GT(one.released.year, 1999) << one.product << one.line;
    if (one.ends.year != 0) EXPECT_GT(one.ends, one.released) << one.product << " " << one.line;
    EXPECT_LE(one.released, release_data_day()) << one.product << " " << one.line;
  }
}

TEST(release_lines, end_six_months_ahead) {
  release_line const line{"x", "1", {2020, 1, 1}, {2027, 5, 23}, ""};
  EXPECT_EQ(support_of(line, {2026, 11, 22}), support::going_on);
  EXPECT_EQ(support_of(line, {2026, 11, 23}), support::ending);
  EXPECT_EQ(support_of(line, {2027, 5, 23}), support::ending);
  EXPECT_EQ(support_of(line, {2027, 5, 24}), support::ended);
}

image_subject service_image(char const* reference) {
  image_subject made;
  made.how = image_subject::use::service;
  made.written = made.reference = reference;
  return made;
}

TEST(image_table, has_the_rows_one_expects) {
  std::vector<image_subject> images;
  for (char const* one : {"postgres:15-alpine", "redis:7-alpine", "qdrant/qdrant:latest", "nginx:alpine",
                          "prom/prometheus:latest", "grafana/grafana:latest", "postgres:12.4", "postgres:15-alpine"})
    images.push_back(service_image(one));
  for (image_subject& one : images) one.name = split_image_name(one.reference);
  std::vector<std::string> rows;
  for (image_row const& row : image_table(images, {2026, 11, 23}))
    rows.push_back(row.image + " | " + row.tag + " | " + std::string(to_string(row.state)) + " | " + row.check + " | " +
                   std::to_string(row.where.size()));
  EXPECT_EQ(rows, (std::vector<std::string>{
                      "grafana/grafana | latest | moving | pin to a specific version | 1",
                      "nginx | alpine | moving | pin to a specific version | 1",
                      "postgres | 12.4 | end of life | support for postgres 12 ended on 2024-11-21: move to 15 or "
                      "later | 1",
                      "postgres | 15-alpine | loose | postgres 15 is supported until 2027-11-11; add the minor version "
                      "to keep hosts alike | 2",
                      "prom/prometheus | latest | moving | pin to a specific version | 1",
                      "qdrant/qdrant | latest | moving | pin to a specific version | 1",
                      "redis | 7-alpine | loose | redis 7.4 is supported; add the minor version to keep hosts alike "
                      "| 1",
                  }));
}

}  // namespace
}  // namespace dockverify::rules
