// What every command needs, and what it gives back. Jobs compose the other rooms and decide nothing themselves.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compose/load.hpp"
#include "engine/api/client.hpp"
#include "observe/live_stack.hpp"
#include "report/progress.hpp"
#include "report/report.hpp"
#include "rules/settings.hpp"

namespace dockverify::jobs {

enum class config_query : std::uint8_t {
  model,
  services,
  images,
  volumes,
  networks,
  models,
  profiles,
  hash,
  variables,
  environment
};
struct config_options {
  config_query what = config_query::model;
  std::string hashed;           ///< names of services by comma, or *
  std::string format = "yaml";  ///< or json; for variables table too
  bool interpolate = true;
  bool resolve_digests = false;
  bool images_only = false;  ///< the model of nothing but images
  bool quiet = false;        ///< the model is not printed
};

/// What `audit` is asked beside the project options.
struct audit_question {
  enum class fixing : std::uint8_t { no, show, write };
  std::vector<std::string> paths;  ///< files, folders, "-"; empty: the project here
  rules::environment environment = rules::environment::dev;
  bool environment_given = false;
  bool inline_ignores = true;
  std::vector<std::string> rules_off;           ///< --disable: ids, names, peers' ids
  std::vector<std::string> trusted_registries;  ///< added to the configuration's
  fixing fix = fixing::no;
  bool unsafe = false;       ///< edits that can change what runs too
  bool init_ignore = false;  ///< write ignore files where there are none
  bool lock = false, check_lock = false;
  std::string lock_file;  ///< empty: dockverify.lock in the project's directory
  enum class asking : std::uint8_t { never, few, always };
  asking shellcheck = asking::few;  ///< few: unless there are so many scripts that it would take seconds
};

struct explain_options {
  std::string rule;  ///< id, name or a peer's id; empty: list all
  bool json = false;
};

struct job_options {
  compose::load_options project;
  engine::endpoint_choice engine;
  engine::environment_lookup environment;
  std::shared_ptr<spdlog::logger> log;  ///< of engine calls; null: none
  bool show_values = false;             ///< environment values in evidence are not masked
  fail_on threshold = fail_on::error;
  std::optional<std::chrono::milliseconds> timeout;  ///< of the whole run
  std::chrono::milliseconds stable_for{3000};
  std::vector<std::string> services;
  /// verify: the project as this lock has it, instead of the files.
  std::optional<std::string> lock_file;
  // up
  bool build = false, force_recreate = false, remove_orphans = false;
  bool trust_probe = true;
  // down
  bool volumes = false;
  std::optional<std::chrono::seconds> grace;
  audit_question audit;
  config_options config;
  explain_options explain;
};

/// Given to a running job so that a signal can reach it.
class interruption {
 public:
  /// Called at once when the signal was there first.
  void on_interrupt(std::function<void()> react) {
    react_ = std::move(react);
    if (raised_) react_();
  }
  void forget() { react_ = nullptr; }
  void raise() {
    raised_ = true;
    if (react_) react_();
  }
  [[nodiscard]] bool raised() const noexcept { return raised_; }

 private:
  bool raised_ = false;
  std::function<void()> react_;
};

struct job_context {
  job_options const& options;
  progress_sink& progress;
  interruption& interrupt;
  io::executor executor;
  io::time_point begun;
  [[nodiscard]] io::time_point deadline() const { return options.timeout ? begun + *options.timeout : io::no_deadline; }
};

/// The static audit; no engine.
report audit(job_options const& options);
io::awaitable<report> up(job_context context);
io::awaitable<report> verify(job_context context);
io::awaitable<report> plan(job_context context);
io::awaitable<report> down(job_context context);
/// `text` is what to print, unless that is nothing or something failed. The engine is asked for digests only.
io::awaitable<report> config(job_context context, std::optional<std::string>& text);
/// `text` is what to print; absent for a rule that there is not.
io::awaitable<report> explain(job_context context, std::optional<std::string>& text);
/// Tool, engine and API versions; an engine that does not answer is told as such and is no failure.
io::awaitable<report> version(job_context context);

}  // namespace dockverify::jobs
