// Two waves of reads in one bounded group: first everything that needs no other answer, then what depends on the
// containers found.
#include "observe/snapshot.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>
#include <utility>

#include "engine/io/task_group.hpp"
#include "observe/api_facts.hpp"
#include "observe/cgroup_files.hpp"
#include "observe/proc_facts.hpp"

namespace dockverify::observe {

namespace {

constexpr std::size_t reads_at_once = 6;
constexpr char const* project_label = "com.docker.compose.project";

std::string label(std::map<std::string, std::string> const& labels, std::string const& key) {
  auto const found = labels.find("com.docker.compose." + key);
  return found == labels.end() ? std::string() : found->second;
}

live_container to_live(engine::container_inspect read) {
  live_container container;
  container.id = std::move(read.id);
  container.name = std::move(read.name);
  container.image_id = std::move(read.image_id);
  container.labels = std::move(read.labels);
  container.service = label(container.labels, "service");
  container.config_hash = label(container.labels, "config-hash");
  container.one_off = label(container.labels, "oneoff") == "True";
  auto const number = label(container.labels, "container-number");
  std::from_chars(number.data(), number.data() + number.size(), container.number);
  container.inspect = std::move(read.raw);
  return container;
}

live_network to_live(engine::network_info read) {
  live_network network;
  network.id = std::move(read.id);
  network.name = std::move(read.name);
  network.driver = std::move(read.driver);
  network.key = label(read.labels, "network");
  network.config_hash = label(read.labels, "config-hash");
  network.labels = std::move(read.labels);
  network.inspect = std::move(read.raw);
  return network;
}

live_volume to_live(engine::volume_info read) {
  live_volume volume;
  volume.name = std::move(read.name);
  volume.driver = std::move(read.driver);
  volume.key = label(read.labels, "volume");
  volume.config_hash = label(read.labels, "config-hash");
  volume.labels = std::move(read.labels);
  volume.options = std::move(read.options);
  return volume;
}

live_image to_live(std::string reference, engine::image_inspect read) {
  live_image image;
  image.reference = std::move(reference);
  image.id = std::move(read.id);
  image.inspect = std::move(read.raw);
  return image;
}

/// The names that image references and platforms use.
std::string architecture_name(std::string const& kernel_name) {
  if (kernel_name == "x86_64") return "amd64";
  if (kernel_name == "aarch64") return "arm64";
  return kernel_name;
}

void add_info(engine_host& host, json const& info) {
  host.version = text_of(at_key(info, "ServerVersion"));
  host.os = text_of(at_key(info, "OSType"));
  host.arch = architecture_name(text_of(at_key(info, "Architecture")));
  host.cgroup_version = text_of(at_key(info, "CgroupVersion"));
  host.system_time = text_of(at_key(info, "SystemTime"));
  host.ncpu = whole_of(at_key(info, "NCPU")).value_or(0);
  host.memory_total = whole_of(at_key(info, "MemTotal")).value_or(0);
  for (auto const& option : texts_of(at_key(info, "SecurityOptions"))) {
    if (option == "name=userns" || option.starts_with("name=userns,")) host.user_namespaces = true;
  }
}

std::int64_t init_pid(live_container const& container) {
  return whole_of(at_path(container.inspect, "State.Pid")).value_or(0);
}

/// These end a run: going on without an answer would only fail again or hide that the time is up.
bool fatal(io::failure const& error) {
  return error.kind == io::failure_kind::unreachable || error.kind == io::failure_kind::timed_out ||
         error.kind == io::failure_kind::cancelled;
}

bool contains(std::vector<std::string> const& list, std::string const& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// What the reads share. It outlives them: their group is joined before it goes.
struct gathering {
  gathering(engine::client& from, io::executor where, engine::call_options with, host_files kernel)
      : client(from), options(with), files(std::move(kernel)), group(std::move(where), reads_at_once) {}

  engine::client& client;
  engine::call_options options;
  host_files files;
  io::task_group group;
  snapshot_query query;
  live_stack stack;
  std::optional<io::failure> failed;

  void fail(io::failure error) {
    if (failed) return;
    failed = std::move(error);
    group.cancel();
  }
};

io::awaitable<void> read_info(gathering* all) {
  auto system = all->client.system();
  auto info = co_await system.info(all->options);
  if (!info) {
    all->fail(info.error());
    co_return;
  }
  add_info(all->stack.engine, *info);
}

io::awaitable<void> read_container(gathering* all, std::string id) {
  auto containers = all->client.containers();
  auto read = co_await containers.inspect(std::move(id), all->options);
  if (read) {
    all->stack.containers.push_back(to_live(std::move(*read)));
  } else if (read.error().kind != io::failure_kind::not_found) {
    all->fail(read.error());
  }
}

io::awaitable<void> read_containers(gathering* all) {
  engine::list_options query;
  query.filter["label"].push_back(std::string(project_label) + "=" + all->query.project);
  auto containers = all->client.containers();
  auto list = co_await containers.list(std::move(query), all->options);
  if (!list) {
    all->fail(list.error());
    co_return;
  }
  for (auto const& summary : *list) {
    auto const refused = co_await all->group.spawn(read_container(all, summary.id));
    if (refused) co_return;
  }
}

io::awaitable<void> read_network(gathering* all, std::string id) {
  auto networks = all->client.networks();
  auto read = co_await networks.inspect(std::move(id), all->options);
  if (read) {
    all->stack.networks.push_back(to_live(std::move(*read)));
  } else if (read.error().kind != io::failure_kind::not_found) {
    all->fail(read.error());
  }
}

/// One unfiltered list tells both what carries the project's label and whether expected names exist.
io::awaitable<void> read_networks(gathering* all) {
  auto networks = all->client.networks();
  engine::filters const everything;
  auto list = co_await networks.list(everything, all->options);
  if (!list) {
    all->fail(list.error());
    co_return;
  }
  for (auto const& network : *list) {
    bool const ours = label(network.labels, "project") == all->query.project;
    if (!ours && !contains(all->query.networks, network.name)) continue;
    auto const refused = co_await all->group.spawn(read_network(all, network.id));
    if (refused) co_return;
  }
}

io::awaitable<void> read_volumes(gathering* all) {
  auto volumes = all->client.volumes();
  engine::filters const everything;
  auto list = co_await volumes.list(everything, all->options);
  if (!list) {
    all->fail(list.error());
    co_return;
  }
  for (auto& volume : *list) {
    bool const ours = label(volume.labels, "project") == all->query.project;
    if (ours || contains(all->query.volumes, volume.name)) all->stack.volumes.push_back(to_live(std::move(volume)));
  }
}

io::awaitable<void> read_image(gathering* all, std::string reference) {
  auto images = all->client.images();
  auto read = co_await images.inspect(reference, all->options);
  if (read) {
    all->stack.images.insert_or_assign(reference, to_live(reference, std::move(*read)));
  } else if (read.error().kind != io::failure_kind::not_found) {
    all->fail(read.error());
  }
}

io::awaitable<void> add_top(engine::client& client, live_container const* container, engine_host const* host,
                            engine::call_options options, effective_facts* facts, std::optional<io::failure>* failed) {
  bool const own_ids = text_of(at_path(container->inspect, "HostConfig.UsernsMode")) == "host";
  if (host->user_namespaces && !own_ids) {
    facts->undetermined["user"] = "the engine shifts user ids (userns-remap) and its API does not show by how much";
    facts->undetermined["processes"] = facts->undetermined["user"];
    co_return;
  }
  auto containers = client.containers();
  auto table = co_await containers.top(container->id, top_arguments, options);
  if (table) {
    add_processes(*facts, table->titles, table->rows, init_pid(*container));
  } else if (fatal(table.error())) {
    *failed = table.error();
  } else {
    facts->undetermined["user"] = table.error().describe();
    facts->undetermined["processes"] = table.error().describe();
  }
}

io::awaitable<void> add_statistics(engine::client& client, live_container const* container, engine_host const* host,
                                   engine::call_options options, effective_facts* facts,
                                   std::optional<io::failure>* failed) {
  auto containers = client.containers();
  auto sample = co_await containers.stats(container->id, options);
  if (sample) {
    add_limits(*facts, *sample, host->memory_total);
  } else if (fatal(sample.error())) {
    *failed = sample.error();
  } else {
    facts->undetermined["memory"] = sample.error().describe();
    facts->undetermined["pids"] = sample.error().describe();
  }
}

bool local_linux(engine::client const& client, engine_host const& host) {
  return client.where().local() && host.os == "linux";
}

bool proven_here(engine::client const& client, live_container const& container, engine_host const& host,
                 host_files const& files) {
  if (!local_linux(client, host)) return false;
  auto const membership = files.read("/proc/" + std::to_string(init_pid(container)) + "/cgroup");
  return membership && cgroup_locator(files, *membership, container.id).proven();
}

io::awaitable<void> read_facts(gathering* all, std::size_t at) {
  auto container = all->stack.containers[at];
  auto facts = co_await gather_facts(all->client, std::move(container), all->stack.engine, all->options, all->files);
  if (facts) {
    all->stack.containers[at].facts = std::move(*facts);
  } else {
    all->fail(facts.error());
  }
}

void sort_all(live_stack& stack) {
  auto const order = [](live_container const& c) { return std::tie(c.service, c.one_off, c.number, c.name); };
  std::sort(stack.containers.begin(), stack.containers.end(),
            [&](auto const& a, auto const& b) { return order(a) < order(b); });
  // Old engines allow several networks of one name.
  std::sort(stack.networks.begin(), stack.networks.end(),
            [](auto const& a, auto const& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); });
  std::sort(stack.volumes.begin(), stack.volumes.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
}

/// The second wave: facts of running containers, and images that no reference names any more.
io::awaitable<void> read_dependents(gathering* all) {
  sort_all(all->stack);
  auto& containers = all->stack.containers;
  for (auto const& container : containers) {
    if (!container.running()) continue;
    all->stack.engine.same_kernel = proven_here(all->client, container, all->stack.engine, all->files);
    if (all->stack.engine.same_kernel) break;
  }
  std::set<std::string> asked;
  for (auto const& container : containers) {
    if (container.image_id.empty() || all->stack.image_by_id(container.image_id) != nullptr) continue;
    if (!asked.insert(container.image_id).second) continue;
    auto const refused = co_await all->group.spawn(read_image(all, container.image_id));
    if (refused) co_return;
  }
  if (!all->query.facts) co_return;
  for (std::size_t at = 0; at < containers.size(); ++at) {
    if (!containers[at].running()) continue;
    auto const refused = co_await all->group.spawn(read_facts(all, at));
    if (refused) co_return;
  }
}

io::awaitable<void> read_everything(gathering* all) {
  all->group.start(read_info(all));
  all->group.start(read_containers(all));
  all->group.start(read_networks(all));
  all->group.start(read_volumes(all));
  std::set<std::string> const references(all->query.images.begin(), all->query.images.end());
  for (auto const& reference : references) {
    auto const refused = co_await all->group.spawn(read_image(all, reference));
    if (refused) co_return;
  }
}

io::failure cancelled() {
  io::failure error;
  error.kind = io::failure_kind::cancelled;
  error.operation = "reading the stack";
  error.message = "cancelled";
  return error;
}

/// Whether the caller asked to stop: then an incomplete picture must not be handed out.
io::awaitable<bool> interrupted() {
  auto const state = co_await io::asio::this_coro::cancellation_state;
  co_return state.cancelled() != io::asio::cancellation_type::none;
}

io::awaitable<void> both_waves(gathering* all) {
  co_await read_everything(all);
  co_await all->group.join();
  bool const stopped = co_await interrupted();
  if (stopped && !all->failed) all->failed = cancelled();
  if (all->failed) co_return;
  co_await read_dependents(all);
  co_await all->group.join();
  bool const stopped_later = co_await interrupted();
  if (stopped_later && !all->failed) all->failed = cancelled();
}

io::awaitable<void> read_again(gathering* all, std::vector<std::string> ids) {
  for (auto const& id : ids) {
    auto const refused = co_await all->group.spawn(read_container(all, id));
    if (refused) break;
  }
  co_await all->group.join();
  if (!all->failed) co_await read_dependents(all);
  co_await all->group.join();
  bool const stopped = co_await interrupted();
  if (stopped && !all->failed) all->failed = cancelled();
}

}  // namespace

io::awaitable<io::result<effective_facts>> gather_facts(engine::client& client, live_container container,
                                                        engine_host host, engine::call_options options,
                                                        host_files files) {
  std::string why = "the engine is remote";
  if (local_linux(client, host)) {
    auto local = facts_from_proc(files, init_pid(container), container.id);
    if (local) co_return std::move(*local);
    why = "the engine's processes are not visible from here";
  }
  effective_facts facts;
  std::optional<io::failure> failed;
  co_await add_top(client, &container, &host, options, &facts, &failed);
  if (failed) co_return *failed;
  co_await add_statistics(client, &container, &host, options, &facts, &failed);
  if (failed) co_return *failed;
  explain_what_is_missing(facts, why);
  co_return facts;
}

io::awaitable<io::result<live_stack>> snapshot(engine::client& client, snapshot_query query,
                                               engine::call_options options, host_files files) {
  bool const throws = co_await io::asio::this_coro::throw_if_cancelled();
  co_await io::asio::this_coro::throw_if_cancelled(false);
  auto const where = co_await io::asio::this_coro::executor;
  gathering all(client, where, options, std::move(files));
  all.query = std::move(query);
  all.stack.engine.address = client.where().display();
  all.stack.engine.api_version = client.server().api_version;
  co_await both_waves(&all);
  co_await io::asio::this_coro::throw_if_cancelled(throws);
  if (all.failed) co_return std::move(*all.failed);
  co_return std::move(all.stack);
}

io::awaitable<io::result<live_stack>> refresh(engine::client& client, live_stack stack, std::vector<std::string> ids,
                                              bool facts, engine::call_options options, host_files files) {
  bool const throws = co_await io::asio::this_coro::throw_if_cancelled();
  co_await io::asio::this_coro::throw_if_cancelled(false);
  auto const where = co_await io::asio::this_coro::executor;
  gathering all(client, where, options, std::move(files));
  all.query.facts = facts;
  std::vector<live_container> kept;
  for (auto& container : stack.containers) {
    if (!contains(ids, container.id)) kept.push_back(std::move(container));
  }
  stack.containers.clear();
  all.stack = std::move(stack);
  co_await read_again(&all, std::move(ids));
  co_await io::asio::this_coro::throw_if_cancelled(throws);
  if (all.failed) co_return std::move(*all.failed);
  std::move(kept.begin(), kept.end(), std::back_inserter(all.stack.containers));
  sort_all(all.stack);
  co_return std::move(all.stack);
}

}  // namespace dockverify::observe
