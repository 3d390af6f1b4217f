// Named volumes: an existing volume keeps its first driver and options whatever the file says later, and the engine
// does not tell. Which volumes a container mounts is compared by the mapping rows.
#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

struct volume_judge {
  compose::volume const& declared;
  tally& t;

  finding begin_volume(severity level, std::string message) const {
    return begin("DVR048", level, "volume " + declared.name + ": " + std::move(message));
  }

  void absent() const {
    auto f = begin_volume(severity::error, "does not exist");
    f.expected = declared.name;
    f.actual = "absent";
    add_declared(f, declared.marks.find("name"), declared.key, declared.name);
    add_effective(f, "GET /volumes", "no volume of this name");
    f.fix = declared.external ? "docker volume create " + quoted(declared.name) : "dockverify up";
    t.fail(std::move(f));
  }

  void check(observe::live_volume const& live, std::string_view key, std::string const& field,
             std::string const& expected, std::string const& actual) const {
    if (expected == actual) return t.pass();
    auto f = begin_volume(severity::warning, std::string(key) + " is not what the file declares");
    f.how = classify(declared, live);
    f.expected = expected;
    f.actual = actual.empty() ? "not set" : actual;
    add_declared(f, declared.marks.find(key), key, expected);
    f.field = field;
    f.evidences.push_back({"GET /volumes/{name} " + field, *f.actual});
    f.advice = "a volume cannot be changed: save its data, remove it and let `dockverify up` create it anew";
    t.fail(std::move(f));
  }
};

}  // namespace

void judge_volumes(compose::project const& project, observe::live_stack const& live, std::set<std::string> const& used,
                   tally& t) {
  for (auto const& key : used) {
    auto const found = project.volumes.find(key);
    if (found == project.volumes.end()) continue;
    auto const& declared = found->second;
    volume_judge const judge{declared, t};
    auto const* volume = live.volume_by_name(declared.name);
    if (volume == nullptr) {
      judge.absent();
      continue;
    }
    t.pass();
    if (declared.external) continue;
    judge.check(*volume, "driver", "Driver", declared.driver.empty() ? "local" : declared.driver, volume->driver);
    for (auto const& [name, value] : declared.driver_opts) {
      auto const option = volume->options.find(name);
      judge.check(*volume, "driver_opts." + name, "Options." + name, value,
                  option == volume->options.end() ? "" : option->second);
    }
  }
}

}  // namespace dockverify::drift
