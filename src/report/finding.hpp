// The only kind of result: audit rules, drift, probes, health and start-up causes all say what they found with it,
// so ignores, severities, exit codes and writers exist once (contract.md, "Report").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/source_span.hpp"

namespace dockverify {

enum class severity : std::uint8_t { info, warning, error };
enum class finding_kind : std::uint8_t { audit, drift, probe, health, startup };
/// How a difference between file and live stack can have come about (runtime.md section 2.1).
enum class drift_class : std::uint8_t { mutated, stale, foreign, not_enforced, inherited };

std::string_view to_string(severity level) noexcept;
std::string_view to_string(finding_kind kind) noexcept;
std::string_view to_string(drift_class how) noexcept;

/// What a finding rests on: where it was read and the text that was there. Never a secret.
struct evidence {
  std::string source;  ///< e.g. "GET /containers/{id}/json HostConfig.Memory", "/proc/1234/status Uid"
  std::string text;
};

/// A change to a file: bytes [begin, end) become `text`.
struct text_edit {
  std::string file;  ///< as source_span names it
  std::size_t begin = 0, end = 0;
  std::string text;
  bool moves = false;  ///< the same lines in another order
};

/// Why a finding does not count: the user has said so.
struct suppression {
  std::string source;  ///< "inline" or "configuration"
  std::string reason;  ///< empty: none was given
  source_span where;   ///< of the comment or setting
  std::string until;   ///< the last day on which it counts, "2027-01-31"; empty: no end
};

struct finding {
  std::string rule;  ///< stable id, e.g. "DVR011", "DVS043"
  std::string name;  ///< short name, e.g. "memory"
  finding_kind kind = finding_kind::audit;
  severity level = severity::error;
  std::string service, container;  ///< empty: does not apply
  source_span where;
  source_span related;  ///< what it is about as well, e.g. the instruction that makes this one dead
  std::string message;
  std::optional<std::string> expected, actual;
  std::optional<drift_class> how;
  std::string field;      ///< e.g. "HostConfig.Memory"
  std::string caused_by;  ///< service whose failure is the root cause
  std::vector<evidence> evidences;
  std::string advice, fix;
  std::vector<std::string> aliases;    ///< peers' ids of the same check
  std::string excerpt;                 ///< the line of `where`; empty when it is unknown or holds a secret
  bool secret = false;                 ///< the line of `where` holds one
  std::vector<text_edit> edits;        ///< that would mend it; empty: none is offered
  bool edits_are_safe = false;         ///< they can not change what runs
  std::optional<suppression> ignored;  ///< told, but neither counted nor failed for
};

/// Identifies a finding across runs: a hash of rule, service, field and file, not of lines or ids that change.
std::string fingerprint(finding const& f);

}  // namespace dockverify
