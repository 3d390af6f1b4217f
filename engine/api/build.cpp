// /build: both builders over one request; the classic one speaks in "stream" lines, BuildKit in traces.
#include <charconv>

#include "engine/api/images.hpp"
#include "engine/api/json_reader.hpp"
#include "engine/api/request.hpp"
#include "engine/base64.hpp"
#include "engine/buildkit_trace.hpp"

namespace dockverify::engine {
namespace {

std::string dumped(json const& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// "64m" as the engine wants it: bytes. nullopt when it is not a size.
std::optional<std::string> bytes_of(std::string const& size) {
  std::uint64_t number = 0;
  auto const* const end = size.data() + size.size();
  auto const read = std::from_chars(size.data(), end, number);
  if (read.ec != std::errc()) return std::nullopt;
  std::string_view unit(read.ptr, static_cast<std::size_t>(end - read.ptr));
  static std::map<std::string_view, unsigned> const shifts = {{"", 0},   {"b", 0},   {"k", 10}, {"kb", 10},
                                                              {"m", 20}, {"mb", 20}, {"g", 30}, {"gb", 30}};
  auto const shift = shifts.find(unit);
  if (shift == shifts.end() || number > (std::uint64_t{1} << 32U)) return std::nullopt;
  return std::to_string(number << shift->second);
}

endpoint_request build_request(build_options const& build, std::string const& version) {
  endpoint_request call("POST", "/build");
  for (auto const& tag : build.tags) call.query("t", tag);
  call.query("dockerfile", build.dockerfile);
  call.query_if_set("target", build.target).query_if_set("platform", build.platform);
  call.query_if_set("networkmode", build.network_mode);
  if (!build.build_args.empty()) {
    json arguments = json::object();
    for (auto const& [name, value] : build.build_args) arguments[name] = value ? json(*value) : json();
    call.query("buildargs", dumped(arguments));
  }
  if (!build.labels.empty()) call.query("labels", dumped(json(build.labels)));
  if (!build.cache_from.empty()) call.query("cachefrom", dumped(json(build.cache_from)));
  for (auto const& host : build.extra_hosts) call.query("extrahosts", host);
  call.flag("nocache", build.no_cache).flag("pull", build.pull);
  // The classic builder keeps the containers of failed steps otherwise.
  call.query("rm", "1").query("forcerm", "1").query("version", version);
  if (!build.shm_size.empty()) {
    auto const size = bytes_of(build.shm_size);
    if (size) call.query("shmsize", *size);
    if (!size) call.refuse("\"" + build.shm_size + "\" is not a size");
  }
  if (version != "1" && version != "2") call.refuse("\"" + version + "\" is not a builder version");
  call.wire.content_type = "application/x-tar";
  // Build arguments may be secrets: the operation names none.
  call.operation = "build";
  return call;
}

// Reads the stream's lines and remembers the image.
class build_monitor {
 public:
  explicit build_monitor(progress_sink sink) : sink_(std::move(sink)) {}

  void line(json_reader const& line) {
    auto const id = line.raw().is_object() && line.raw().contains("id") && line.raw()["id"].is_string()
                        ? line.text("id")
                        : std::string();
    if (id == "moby.buildkit.trace") {
      trace(line.text("aux"));
      return;
    }
    if (line.has("aux")) {
      auto const image = line.at("aux").text("ID");
      if (!image.empty()) image_ = image;
    }
    text(line.text("stream"));
    auto const status = line.text("status");
    if (!status.empty()) tell(id.empty() ? status : id + ": " + status);
  }
  void end() {
    if (!partial_.empty()) tell(partial_);
    partial_.clear();
  }
  [[nodiscard]] std::string const& image() const noexcept { return image_; }

 private:
  void tell(std::string_view text) const {
    if (sink_) sink_(text);
  }
  void trace(std::string const& encoded) {
    auto const bytes = base64_decode(encoded);
    auto const status = bytes ? decode_buildkit_status(*bytes) : std::nullopt;
    // Progress nobody can read is no reason to fail a build.
    if (!status) return;
    for (auto const& shown : progress_.lines(*status)) tell(shown);
  }
  void text(std::string const& piece) {
    partial_ += piece;
    for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n')) {
      if (end > 0) tell(std::string_view(partial_).substr(0, end));
      partial_.erase(0, end + 1);
    }
  }

  progress_sink sink_;
  std::string image_, partial_;
  buildkit_progress progress_;
};

}  // namespace

io::awaitable<io::result<std::string>> images_api::build(build_options build, context_source context,
                                                         progress_sink sink, call_options options) {
  auto version = build.version.empty() ? transport_->builder_version() : build.version;
  if (version.empty()) version = "1";
  auto call = build_request(build, version);
  call.wire.source = std::move(context);
  if (!call.wire.source) call.refuse("no build context");
  auto const operation = call.operation;
  auto stream = co_await perform_open(*transport_, std::move(call), options.deadline);
  if (!stream) co_return stream.error();
  auto lines = make_json_stream(std::move(*stream), operation);
  build_monitor monitor(std::move(sink));
  for (;;) {
    auto const line = co_await lines.next(options);
    if (!line) co_return line.error();
    if (!*line) break;
    auto const failed = failure_of_line(**line, operation);
    json_reader const reader(**line, operation);
    monitor.line(reader);
    if (failed) co_return *failed;
    if (reader.error()) co_return *reader.error();
  }
  monitor.end();
  if (monitor.image().empty())
    co_return protocol_failure(operation, "the engine ended the build without naming an image");
  co_return monitor.image();
}

}  // namespace dockverify::engine
