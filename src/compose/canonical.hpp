// The resolved model in compose-go's key order and canonical forms: what `docker compose config` prints, and what the
// config-hash is made from (compose.md 2.4).
#pragma once

#include <string>
#include <string_view>

#include "compose/project.hpp"

namespace dockverify::compose {

using ordered_json = nlohmann::ordered_json;

/// A date among values of any kind. JSON has none, so it is kept as binary: JSON prints it as text, YAML without
/// quotes.
ordered_json date_json(std::string_view text);
std::string date_text(ordered_json const& date);

/// compose prints the same model in two ways, which differ in more than the notation.
enum class model_view : std::uint8_t {
  json,  ///< the config-hash too: commands that are not given are null, extensions only at the top level
  yaml,  ///< extensions everywhere, empty settings left out, keys of mappings in natural order
};

/// One service, without its name; keys that are empty are left out as compose-go does.
ordered_json canonical(service const& s);
ordered_json canonical(network const& n);
ordered_json canonical(volume const& v);
/// The whole project; `$` is doubled as compose does.
ordered_json canonical(project const& p, model_view view);

/// The dialects of config-hash that are in use: they differ in one key of short bind mounts.
enum class hash_dialect : std::uint8_t {
  compose_2_40,  ///< compose-go before 2.10
  compose_5,     ///< omits create_host_path when it is true
};
/// sha256, 64 hex digits. `service:` references must already be resolved to container ids by the caller, through a
/// copy.
std::string config_hash(service const& s, hash_dialect dialect);
std::string config_hash(network const& n);
std::string config_hash(volume const& v);

}  // namespace dockverify::compose
