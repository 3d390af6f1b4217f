// Names of the finding's enumerations as the contract spells them, and the identity of a finding across runs.
#include "report/finding.hpp"

#include <cstdint>

namespace dockverify {

std::string_view to_string(severity level) noexcept {
  switch (level) {
    case severity::info:
      return "info";
    case severity::warning:
      return "warning";
    case severity::error:
      return "error";
  }
  return "error";
}

std::string_view to_string(finding_kind kind) noexcept {
  switch (kind) {
    case finding_kind::audit:
      return "audit";
    case finding_kind::drift:
      return "drift";
    case finding_kind::probe:
      return "probe";
    case finding_kind::health:
      return "health";
    case finding_kind::startup:
      return "startup";
  }
  return "audit";
}

std::string_view to_string(drift_class how) noexcept {
  switch (how) {
    case drift_class::mutated:
      return "mutated";
    case drift_class::stale:
      return "stale";
    case drift_class::foreign:
      return "foreign";
    case drift_class::not_enforced:
      return "not-enforced";
    case drift_class::inherited:
      return "inherited";
  }
  return "mutated";
}

std::string fingerprint(finding const& f) {
  // FNV-1a, 64 bits: stable across machines and compilers, which std::hash is not; nobody attacks it.
  std::uint64_t hash = 0xcbf29ce484222325U;
  auto const add = [&hash](std::string_view part) {
    for (char const c : part) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    hash = (hash ^ 0xffU) * 0x100000001b3U;  // a byte that UTF-8 never has keeps "ab"+"c" apart from "a"+"bc"
  };
  add(f.rule);
  add(f.service);
  add(f.field);
  add(f.where.file ? std::string_view{*f.where.file} : std::string_view{});
  std::string hex(16, '0');
  for (std::size_t i = 0; i < hex.size(); ++i) hex[hex.size() - 1 - i] = "0123456789abcdef"[(hash >> (4 * i)) & 0xfU];
  return hex;
}

}  // namespace dockverify
