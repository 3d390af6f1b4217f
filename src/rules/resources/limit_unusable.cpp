// DVC304: a limit that the engine refuses: memory below 6 MiB, a reservation above the limit, memory and swap below
// memory.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "compose/scalar.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

constexpr std::int64_t least_memory = std::int64_t{6} << 20;

void check(service_subject const& subject, sink& out) {
  compose::service const& s = *subject.service;
  auto const tell = [&](std::string const& key, std::string message, std::string advice) {
    out.add(subject.where(key), std::move(message)).field(key).advice(std::move(advice));
  };
  std::optional<compose::resource> const limits = s.deploy ? s.deploy->limits : std::nullopt;
  std::optional<compose::resource> const reserved = s.deploy ? s.deploy->reservations : std::nullopt;
  bool const by_key = s.mem_limit > 0;
  std::int64_t const memory = by_key ? s.mem_limit : limits ? limits->memory : 0;
  std::int64_t const wanted = s.mem_reservation > 0 ? s.mem_reservation : reserved ? reserved->memory : 0;
  if (memory > 0 && memory < least_memory)
    tell(by_key ? "mem_limit" : "deploy.resources.limits.memory", "the engine refuses a memory limit below 6 MiB",
         "write 6m or more; did you mean megabytes (`m`)?");
  if (memory > 0 && wanted > memory)
    tell(s.mem_reservation > 0 ? "mem_reservation" : "deploy.resources.reservations.memory",
         "more memory is reserved than the limit allows", "reserve at most the limit");
  if (memory > 0 && s.memswap_limit > 0 && s.memswap_limit < memory)
    tell("memswap_limit", "`memswap_limit` is memory and swap together, and below the memory limit",
         "write at least the memory limit, or -1 for no limit");
  if (!limits || !reserved) return;
  double const most = compose::parse_float(limits->cpus).value_or(0);
  double const least = compose::parse_float(reserved->cpus).value_or(0);
  if (most > 0 && least > most)
    tell("deploy.resources.reservations.cpus", "more CPUs are reserved than the limit allows",
         "reserve at most the limit");
}

}  // namespace

extern rule const limit_unusable;
rule const limit_unusable{
    .id = "DVC304",
    .name = "limit-unusable",
    .dev = level::error,
    .prod = level::error,
    .summary =
        "A limit that the engine refuses: memory below 6 MiB, a reservation above the limit, memory and swap below "
        "memory.",
    .why = "The container can not be created.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    mem_limit: 4m\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    mem_limit: 512m\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
