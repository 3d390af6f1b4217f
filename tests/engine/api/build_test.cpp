// Builds by both builders.
#include "engine/base64.hpp"
#include "tests/engine/fixture.hpp"

namespace dockverify::test {
namespace {

using namespace engine;

context_source three_pieces() {
  auto const left = std::make_shared<int>(3);
  return [left]() -> io::awaitable<io::result<std::string>> {
    if ((*left)-- == 0) co_return std::string();
    co_return std::string("piece ");
  };
}

struct build_test : engine_test {
  std::vector<std::string> shown;
  io::result<std::string> build(build_options const& options, context_source source = three_pieces()) {
    progress_sink const sink = [this](std::string_view line) { shown.emplace_back(line); };
    return await(client_.images().build(options, std::move(source), sink, within(2s)));
  }
};

std::string field(unsigned number, std::string const& bytes) {
  return std::string(1, static_cast<char>(number << 3U | 2U)) + static_cast<char>(bytes.size()) + bytes;
}

TEST_F(build_test, sends_all_options_and_the_context) {
  build_options options;
  options.tags = {"x:1"};
  options.dockerfile = "docker/Dockerfile";
  options.target = "prod";
  options.platform = "linux/amd64";
  options.network_mode = "none";
  options.build_args = {{"A", "1"}, {"B", std::nullopt}};
  options.labels = {{"l", "v"}};
  options.cache_from = {"c"};
  options.extra_hosts = {"h:1.2.3.4"};
  options.no_cache = options.pull = true;
  options.shm_size = "64m";
  fake_.on("POST /build", reply::lines({{{"stream", "Step 1/1 : FROM x\n"}},
                                        {{"aux", {{"ID", "sha256:1"}}}},
                                        {{"stream", "Successfully built"}}}));
  auto const image = build(options);
  ASSERT_TRUE(image) << image.error().describe();
  EXPECT_EQ(*image, "sha256:1");
  EXPECT_EQ(shown, (std::vector<std::string>{"Step 1/1 : FROM x", "Successfully built"}));
  auto const request = asked()[0];
  EXPECT_EQ(request.body, "piece piece piece ");
  EXPECT_EQ(request.headers.at("content-type"), "application/x-tar");
  EXPECT_EQ(request.query, (std::map<std::string, std::string>{{"t", "x:1"},
                                                               {"dockerfile", "docker/Dockerfile"},
                                                               {"target", "prod"},
                                                               {"platform", "linux/amd64"},
                                                               {"networkmode", "none"},
                                                               {"buildargs", R"({"A":"1","B":null})"},
                                                               {"labels", R"({"l":"v"})"},
                                                               {"cachefrom", R"(["c"])"},
                                                               {"extrahosts", "h:1.2.3.4"},
                                                               {"nocache", "1"},
                                                               {"pull", "1"},
                                                               {"rm", "1"},
                                                               {"forcerm", "1"},
                                                               {"version", "1"},
                                                               {"shmsize", "67108864"}}));
}

TEST_F(build_test, takes_the_builder_the_engine_announces) {
  fake_engine modern(context_, "1.51");
  modern.on("GET /_ping", reply::text(200, "OK").with("Api-Version", "1.51").with("Builder-Version", "2"));
  modern.on("POST /build", reply::lines({{{"id", "moby.image.id"}, {"aux", {{"ID", "sha256:2"}}}}}));
  client other(context_.get_executor(), modern.where());
  ASSERT_TRUE(await(other.connect(within(2s))));
  auto const image = await(other.images().build({}, three_pieces(), nullptr, within(2s)));
  EXPECT_EQ(*image, "sha256:2");
  EXPECT_EQ(modern.requests().back().query.at("version"), "2");
}

TEST_F(build_test, shows_the_trace_of_buildkit) {
  auto const trace =
      field(1, field(1, "d") + field(3, "[1/1] RUN x") + field(5, "t")) + field(3, field(1, "d") + field(4, "hello\n"));
  fake_.on("POST /build",
           reply::lines({{{"id", "moby.buildkit.trace"}, {"aux", base64_encode(trace, base64_alphabet::standard)}},
                         {{"id", "moby.buildkit.trace"}, {"aux", "!!! not base64"}},
                         {{"id", "moby.image.id"}, {"aux", {{"ID", "sha256:3"}}}}}));
  build_options options;
  options.version = "2";
  EXPECT_EQ(*build(options), "sha256:3");
  EXPECT_EQ(shown, (std::vector<std::string>{"#1 [1/1] RUN x", "#1 hello"}));
}

TEST_F(build_test, errors_in_the_stream_are_failures) {
  fake_.on("POST /build",
           reply::lines({{{"stream", "Step 1\n"}},
                         {{"errorDetail", {{"code", 3}, {"message", "The command returned 3"}}}, {"error", "x"}}}));
  auto const image = build({});
  EXPECT_EQ(image.error().kind, failure_kind::server);
  EXPECT_EQ(image.error().message, "The command returned 3");
  fake_.on("POST /build", reply::lines({{{"stream", "Step 1\n"}}}));
  EXPECT_EQ(build({}).error().kind, failure_kind::protocol) << "an end without an image";
}

TEST_F(build_test, an_early_answer_beats_the_broken_pipe) {
  fake_.on("POST /build", reply::error(400, "dockerfile parse error"));
  auto const image = build({});
  EXPECT_EQ(image.error().kind, failure_kind::invalid);
  EXPECT_EQ(image.error().message, "dockerfile parse error");
}

TEST_F(build_test, refuses_what_makes_no_sense) {
  build_options size;
  size.shm_size = "lots";
  EXPECT_EQ(build(size).error().kind, failure_kind::invalid);
  build_options version;
  version.version = "3";
  EXPECT_EQ(build(version).error().kind, failure_kind::invalid);
  EXPECT_EQ(build({}, nullptr).error().kind, failure_kind::invalid);
  EXPECT_TRUE(asked().empty());
}

TEST_F(build_test, a_source_that_fails_fails_the_build) {
  context_source const broken = []() -> io::awaitable<io::result<std::string>> {
    co_return io::failure{failure_kind::denied, {}, 0, {}, "cannot read x"};
  };
  auto const image = build({}, broken);
  EXPECT_EQ(image.error().kind, failure_kind::denied);
  EXPECT_EQ(image.error().message, "cannot read x");
}

}  // namespace
}  // namespace dockverify::test
