// /proc/<pid>/{status,limits,uid_map,cmdline} of a container's processes.
#include "observe/proc_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sstream>
#include <utility>

#include "observe/cgroup_files.hpp"

namespace dockverify::observe {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 15> limit_names{{
    {"Max cpu time", "cpu"},
    {"Max file size", "fsize"},
    {"Max data size", "data"},
    {"Max stack size", "stack"},
    {"Max core file size", "core"},
    {"Max resident set", "rss"},
    {"Max processes", "nproc"},
    {"Max open files", "nofile"},
    {"Max locked memory", "memlock"},
    {"Max file locks", "locks"},
    {"Max pending signals", "sigpending"},
    {"Max msgqueue size", "msgqueue"},
    {"Max nice priority", "nice"},
    {"Max realtime priority", "rtprio"},
    {"Max realtime timeout", "rttime"},
}};

std::string process_folder(std::int64_t pid) {
  return "/proc/" + std::to_string(pid);
}

/// The numbers behind "Key:" in a status file.
std::vector<std::int64_t> numbers_of(std::string const& status, std::string const& key) {
  std::vector<std::int64_t> numbers;
  std::istringstream lines(status);
  std::string line;
  while (std::getline(lines, line)) {
    if (!line.starts_with(key + ":")) continue;
    std::istringstream words(line.substr(key.size() + 1));
    std::int64_t number = 0;
    while (words >> number) numbers.push_back(number);
    break;
  }
  return numbers;
}

std::string name_of(std::string const& status) {
  if (!status.starts_with("Name:")) return {};
  auto const end = status.find('\n');
  auto const start = status.find_first_not_of("\t ", 5);
  if (start == std::string::npos || start >= end) return {};
  return status.substr(start, end == std::string::npos ? end : end - start);
}

std::string command_of(host_files const& files, std::int64_t pid, std::string const& status) {
  auto text = files.read(process_folder(pid) + "/cmdline", 4096).value_or("");
  while (!text.empty() && text.back() == '\0') text.pop_back();
  // A kernel thread or a zombie has no command line.
  if (text.empty()) return name_of(status);
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::optional<live_process> process_of(host_files const& files, std::int64_t pid) {
  auto const status = files.read(process_folder(pid) + "/status");
  if (!status) return std::nullopt;
  auto const uids = numbers_of(*status, "Uid");
  auto const gids = numbers_of(*status, "Gid");
  // real, effective, saved, file system
  if (uids.size() < 2 || gids.size() < 2) return std::nullopt;
  live_process process;
  process.pid = pid;
  process.uid = uids[1];
  process.gid = gids[1];
  process.command = command_of(files, pid, *status);
  return process;
}

std::vector<id_range> ranges_of(host_files const& files, std::string const& path) {
  std::vector<id_range> ranges;
  auto const text = files.read(path);
  if (!text) return ranges;
  std::istringstream words(*text);
  id_range range;
  while (words >> range.inside >> range.outside >> range.length) ranges.push_back(range);
  bool const shifted = std::any_of(ranges.begin(), ranges.end(), [](auto const& r) { return r.inside != r.outside; });
  if (!shifted) ranges.clear();
  return ranges;
}

std::optional<std::uint64_t> limit_value(std::string const& word) {
  std::uint64_t value = 0;
  auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

std::map<std::string, rlimit> parse_limits(std::string const& text) {
  std::map<std::string, rlimit> limits;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    for (auto const& [title, name] : limit_names) {
      if (!line.starts_with(std::string(title) + " ")) continue;
      std::istringstream words(line.substr(title.size()));
      std::string soft;
      std::string hard;
      if (!(words >> soft >> hard)) continue;
      rlimit limit;
      limit.soft = limit_value(soft);
      limit.hard = limit_value(hard);
      bool const readable = (limit.soft || soft == "unlimited") && (limit.hard || hard == "unlimited");
      if (readable) limits.emplace(name, limit);
    }
  }
  return limits;
}

std::optional<effective_facts> facts_from_proc(host_files const& files, std::int64_t pid,
                                               std::string const& container_id) {
  if (pid <= 0) return std::nullopt;
  auto const folder = process_folder(pid);
  auto const membership = files.read(folder + "/cgroup");
  if (!membership) return std::nullopt;
  cgroup_locator const where(files, *membership, container_id);
  if (!where.proven()) return std::nullopt;

  effective_facts facts;
  read_cgroup_limits(files, where, facts);

  if (auto const text = files.read(folder + "/limits")) {
    facts.rlimits = parse_limits(*text);
    facts.rlimits_source = folder + "/limits";
  }
  if (facts.rlimits.empty()) facts.undetermined["ulimits"] = folder + "/limits cannot be read";

  facts.uid_ranges = ranges_of(files, folder + "/uid_map");
  facts.gid_ranges = ranges_of(files, folder + "/gid_map");
  if (auto const init = process_of(files, pid)) {
    facts.init_uid = init->uid;
    facts.init_gid = init->gid;
    facts.groups = numbers_of(files.read(folder + "/status").value_or(""), "Groups");
  } else {
    facts.undetermined["user"] = folder + "/status cannot be read";
  }

  if (auto const group = where.any_folder()) {
    for (auto const id : processes_below(files, group->path)) {
      if (auto process = process_of(files, id)) facts.processes.push_back(std::move(*process));
    }
  }
  if (facts.processes.empty()) {
    facts.undetermined["processes"] = "the container's cgroup folders are out of sight";
  } else {
    facts.processes_source = "/proc";
  }
  return facts;
}

}  // namespace dockverify::observe
