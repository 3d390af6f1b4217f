// What may be done with untrusted bytes: each function takes any input and ends the program when a promise is broken.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace dockverify::fuzz {

/// The bytes as compose.yaml: the whole load and, of what loads, the canonical JSON and every config-hash.
void compose_load(std::string_view bytes);
/// The bytes as a value with variables and as an env file.
void compose_interpolation(std::string_view bytes);

/// The bytes as a Dockerfile: parsed, resolved into stages, its scripts read.
void dockerfile_parse(std::string_view bytes);
/// The bytes as an ignore file and paths.
void ignore_match(std::string_view bytes);
/// The bytes as a shell script.
void shell_read(std::string_view bytes);

/// A promise to users; the sanitizers see to those of the language.
inline void require(bool kept, std::string const& promise) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise.c_str());
  std::abort();
}

}  // namespace dockverify::fuzz
