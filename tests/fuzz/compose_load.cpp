// The file comes from memory, by `-f -`. Its directory has a few files that it may extend, include or read.
#include <algorithm>

#include "compose/canonical.hpp"
#include "compose/load.hpp"
#include "compose/yaml_writer.hpp"
#include "harness.hpp"
#include "tests/compose/support.hpp"

namespace dockverify::fuzz {

namespace {

/// Written once: an input costs no file.
class neighbours : public compose::test::scratch_directory {
 public:
  neighbours() {
    write("base.yaml",
          "services:\n"
          "  base: {image: x, build: ./ctx, env_file: a.env, volumes: ['./v:/v', 'data:/d'], ports: ['80:80']}\n"
          "  next: {extends: base, environment: {A: '${A:-$$}'}, depends_on: [base], networks: {n: }}\n"
          "  deep: {extends: {file: sub/base.yaml, service: base}}\n"
          "networks: {n: }\n"
          "volumes: {data: }\n");
    write("sub/base.yaml", "services: {base: {image: y, label_file: b.labels, volumes: ['./v:/v']}}\n");
    write("sub/b.labels", "b=1\n");
    write("cycle.yaml", "include: [cycle.yaml]\nservices: {c: {image: x, extends: c}}\n");
    write("bad.yaml", "services: {base: [}\n");
    write("a.env", "A=1\nB=\"${A} two\"\nC='three'\n");
    write("bad.env", "A B=\"\n");
  }
};

}  // namespace

void compose_load(std::string_view bytes) {
  static neighbours const directory;
  compose::load_options options = directory.options();
  options.files = {"-"};
  options.profiles = {"*"};
  options.environment["SET"] = "set";
  options.environment["EMPTY"] = "";
  compose::test::standard_input const input{std::string(bytes)};
  compose::load_result const result = load(options);

  bool const refused =
      std::any_of(result.problems.begin(), result.problems.end(), [](compose::problem const& p) { return p.error; });
  require(result.loaded.has_value() != refused, "a project loads, or an error says why not");
  for (compose::problem const& p : result.problems) {
    // The whole advice: a part of it could be the input's own words.
    require(p.advice != "please report this as a bug of dockverify", "no input makes the loader throw: " + p.message);
  }
  if (!result.loaded) return;
  canonical(*result.loaded, compose::model_view::json).dump();
  compose::yaml_text(canonical(*result.loaded, compose::model_view::yaml));
  for (auto const& [name, one] : result.loaded->services) {
    config_hash(one, compose::hash_dialect::compose_2_40);
    config_hash(one, compose::hash_dialect::compose_5);
  }
  for (auto const& [name, one] : result.loaded->networks) config_hash(one);
  for (auto const& [name, one] : result.loaded->volumes) config_hash(one);
}

}  // namespace dockverify::fuzz
