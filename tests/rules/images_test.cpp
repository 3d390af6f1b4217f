#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

using places = std::vector<std::string>;
using numbers = std::vector<int>;

std::string service(std::string const& image) {
  return "services:\n  a:\n    image: " + image + "\n";
}

numbers of_image(std::string_view rule, std::string const& image, audit_options const& options = {}) {
  return compose_lines(rule, service(image), options);
}

TEST(image_latest, is_the_exact_tag) {
  EXPECT_EQ(of_image("DVT001", "qdrant/qdrant:latest"), numbers{3});
  EXPECT_EQ(of_image("DVT001", "localhost:5000/a:latest"), numbers{3});
  EXPECT_EQ(of_image("DVT001", "qdrant/qdrant:v1.12.0"), numbers{});
  EXPECT_EQ(of_image("DVT001", "redis:latest@sha256:" + std::string(64, 'a')), numbers{});
  EXPECT_EQ(of_image("DVT001", "redis"), numbers{});
  EXPECT_EQ(of_image("DVT001", "a:latest-alpine"), numbers{});
  EXPECT_EQ(lines("DVT001", "FROM debian:latest\n"), numbers{1});
  EXPECT_EQ(lines("DVT001", "FROM debian:latest AS a\nFROM a\n"), numbers{1});
  EXPECT_EQ(lines("DVT001", "FROM alpine:3.20\nCOPY --from=nginx:latest /a /a\n"), numbers{2});
  EXPECT_EQ(lines("DVT001", "FROM alpine:3.20\nRUN --mount=type=bind,from=nginx:latest,target=/a ls\n"), numbers{2});
}

TEST(image_latest, is_told_as_the_peers_would) {
  EXPECT_EQ(found("DVT001", {{"Dockerfile", "FROM debian:latest\n"}}),
            places{"Dockerfile:1 DL3007 DS-0001 CKV_DOCKER_7 KICS: Image Version Using 'latest' DKL-DI-0006"});
  EXPECT_EQ(found("DVT001", {{"Dockerfile", "ARG V=latest\nFROM debian:$V\n"}}), places{"Dockerfile:2 DS-0001"});
  EXPECT_EQ(found("DVT001", {{"compose.yaml", service("redis:latest")}}),
            places{"compose.yaml:3 dclint:service-image-require-explicit-tag CL-0004 DKL-DI-0006 CIS 5.28"});
  EXPECT_EQ(found("DVT001", {{"compose.yaml", service("redis:$V")}, {".env", "V=latest\n"}}),
            places{"compose.yaml:3 CL-0004 CIS 5.28"});
}

TEST(image_no_tag, exempts_stages_scratch_and_variables) {
  EXPECT_EQ(lines("DVT002", "FROM debian\n"), numbers{1});
  EXPECT_EQ(lines("DVT002", "FROM debian AS a\nFROM a\n"), numbers{1});
  EXPECT_EQ(lines("DVT002", "FROM scratch\n"), numbers{});
  EXPECT_EQ(lines("DVT002", "ARG BASE=debian\nFROM $BASE\n"), numbers{});
  EXPECT_EQ(lines("DVT002", "ARG BASE\nFROM ${BASE}\n"), numbers{});
  EXPECT_EQ(lines("DVT002", "FROM debian@sha256:" + std::string(64, 'a') + "\n"), numbers{});
  EXPECT_EQ(lines("DVT002", "FROM localhost:5000/debian\n"), numbers{1});
  EXPECT_EQ(lines("DVT002", "FROM debian:12 AS a\nFROM debian:12\nCOPY --from=a /a /a\nCOPY --from=busybox /b /b\n"),
            numbers{4});
  EXPECT_EQ(of_image("DVT002", "redis"), numbers{3});
  EXPECT_EQ(of_image("DVT002", "redis:7.4"), numbers{});
}

TEST(image_names, of_builds_are_not_pulled) {
  files const project{{"Dockerfile", "FROM alpine:3.23\n"},
                      {"compose.yaml", "services:\n  a:\n    build: .\n    image: acme/a:latest\n"}};
  EXPECT_EQ(found("DVT001", project), places{});
  EXPECT_EQ(found("DVT011", project), places{"compose.yaml:4"});
  EXPECT_EQ(found("DVT011", {{"Dockerfile", "FROM alpine:3.23\n"},
                             {"compose.yaml", "services:\n  a:\n    build: .\n    image: acme/a\n"}}),
            places{"compose.yaml:4"});
  EXPECT_EQ(found("DVT011", {{"Dockerfile", "FROM alpine:3.23\n"},
                             {"compose.yaml", "services:\n  a:\n    build: .\n    image: acme/a:1.2\n"}}),
            places{});
  EXPECT_EQ(
      found("DVT011", {{"Dockerfile", "FROM alpine:3.23\n"}, {"compose.yaml", "services:\n  a:\n    build: .\n"}}),
      places{});
  EXPECT_EQ(found("DVT011", {{"compose.yaml", service("redis")}}), places{});
}

TEST(image_moving_tag, knows_channels_and_branches) {
  for (char const* tag : {"stable", "edge", "test", "nightly", "dev", "beta", "canary", "lts", "main", "master",
                          "mainline", "rolling", "unstable", "next", "stable-alpine", "lts-slim"})
    EXPECT_EQ(of_image("DVT003", std::string("a:") + tag), numbers{3}) << tag;
  for (char const* tag : {"latest", "alpine", "1.2", "1.27-stable", "dev-4f2a9c1", "testing1.0"})
    EXPECT_EQ(of_image("DVT003", std::string("a:") + tag), numbers{}) << tag;
  EXPECT_EQ(found("DVT003", {{"compose.yaml", service("nginx:stable-alpine")}}), places{"compose.yaml:3 CL-0004"});
  EXPECT_EQ(found("DVT003", {{"compose.yaml", service("nginx:stable")}}), places{"compose.yaml:3"});
}

TEST(image_variant_only, has_no_number) {
  for (char const* image : {"nginx:alpine", "python:slim", "debian:bookworm", "node:bullseye-slim", "nginx:alpine3.19"})
    EXPECT_EQ(of_image("DVT004", image), numbers{3}) << image;
  for (char const* image : {"nginx:1.28-alpine", "nginx:1-alpine", "nginx", "nginx:latest", "nginx:stable-alpine"})
    EXPECT_EQ(of_image("DVT004", image), numbers{}) << image;
}

TEST(image_loose_version, weighs_more_in_production) {
  EXPECT_EQ(found("DVT005", {{"compose.yaml", service("postgres:15-alpine")}}), places{"compose.yaml:3"});
  audit_options production;
  production.where = environment::prod;
  EXPECT_EQ(found("DVT005", {{"compose.yaml", service("redis:7-alpine")}}, production), places{"compose.yaml:3"});
  for (char const* image : {"postgres:15.4-alpine", "postgres:alpine", "ubuntu:22.04", "postgres@sha256:1"})
    EXPECT_EQ(of_image("DVT005", image), numbers{}) << image;
}

TEST(image_end_of_life, goes_by_the_day) {
  for (char const* image : {"python:3.8-slim", "node:16", "debian:buster", "ubuntu:18.04", "ubuntu:22.04",
                            "postgres:12.4", "postgres:14", "alpine:3.15", "prom/prometheus:v2.45.0", "mysql:5.7",
                            "grafana/grafana:9.5.2", "php:7.4-fpm", "golang:1.20", "openjdk:11-jre-slim"})
    EXPECT_EQ(of_image("DVT006", image), numbers{3}) << image;
  for (char const* image : {"python:3.12-slim", "node:24", "debian:bookworm-slim", "ubuntu:24.04", "postgres:15-alpine",
                            "postgres:17-alpine", "redis:7-alpine", "qdrant/qdrant:v1.12.0", "nginx:alpine",
                            "acme/python:3.8", "postgres:latest", "mysql:8"})
    EXPECT_EQ(of_image("DVT006", image), numbers{}) << image;
  EXPECT_EQ(lines("DVT006", "FROM python:3.7\nCOPY --from=node:14 /a /a\n"), (numbers{1, 2}));
  EXPECT_EQ(messages("DVT006", {{"compose.yaml", service("postgres:12.4")}}),
            places{"postgres:12.4: support for postgres 12 ended on 2024-11-21"});
}

TEST(image_no_digest, wants_a_version_first) {
  EXPECT_EQ(of_image("DVT007", "postgres:17.4"), numbers{3});
  EXPECT_EQ(of_image("DVT007", "postgres:17.4@sha256:" + std::string(64, 'a')), numbers{});
  EXPECT_EQ(of_image("DVT007", "postgres"), numbers{});
  EXPECT_EQ(of_image("DVT007", "postgres:latest"), numbers{});
}

TEST(image_untrusted, without_a_list_knows_publishers) {
  EXPECT_EQ(found("DVT008", {{"compose.yaml", service("somebody/tool:1.2")}}),
            places{"compose.yaml:3 info CIS 4.2 CIS 4.5 CIS-DI-0005"});
  EXPECT_EQ(found("DVT008", {{"Dockerfile", "FROM somebody/tool:1.2\n"}}),
            places{"Dockerfile:1 info CIS 4.2 CIS-DI-0002"});
  for (char const* image : {"redis:7", "library/redis:7", "docker.io/redis:7", "docker.io/library/redis:7",
                            "qdrant/qdrant:v1", "prom/prometheus:v2", "grafana/grafana:12", "bitnami/redis:7",
                            "gcr.io/distroless/static:nonroot", "mcr.microsoft.com/dotnet/sdk:8.0"})
    EXPECT_EQ(of_image("DVT008", image), numbers{}) << image;
  EXPECT_EQ(of_image("DVT008", "ghcr.io/somebody/app:1"), numbers{3});
}

TEST(image_untrusted, with_a_list_goes_by_it) {
  struct trust_case {
    std::vector<std::string> trusted;
    char const* image;
    bool reported;
  };
  trust_case const cases[] = {
      {{"docker.io"}, "redis:7", false},
      {{"docker.io"}, "somebody/tool:1", false},
      {{"docker.io"}, "docker.io/somebody/tool:1", false},
      {{"docker.io"}, "ghcr.io/acme/app:1", true},
      {{"ghcr.io"}, "redis:7", true},
      {{"ghcr.io"}, "ghcr.io/acme/app:1", false},
      {{"ghcr.io/acme"}, "ghcr.io/acme/app:1", false},
      {{"ghcr.io/acme"}, "ghcr.io/acme-evil/app:1", true},
      {{"ghcr.io/acme/*"}, "ghcr.io/acme/app:1", false},
      {{"bitnami"}, "bitnami/redis:7", false},
      {{"bitnami"}, "redis:7", true},
      {{"library"}, "redis:7", false},
      {{"*.example.com"}, "registry.example.com/app:1", false},
      {{"*.example.com"}, "example.org/app:1", true},
      {{"registry.*"}, "registry.example.com/app:1", false},
      {{"*"}, "anywhere.example.org/app:1", false},
      {{"random.com", "docker.io"}, "redis:7", false},
  };
  for (trust_case const& one : cases) {
    audit_options options;
    options.rules_settings.trusted_registries = one.trusted;
    EXPECT_EQ(of_image("DVT008", one.image, options), one.reported ? numbers{3} : numbers{})
        << one.trusted.front() << " " << one.image;
  }
  audit_options options;
  options.rules_settings.trusted_registries = {"ghcr.io"};
  EXPECT_EQ(
      found("DVT008", {{"Dockerfile", "FROM redis:7 AS a\nFROM scratch\nCOPY --from=a /a /a\nFROM a\n"}}, options),
      places{"Dockerfile:1 DL3026 CIS 4.2 CIS-DI-0002"});
}

TEST(image_tags_disagree, looks_at_services_and_dockerfiles) {
  EXPECT_EQ(compose_lines("DVT009", "services:\n  a:\n    image: postgres:15\n  b:\n    image: postgres:16\n"),
            numbers{5});
  EXPECT_EQ(compose_lines("DVT009", "services:\n  a:\n    image: postgres:16\n  b:\n    image: postgres:16-alpine\n"),
            numbers{});
  EXPECT_EQ(compose_lines("DVT009",
                          "services:\n  a:\n    image: postgres:16\n  b:\n    image: docker.io/library/postgres:15\n"),
            numbers{5});
  EXPECT_EQ(compose_lines("DVT009", "services:\n  a:\n    image: postgres:16\n  b:\n    image: acme/postgres:15\n"),
            numbers{});
  EXPECT_EQ(found("DVT009", {{"a/Dockerfile", "FROM python:3.11\n"},
                             {"b/Dockerfile", "FROM python:3.12\n"},
                             {"compose.yaml", "services:\n  a:\n    build: a\n  b:\n    build: b\n"}}),
            places{"b/Dockerfile:1"});
  EXPECT_EQ(lines("DVT009", "FROM python:3.11 AS a\nFROM python:3.12\n"), numbers{2});
  EXPECT_EQ(lines("DVT009", "FROM python:3.12 AS a\nFROM python:3.12-slim\n"), numbers{});
}

TEST(image_latest_by_default, reads_what_is_written) {
  EXPECT_EQ(of_image("DVT010", "x:${TAG:-latest}"), numbers{3});
  EXPECT_EQ(of_image("DVT010", "x:${TAG-latest}"), numbers{3});
  EXPECT_EQ(of_image("DVT010", "x:${TAG:-${OTHER:-latest}}"), numbers{3});
  EXPECT_EQ(of_image("DVT010", "${IMAGE:-redis:latest}"), numbers{3});
  EXPECT_EQ(of_image("DVT010", "x:${TAG:-1.2}"), numbers{});
  EXPECT_EQ(of_image("DVT010", "x:latest"), numbers{});
  EXPECT_EQ(found("DVT010", {{"compose.yaml", service("x:${TAG:-latest}")}, {".env", "TAG=1.2\n"}}),
            places{"compose.yaml:3"});
  EXPECT_EQ(found("DVT010", {{"compose.yaml", service("x:$TAG")}, {".env", "TAG=latest\n"}}), places{});
  EXPECT_EQ(lines("DVT010", "ARG TAG=latest\nFROM python:$TAG\n"), numbers{2});
  EXPECT_EQ(lines("DVT010", "ARG TAG\nFROM python:${TAG:-latest}\n"), numbers{2});
  EXPECT_EQ(lines("DVT010", "ARG TAG=3.12\nFROM python:$TAG\n"), numbers{});
  EXPECT_EQ(lines("DVT010", "ARG TAG\nFROM python:$TAG\n"), numbers{});
  EXPECT_EQ(lines("DVT010", "FROM python:latest\n"), numbers{});
}

}  // namespace
}  // namespace dockverify::rules::test
