// DVS052: the check can't run, so it says nothing about the service.
#include "diagnose/match.hpp"

namespace dockverify::diagnose {
namespace {

std::optional<verdict> match(failure_context const& context) {
  auto const probe = last_probe(context);
  if (!probe) return std::nullopt;
  bool const absent = has(probe->output, {"executable file not found"}) ||
                      (has(probe->output, {"exec: \""}) && has(probe->output, {"no such file or directory"})) ||
                      (probe->exit_code == 127 && has(probe->output, {"not found"}));
  if (!absent) return std::nullopt;
  std::string tool = between(probe->output, "exec: \"", "\"");
  // A shell says "/bin/sh: 1: curl: not found" or "/bin/sh: curl: not found".
  if (std::size_t const end = lower(probe->output).find(": not found"); tool.empty() && end != std::string::npos) {
    std::string const before = probe->output.substr(0, end);
    tool = before.substr(before.find_last_of(" \n") + 1);
  }
  verdict v = found(
      score::recorded,
      "the healthcheck calls " + (tool.empty() ? std::string{"a program"} : tool) + ", which the image does not have",
      {{probe->source, shortened(probe->output, 600)}},
      "the service may be fine: write the check with what the image has (python, wget, the server's own client), or "
      "install the "
      "tool");
  v.about_healthcheck = true;
  return v;
}

}  // namespace

extern cause const healthcheck_tool_missing;
cause const healthcheck_tool_missing{
    "DVS052", "healthcheck-tool-missing", "the healthcheck's program is not in the image",
    "A check that calls curl or wget needs them in the image. The service itself may be fine.", &match};

}  // namespace dockverify::diagnose
