// Finds files and variables in the order that docker compose does.
#include "compose/discovery.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "compose/dotenv.hpp"
#include "compose/paths.hpp"

namespace dockverify::compose {

namespace {

constexpr std::array<std::string_view, 4> file_names{"compose.yaml", "compose.yml", "docker-compose.yml",
                                                     "docker-compose.yaml"};
constexpr std::array<std::string_view, 4> override_names{"compose.override.yml", "compose.override.yaml",
                                                         "docker-compose.override.yml", "docker-compose.override.yaml"};
constexpr std::string_view off_switch = "COMPOSE_DISABLE_ENV_FILE";
constexpr std::size_t largest_env_file = std::size_t{8} << 20;

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  while (true) {
    std::size_t const end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + separator.size());
  }
}

std::string trimmed(std::string_view text) {
  std::size_t const first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

class finder {
 public:
  finder(load_options const& options, problem_log& log) : options_(options), log_(log) {
    found_.environment = options.environment;
    // Shells set it; compose does when nothing else has.
    found_.environment.emplace("PWD", clean_path(options.working_directory));
    found_.home = variable("HOME");
  }

  discovery run() {
    if (options_.text) {
      found_.files.push_back({options_.text->absolute, std::make_shared<std::string const>(options_.text->shown)});
    } else {
      for (std::string const& file : options_.files) add_file(file);
    }
    if (!options_.project_directory.empty()) {
      found_.directory = absolute_path(options_.working_directory, options_.project_directory, found_.home);
    }
    explicit_env_files();
    // Before the files are known their .env is that of the directory one is in; it may name the files.
    read_env_files(directory());
    if (found_.files.empty()) files_of_variable();
    if (found_.files.empty()) default_files();
    std::string const final_directory = directory();
    if (final_directory != env_directory_) read_env_files(final_directory);
    found_.directory = final_directory;
    profiles();
    name();
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::string variable(std::string const& key) const {
    auto const known = found_.environment.find(key);
    return known == found_.environment.end() ? std::string{} : known->second;
  }

  void add_file(std::string const& file) {
    std::string const path = file == "-" ? file : absolute_path(options_.working_directory, file, {});
    std::string const name = options_.shown_from.empty() ? file : shown_name(options_, path);
    found_.files.push_back({path, std::make_shared<std::string const>(file == "-" ? "<stdin>" : name)});
  }

  [[nodiscard]] std::string directory() const {
    if (!found_.directory.empty()) return found_.directory;
    for (source_file const& file : found_.files) {
      if (file.path != "-") return parent_directory(file.path);
    }
    return clean_path(options_.working_directory);
  }

  void explicit_env_files() {
    std::vector<std::string> names = options_.env_files;
    if (names.empty()) {
      // compose reads this one from the process only.
      for (std::string const& file : split(variable("COMPOSE_ENV_FILES"), ",")) {
        if (!file.empty()) names.push_back(file);
      }
    }
    for (std::string const& file : names)
      found_.env_files.push_back(absolute_path(options_.working_directory, file, {}));
  }

  void read_env_files(std::string const& from) {
    env_directory_ = from;
    nullable_map values;
    variable_lookup const lookup = [&](std::string const& key) -> std::optional<std::string> {
      auto const known = found_.environment.find(key);
      return known == found_.environment.end() ? std::nullopt : std::optional(known->second);
    };
    if (!found_.env_files.empty()) {
      if (explicit_read_) return;
      explicit_read_ = true;
      for (std::string const& file : found_.env_files) {
        if (!file_exists(file)) {
          log_.error({std::make_shared<std::string const>(file), 0, 0}, "the env file does not exist",
                     "correct --env-file or COMPOSE_ENV_FILES");
        } else {
          read_dotenv(file, file, lookup, false, values, log_);
        }
      }
    } else {
      std::string const file = from == "/" ? "/.env" : from + "/.env";
      if (env_files_are_off(found_.environment) || !file_exists(file) || is_directory(file)) return;
      read_dotenv(file, shown_name(options_, file), lookup, false, values, log_);
      std::map<std::string, std::string> said;
      if (auto const own = values.find(std::string(off_switch)); own != values.end() && own->second)
        said.emplace(own->first, *own->second);
      // It may switch itself off: all that is left are the variables that are compose's own.
      if (found_.environment.count(std::string(off_switch)) == 0 && env_files_are_off(said))
        std::erase_if(values, [](auto const& one) { return !one.first.starts_with("COMPOSE_"); });
    }
    for (auto& [key, value] : values) {
      if (value) found_.environment.emplace(key, std::move(*value));
    }
  }

  /// Go's ParseBool, which knows no empty text.
  bool env_files_are_off(std::map<std::string, std::string> const& environment) {
    auto const said = environment.find(std::string(off_switch));
    if (said == environment.end()) return false;
    for (std::string_view yes : {"1", "t", "T", "true", "True", "TRUE"}) {
      if (said->second == yes) return true;
    }
    std::string const& text = said->second;
    bool const no = text == "0" || text == "f" || text == "F" || text == "false" || text == "False" || text == "FALSE";
    if (!no)
      log_.error({}, std::string(off_switch) + " is neither true nor false: `" + text + "`",
                 "set it to 1 or 0, or remove it");
    return false;
  }

  void files_of_variable() {
    if (found_.environment.count("COMPOSE_FILE") == 0) return;
    std::string const files = variable("COMPOSE_FILE");
    std::string separator = variable("COMPOSE_PATH_SEPARATOR");
    if (separator.empty()) separator = ":";
    for (std::string const& file : split(files, separator)) {
      add_file(file);
      // As a path that is the directory itself.
      if (file.empty())
        log_.error({}, "COMPOSE_FILE names a file with no name: `" + files + "`",
                   files.empty() ? "unset it" : "remove the separator at its start, its end or where two meet");
    }
  }

  template <std::size_t N>
  static std::vector<std::string> present(std::array<std::string_view, N> const& names, std::string const& where) {
    std::vector<std::string> result;
    for (std::string_view name : names) {
      std::string const path = (where == "/" ? "" : where) + "/" + std::string(name);
      if (file_exists(path) && !is_directory(path)) result.push_back(path);
    }
    return result;
  }

  void add_found(std::vector<std::string> const& candidates, std::string_view kind) {
    std::string const& winner = candidates.front();
    auto shown = std::make_shared<std::string const>(shown_name(options_, winner));
    if (candidates.size() > 1) {
      std::vector<std::string> names;
      for (std::string const& candidate : candidates) names.push_back(base_name(candidate));
      log_.warning({shown, 0, 0},
                   "several " + std::string(kind) + " exist here: this one is used, not " +
                       one_of({names.begin() + 1, names.end()}),
                   "remove the others, or name the files with -f");
    }
    found_.files.push_back({winner, std::move(shown)});
  }

  void default_files() {
    std::string where = found_.directory.empty() ? clean_path(options_.working_directory) : found_.directory;
    while (true) {
      if (std::vector<std::string> const candidates = present(file_names, where); !candidates.empty()) {
        add_found(candidates, "compose files");
        if (std::vector<std::string> const overrides = present(override_names, where); !overrides.empty()) {
          add_found(overrides, "override files");
        }
        return;
      }
      std::string const parent = parent_directory(where);
      if (parent == where) break;
      where = parent;
    }
    log_.error(
        {},
        "no compose.yaml, compose.yml, docker-compose.yaml or docker-compose.yml here or in a directory above: " +
            clean_path(options_.working_directory),
        "name one with -f, or create compose.yaml");
  }

  void profiles() {
    found_.profiles = options_.profiles;
    if (!found_.profiles.empty()) return;
    for (std::string const& part : split(variable("COMPOSE_PROFILES"), ",")) {
      // With nothing set that is one profile, the empty one: some services have just that.
      found_.profiles.push_back(trimmed(part));
    }
  }

  void name() {
    std::string const fallback = variable("COMPOSE_PROJECT_NAME");
    found_.name = options_.project_name.empty() ? fallback : options_.project_name;
    std::string const normal = normalized_project_name(found_.name);
    if (found_.name == normal) return;
    log_.error({},
               "invalid project name `" + found_.name + "`" +
                   (options_.project_name.empty() ? " in COMPOSE_PROJECT_NAME" : "") +
                   ": only lower-case letters, digits, `-` and `_`, starting with a letter or a digit",
               normal.empty() ? "" : "write `" + normal + "`");
    found_.name = normal;
  }

  load_options const& options_;
  problem_log& log_;
  discovery found_;
  std::string env_directory_;
  bool explicit_read_ = false;
};

}  // namespace

std::string shown_name(load_options const& options, std::string const& absolute) {
  return seen_from(options.shown_from.empty() ? options.working_directory : options.shown_from, absolute);
}

std::string normalized_project_name(std::string_view name) {
  std::string result;
  for (char c : name) {
    char const lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    bool const alphanumeric = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    if (alphanumeric || (!result.empty() && (lower == '-' || lower == '_'))) result += lower;
  }
  return result;
}

bool read_dotenv(std::string const& path, std::string const& shown, variable_lookup const& lookup, bool raw,
                 nullable_map& values, problem_log& log) {
  auto const file = std::make_shared<std::string const>(shown);
  std::string why;
  std::optional<std::string> const content = read_file(path, largest_env_file, why);
  if (!content) {
    log.error({file, 0, 0}, "the env file can not be read: " + why);
    return false;
  }
  dotenv_file parsed = raw ? parse_raw_env(*content) : parse_dotenv(*content, lookup, values);
  if (parsed.error_line != 0) {
    log.error({file, parsed.error_line, 1}, "not a file of variables: " + parsed.error,
              "each line is NAME=VALUE; put a value with spaces or `#` in quotes");
    return false;
  }
  for (std::string const& name : parsed.unset) {
    log.warning({file, 0, 0}, "the variable `" + name + "` is not set: an empty text takes its place",
                "a literal `$` is `$$`, or use single quotes");
  }
  for (auto& [key, value] : parsed.values) {
    if (!value) value = lookup(key);
    if (value) values.insert_or_assign(key, std::move(value));
  }
  return true;
}

discovery discover(load_options const& options, problem_log& log) {
  return finder(options, log).run();
}

}  // namespace dockverify::compose
