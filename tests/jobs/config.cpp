// What `config` answers: names, hashes, a choice of services, and digests that the engine looks up.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "jobs/job.hpp"
#include "tests/support/fake_engine.hpp"
#include "tests/support/run.hpp"

namespace dockverify::jobs {
namespace {

using testing::HasSubstr;

struct no_progress : progress_sink {
  void on(progress_event const&) override {}
};

class config_test : public testing::Test {
 protected:
  config_test() {
    write(R"(
name: shop
services:
  api: {image: "api:${TAG:-1}", depends_on: [db], env_file: missing.env, networks: [back], profiles: [app]}
  db: {image: postgres, volumes: ["data:/var/lib"], networks: [back]}
  web: {build: ., profiles: [app, front]}
networks: {back: null}
volumes: {data: null, spare: null}
)");
    options_.project.files = {file_};
    options_.project.profiles = {"app"};
    options_.project.working_directory = testing::TempDir();
    options_.environment = [](std::string const&) { return std::nullopt; };
  }
  ~config_test() override { std::filesystem::remove(file_); }

  void write(std::string const& yaml) { std::ofstream(file_) << yaml; }

  report run(config_query what = config_query::model) {
    options_.config.what = what;
    text_.reset();
    return test::run(context_,
                     config({options_, progress_, interrupt_, context_.get_executor(), io::clock::now()}, text_));
  }
  std::string answer(config_query what) {
    auto const r = run(what);
    return text_.value_or("no text, status " + std::to_string(static_cast<int>(r.status)));
  }

  std::string file_ = testing::TempDir() + "dockverify_config_" + std::to_string(::getpid()) + ".yaml";
  io::asio::io_context context_{1};
  job_options options_;
  no_progress progress_;
  interruption interrupt_;
  std::optional<std::string> text_;
};

TEST_F(config_test, names_without_reading_files_of_variables) {
  struct {
    config_query what;
    char const* lines;
  } const cases[] = {
      {config_query::services, "api\ndb\nweb\n"},
      {config_query::images, "api:1\npostgres\nshop-web\n"},
      {config_query::volumes, "data\n"},
      {config_query::networks, "back\ndefault\n"},
      {config_query::models, ""},
      {config_query::profiles, "app\nfront\n"},
  };
  for (auto const& one : cases) EXPECT_EQ(answer(one.what), one.lines);
  EXPECT_EQ(run().status, exit_status::usage) << "the model needs missing.env";
  EXPECT_FALSE(text_);
}

TEST_F(config_test, variables_are_a_table) {
  options_.config.format = "table";
  EXPECT_EQ(answer(config_query::variables),
            "NAME                REQUIRED            DEFAULT VALUE       ALTERNATE VALUE\n"
            "TAG                 false               1                   \n");
}

TEST_F(config_test, hashes_of_named_services) {
  options_.config.hashed = "db,web";
  auto const lines = answer(config_query::hash);
  EXPECT_THAT(lines, testing::MatchesRegex("db [0-9a-f]+\nweb [0-9a-f]+\n"));
  options_.config.hashed = "dbb";
  auto const r = run(config_query::hash);
  EXPECT_EQ(r.status, exit_status::usage);
  ASSERT_EQ(r.errors.size(), 1U);
  EXPECT_EQ(r.errors[0].message, "no such service: dbb");
  EXPECT_FALSE(text_);
}

TEST_F(config_test, chosen_services_bring_what_they_need) {
  write(
      "name: p\nservices: {a: {image: x, depends_on: [b]}, b: {image: y}, c: {image: z, networks: [n]}}\nnetworks: {n: "
      "}\n");
  options_.services = options_.project.services = {"a"};
  EXPECT_EQ(run().status, exit_status::ok);
  EXPECT_THAT(text_.value(), testing::AllOf(HasSubstr("  a:\n"), HasSubstr("  b:\n")));
  EXPECT_EQ(text_->find("  c:\n"), std::string::npos);
  EXPECT_EQ(text_->find("p_n"), std::string::npos);
}

TEST_F(config_test, names_are_of_the_whole_project_whatever_services_are_chosen) {
  write(
      "name: p\nservices: {a: {image: x, networks: [n]}, b: {image: y, networks: [m], volumes: ['vm:/v']}}\n"
      "networks: {n: , m: }\nvolumes: {vm: }\n");
  options_.services = options_.project.services = {"a"};
  EXPECT_EQ(answer(config_query::services), "a\nb\n");
  EXPECT_EQ(answer(config_query::networks), "m\nn\n");
  EXPECT_EQ(answer(config_query::volumes), "vm\n");
  EXPECT_EQ(answer(config_query::images), "x\n");
  options_.config.hashed = "b";
  EXPECT_THAT(answer(config_query::hash), testing::MatchesRegex("b [0-9a-f]+\n"));
}

TEST_F(config_test, models_are_those_that_services_use) {
  write(
      "services: {a: {image: x, models: [m]}, b: {image: x, models: {n: }}}\n"
      "models: {m: {model: 'ai/m:${TAG:-1}'}, n: {model: ai/n}, o: {model: ai/o}}\n");
  EXPECT_EQ(answer(config_query::models), "ai/m:1\nai/n\n");
  options_.config.interpolate = false;
  EXPECT_EQ(answer(config_query::models), "ai/m:${TAG:-1}\nai/n\n");
}

TEST_F(config_test, variables_are_those_of_the_model) {
  write(
      "name: ${PROJECT:-p}\nversion: '$VERSION'\nservices: {a: {image: $IMAGE, labels: {$LABEL: 1}}}\n"
      "networks: {$NETWORK: }\nx-a: $EXTENSION\n");
  options_.config.format = "json";
  auto const lines = answer(config_query::variables);
  for (auto const* name : {"IMAGE", "NETWORK", "EXTENSION"}) EXPECT_THAT(lines, HasSubstr(name));
  for (auto const* name : {"PROJECT", "VERSION", "LABEL"}) EXPECT_EQ(lines.find(name), std::string::npos) << lines;
}

TEST_F(config_test, quiet_prints_no_model) {
  write("services: {a: {image: x}}\n");
  options_.config.quiet = true;
  EXPECT_EQ(run().status, exit_status::ok);
  EXPECT_FALSE(text_);
}

class digest_test : public config_test {
 protected:
  digest_test() {
    write(
        "name: p\nservices: {a: {image: x}, b: {image: 'localhost:5/y:2'}, c: {image: 'z@sha256:0'}, d: {image: x}}\n");
    options_.config.resolve_digests = true;
    options_.engine.host = "unix://" + fake_.where().path;
  }
  test::fake_engine fake_{context_};
};

TEST_F(digest_test, pins_each_image_with_one_read) {
  fake_.on("GET /distribution/docker.io/library/x%3Alatest/json",
           test::reply::json(200, {{"Descriptor", {{"digest", "sha256:1"}}}}));
  fake_.on("GET /distribution/localhost%3A5/y%3A2/json",
           test::reply::json(200, {{"Descriptor", {{"digest", "sha256:2"}}}}));
  options_.config.images_only = true;
  EXPECT_EQ(run().status, exit_status::ok);
  EXPECT_EQ(text_.value(),
            "services:\n"
            "  a:\n    image: docker.io/library/x:latest@sha256:1\n"
            "  b:\n    image: localhost:5/y:2@sha256:2\n"
            "  c:\n    image: docker.io/library/z@sha256:0\n"
            "  d:\n    image: docker.io/library/x:latest@sha256:1\n");
  EXPECT_EQ(fake_.requests("GET /distribution/*").size(), 2U);
}

TEST_F(digest_test, an_image_that_is_not_there_leaves_no_model) {
  fake_.on("GET /distribution/*", test::reply::error(404, "manifest unknown"));
  auto const r = run();
  EXPECT_EQ(r.status, exit_status::engine);
  EXPECT_EQ(r.errors.size(), 2U);
  EXPECT_THAT(r.errors.at(1).message, HasSubstr("docker.io/library/x:latest"));
  EXPECT_FALSE(text_);
}

TEST_F(digest_test, an_engine_that_is_not_there) {
  fake_.stop();
  auto const r = run();
  EXPECT_EQ(r.status, exit_status::engine);
  EXPECT_EQ(r.errors.at(0).code, "engine-unreachable");
  EXPECT_FALSE(text_);
}

TEST_F(digest_test, values_with_variables_are_pinned_as_well) {
  write("name: p\nservices: {a: {image: x, command: $C}}\n");
  fake_.on("GET /distribution/*", test::reply::json(200, {{"Descriptor", {{"digest", "sha256:1"}}}}));
  options_.config.interpolate = false;
  EXPECT_EQ(run().status, exit_status::ok);
  EXPECT_THAT(text_.value(), HasSubstr("    command: $C\n    image: docker.io/library/x:latest@sha256:1\n"));
}

}  // namespace
}  // namespace dockverify::jobs
