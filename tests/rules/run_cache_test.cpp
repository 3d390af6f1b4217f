// Rules on the commands of RUN: what the builder can keep. Each case is a Dockerfile and the lines that are reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

struct run_case {
  std::string_view dockerfile;
  std::vector<int> lines;
};

void expect(std::string_view rule, std::vector<run_case> const& cases) {
  for (run_case const& one : cases) EXPECT_EQ(lines(rule, one.dockerfile), one.lines) << one.dockerfile;
}

TEST(update_alone, judges_commands) {
  expect("DVD203", {
                       {"FROM debian:12-slim\nRUN apt-get update\nRUN apt-get install -y x\n", {2}},
                       {"FROM debian:12-slim\nRUN [\"apt-get\", \"update\"]\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get update && adduser mike\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get update && apt-get install -y x\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get update -y ; apt-get install -y curl\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get update && apt upgrade --yes\n", {}},
                       {"FROM debian:12-slim\nRUN apk --update add easy-rsa\n", {}},
                       {"FROM debian:12-slim\nRUN /bin/sh /scripts/x.sh update\n", {}},
                       {"FROM debian:12-slim\nRUN sbt update\n", {}},
                       {"FROM debian:12-slim\nRUN dnf update -y\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper up -y\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper up -y && zypper install -y x\n", {}},
                       {"FROM debian:12-slim\nRUN yum update -y && yum -y install x\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install -y x && apt-get update\n", {2}},
                       {"FROM debian:12-slim\nRUN apk update && apk add x\n", {}},
                       {"FROM debian:12-slim\nRUN apk update && apt-get install x\n", {2}},
                   });
}

TEST(volatile_early, judges_commands) {
  expect("DVD204",
         {
             {"FROM debian:12-slim\nARG BUILD_DATE\nRUN npm ci\n", {2}},
             {"FROM debian:12-slim\nRUN npm ci\nARG BUILD_DATE\n", {}},
             {"FROM debian:12-slim\nLABEL org.opencontainers.image.revision=$GIT_SHA\nRUN apt-get install -y x\n", {2}},
             {"FROM debian:12-slim\nARG VERSION=1\nENV GIT_COMMIT=abc\nRUN pip install -r r.txt\n", {3}},
             {"FROM debian:12-slim\nARG GIT_COMMIT\nRUN echo $GIT_COMMIT > /version\n", {}},
             {"ARG BUILD_DATE\nFROM debian:12\nRUN apt-get install -y x\n", {}},
             {"FROM debian:12-slim\nLABEL build-date=2024-01-01\nRUN make\n", {2}},
         });
}

TEST(cache_mount_advice, judges_commands) {
  expect("DVD205",
         {
             {"FROM debian:12-slim\nRUN pip install x\n", {}},
             {"# syntax=docker/dockerfile:1\nFROM a:1\nRUN pip install x\n", {3}},
             {"# syntax=docker/dockerfile:1\nFROM a:1\nRUN --mount=type=cache,target=/root/.cache/pip pip install x\n",
              {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/root/.npm npm ci\nRUN pip install x\n", {3}},
         });
}

}  // namespace
}  // namespace dockverify::rules::test
