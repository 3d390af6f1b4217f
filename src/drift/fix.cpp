// The command that ends a difference: live changes where the engine allows them, a recreation otherwise.
#include <algorithm>
#include <cctype>

#include "drift/judge.hpp"

namespace dockverify::drift {

namespace {

/// Sizes as docker update reads them.
std::string size_argument(std::int64_t bytes) {
  if (bytes > 0 && bytes % (std::int64_t{1} << 30U) == 0) return std::to_string(bytes >> 30U) + "g";
  if (bytes > 0 && bytes % (std::int64_t{1} << 20U) == 0) return std::to_string(bytes >> 20U) + "m";
  return std::to_string(bytes) + "b";
}

/// The engine refuses a memory limit above the swap limit, so both are always set together; undeclared swap is twice
/// the memory.
std::string memory_arguments(mapping::declared_limits const& limits) {
  auto const swap = limits.memory_swap != 0 ? limits.memory_swap : limits.memory * 2;
  return "--memory " + size_argument(limits.memory) + " --memory-swap " + (swap < 0 ? "-1" : size_argument(swap));
}

/// Arguments of docker update for one row; empty: the declared value cannot be set that way (0 means "leave it").
std::string update_arguments(subject const& s, mapping::difference const& d) {
  auto const& service = *s.service;
  auto const limits = mapping::limits_of(service);
  auto const key = d.which->key;
  if ((key == "mem_limit" || key == "memswap_limit") && limits.memory > 0) return memory_arguments(limits);
  if (key == "cpus" && limits.nano_cpus > 0) return "--cpus " + cpus_text(static_cast<double>(limits.nano_cpus) / 1e9);
  if (key == "pids_limit") return "--pids-limit " + std::to_string(limits.pids > 0 ? limits.pids : -1);
  if (key == "mem_reservation" && d.expected.is_number_integer()) {
    return "--memory-reservation " + size_argument(observe::whole_of(d.expected).value_or(0));
  }
  if (key == "cpu_shares" && service.cpu_shares > 0) return "--cpu-shares " + std::to_string(service.cpu_shares);
  if (key == "cpuset" && !service.cpuset.empty()) return "--cpuset-cpus " + quoted(service.cpuset);
  if (key == "restart" && !service.deploy)
    return "--restart " + quoted(service.restart.empty() ? "no" : service.restart);
  return {};
}

}  // namespace

std::string quoted(std::string const& word) {
  auto const plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-.:/,@=+").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string out = "'";
  for (char const c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string recreate(subject const& s) {
  // up recreates what the file changed by itself; what was changed on the container alone it leaves, as docker compose
  // does.
  bool const by_itself = s.hash == hash_state::different;
  return std::string("dockverify up ") + (by_itself ? "" : "--force-recreate ") + quoted(s.service->name);
}

std::string connect_command(subject const& s, std::string const& network, bool again) {
  std::string command;
  auto const target = " " + quoted(network) + " " + quoted(s.container->name);
  if (again) command = "docker network disconnect" + target + " && ";
  command += "docker network connect";
  for (auto const& endpoint : mapping::endpoints(*s.service, s.context)) {
    if (endpoint.network != network) continue;
    auto aliases = observe::texts_of(observe::at_key(endpoint.config, "Aliases"));
    std::sort(aliases.begin(), aliases.end());
    aliases.erase(std::unique(aliases.begin(), aliases.end()), aliases.end());
    for (auto const& alias : aliases) command += " --alias " + quoted(alias);
    for (auto const& [field, option] :
         {std::pair{"IPAMConfig.IPv4Address", " --ip "}, std::pair{"IPAMConfig.IPv6Address", " --ip6 "}}) {
      auto const address = observe::text_of(observe::at_path(endpoint.config, field));
      if (!address.empty()) command += option + quoted(address);
    }
  }
  return command + target;
}

std::string fix_for(subject const& s, mapping::difference const& d) {
  // A live change would be undone or contradicted by the recreation that a changed file needs anyway.
  if (d.which->live_mutable && s.hash == hash_state::equal) {
    auto const arguments = update_arguments(s, d);
    if (!arguments.empty()) return "docker update " + arguments + " " + quoted(s.container->name);
  }
  return recreate(s);
}

}  // namespace dockverify::drift
