// A finding carries a peer's id only where that peer's own test would report it.
#include <gtest/gtest.h>

#include "rules/rule.hpp"
#include "support.hpp"

namespace dockverify::rules::test {
namespace {

struct row {
  std::string_view rule;
  std::string keys;  ///< of the only service
  std::string_view aliases;
  environment where = environment::dev;
};

/// What found() says after the place and the severity; it names no aliases where they are all of the rule's.
std::string aliases(row const& one) {
  std::string const yaml = "services:\n  a:\n    image: a:1\n    " + one.keys + "\n";
  std::vector<std::string> const lines = found(one.rule, {{"compose.yaml", yaml}}, {.where = one.where});
  if (lines.size() != 1) return std::to_string(lines.size()) + " findings";
  std::string rest = lines.front() + " ";
  rest.erase(0, rest.find(' ') + 1);
  for (std::string_view level : {"error ", "warning ", "info "}) {
    if (rest.starts_with(level)) rest.erase(0, level.size());
  }
  if (rest.empty()) {
    for (std::string_view alias : find_rule(one.rule)->aliases) rest += std::string(alias) + " ";
  }
  if (!rest.empty()) rest.pop_back();
  return rest;
}

TEST(aliases, are_those_of_the_peers_own_tests) {
  for (row const& one : std::vector<row>{
           {"DVC021", "cap_add: [ALL]", "CIS 5.4 KICS: Check Cap Add Cap Drop CL-0024"},
           {"DVC021", "cap_add: [NET_ADMIN]", "CIS 5.4 KICS: Check Cap Add Cap Drop CL-0011"},
           {"DVC021", "cap_add: [cap_sys_ptrace]", "CIS 5.4 KICS: Check Cap Add Cap Drop CL-0027"},
           {"DVC021", "cap_add: [PERFMON]", "CIS 5.4 KICS: Check Cap Add Cap Drop CL-0028"},
           {"DVC021", "cap_add: [SYS_NICE]", "CIS 5.4 KICS: Check Cap Add Cap Drop CL-0029"},
           {"DVC021", "cap_add: [SYSLOG]", "CIS 5.4 KICS: Check Cap Add Cap Drop CL-0030"},
           {"DVC023", "init: true", "CIS 5.26 KICS: No New Privileges Not Set KICS: Security Opt Not Set CL-0003"},
           {"DVC023", "security_opt: [\"label:type:x\"]", "CIS 5.26 KICS: No New Privileges Not Set CL-0003"},
           {"DVC024", "security_opt: [\"seccomp=unconfined\"]",
            "CIS 5.22 KICS: Default Seccomp Profile Disabled CL-0009"},
           {"DVC024", "security_opt: [\"apparmor:unconfined\"]", "CIS 5.2 CL-0009"},
           {"DVC024", "security_opt: [\"label:disable\"]", "CIS 5.3 CL-0009"},
           {"DVC027", "volumes: [\"/etc:/x\"]", "CIS 5.6 KICS: Volume Has Sensitive Host Directory CL-0025"},
           {"DVC027", "volumes: [\"/etc:/x:ro\"]", "CIS 5.6 KICS: Volume Has Sensitive Host Directory CL-0013"},
           {"DVC027", "volumes: [\"/home:/x\"]", "CIS 5.6 KICS: Volume Has Sensitive Host Directory CL-0013"},
           {"DVC028", "pid: host", "CIS 5.16 KICS: Host Namespace is Shared CL-0010"},
           {"DVC028", "ipc: host", "CIS 5.17 KICS: Shared Host IPC Namespace CL-0010"},
           {"DVC028", "uts: host", "CIS 5.21 CL-0010"},
           {"DVC028", "userns_mode: host", "CIS 5.31 KICS: Shared Host User Namespace CL-0010"},
           {"DVC103", "ports: [\"80:80\"]",
            "dclint:no-unbound-port-interfaces CIS 5.14 KICS: Container Traffic Not Bound To Host Interface CL-0005"},
           {"DVC103", "ports: [\"80\"]",
            "dclint:no-unbound-port-interfaces CIS 5.14 KICS: Container Traffic Not Bound To Host Interface"},
           {"DVC007", "init: true", ""},
           {"DVC008", "restart: always", "CIS 5.15"},
           {"DVC008", "restart: on-failure:8", "CIS 5.15 KICS: Restart Policy On Failure Not Set To 5",
            environment::prod},
           {"DVC003", "healthcheck: {disable: true}", "KICS: Healthcheck Not Set CL-0015"},
       }) {
    EXPECT_EQ(aliases(one), one.aliases) << one.rule << " " << one.keys;
  }
}

}  // namespace
}  // namespace dockverify::rules::test
