// Declared against configured: every difference that the mapping rows find. Attachments and ports are told apart in
// more detail by their own aspects, so their rows are left to those.
#include <algorithm>

#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

bool judged_elsewhere(mapping::row const& row) {
  return row.key == "networks" || row.key == "ports";
}

/// Whether the row says anything about this service: what has no expectation is no check.
bool states(mapping::row const& row, subject const& s) {
  if (row.expect != nullptr) return !row.expect(*s.service, s.context).is_discarded();
  if (row.declare == nullptr) return false;
  if (!row.declare(*s.service, s.context).is_null()) return true;
  return row.inherited == nullptr || !row.inherited(s.context).is_discarded();
}

enum class direction : std::uint8_t { weaker, stronger, absent, other };

/// Null is "no limit": the largest of all.
direction direction_of_limit(mapping::difference const& d) {
  auto const expected = observe::whole_of(d.expected);
  auto const actual = observe::whole_of(d.actual);
  if (!expected) return actual && *actual > 0 ? direction::stronger : direction::other;
  if (!actual || *actual < 0) return direction::absent;
  if (*expected < 0) return direction::stronger;
  return *actual < *expected ? direction::stronger : direction::weaker;
}

bool subset(observe::json const& part, observe::json const& whole) {
  auto const all = observe::texts_of(whole);
  auto const some = observe::texts_of(part);
  return std::all_of(some.begin(), some.end(),
                     [&](auto const& entry) { return std::find(all.begin(), all.end(), entry) != all.end(); });
}

direction direction_of(mapping::difference const& d) {
  auto const key = d.which->key;
  if (key == "mem_limit" || key == "memswap_limit" || key == "cpus" || key == "pids_limit")
    return direction_of_limit(d);
  if (key == "privileged") return observe::truth_of(d.actual) ? direction::weaker : direction::stronger;
  if (key == "read_only") return observe::truth_of(d.actual) ? direction::stronger : direction::weaker;
  if (key == "cap_add") return subset(d.actual, d.expected) ? direction::stronger : direction::weaker;
  if (key == "cap_drop") return subset(d.expected, d.actual) ? direction::stronger : direction::weaker;
  return direction::other;
}

severity level_of(mapping::difference const& d, std::optional<drift_class> how) {
  auto const where = direction_of(d);
  if (where == direction::stronger) return severity::info;
  // A limit that is there, only larger, is a matter of robustness; one that is gone is not.
  if (where == direction::weaker && d.which->group == mapping::aspect::limits) return severity::warning;
  if (how == drift_class::inherited) return severity::info;
  return d.which->level;
}

std::string message_of(mapping::difference const& d) {
  auto const key = std::string(d.which->key);
  if (!d.declared) return key + " is not declared, and the container does not have what it would inherit";
  return key + " is not what the file declares";
}

finding finding_of(subject const& s, mapping::difference const& d) {
  auto const how = classify(s, d.which->live_mutable, d.declared);
  auto f = begin(s, d.which->rule, level_of(d, how), message_of(d));
  if (f.name.empty()) f.name = d.which->key;
  f.how = how;
  f.expected = mapping::plain(*d.which, d.expected);
  f.actual = mapping::plain(*d.which, d.actual);
  add_declared(f, mapping::place_of(*d.which, *s.service), d.which->key,
               d.declared ? mapping::display(*d.which, d.expected) : "not declared");
  add_configured(f, d.which->inspect_field.empty() ? d.which->field : d.which->inspect_field,
                 mapping::display(*d.which, d.actual));
  if (auto proof = effective_of(s, d.which->key)) f.evidences.push_back(std::move(*proof));
  f.fix = fix_for(s, d);
  return f;
}

/// The label tells that the file changed even where no row shows how; it is never the only ground for more than a hint.
void judge_hash(subject const& s, tally& t) {
  if (s.hash == hash_state::absent || s.hash == hash_state::unknown) return;
  if (s.hash == hash_state::equal) return t.pass();
  bool const visible = !s.differences.empty();
  auto f =
      begin(s, "DVR052", visible ? severity::warning : severity::info,
            visible ? "the file changed after this container was created"
                    : "the container was created from another version of the file, or by another version of compose");
  f.how = drift_class::stale;
  f.actual = s.container->config_hash;
  add_configured(f, "Config.Labels.com.docker.compose.config-hash", s.container->config_hash);
  f.fix = recreate(s);
  t.fail(std::move(f));
}

}  // namespace

void judge_rows(subject const& s, tally& t) {
  for (auto const& row : mapping::all_rows()) {
    if (judged_elsewhere(row) || !states(row, s)) continue;
    auto const* difference = s.difference_of(row.key);
    if (difference == nullptr) {
      t.pass();
    } else {
      t.fail(finding_of(s, *difference));
    }
  }
  for (auto const& key : s.hidden) t.unknown(s, key, "its value is a secret, which the lock does not hold");
  judge_hash(s, t);
}

}  // namespace dockverify::drift
