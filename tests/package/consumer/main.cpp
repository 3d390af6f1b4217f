// The smallest use of the installed library: it has to compile, link and explain why there is no engine.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <iostream>

#include "engine/api/client.hpp"

namespace {

dockverify::io::awaitable<void> ask(dockverify::engine::client& engine, int& status) {
  dockverify::engine::call_options options;
  options.deadline = dockverify::io::clock::now() + std::chrono::seconds(5);
  auto const settled = co_await engine.connect(options);
  if (!settled && settled.error().kind == dockverify::io::failure_kind::unreachable) status = 0;
  std::cout << (settled ? settled->server : settled.error().describe()) << '\n';
}

}  // namespace

int main() {
  auto const where = dockverify::engine::parse_endpoint("unix:///nonexistent/docker.sock");
  if (!where) return 2;
  int status = 1;
  boost::asio::io_context context(1);
  dockverify::engine::client engine(context.get_executor(), *where);
  boost::asio::co_spawn(context, ask(engine, status), [](std::exception_ptr const& error) {
    if (error) std::rethrow_exception(error);
  });
  context.run();
  return status;
}
