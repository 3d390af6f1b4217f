// Pulls: what is asked for, what is shown, and errors wherever they come.
#include "tests/engine/fixture.hpp"

namespace dockverify::test {
namespace {

using namespace engine;

struct pull_test : engine_test {
  std::vector<std::string> shown;
  std::optional<io::failure> pull(std::string const& reference, std::string const& platform = "",
                                  std::string const& auth = "") {
    progress_sink const sink = [this](std::string_view line) { shown.emplace_back(line); };
    return await(outcome_of(client_.images().pull(reference, platform, auth, sink, within(2s))));
  }
};

TEST_F(pull_test, asks_for_one_version) {
  struct row {
    std::string reference, image, tag;
  };
  fake_.on("POST /images/create", reply::lines({}));
  std::vector<row> const rows = {{"busybox", "busybox", "latest"},
                                 {"a/b:1", "a/b", "1"},
                                 {"h:5/a@sha256:x", "h:5/a", "sha256:x"},
                                 {"h:5/a:1@sha256:x", "h:5/a", "sha256:x"}};
  for (auto const& [reference, image, tag] : rows) {
    EXPECT_FALSE(pull(reference));
    EXPECT_EQ(asked().back().query, (std::map<std::string, std::string>{{"fromImage", image}, {"tag", tag}}));
  }
  EXPECT_FALSE(pull("x", "linux/arm64", "abc="));
  EXPECT_EQ(asked().back().query.at("platform"), "linux/arm64");
  EXPECT_EQ(asked().back().headers.at("x-registry-auth"), "abc=");
}

TEST_F(pull_test, shows_changes_only) {
  fake_.on("POST /images/create",
           reply::lines({{{"status", "Pulling from x"}, {"id", "latest"}},
                         {{"status", "Downloading"}, {"id", "l1"}, {"progressDetail", {{"current", 1}}}},
                         {{"status", "Downloading"}, {"id", "l1"}, {"progressDetail", {{"current", 2}}}},
                         {{"status", "Pull complete"}, {"id", "l1"}},
                         {{"status", "Digest: sha256:1"}}})
               .pieces(11));
  EXPECT_FALSE(pull("x"));
  EXPECT_EQ(shown, (std::vector<std::string>{"latest: Pulling from x", "l1: Downloading", "l1: Pull complete",
                                             "Digest: sha256:1"}));
}

TEST_F(pull_test, errors_have_kinds_wherever_they_come) {
  struct row {
    std::string text;
    failure_kind kind;
  };
  std::vector<row> const rows = {{"manifest for x:9 not found: manifest unknown", failure_kind::not_found},
                                 {"Head \"https://h/v2/\": no basic auth credentials", failure_kind::denied},
                                 {"unauthorized: incorrect username or password", failure_kind::denied},
                                 {"dial tcp: connection refused", failure_kind::server}};
  for (auto const& [text, kind] : rows) {
    fake_.on("POST /images/create", reply::error(500, text));
    EXPECT_EQ(pull("x")->kind, kind) << text;
    fake_.on("POST /images/create",
             reply::lines({{{"status", "Pulling"}}, {{"errorDetail", {{"message", text}}}, {"error", text}}}));
    auto const failed = pull("x");
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->kind, kind) << text;
    EXPECT_EQ(failed->message, text);
    EXPECT_EQ(failed->operation, "pull x");
  }
}

TEST_F(pull_test, a_stream_that_breaks_off_is_no_success) {
  fake_.on("POST /images/create", reply::lines({{{"status", "Pulling"}}, {{"status", "Done"}}}).cut(130));
  EXPECT_EQ(pull("x")->kind, failure_kind::unreachable);
  fake_.on("POST /images/create", reply::stream({"not json\n"}));
  EXPECT_EQ(pull("x")->kind, failure_kind::protocol);
}

TEST_F(pull_test, a_failure_never_shows_the_secret) {
  fake_.on("POST /images/create", reply::error(500, "no"));
  EXPECT_EQ(pull("x", "", "c2VjcmV0")->describe().find("c2VjcmV0"), std::string::npos);
  EXPECT_EQ(pull("x", "", "c2Vj\r\nX: y")->kind, failure_kind::invalid);
}

}  // namespace
}  // namespace dockverify::test
