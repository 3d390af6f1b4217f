// The rules on compose networking, DVC1xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_NETWORK(X) \
  X(no_own_network)                 \
  X(host_network)                   \
  X(port_all_interfaces)            \
  X(internal_published)             \
  X(unneeded_port)                  \
  X(localhost_between_services)     \
  X(host_port_as_target)            \
  X(port_twice)                     \
  X(privileged_host_port)           \
  X(ssh_port)                       \
  X(port_not_listening)             \
  X(flat_network)                   \
  X(port_unquoted)                  \
  X(unknown_host)
