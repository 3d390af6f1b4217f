// Comments that switch rules off, in dockverify's own form and in the peers' (rules.md, "Ignoring, as users already
// write it"): what one comment says, whatever file it stands in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/ast.hpp"
#include "shell/dialect.hpp"

namespace dockverify::rules {

struct ignore_comment {
  enum class tool : std::uint8_t { own, hadolint, buildkit, dclint };
  /// next: what stands below it, or in its line. stage: from the next FROM on.
  enum class scope : std::uint8_t { line, next, stage, file };
  tool from = tool::own;
  scope where = scope::next;
  /// Ids, names, peers' ids; "BK:*" and "dclint:*" are all rules of that peer.
  std::vector<std::string> rules;
  std::string reason;  ///< with a leading `until=DAY`
};

/// The form of a comment in a Dockerfile: own, hadolint's, or BuildKit's `check=skip=...`. `body` is without the #.
std::optional<ignore_comment> read_dockerfile_comment(std::string_view body);
/// Of one in a compose file: own or dclint's.
std::optional<ignore_comment> read_compose_comment(std::string_view body);

/// The shell of `# hadolint shell=powershell`, when it is one whose scripts are not read; nullopt: no comment says so.
std::optional<shell::dialect> shell_by_comment(dockerfile::document const& file);

/// BuildKit's `check` directive: "skip=A,B;error=true;experimental=C".
struct check_directive {
  std::vector<std::string> skip, experimental;  ///< names of its checks, or "all"
  bool error = false;
  std::string reason;  ///< what follows the value
};
check_directive read_check(std::string_view value);

}  // namespace dockverify::rules
