// DVS047: programs built for newer processors die with SIGILL.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const said =
      log_says(context, {"cpu does not support x86-64-v", "requires a cpu with avx", "illegal instruction"});
  if (!said && exit_code(context) != 132) return std::nullopt;
  std::vector<evidence> evidences;
  if (said) evidences.push_back(*said);
  return found(said ? score::logged_exactly : score::exit_code + 5,
               "the processor lacks instructions that the program needs", std::move(evidences),
               "use an older image version, or pass the host's CPU model to the virtual machine");
}

}  // namespace

extern cause const cpu_too_old;
cause const cpu_too_old{"DVS047", "cpu-too-old", "the processor lacks instructions that the program needs",
                        "Some images are built for x86-64-v2 or AVX. Older machines, and virtual machines with a "
                        "generic CPU model, lack these.",
                        &match};

}  // namespace dockverify::diagnose
