// Base64 as the engine wants it: padded, standard alphabet for auths and traces, URL alphabet for X-Registry-Auth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dockverify::engine {

enum class base64_alphabet : std::uint8_t { standard, url };

std::string base64_encode(std::string_view bytes, base64_alphabet alphabet);
/// Accepts both alphabets, with or without padding; nullopt for anything else.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace dockverify::engine
