// The only file compiled with the version: a new number recompiles this and nothing else.
#include "report/version.hpp"

namespace dockverify {

std::string_view tool_version() noexcept {
  return DOCKVERIFY_VERSION;
}

}  // namespace dockverify
