// /containers: list, create, start, stop, kill, wait, rename, update, remove, inspect, logs, top, stats, archive.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/api/call.hpp"

namespace dockverify::engine {

struct container_summary {
  std::string id, name;  ///< name without the leading slash
  std::string image, image_id;
  std::string state, status;  ///< state: created|running|paused|restarting|removing|exited|dead
  std::map<std::string, std::string> labels;
  json raw;
};

struct health_entry {
  std::string start, end;  ///< RFC 3339 as the engine sent them
  int exit_code = 0;       ///< -1: the probe could not run or timed out
  std::string output;
};

struct container_inspect {
  std::string id, name;  ///< name without the leading slash
  std::string image_id;  ///< fixed at create
  std::string image;     ///< the reference it was created from
  std::string status;    ///< State.Status
  bool running = false;  ///< State.Running: also true while `restarting`
  std::int64_t pid = 0;  ///< 0: no process
  int exit_code = 0;
  bool oom_killed = false;  ///< sticky, also for a killed child
  std::string error;        ///< State.Error: text of the last failed start
  std::string started_at, finished_at;
  int restart_count = 0;
  bool tty = false;
  std::optional<std::string> health;  ///< absent: no healthcheck runs
  int failing_streak = 0;
  std::vector<health_entry> health_log;
  std::map<std::string, std::string> labels;
  json raw;  ///< the whole reply: evidence and the mapping rows read it
};

struct create_reply {
  std::string id;
  std::vector<std::string> warnings;
};
struct list_options {
  bool all = true;
  filters filter;
};
struct logs_options {
  bool follow = false, timestamps = false;
  std::optional<std::size_t> tail;
  std::string since;  ///< "sec[.nanos]"; empty: from the beginning
  bool tty = false;   ///< the container's Config.Tty: decides raw or multiplexed
};
struct log_line {
  output_stream stream = output_stream::out;
  std::string text;  ///< one line without its newline, valid UTF-8 (bad bytes replaced)
};
struct process_table {
  std::vector<std::string> titles;
  std::vector<std::vector<std::string>> rows;
};
enum class start_outcome : std::uint8_t { started, already_running };
enum class stop_outcome : std::uint8_t { stopped, already_stopped };
enum class wait_condition : std::uint8_t { not_running, next_exit, removed };

class containers_api {
 public:
  explicit containers_api(transport& t) noexcept : transport_(&t) {}

  io::awaitable<io::result<std::vector<container_summary>>> list(list_options query, call_options options = {});
  /// `body` is the whole create request. 404: no such image; 409: name taken.
  io::awaitable<io::result<create_reply>> create(std::string name, std::string platform, json body,
                                                 call_options options = {});
  io::awaitable<io::result<start_outcome>> start(std::string id, call_options options = {});
  /// grace: seconds until SIGKILL; nullopt leaves the container's own StopTimeout.
  io::awaitable<io::result<stop_outcome>> stop(std::string id, std::optional<std::chrono::seconds> grace,
                                               call_options options = {});
  io::awaitable<io::result<void>> kill(std::string id, std::string signal, call_options options = {});
  /// The exit code. Sent with next_exit before a start it never misses that run's exit.
  io::awaitable<io::result<int>> wait(std::string id, wait_condition condition, call_options options = {});
  io::awaitable<io::result<void>> rename(std::string id, std::string new_name, call_options options = {});
  io::awaitable<io::result<std::vector<std::string>>> update(std::string id, json limits, call_options options = {});
  io::awaitable<io::result<void>> remove(std::string id, bool force, bool volumes, call_options options = {});
  io::awaitable<io::result<container_inspect>> inspect(std::string id, call_options options = {});
  io::awaitable<io::result<output_reader>> logs(std::string id, logs_options query, call_options options = {});
  /// The last lines of a container's log, joined from frames; follow is ignored.
  io::awaitable<io::result<std::vector<log_line>>> log_tail(std::string id, logs_options query,
                                                            call_options options = {});
  /// ps_args is for the engine host's ps, e.g. "-eo pid,ppid,uid,gid,args".
  io::awaitable<io::result<process_table>> top(std::string id, std::string ps_args, call_options options = {});
  /// One sample, without waiting for a second one where the engine can.
  io::awaitable<io::result<json>> stats(std::string id, call_options options = {});
  /// A tar archive of `path`, at most `limit` bytes (more is a `protocol` failure).
  io::awaitable<io::result<std::string>> get_archive(std::string id, std::string path, std::size_t limit,
                                                     call_options options = {});
  /// Unpacks a tar archive into the directory `path`.
  io::awaitable<io::result<void>> put_archive(std::string id, std::string path, std::string tar,
                                              call_options options = {});

 private:
  transport* transport_;
};

}  // namespace dockverify::engine
