// Declared against effective: what the kernel enforces. The engine keeps a limit it cannot enforce in inspect, with no
// more than a warning at create time, so only the effective side shows it.
#include <algorithm>
#include <cmath>

#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

/// The kernel rounds byte limits to pages, at most 64 KiB large.
constexpr std::int64_t page = 65536;

enum class relation : std::uint8_t { equal, weaker, absent, tighter };

relation relate(std::int64_t declared, std::optional<std::int64_t> effective, std::int64_t tolerance) {
  if (!effective) return relation::absent;
  if (std::abs(*effective - declared) < tolerance) return relation::equal;
  return *effective > declared ? relation::weaker : relation::tighter;
}

relation relate_cpus(double declared, std::optional<double> effective) {
  if (!effective) return relation::absent;
  // Compose's numbers are 32-bit floats; systemd rounds a quota up to hundredths of a cpu.
  auto const excess = *effective - declared;
  if (std::abs(excess) <= declared * 1e-3 || (excess > 0 && excess < 0.01)) return relation::equal;
  return excess > 0 ? relation::weaker : relation::tighter;
}

struct limit_check {
  std::string_view key;   ///< of the mapping row
  std::string_view fact;  ///< in effective_facts::undetermined
  std::string what;       ///< for people
  severity absent = severity::error;
  std::string declared, effective, source;
};

void judge(subject const& s, limit_check const& check, relation found, tally& t) {
  if (found == relation::equal) return t.pass();
  // The row's finding has the effective value as evidence already.
  if (s.difference_of(check.key) != nullptr) return t.fail_again();
  auto const rows = mapping::all_rows();
  auto const row = std::find_if(rows.begin(), rows.end(), [&](auto const& r) { return r.key == check.key; });
  if (row == rows.end()) return t.fail_again();
  auto level = check.absent;
  if (found == relation::weaker) level = severity::warning;
  if (found == relation::tighter) level = severity::info;
  std::string message = check.what + " is configured as declared but not enforced";
  if (found == relation::tighter) message = check.what + " in force is tighter than the declared one";
  auto f = begin(s, row->rule, level, std::move(message));
  f.how = drift_class::not_enforced;
  f.expected = check.declared;
  f.actual = check.effective;
  add_declared(f, mapping::place_of(*row, *s.service), check.key, check.declared);
  add_configured(f, row->field, check.declared);
  add_effective(f, check.source, check.effective);
  f.advice = found == relation::tighter
                 ? "look for a limit on the parent cgroup (cgroup_parent, a systemd slice)"
                 : "the kernel or the engine lacks the controller: see the warnings of `docker info`";
  t.fail(std::move(f));
}

void unknown(subject const& s, limit_check const& check, tally& t) {
  auto const found = s.container->facts.undetermined.find(std::string(check.fact));
  t.unknown(
      s, std::string(check.fact),
      found == s.container->facts.undetermined.end() ? "no facts about limits in force were gathered" : found->second);
}

/// The statistics of the API cannot tell a limit above the machine's memory from none.
bool beyond_the_machine(subject const& s, observe::effective<std::int64_t> const& memory, std::int64_t declared) {
  return !memory.value && memory.source.starts_with("GET ") && s.live->engine.memory_total > 0 &&
         declared >= s.live->engine.memory_total;
}

void judge_memory(subject const& s, mapping::declared_limits const& limits, tally& t) {
  if (limits.memory <= 0) return;
  limit_check check{"mem_limit", "memory", "the memory limit", severity::error, bytes_text(limits.memory), {}, {}};
  auto const& memory = s.container->facts.memory;
  if (!memory) return unknown(s, check, t);
  if (beyond_the_machine(s, *memory, limits.memory)) {
    return t.unknown(
        s, "memory",
        "the limit is larger than the machine's memory, and the engine's statistics do not show such limits");
  }
  check.effective = bytes_text(memory->value);
  check.source = memory->source;
  judge(s, check, relate(limits.memory, memory->value, page), t);
}

void judge_swap(subject const& s, mapping::declared_limits const& limits, tally& t) {
  // -1 asks for unlimited swap: whatever is in force is no weaker.
  if (limits.memory_swap <= 0 || limits.memory <= 0) return;
  auto const swap = std::max<std::int64_t>(0, limits.memory_swap - limits.memory);
  limit_check check{"memswap_limit", "swap", "the swap limit", severity::warning, "swap " + bytes_text(swap), {}, {}};
  auto const& effective = s.container->facts.swap;
  if (!effective) return unknown(s, check, t);
  check.effective = "swap " + bytes_text(effective->value);
  check.source = effective->source;
  judge(s, check, relate(swap, effective->value, page), t);
}

void judge_cpus(subject const& s, mapping::declared_limits const& limits, tally& t) {
  if (limits.nano_cpus <= 0) return;
  auto const declared = static_cast<double>(limits.nano_cpus) / 1e9;
  limit_check check{"cpus", "cpus", "the cpu limit", severity::warning, cpus_text(declared), {}, {}};
  auto const& cpus = s.container->facts.cpus;
  if (!cpus) return unknown(s, check, t);
  check.effective = cpus_text(cpus->value);
  check.source = cpus->source;
  judge(s, check, relate_cpus(declared, cpus->value), t);
}

void judge_pids(subject const& s, mapping::declared_limits const& limits, tally& t) {
  if (limits.pids <= 0) return;
  limit_check check{"pids_limit", "pids", "the limit of processes", severity::error, std::to_string(limits.pids),
                    {},           {}};
  auto const& pids = s.container->facts.pids;
  if (!pids) return unknown(s, check, t);
  check.effective = pids->value ? std::to_string(*pids->value) : "unlimited";
  check.source = pids->source;
  judge(s, check, relate(limits.pids, pids->value, 1), t);
}

std::string text_of(std::optional<std::uint64_t> const& value) {
  return value ? std::to_string(*value) : "unlimited";
}

/// -1 declares "unlimited".
std::optional<std::uint64_t> declared_value(std::int64_t value) {
  if (value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

bool above(std::optional<std::uint64_t> const& value, std::optional<std::uint64_t> const& bound) {
  if (!bound) return false;
  return !value || *value > *bound;
}

void judge_ulimits(subject const& s, tally& t) {
  auto const& facts = s.container->facts;
  for (auto const& [name, limit] : s.service->ulimits) {
    auto const soft = declared_value(limit.single != 0 ? limit.single : limit.soft);
    auto const hard = declared_value(limit.single != 0 ? limit.single : limit.hard);
    limit_check check{
        "ulimits", "ulimits", "the ulimit " + name, severity::warning, text_of(soft) + ":" + text_of(hard), {}, {}};
    auto const found = facts.rlimits.find(name);
    if (found == facts.rlimits.end()) {
      unknown(s, check, t);
      continue;
    }
    check.effective = text_of(found->second.soft) + ":" + text_of(found->second.hard);
    check.source = facts.rlimits_source;
    // A program may move its soft limit up to the hard one by itself, and may lower both: only going beyond is not
    // enforced.
    auto how = relation::equal;
    if (above(hard, found->second.hard)) how = relation::tighter;
    if (above(found->second.hard, hard)) how = relation::weaker;
    judge(s, check, how, t);
  }
}

}  // namespace

void judge_limits(subject const& s, tally& t) {
  auto const limits = mapping::limits_of(*s.service);
  judge_memory(s, limits, t);
  judge_swap(s, limits, t);
  judge_cpus(s, limits, t);
  judge_pids(s, limits, t);
  judge_ulimits(s, t);
}

}  // namespace dockverify::drift
