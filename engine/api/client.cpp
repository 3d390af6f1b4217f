// The client: one transport and the endpoint groups over it.
#include "engine/api/client.hpp"

#include <algorithm>
#include <utility>

#include "engine/http/transport.hpp"

namespace dockverify::engine {

struct client::groups {
  explicit groups(transport& over)
      : containers(over), exec(over), images(over), networks(over), volumes(over), system(over) {}
  containers_api containers;
  exec_api exec;
  images_api images;
  networks_api networks;
  volumes_api volumes;
  system_api system;
};

client::client(io::executor executor, endpoint where, client_options options) {
  transport_options chosen{std::move(options.max_api_version), std::max<std::size_t>(options.pool_size, 1),
                           options.read_only, std::move(options.log)};
  transport_ = std::make_unique<transport>(std::move(executor), std::move(where), std::move(chosen));
  groups_ = std::make_unique<groups>(*transport_);
}

client::~client() = default;

io::awaitable<io::result<negotiated>> client::connect(call_options options) {
  auto settled = co_await system().ping(options);
  if (settled) {
    server_ = *settled;
    transport_->settle(server_.api_version, server_.builder_version);
  }
  co_return settled;
}

negotiated const& client::server() const noexcept {
  return server_;
}
endpoint const& client::where() const noexcept {
  return transport_->where();
}
void client::shutdown() noexcept {
  transport_->shutdown();
}

containers_api& client::containers() noexcept {
  return groups_->containers;
}
exec_api& client::exec() noexcept {
  return groups_->exec;
}
images_api& client::images() noexcept {
  return groups_->images;
}
networks_api& client::networks() noexcept {
  return groups_->networks;
}
volumes_api& client::volumes() noexcept {
  return groups_->volumes;
}
system_api& client::system() noexcept {
  return groups_->system;
}

}  // namespace dockverify::engine
