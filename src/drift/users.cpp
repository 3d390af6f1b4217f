// Who really runs: the uids of the processes against the user that the file or the image declares. An entrypoint that
// starts as root and drops to another user is as intended; one that stays root although a user was declared is not.
#include <algorithm>
#include <charconv>

#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

struct declared_user {
  std::string text;  ///< as written: "1000:1000", "app"
  std::optional<std::int64_t> uid, gid;
  bool by_file = false;

  [[nodiscard]] bool root() const {
    return text.empty() || (uid && *uid == 0) || text == "root" || text.starts_with("root:");
  }
};

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

declared_user user_of(subject const& s) {
  declared_user user;
  user.by_file = !s.service->user.empty();
  user.text = user.by_file ? s.service->user : observe::text_of(observe::at_key(s.context.image_config, "User"));
  auto const colon = user.text.find(':');
  user.uid = whole(std::string_view(user.text).substr(0, colon));
  if (colon != std::string::npos) user.gid = whole(std::string_view(user.text).substr(colon + 1));
  return user;
}

std::int64_t inside(observe::effective_facts const& facts, std::int64_t uid) {
  return facts.uid_inside(uid).value_or(uid);
}

/// "uid 0: nginx (1), uid 101: nginx (4)": programs only, arguments may hold secrets.
std::string processes_text(observe::effective_facts const& facts) {
  std::map<std::pair<std::int64_t, std::string>, int> counts;
  for (auto const& process : facts.processes) ++counts[{inside(facts, process.uid), program_of(process.command)}];
  std::string text;
  for (auto const& [who, count] : counts) {
    if (!text.empty()) text += ", ";
    text += "uid " + std::to_string(who.first) + ": " + who.second + " (" + std::to_string(count) + ")";
  }
  return text;
}

std::string reason(observe::effective_facts const& facts, std::string const& fact) {
  auto const found = facts.undetermined.find(fact);
  return found == facts.undetermined.end() ? "no facts about running processes were gathered" : found->second;
}

finding begin_user(subject const& s, declared_user const& user, severity level, std::string message) {
  auto f = begin(s, "DVR033", level, std::move(message));
  auto const configured = observe::text_of(observe::at_path(s.container->inspect, "Config.User"));
  bool const kept = configured == user.text;
  f.how = kept ? std::optional(drift_class::not_enforced) : classify(s, false, user.by_file);
  f.expected = "user " + user.text;
  add_declared(f, s.service->where("user"), user.by_file ? "user" : "user of the image", user.text);
  add_configured(f, "Config.User", configured.empty() ? "not set" : configured);
  auto const& facts = s.container->facts;
  if (!facts.processes.empty()) add_effective(f, facts.processes_source, processes_text(facts));
  f.advice =
      "start the program as the declared user; an entrypoint that has to begin as root should drop with setpriv or "
      "gosu";
  f.fix = kept ? std::string() : recreate(s);
  return f;
}

/// True when a finding already tells that root runs.
bool judge_first_process(subject const& s, declared_user const& user, tally& t) {
  auto const& facts = s.container->facts;
  if (!facts.init_uid) {
    t.unknown(s, "running-user", reason(facts, "user"));
    return false;
  }
  auto const uid = inside(facts, *facts.init_uid);
  if (user.root() || (user.uid ? uid == *user.uid : uid != 0)) {
    t.pass();
    return false;
  }
  // The finding about Config.User has the running uid as evidence.
  if (s.difference_of("user") != nullptr) {
    t.fail_again();
    return true;
  }
  bool const root = uid == 0;
  auto f = begin_user(s, user, root ? severity::error : severity::warning,
                      root ? "the first process runs as root although another user is declared"
                           : "the first process runs as another user than the declared one");
  f.actual = "uid " + std::to_string(uid);
  t.fail(std::move(f));
  return root;
}

void judge_all_processes(subject const& s, declared_user const& user, bool told, tally& t) {
  auto const& facts = s.container->facts;
  if (facts.processes.empty()) return t.unknown(s, "processes' users", reason(facts, "processes"));
  auto const roots = std::count_if(facts.processes.begin(), facts.processes.end(),
                                   [&](auto const& process) { return inside(facts, process.uid) == 0; });
  if (user.root() || roots == 0) return t.pass();
  // The first process is among them, and its finding has all uids as evidence.
  if (told) return t.fail_again();
  auto f = begin_user(s, user, severity::error, "processes run as root although another user is declared");
  f.actual = std::to_string(roots) + (roots == 1 ? " process" : " processes") + " with uid 0";
  f.advice = "look for setuid programs, and for shells somebody opened as root with docker exec";
  t.fail(std::move(f));
}

void judge_group(subject const& s, declared_user const& user, tally& t) {
  if (!user.gid) return;
  auto const& facts = s.container->facts;
  if (!facts.init_gid) return t.unknown(s, "running-group", reason(facts, "user"));
  auto const gid = facts.gid_inside(*facts.init_gid).value_or(*facts.init_gid);
  // An entrypoint that begins as root may well change its group with its user.
  if (gid == *user.gid || user.root()) return t.pass();
  // The finding about Config.User has what runs as evidence.
  if (s.difference_of("user") != nullptr) return t.fail_again();
  auto f = begin_user(s, user, severity::warning, "the first process runs with another group than the declared one");
  f.actual = "gid " + std::to_string(gid);
  t.fail(std::move(f));
}

void judge_added_groups(subject const& s, tally& t) {
  auto const& facts = s.container->facts;
  for (auto const& group : s.service->group_add) {
    auto const gid = whole(group);
    if (!gid) continue;
    if (facts.undetermined.contains("groups") || !facts.init_uid) {
      t.unknown(s, "group_add", reason(facts, "groups"));
      continue;
    }
    bool const has = std::any_of(facts.groups.begin(), facts.groups.end(),
                                 [&](auto const id) { return facts.gid_inside(id).value_or(id) == *gid; });
    if (has) {
      t.pass();
      continue;
    }
    auto f = begin(s, "DVR033", severity::warning, "the first process does not have the added group " + group);
    f.how = drift_class::not_enforced;
    f.expected = group;
    add_declared(f, s.service->where("group_add"), "group_add", group);
    std::string groups;
    for (auto const id : facts.groups) groups += (groups.empty() ? "" : ", ") + std::to_string(id);
    f.actual = groups.empty() ? "none" : groups;
    add_effective(f, "/proc/<pid>/status Groups", *f.actual);
    t.fail(std::move(f));
  }
}

}  // namespace

void judge_users(subject const& s, tally& t) {
  auto const user = user_of(s);
  bool const told = judge_first_process(s, user, t);
  judge_all_processes(s, user, told, t);
  judge_group(s, user, t);
  judge_added_groups(s, t);
}

}  // namespace dockverify::drift
