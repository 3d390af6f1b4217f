// DVS043: the kernel killed it; flag or event prove it, an exit code alone does not.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  if (!was_out_of_memory(context)) return std::nullopt;
  auto const code = exit_code(context);
  std::string limit = "its memory limit";
  if (context.memory_limit > 0) limit += " of " + std::to_string(context.memory_limit / (1024 * 1024)) + " MiB";
  bool const itself = code == 137 || !code;
  std::string const who = itself && code ? "it" : "a process inside";
  return found(
      score::recorded + 5, who + " was killed for using more memory than " + limit,
      {{"out of memory", got_event(context, "oom") ? "the engine reported an oom event" : "State.OOMKilled is true"}},
      "raise the limit (deploy.resources.limits.memory or mem_limit), or make the program need less: heap size, number "
      "of workers, "
      "cache sizes");
}

}  // namespace

extern cause const out_of_memory;
cause const out_of_memory{"DVS043", "out-of-memory", "killed because the memory limit was reached",
                          "The kernel ends a process of a container that reaches its memory limit. When it is a child "
                          "process, the container may live on or exit with another code.",
                          &match};

}  // namespace dockverify::diagnose
