// The loader against what the real docker compose v2.40 says about the same projects (record_expectations asks it).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "compose/canonical.hpp"
#include "compose/go_json.hpp"
#include "compose/model_tree.hpp"
#include "compose/yaml_writer.hpp"
#include "support.hpp"

namespace dockverify::compose::test {
namespace {

std::string const data = DOCKVERIFY_COMPOSE_DATA;

nlohmann::ordered_json json_file(std::string const& path) {
  std::ifstream file(path);
  return nlohmann::ordered_json::parse(file);
}

void replace_all(std::string& text, std::string const& from, std::string const& to) {
  for (std::size_t i = text.find(from); i != std::string::npos; i = text.find(from, i + to.size()))
    text.replace(i, from.size(), to);
}

/// As record_expectations does: the project's directory and the one above are elsewhere at each run.
void hide_places(std::string& text, std::string const& root) {
  replace_all(text, root, "@DIR@");
  replace_all(text, std::filesystem::path(root).parent_path().string(), "@ABOVE@");
}

void expect_as_recorded(load_result const& result, nlohmann::ordered_json const& expected, std::string const& root) {
  ASSERT_EQ(result.loaded.has_value(), expected["accepted"].get<bool>()) << lines_of(result.problems);
  if (!result.loaded) {
    EXPECT_FALSE(result.problems.empty());
    return;
  }
  std::string model = go_json(canonical(*result.loaded, model_view::json), 1);
  if (!root.empty()) hide_places(model, root);
  // As text: the order of keys is part of the promise.
  if (expected.contains("model")) EXPECT_EQ(model, go_json(expected["model"], 1));
  std::string yaml = yaml_text(canonical(*result.loaded, model_view::yaml));
  if (!root.empty()) hide_places(yaml, root);
  EXPECT_EQ(yaml, expected["yaml"].get<std::string>());
  if (!expected.contains("hashes")) return;
  for (auto const& [name, hash] : expected["hashes"].items()) {
    auto const found = result.loaded->services.find(name);
    ASSERT_NE(found, result.loaded->services.end());
    EXPECT_EQ(config_hash(found->second, hash_dialect::compose_2_40), hash.get<std::string>()) << name;
  }
}

void expect_tree_as_recorded(load_options options, nlohmann::ordered_json const& expected, std::string const& root) {
  if (!expected.contains("uninterpolated")) return;
  options.interpolate = false;
  auto const result = load(options);
  ASSERT_TRUE(result.loaded && result.tree) << lines_of(result.problems);
  std::string yaml = yaml_text(
      model_tree(*result.tree, {result.loaded->name, result.loaded->directory, "/home/dev"}, model_view::yaml));
  if (!root.empty()) hide_places(yaml, root);
  EXPECT_EQ(yaml, expected["uninterpolated"].get<std::string>());
}

TEST(compose_data, every_snippet_is_read_as_compose_reads_it) {
  nlohmann::ordered_json const snippets = json_file(data + "/snippets.json");
  ASSERT_GT(snippets.size(), 300U);
  for (auto const& one : snippets) {
    std::string yaml = one["snippet"];
    SCOPED_TRACE(yaml);
    replace_all(yaml, "\\n", "\n");
    replace_all(yaml, "\\t", "\t");
    scratch_directory const directory;
    auto const options = text_options(directory, yaml);
    expect_as_recorded(load(options), one, {});
    expect_tree_as_recorded(options, one, {});
  }
}

std::vector<std::string> project_names() {
  std::vector<std::string> names;
  for (auto const& entry : std::filesystem::directory_iterator(data + "/projects"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string text_of(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What we say about a project is ours, so no record has it: case.json says what the user must be told. A refusal
/// without that could be one for another reason.
void expect_message(load_result const& result, nlohmann::ordered_json const& options, std::string const& root) {
  if (!options.contains("message")) {
    EXPECT_TRUE(result.loaded) << "case.json needs a \"message\": " << lines_of(result.problems);
    return;
  }
  std::string told = lines_of(result.problems);
  hide_places(told, root);
  EXPECT_THAT(told, testing::ContainsRegex(options["message"].get<std::string>()));
}

class recorded_project : public testing::TestWithParam<std::string> {};

TEST_P(recorded_project, is_read_as_compose_reads_it) {
  std::string const source = data + "/projects/" + GetParam();
  // A copy, since no compose file or .env of a directory above may be found.
  scratch_directory scratch;
  std::filesystem::copy(source, scratch.path(GetParam()), std::filesystem::copy_options::recursive);
  std::string const root = scratch.path(GetParam());
  nlohmann::ordered_json const options = json_file(source + "/case.json");

  load_options load_with = scratch.options();
  load_with.working_directory = root + "/" + options.value("working_directory", "");
  std::string const typed = options.contains("stdin") ? text_of(root + "/" + options["stdin"].get<std::string>()) : "";
  load_with.files = options.value("files", std::vector<std::string>{});
  load_with.profiles = options.value("profiles", std::vector<std::string>{});
  load_with.env_files = options.value("env_files", std::vector<std::string>{});
  load_with.project_name = options.value("project_name", "");
  load_with.project_directory = options.value("project_directory", "");
  nlohmann::ordered_json const variables = options.value("env", nlohmann::ordered_json::object());
  for (auto const& [name, value] : variables.items()) load_with.environment[name] = value;
  nlohmann::ordered_json const expected = json_file(source + "/expected.json");
  {
    standard_input const input(typed);
    load_result const result = load(load_with);
    expect_as_recorded(result, expected, root);
    expect_message(result, options, root);
  }
  standard_input const input(typed);
  expect_tree_as_recorded(load_with, expected, root);
}

TEST(compose_data, the_whole_specification_is_covered) {
  EXPECT_GE(project_names().size(), 175U);
}

INSTANTIATE_TEST_SUITE_P(compose_data, recorded_project, testing::ValuesIn(project_names()),
                         [](auto const& one) { return one.param; });

}  // namespace
}  // namespace dockverify::compose::test
