// One audit rule: what it is called, how severe it is where, what its page says, and its check. One rule is one small
// file in the folder of its family and one line in that folder's list; `explain`, docs/rules, the SARIF catalogue and
// the tests read the same data.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "rules/draft.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// off: only when a configuration asks for it.
enum class level : std::uint8_t { off, info, warning, error };
std::string_view to_string(level l) noexcept;
/// nullopt: off.
std::optional<severity> severity_of(level l) noexcept;

/// What its findings' edits do. safe: behaviour can not change. ask: it may, so they need `--unsafe`.
enum class fixing : std::uint8_t { none, safe, ask };

struct rule {
  std::string_view id;    ///< "DVD103"
  std::string_view name;  ///< "pip-cache"
  level dev = level::warning, prod = level::warning;
  std::string_view summary;    ///< what is reported, one sentence
  std::string_view why;        ///< what goes wrong otherwise, and when it is fine
  std::string_view bad, good;  ///< the smallest examples; of a Dockerfile, compose file or ignore file
  /// Peers' ids of the same check ("DL3042", "BK:StageNameCasing", "KICS: ..."). A finding carries them all unless its
  /// draft says which.
  std::initializer_list<std::string_view> aliases;
  fixing fixes = fixing::none;

  // One of these, or several.
  void (*check_dockerfile)(dockerfile_subject const& subject, sink& out) = nullptr;
  void (*check_context)(context_subject const& subject, sink& out) = nullptr;  ///< and its ignore file
  void (*check_service)(service_subject const& subject, sink& out) = nullptr;
  void (*check_project)(project_subject const& subject, sink& out) = nullptr;
  void (*check_image)(image_subject const& subject, sink& out) = nullptr;
};

/// In the order of their ids.
std::span<rule const* const> all_rules();
/// A peer's id in any case; the prefix BK: or dclint: may be left out of `id`.
bool is_alias(std::string_view alias, std::string_view id);
/// By id, name or a peer's id.
bool is_called(rule const& one, std::string_view id);
/// The first that is called so; null: there is none.
rule const* find_rule(std::string_view id);

}  // namespace dockverify::rules
