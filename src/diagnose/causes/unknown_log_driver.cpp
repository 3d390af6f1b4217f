// DVS016: a logging plugin that is not installed or an option it does not have.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said = engine_says(context, {"error looking up logging plugin", "no log driver named", "unknown log opt"});
  if (!said) return std::nullopt;
  return found(score::refused_exactly, "the logging driver or one of its options is unknown to the engine", {*said},
               "use json-file or local, or install the plugin; check logging.options");
}

}  // namespace

extern cause const unknown_log_driver;
cause const unknown_log_driver{"DVS016", "unknown-log-driver", "the logging driver or one of its options is unknown",
                               "logging.driver names a driver or plugin that the engine does not have, or "
                               "logging.options has a key that the driver does not know.",
                               &match};

}  // namespace dockverify::diagnose
