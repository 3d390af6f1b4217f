// /networks: list, inspect, create, connect, disconnect, remove.
#pragma once

#include "engine/api/call.hpp"

namespace dockverify::engine {

struct network_info {
  std::string id, name, driver, scope;
  bool internal = false, attachable = false;
  std::map<std::string, std::string> labels, options;
  json raw;  ///< inspect only: Containers (running endpoints), IPAM
};

class networks_api {
 public:
  explicit networks_api(transport& t) noexcept : transport_(&t) {}
  io::awaitable<io::result<std::vector<network_info>>> list(filters filter, call_options options = {});
  io::awaitable<io::result<network_info>> inspect(std::string id, call_options options = {});
  /// The id. Engines before 24 allow duplicate names: create one name at a time.
  io::awaitable<io::result<std::string>> create(json body, call_options options = {});
  io::awaitable<io::result<void>> connect(std::string network, std::string container, json endpoint_config,
                                          call_options options = {});
  io::awaitable<io::result<void>> disconnect(std::string network, std::string container, bool force,
                                             call_options options = {});
  io::awaitable<io::result<void>> remove(std::string id, call_options options = {});

 private:
  transport* transport_;
};

}  // namespace dockverify::engine
