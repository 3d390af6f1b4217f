// /volumes: list, inspect, create, remove.
#pragma once

#include "engine/api/call.hpp"

namespace dockverify::engine {

struct volume_info {
  std::string name, driver, mountpoint;
  std::map<std::string, std::string> labels, options;
  json raw;
};

class volumes_api {
 public:
  explicit volumes_api(transport& t) noexcept : transport_(&t) {}
  io::awaitable<io::result<std::vector<volume_info>>> list(filters filter, call_options options = {});
  io::awaitable<io::result<volume_info>> inspect(std::string name, call_options options = {});
  /// Returns the volume that exists afterwards: an old one of the same name keeps its labels and options.
  io::awaitable<io::result<volume_info>> create(json body, call_options options = {});
  io::awaitable<io::result<void>> remove(std::string name, bool force, call_options options = {});

 private:
  transport* transport_;
};

}  // namespace dockverify::engine
