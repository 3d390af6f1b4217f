#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "compose/problem_log.hpp"
#include "compose/units.hpp"
#include "report/version.hpp"

namespace dockverify::cli {
namespace {

using std::chrono::milliseconds;

/// A duration as compose writes it, or whole seconds as `docker compose --wait-timeout` takes them.
std::optional<milliseconds> duration_of(std::string const& text) {
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos)
    return text.size() > 9 ? std::nullopt : std::optional(milliseconds(std::stoll(text) * 1000));
  auto const parsed = compose::parse_duration(text);
  if (!parsed || parsed->count() < 0) return std::nullopt;
  return std::chrono::duration_cast<milliseconds>(*parsed);
}

CLI::Validator const is_duration(
    [](std::string& text) {
      return duration_of(text) ? std::string()
                               : "'" + text + "' is no duration; write 90s, 1m30s or a number of seconds";
    },
    "");

struct raw_values {
  std::string host, context, fail_on = "error", environment, timeout, stable_for = "3s", wait_for = "eager", grace, fix;
};

/// Options common to the commands that read a project, in the contract's order.
void add_project_options(CLI::App& app, command_line& line) {
  auto& project = line.job.project;
  app.add_option("-f,--file", project.files, "compose file, repeatable; - is standard input")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("-p,--project-name", project.project_name, "project name")->type_name("NAME");
  app.add_option("--project-directory", project.project_directory, "directory that relative paths are resolved against")
      ->type_name("DIR");
  app.add_option("--profile", project.profiles, "profile to activate, repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--env-file", project.env_files, "file with variables for interpolation, repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void add_engine_options(CLI::App& app, raw_values& raw) {
  app.add_option("-H,--host", raw.host, "engine, e.g. unix:///var/run/docker.sock")->type_name("HOST");
  app.add_option("--context", raw.context, "docker context")->type_name("NAME");
}

void add_output_options(CLI::App& app, command_line& line, std::string const& formats) {
  app.add_option("--format", line.format, "output format: " + formats)->type_name("FMT");
  app.add_option("-o,--output", line.output, "write the result to FILE instead of standard output")->type_name("FILE");
  app.add_flag("-q,--quiet", line.quiet, "no progress; the result only when something is wrong");
  app.add_flag("-v,--verbose", line.verbose, "all containers and timings");
  app.add_flag("--no-color", line.no_color, "no colours (also NO_COLOR)");
  app.add_flag("--ascii", line.ascii, "no symbols outside ASCII");
}

void add_timeout(CLI::App& app, raw_values& raw) {
  app.add_option("--timeout", raw.timeout, "one deadline for the whole run, e.g. 2m")
      ->type_name("DURATION")
      ->check(is_duration);
}

/// Of the commands that judge something or wait for something.
void add_run_options(CLI::App& app, command_line& line, raw_values& raw) {
  app.add_option("--fail-on", raw.fail_on, "lowest severity that makes the exit status 1")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"error", "warning", "info", "never"}));
  app.add_option("--env", raw.environment, "whether the audit judges for development or production")
      ->type_name("ENV")
      ->check(CLI::IsMember({"dev", "prod"}));
  add_timeout(app, raw);
  app.add_flag("--show-values", line.job.show_values, "do not mask environment values in evidence");
  app.add_flag("--debug", line.debug, "every engine call with its time on standard error");
}

void add_services(CLI::App& app, command_line& line, std::string const& what) {
  app.add_option("service", line.job.services, what)->type_name("SERVICE");
}

fail_on threshold_of(std::string const& text) {
  if (text == "warning") return fail_on::warning;
  if (text == "info") return fail_on::info;
  return text == "never" ? fail_on::never : fail_on::error;
}

void take_over(raw_values const& raw, command_line& line) {
  auto& job = line.job;
  if (!raw.host.empty()) job.engine.host = raw.host;
  if (!raw.context.empty()) job.engine.context = raw.context;
  job.threshold = threshold_of(raw.fail_on);
  if (!raw.timeout.empty()) job.timeout = duration_of(raw.timeout);
  job.stable_for = duration_of(raw.stable_for).value_or(job.stable_for);
  job.trust_probe = raw.wait_for != "engine";
  if (!raw.grace.empty()) job.grace = std::chrono::duration_cast<std::chrono::seconds>(*duration_of(raw.grace));
  job.project.services = job.services;
  job.audit.environment = raw.environment == "prod" ? rules::environment::prod : rules::environment::dev;
  using fixing = jobs::audit_question::fixing;
  job.audit.fix = raw.fix.empty() ? fixing::no : raw.fix == "apply" ? fixing::write : fixing::show;
  job.audit.environment_given = !raw.environment.empty();
  job.config.quiet = line.quiet;
  job.config.format = line.format;
  job.explain.json = line.format == "json";
}

/// The formats of a command, its default first.
std::vector<std::string> formats_of(command_line const& line) {
  if (line.what == command::config) {
    if (line.job.config.what == jobs::config_query::variables) return {"table", "yaml", "json"};
    return {"yaml", "json"};
  }
  if (line.what == command::explain) return {"text", "json"};
  std::vector<std::string> out;
  for (auto const& writer : all_writers()) out.emplace_back(writer.name);
  return out;
}

std::string joined(std::vector<std::string> const& names) {
  std::string out;
  for (auto const& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::vector<std::string> command_names(CLI::App const& app) {
  std::vector<std::string> out;
  for (auto const* sub : app.get_subcommands([](CLI::App const*) { return true; })) out.push_back(sub->get_name());
  return out;
}

/// Where the command stands: the first word that is neither an option nor the value of one.
std::size_t command_at(std::vector<char const*> const& words) {
  std::set<std::string> const with_value{"-f",
                                         "--file",
                                         "-p",
                                         "--project-name",
                                         "--project-directory",
                                         "--profile",
                                         "--env-file",
                                         "-H",
                                         "--host",
                                         "--context",
                                         "--format",
                                         "-o",
                                         "--output",
                                         "--fail-on",
                                         "--env",
                                         "--timeout",
                                         "--hash",
                                         "--disable",
                                         "--lock-file",
                                         "--shellcheck",
                                         "--trusted-registry"};
  for (std::size_t i = 1; i < words.size(); ++i) {
    std::string const word = words[i];
    if (with_value.contains(word))
      ++i;
    else if (word.empty() || word.front() != '-')
      return i;
  }
  return words.size();
}

/// `dockverify -f x.yaml up` means `dockverify up -f x.yaml`, as docker compose users write it: the command is moved
/// before the options.
std::vector<char const*> command_first(int argc, char const* const* argv) {
  std::vector<char const*> words(argv, argv + argc);
  auto const at = words.begin() + static_cast<std::ptrdiff_t>(command_at(words));
  if (at != words.end()) std::rotate(words.begin() + 1, at, at + 1);
  return words;
}

/// CLI11 only says that a command is required; the user wants to know that the one given is none.
std::string unknown_command(CLI::App const& app, std::vector<char const*> const& words) {
  auto const at = command_at(words);
  if (at == words.size()) return {};
  auto const known = command_names(app);
  std::string const word = words[at];
  if (std::find(known.begin(), known.end(), word) != known.end()) return {};
  return "dockverify: no such command: " + word + compose::did_you_mean(word, known) +
         "\nRun dockverify --help for the commands.\n";
}

void define_up(CLI::App& app, command_line& line, raw_values& raw) {
  add_services(app, line, "services to bring up, with what they depend on; all when none is named");
  app.add_option("--stable-for", raw.stable_for,
                 "how long a service without a healthcheck has to run to count as ready")
      ->type_name("DURATION")
      ->check(is_duration)
      ->capture_default_str();
  app.add_option(
         "--wait-for", raw.wait_for,
         "whose word counts: eager runs the service's own healthcheck at once, engine waits for the engine's verdict")
      ->type_name("WHO")
      ->check(CLI::IsMember({"eager", "engine"}))
      ->capture_default_str();
  app.add_flag("--build", line.job.build, "build images that can be built, also when they are there");
  app.add_flag("--force-recreate", line.job.force_recreate, "recreate containers that are as declared");
  app.add_flag("--remove-orphans", line.job.remove_orphans,
               "remove containers of the project whose service is not in the file");
}

void define_audit(CLI::App& app, command_line& line, raw_values& raw) {
  auto& audit = line.job.audit;
  app.add_option("path", audit.paths,
                 "files or folders, - is a Dockerfile on standard input; the project here when none is named")
      ->type_name("PATH");
  app.add_flag_callback(
      "--no-inline-ignores", [&audit] { audit.inline_ignores = false; }, "comments that ignore rules do not count");
  app.add_option("--disable", audit.rules_off, "rule to switch off, by id, name or a peer's id; repeatable")
      ->type_name("RULE")
      ->allow_extra_args(false);
  using asking = jobs::audit_question::asking;
  app.add_option("--shellcheck", audit.shellcheck,
                 "when to ask ShellCheck about RUN, if it is installed: few does while the scripts are few")
      ->type_name("WHEN")
      ->transform(
          CLI::CheckedTransformer(
              std::map<std::string, asking>{{"never", asking::never}, {"few", asking::few}, {"always", asking::always}})
              .description("{never,few,always}"));
  app.add_flag("--fix{show}", raw.fix, "show what can be mended as a diff; --fix=apply writes it")
      ->check(CLI::IsMember({"show", "apply"}));
  app.add_flag("--unsafe", audit.unsafe, "with --fix: changes that can change what runs, too");
  app.add_flag("--init-ignore", audit.init_ignore, "write a .dockerignore for each build context that has none");
  auto* lock = app.add_flag("--lock", audit.lock, "write what was audited to dockverify.lock");
  app.add_flag("--check-lock", audit.check_lock, "say what has changed since dockverify.lock was written")
      ->excludes(lock);
  app.add_option("--lock-file", audit.lock_file, "another file than dockverify.lock")->type_name("FILE");
  app.add_option("--trusted-registry", audit.trusted_registries,
                 "registry that images may come from, * stands for any text; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
}

/// Another question than the whole model, as docker compose names them; of several, the first in its order counts.
void define_config(CLI::App& app, command_line& line, raw_values& raw) {
  using query = jobs::config_query;
  auto& config = line.job.config;
  add_services(app, line, "services to print, with what they depend on; all when none is named");
  add_timeout(app, raw);
  auto* queries = app.add_option_group("instead of the model");
  struct flag {
    char const *name, *what;
    query asked;
  };
  auto const ask = [&config](query asked) {
    static constexpr std::array order{query::services,    query::volumes,  query::networks, query::models,
                                      query::hash,        query::profiles, query::images,   query::variables,
                                      query::environment, query::model};
    auto const rank = [](query one) { return std::find(order.begin(), order.end(), one); };
    if (rank(asked) < rank(config.what)) config.what = asked;
  };
  for (auto const& [name, what, asked] : {
           flag{"--services", "names of the services", query::services},
           flag{"--images", "names of the images", query::images},
           flag{"--volumes", "keys of the volumes", query::volumes},
           flag{"--networks", "keys of the networks", query::networks},
           flag{"--models", "names of the models that services use", query::models},
           flag{"--profiles", "names of the profiles", query::profiles},
           flag{"--variables", "variables that the files name, with their defaults", query::variables},
           flag{"--environment", "values that variables are replaced from", query::environment},
       })
    queries->add_flag_callback(name, [ask, asked] { ask(asked); }, what);
  queries
      ->add_option_function<std::string>(
          "--hash",
          [&config, ask](std::string const& names) {
            ask(query::hash);
            config.hashed = names;
          },
          "config-hash of services: names by comma, or * for all")
      ->type_name("SERVICE");
  app.add_flag_callback(
      "--no-interpolate", [&config] { config.interpolate = false; }, "leave variables as they are written");
  app.add_flag("--resolve-image-digests", config.resolve_digests,
               "pin images to the digests that their registries have; asks the engine");
  app.add_flag_callback(
      "--lock-image-digests", [&config] { config.resolve_digests = config.images_only = true; },
      "the same, but print only services and images, for an override file");
}

}  // namespace

parse_outcome parse(int argc, char const* const* argv, std::map<std::string, std::string> environment,
                    std::string working_directory) {
  command_line line;
  raw_values raw;
  line.job.project.environment = std::move(environment);
  line.job.project.working_directory = std::move(working_directory);
  line.job.environment = engine::process_environment();

  CLI::App app{"dockverify tells the truth about a Docker Compose stack.", "dockverify"};
  app.set_version_flag("--version", std::string("dockverify ") + std::string(tool_version()));
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 all well, 1 findings, 2 wrong usage or project, 3 engine, 4 the stack did not start,\n"
      "124 deadline, 130 interrupted.");
  auto const formats = joined(formats_of(line));
  auto const define = [&](char const* name, char const* summary, command what) {
    auto* sub = app.add_subcommand(name, summary);
    sub->callback([&line, what] { line.what = what; });
    bool const explains = what == command::explain;
    if (what != command::version && !explains) add_project_options(*sub, line);
    if (what != command::audit && !explains) add_engine_options(*sub, raw);
    add_output_options(*sub, line, what == command::config ? "yaml, json" : explains ? "text, json" : formats);
    if (what != command::config && what != command::version && !explains) add_run_options(*sub, line, raw);
    return sub;
  };
  define_up(*define("up", "create, start and verify the stack; ready means ready", command::up), line, raw);
  auto* verify = define("verify", "compare a running stack with its files; never writes", command::verify);
  add_services(*verify, line, "services to verify; all when none is named");
  verify
      ->add_option("--lock", line.job.lock_file,
                   "compare with what this lock holds (audit --lock writes it) instead of the files here")
      ->type_name("FILE")
      ->excludes("--file");
  define_audit(*define("audit", "judge Dockerfiles, compose files, ignore files and images; no engine", command::audit),
               line, raw);
  auto* plan = define("plan", "what `up` would do and why", command::plan);
  add_services(*plan, line, "services to plan for; all when none is named");
  plan->add_flag("--build", line.job.build, "as for up");
  plan->add_flag("--force-recreate", line.job.force_recreate, "as for up");
  plan->add_flag("--remove-orphans", line.job.remove_orphans, "as for up");
  define_config(*define("config", "the resolved compose model, as docker compose config prints it", command::config),
                line, raw);
  auto* down = define("down", "stop and remove what belongs to the project", command::down);
  add_services(*down, line, "services whose containers are removed; all, with networks, when none is named");
  down->add_flag("--volumes", line.job.volumes, "remove its volumes too: their data is lost");
  down->add_flag("--remove-orphans", line.job.remove_orphans,
                 "also containers of the project whose service is not in the file");
  down->add_option("-t", raw.grace, "grace before a container is killed; the container's own when not given")
      ->type_name("DURATION")
      ->check(is_duration);
  define("explain", "a rule: what it finds, why, how to write it better and how to ignore it", command::explain)
      ->add_option("rule", line.job.explain.rule, "id, name or a peer's id, e.g. DVD103; all are listed without one")
      ->type_name("RULE");
  define("version", "tool, engine and API versions", command::version);

  parse_outcome out;
  auto const words = command_first(argc, argv);
  try {
    app.parse(static_cast<int>(words.size()), words.data());
  } catch (CLI::ParseError const& error) {
    std::ostringstream text, trouble;
    auto const code = app.exit(error, text, trouble);
    out.out = text.str();
    out.err = trouble.str();
    out.status = code == 0 ? 0 : static_cast<int>(exit_status::usage);
    if (auto const wrong = unknown_command(app, words); code != 0 && !wrong.empty()) out.err = wrong;
    return out;
  }
  auto const known = formats_of(line);
  if (line.format.empty()) line.format = known.front();
  take_over(raw, line);
  if (std::find(known.begin(), known.end(), line.format) == known.end()) {
    out.err = "--format " + line.format + ": no such format; there is " + joined(known) + "\n";
    out.status = static_cast<int>(exit_status::usage);
    return out;
  }
  out.parsed = std::move(line);
  return out;
}

}  // namespace dockverify::cli
