// posix_spawn and poll: blocking, because it is called once before a pull and not on the event loop's fast path.
#include "engine/api/credential_helper.hpp"

#ifdef _WIN32

namespace dockverify::engine {

// On Windows the helpers need CreateProcess; pulls there use what config.json itself holds.
std::optional<std::string> run_helper(std::string const&, std::string const&, std::string const&,
                                      std::chrono::milliseconds) {
  return std::nullopt;
}

}  // namespace dockverify::engine

#else

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <thread>

extern char** environ;

namespace dockverify::engine {
namespace {

constexpr std::size_t largest_output = std::size_t{1} << 20U;

class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor const&) = delete;
  descriptor& operator=(descriptor const&) = delete;
  ~descriptor() { close(); }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

// Everything until end of file; nullopt when it takes too long or is too much.
std::optional<std::string> read_all(int from, std::chrono::steady_clock::time_point until) {
  std::string text;
  std::array<char, 4096> block{};
  while (text.size() <= largest_output) {
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return std::nullopt;
    pollfd entry{from, POLLIN, 0};
    int const ready = ::poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left, 60000)));
    if (ready < 0 && errno != EINTR) return std::nullopt;
    if (ready <= 0) continue;
    auto const count = ::read(from, block.data(), block.size());
    // A helper that ends without reading its input resets the pair: that is its end of output too.
    if (count == 0 || (count < 0 && errno == ECONNRESET)) return text;
    if (count < 0 && errno != EINTR) return std::nullopt;
    if (count > 0) text.append(block.data(), static_cast<std::size_t>(count));
  }
  return std::nullopt;
}

// The exit status; kills the child when it outlives `until`.
std::optional<int> reap(pid_t child, std::chrono::steady_clock::time_point until, bool kill_now) {
  bool killed = kill_now;
  if (kill_now) ::kill(child, SIGKILL);
  for (;;) {
    int status = 0;
    auto const done = ::waitpid(child, &status, killed ? 0 : WNOHANG);
    if (done == child) return !killed && WIFEXITED(status) ? std::optional<int>(WEXITSTATUS(status)) : std::nullopt;
    if (done < 0 && errno != EINTR) return std::nullopt;
    if (!killed && std::chrono::steady_clock::now() >= until) {
      ::kill(child, SIGKILL);
      killed = true;
    }
    if (!killed) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace

std::optional<std::string> run_helper(std::string const& program, std::string const& argument, std::string const& input,
                                      std::chrono::milliseconds patience) {
  auto const until = std::chrono::steady_clock::now() + patience;
  // A socket pair instead of pipes: writing to a helper that does not read must not raise SIGPIPE.
  std::array<int, 2> pair{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return std::nullopt;
  descriptor ours(pair[0]);
  descriptor theirs(pair[1]);
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return std::nullopt;
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::string name = program;
  std::string word = argument;
  std::array<char*, 3> arguments{name.data(), word.data(), nullptr};
  pid_t child = 0;
  int const failed = ::posix_spawnp(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return std::nullopt;
  theirs.close();
  // A server address always fits the socket's buffer.
  auto const sent = ::send(ours.get(), input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  static_cast<void>(sent);
  ::shutdown(ours.get(), SHUT_WR);
  auto output = read_all(ours.get(), until);
  auto const status = reap(child, until, !output);
  if (!output || status != 0) return std::nullopt;
  return output;
}

}  // namespace dockverify::engine

#endif
