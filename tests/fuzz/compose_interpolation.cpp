// Variables in a value and in an env file.
#include <map>
#include <optional>

#include "compose/dotenv.hpp"
#include "compose/interpolation.hpp"
#include "harness.hpp"

namespace dockverify::fuzz {

void compose_interpolation(std::string_view bytes) {
  static std::map<std::string, std::string> const variables{
      {"SET", "set"}, {"EMPTY", ""}, {"SECRET", "hunter2"}, {"DOLLAR", "${SECRET}$"}};
  compose::variable_lookup const lookup = [](std::string const& name) -> std::optional<std::string> {
    auto const known = variables.find(name);
    return known == variables.end() ? std::nullopt : std::optional(known->second);
  };

  bool const told_by_input = bytes.find("hunter2") != std::string_view::npos;
  compose::substitution const done = compose::substitute(bytes, lookup);
  require(done.error.empty() || !done.advice.empty(), "an error comes with advice");
  require(told_by_input || done.error.find("hunter2") == std::string::npos, "an error never has a variable's value");
  for (std::string const& name : done.unset) require(!lookup(name), "only an unset variable is reported as unset");
  if (bytes.find('$') == std::string_view::npos)
    require(done.error.empty() && done.text == bytes, "a text without `$` stays as it is");

  compose::dotenv_file const file = compose::parse_dotenv(bytes, lookup);
  require((file.error_line == 0) == file.error.empty(), "an error of an env file has a line and a text");
  require(told_by_input || file.error.find("hunter2") == std::string::npos, "nor has one of an env file");
  compose::dotenv_file const raw = compose::parse_raw_env(bytes);
  require((raw.error_line == 0) == raw.error.empty(), "an error of a raw env file has a line and a text");
}

}  // namespace dockverify::fuzz
