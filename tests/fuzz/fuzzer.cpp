// libFuzzer's entry to the harness that the build names.
#include <cstddef>
#include <cstdint>

#include "harness.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  dockverify::fuzz::DOCKVERIFY_HARNESS({reinterpret_cast<char const*>(data), size});
  return 0;
}
