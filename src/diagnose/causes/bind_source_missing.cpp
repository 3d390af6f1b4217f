// DVS010: the engine refuses a bind mount whose source is absent, and names the path on its own host.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"bind source path does not exist"});
  if (!said) return std::nullopt;
  std::string const text = said->text + "\n";
  std::string path = between(text, "does not exist: ", "\n");
  while (!path.empty() && (path.back() == '"' || path.back() == '\'')) path.pop_back();
  return found(score::refused_exactly,
               path.empty() ? "the source of a bind mount does not exist"
                            : "the bind mount's source " + path + " does not exist",
               {*said},
               "create it on the engine's host, or correct the path; relative paths start at the project directory",
               path.empty() ? "" : "mkdir -p " + shell_word(path));
}

}  // namespace

extern cause const bind_source_missing;
cause const bind_source_missing{"DVS010", "bind-source-missing", "the host path of a bind mount does not exist",
                                "A bind mount in long form needs an existing path on the engine's host. Relative paths "
                                "are resolved against the project directory.",
                                &match};

}  // namespace dockverify::diagnose
