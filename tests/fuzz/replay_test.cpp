// The corpora through the same functions that the fuzzers call: whatever was found once stays found.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "harness.hpp"

namespace dockverify::fuzz {
namespace {

std::size_t replay(std::string const& name, void (*harness)(std::string_view)) {
  std::vector<std::filesystem::path> files;
  for (auto const& entry : std::filesystem::directory_iterator(std::string(DOCKVERIFY_FUZZ_CORPUS) + "/" + name))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (std::filesystem::path const& path : files) {
    // A broken promise ends the program: the last name printed is the input.
    std::cout << path.filename().string() << std::endl;
    std::ifstream file(path, std::ios::binary);
    harness(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  return files.size();
}

TEST(fuzz_corpus, compose_load) {
  EXPECT_GT(replay("compose_load", compose_load), 50U);
}

TEST(fuzz_corpus, compose_interpolation) {
  EXPECT_GT(replay("compose_interpolation", compose_interpolation), 20U);
}

TEST(fuzz_corpus, dockerfile_parse) {
  EXPECT_GT(replay("dockerfile_parse", dockerfile_parse), 3U);
}

TEST(fuzz_corpus, ignore_match) {
  EXPECT_GT(replay("ignore_match", ignore_match), 3U);
}

TEST(fuzz_corpus, shell_read) {
  EXPECT_GT(replay("shell_read", shell_read), 3U);
}

}  // namespace
}  // namespace dockverify::fuzz
