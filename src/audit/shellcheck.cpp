#include "audit/shellcheck.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include "rules/shell_comments.hpp"

extern char** environ;

namespace dockverify::audit {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds longest_run{60};
constexpr std::size_t largest_answer = std::size_t{64} << 20U;

/// A folder for the scripts, gone afterwards.
class script_folder {
 public:
  script_folder() {
    std::error_code error;
    std::string name = (fs::temp_directory_path(error) / "dockverify-XXXXXX").string();
    if (!error && ::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  script_folder(script_folder const&) = delete;
  script_folder& operator=(script_folder const&) = delete;
  ~script_folder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  [[nodiscard]] bool usable() const noexcept { return !path_.empty(); }
  /// Empty: it could not be written.
  [[nodiscard]] std::string write(std::size_t number, std::string const& text) const {
    std::string file = path_ + "/" + std::to_string(number);
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    return out ? file : std::string{};
  }

 private:
  std::string path_;
};

/// Standard output of a program; empty when it can not be started or does not end in time.
std::string output_of(std::vector<std::string> const& command) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> words;
  for (std::string const& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t child = -1;
  int const failed = ::posix_spawn(&child, words[0], &actions, nullptr, words.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string answer;
  bool whole = false;
  auto const deadline = std::chrono::steady_clock::now() + longest_run;
  while (failed == 0) {
    auto const left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    pollfd ready{ends[0], POLLIN, 0};
    if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0) break;
    char block[65536];
    ssize_t const got = ::read(ends[0], block, sizeof block);
    if (got <= 0) {
      whole = got == 0;
      break;
    }
    answer.append(block, static_cast<std::size_t>(got));
    if (answer.size() > largest_answer) break;
  }
  ::close(ends[0]);
  if (failed != 0) return {};
  if (!whole) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return whole ? answer : std::string{};
}

}  // namespace

std::string find_shellcheck(std::string_view path) {
  while (!path.empty()) {
    std::size_t const end = std::min(path.find(':'), path.size());
    std::string const program = std::string(path.substr(0, end)) + "/shellcheck";
    path.remove_prefix(std::min(end + 1, path.size()));
    // Never a program of the project's own folder.
    if (program.front() == '/' && ::access(program.c_str(), X_OK) == 0) return program;
  }
  return {};
}

std::size_t run_shellcheck(std::string const& program, std::size_t most, inputs& read) {
  std::size_t count = 0;
  for (rules::dockerfile_subject const* subject : read.dockerfiles()) count += subject->scripts.size();
  if (count > most) return count;
  script_folder const folder;
  if (!folder.usable()) return count;
  std::vector<std::string> command{program, "--norc", "-f", "json1"};
  std::map<std::string, rules::run_script*> scripts;
  for (rules::dockerfile_subject* subject : read.dockerfiles()) {
    for (rules::run_script& script : subject->scripts) {
      std::string const text = rules::shellcheck_input(*subject, script);
      if (text.empty()) continue;
      std::string file = folder.write(scripts.size(), text);
      if (file.empty()) return count;
      command.push_back(file);
      scripts.emplace(std::move(file), &script);
    }
  }
  if (scripts.empty()) return 0;
  nlohmann::json const answer = nlohmann::json::parse(output_of(command), nullptr, false);
  auto const comments = answer.is_object() ? answer.find("comments") : answer.end();
  if (comments == answer.end() || !comments->is_array()) return 0;
  std::map<std::string, nlohmann::json> by_file;
  for (nlohmann::json const& comment : *comments) {
    if (!comment.is_object()) continue;
    auto const file = comment.find("file");
    if (file != comment.end() && file->is_string()) by_file[file->get<std::string>()].push_back(comment);
  }
  for (auto const& [file, script] : scripts) {
    auto const found = by_file.find(file);
    if (found != by_file.end()) script->shellcheck = nlohmann::json{{"comments", found->second}}.dump();
  }
  return 0;
}

}  // namespace dockverify::audit
