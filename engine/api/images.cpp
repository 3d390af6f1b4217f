// /images: list, inspect, pull, tag, remove.
#include "engine/api/images.hpp"

#include <algorithm>

#include "engine/api/json_reader.hpp"
#include "engine/api/reference.hpp"
#include "engine/api/request.hpp"

namespace dockverify::engine {
namespace {

// Older engines fill the gaps of untagged images with this.
std::vector<std::string> real_names(std::vector<std::string> names) {
  std::erase_if(names, [](std::string const& name) { return name.find("<none>") != std::string::npos; });
  return names;
}

image_inspect read_inspect(json_reader const& from) {
  image_inspect read;
  read.id = from.required("Id");
  read.repo_tags = real_names(from.texts("RepoTags"));
  read.repo_digests = real_names(from.texts("RepoDigests"));
  read.architecture = from.text("Architecture");
  read.os = from.text("Os");
  read.created = from.text("Created");
  read.size = from.integer("Size");
  return read;
}

image_summary read_summary(json_reader const& from) {
  image_summary read;
  read.id = from.required("Id");
  read.repo_tags = real_names(from.texts("RepoTags"));
  read.repo_digests = real_names(from.texts("RepoDigests"));
  read.size = from.integer("Size");
  read.created = from.integer("Created");
  read.labels = from.text_map("Labels");
  read.raw = from.raw();
  return read;
}

// Registries and engines disagree on codes for the same thing, before the stream and in it: the text decides.
io::failure sharpened(io::failure cause) {
  if (cause.kind != io::failure_kind::server) return cause;
  std::string lower = cause.message;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  auto const says = [&](std::string_view text) { return lower.find(text) != std::string::npos; };
  if (says("unauthorized") || says("no basic auth credentials") || says("access denied") ||
      says("authentication required")) {
    cause.kind = io::failure_kind::denied;
  } else if (says("manifest unknown") || says("manifest for ") || says("not found")) {
    cause.kind = io::failure_kind::not_found;
  }
  return cause;
}

// Pull progress repeats a layer's status many times a second: one line for each change is what people read.
class pull_progress {
 public:
  explicit pull_progress(progress_sink sink) : sink_(std::move(sink)) {}
  void tell(json_reader const& line) {
    auto const status = line.text("status");
    auto const id = line.text("id");
    if (status.empty() || !sink_) return;
    auto& last = statuses_[id];
    if (!id.empty() && last == status) return;
    last = status;
    sink_(id.empty() ? status : id + ": " + status);
  }

 private:
  progress_sink sink_;
  std::map<std::string, std::string> statuses_;
};

io::awaitable<io::result<void>> simple_call(transport& over, endpoint_request call, io::time_point until) {
  auto const reply = co_await perform(over, std::move(call), until);
  if (!reply) co_return reply.error();
  co_return io::result<void>();
}

}  // namespace

io::awaitable<io::result<std::vector<image_summary>>> images_api::list(filters filter, call_options options) {
  endpoint_request call("GET", "/images/json");
  call.filter(filter);
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  std::vector<image_summary> found;
  for (auto const& entry : reader.each()) found.push_back(read_summary(entry));
  if (reader.error()) co_return *reader.error();
  co_return found;
}

io::awaitable<io::result<image_inspect>> images_api::inspect(std::string reference, call_options options) {
  auto call = endpoint_request::of_image("GET", "/images/{}/json", reference);
  auto const operation = call.operation;
  auto body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return body.error();
  json_reader const reader(*body, operation);
  auto read = read_inspect(reader);
  if (reader.error()) co_return *reader.error();
  read.raw = std::move(*body);
  co_return read;
}

io::awaitable<io::result<void>> images_api::pull(std::string reference, std::string platform, std::string registry_auth,
                                                 progress_sink sink, call_options options) {
  endpoint_request call("POST", "/images/create");
  auto const parsed = parse_reference(reference);
  if (parsed) {
    // Without a tag the engine would pull all of them.
    auto const& version = parsed->digest.empty() ? parsed->tag : parsed->digest;
    call.query("fromImage", parsed->repository).query("tag", version.empty() ? "latest" : version);
    call.query_if_set("platform", platform);
  } else {
    call.refuse("\"" + reference + "\" is not an image reference");
  }
  if (!registry_auth.empty()) call.wire.headers.emplace_back("X-Registry-Auth", registry_auth);
  call.operation = "pull " + reference;
  auto const operation = call.operation;
  auto stream = co_await perform_open(*transport_, std::move(call), options.deadline);
  if (!stream) co_return sharpened(stream.error());
  auto lines = make_json_stream(std::move(*stream), operation);
  pull_progress progress(std::move(sink));
  for (;;) {
    auto const line = co_await lines.next(options);
    if (!line) co_return line.error();
    if (!*line) co_return io::result<void>();
    auto const failed = failure_of_line(**line, operation);
    if (failed) co_return sharpened(*failed);
    progress.tell(json_reader(**line, operation));
  }
}

io::awaitable<io::result<std::string>> images_api::registry_digest(std::string reference, std::string registry_auth,
                                                                   call_options options) {
  auto call = endpoint_request::of_image("GET", "/distribution/{}/json", reference);
  if (!registry_auth.empty()) call.wire.headers.emplace_back("X-Registry-Auth", registry_auth);
  call.operation = "look up " + reference;
  auto const operation = call.operation;
  auto const body = co_await perform_json(*transport_, std::move(call), options.deadline);
  if (!body) co_return sharpened(body.error());
  json_reader const reader(*body, operation);
  auto digest = reader.at("Descriptor").required("digest");
  if (reader.error()) co_return *reader.error();
  co_return digest;
}

io::awaitable<io::result<void>> images_api::tag(std::string reference, std::string repository, std::string tag,
                                                call_options options) {
  auto call = endpoint_request::of_image("POST", "/images/{}/tag", reference);
  call.query("repo", repository).query_if_set("tag", tag);
  if (repository.empty()) call.refuse("an empty repository");
  return simple_call(*transport_, std::move(call), options.deadline);
}

io::awaitable<io::result<void>> images_api::remove(std::string reference, bool force, call_options options) {
  auto call = endpoint_request::of_image("DELETE", "/images/{}", reference);
  call.flag("force", force);
  return simple_call(*transport_, std::move(call), options.deadline);
}

}  // namespace dockverify::engine
