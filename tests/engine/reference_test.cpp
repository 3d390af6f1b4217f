// Image references cut as docker pull cuts them.
#include "engine/api/reference.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/api/images.hpp"

namespace dockverify::engine {
namespace {

struct row {
  std::string text, repository, tag, digest, registry;
};

TEST(reference, is_cut_into_parts) {
  std::string const hub(hub_registry);
  std::vector<row> const rows = {
      {"busybox", "busybox", "", "", hub},
      {"busybox:1.36", "busybox", "1.36", "", hub},
      {"library/busybox", "library/busybox", "", "", hub},
      {"docker.io/library/busybox:1", "docker.io/library/busybox", "1", "", hub},
      {"localhost/x:1", "localhost/x", "1", "", "localhost"},
      {"localhost:5000/x", "localhost:5000/x", "", "", "localhost:5000"},
      {"reg.example.com:5000/team/x:v1@sha256:abc", "reg.example.com:5000/team/x", "v1", "sha256:abc",
       "reg.example.com:5000"},
      {"ghcr.io/a/b@sha256:abc", "ghcr.io/a/b", "", "sha256:abc", "ghcr.io"},
  };
  for (auto const& expected : rows) {
    auto const parsed = parse_reference(expected.text);
    ASSERT_TRUE(parsed) << expected.text;
    EXPECT_EQ(parsed->repository, expected.repository);
    EXPECT_EQ(parsed->tag, expected.tag);
    EXPECT_EQ(parsed->digest, expected.digest);
    EXPECT_EQ(parsed->registry(), expected.registry) << expected.text;
  }
}

TEST(reference, in_full) {
  std::vector<std::pair<std::string, std::string>> const cases = {
      {"busybox", "docker.io/library/busybox:latest"},
      {"busybox:1.36", "docker.io/library/busybox:1.36"},
      {"me/x", "docker.io/me/x:latest"},
      {"docker.io/x", "docker.io/library/x:latest"},
      {"index.docker.io/me/x:1", "docker.io/me/x:1"},
      {"localhost/x", "localhost/x:latest"},
      {"localhost:5000/x:1", "localhost:5000/x:1"},
      {"x:1@sha256:abc", "docker.io/library/x@sha256:abc"},
      {"x:", ""},
  };
  for (auto const& [text, full] : cases) EXPECT_EQ(full_reference(text), full) << text;
}

TEST(reference, needs_a_repository) {
  for (auto const* text : {"", ":1", "@sha256:a", "x:", "x@"}) EXPECT_FALSE(parse_reference(text)) << text;
}

}  // namespace
}  // namespace dockverify::engine
