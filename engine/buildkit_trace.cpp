// A reader of protobuf's wire format for the fields of StatusResponse that are shown:
// vertexes = 1 {digest 1, name 3, cached 4, started 5, completed 6, error 7}, logs = 3 {vertex 1, msg 4}.
#include "engine/buildkit_trace.hpp"

#include <cstdint>

#include "engine/utf8.hpp"

namespace dockverify::engine {
namespace {

constexpr std::size_t longest_line = 64U << 10U;

struct field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;  // of a varint
  std::string_view bytes;   // of a length-delimited field
};

class wire_reader {
 public:
  explicit wire_reader(std::string_view message) : rest_(message) {}

  // nullopt at the end, or where the bytes make no sense: failed().
  std::optional<field> next() {
    if (rest_.empty() || failed_) return std::nullopt;
    field read;
    auto const tag = varint();
    read.number = tag >> 3U;
    switch (tag & 7U) {
      case 0:
        read.value = varint();
        break;
      case 1:
        take(8);
        break;
      case 2:
        read.bytes = take(varint());
        break;
      case 5:
        take(4);
        break;
      default:
        failed_ = true;
    }
    if (failed_) return std::nullopt;
    return read;
  }
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      auto const byte = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return value;
    }
    failed_ = true;
    return 0;
  }
  std::string_view take(std::uint64_t count) {
    if (failed_ || count > rest_.size()) {
      failed_ = true;
      return {};
    }
    auto const part = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return part;
  }

  std::string_view rest_;
  bool failed_ = false;
};

bool read_vertex(std::string_view message, buildkit_vertex& into) {
  wire_reader reader(message);
  while (auto const part = reader.next()) {
    switch (part->number) {
      case 1:
        into.digest = part->bytes;
        break;
      case 3:
        into.name = to_valid_utf8(part->bytes);
        break;
      case 4:
        into.cached = part->value != 0;
        break;
      case 5:
        into.started = true;
        break;
      case 6:
        into.completed = true;
        break;
      case 7:
        into.error = to_valid_utf8(part->bytes);
        break;
      default:
        break;
    }
  }
  return !reader.failed();
}

bool read_log(std::string_view message, buildkit_log& into) {
  wire_reader reader(message);
  while (auto const part = reader.next()) {
    if (part->number == 1) into.vertex = part->bytes;
    if (part->number == 4) into.text = part->bytes;
  }
  return !reader.failed();
}

}  // namespace

std::optional<buildkit_status> decode_buildkit_status(std::string_view message) {
  buildkit_status status;
  wire_reader reader(message);
  bool valid = true;
  while (auto const part = reader.next()) {
    if (part->number == 1) valid = read_vertex(part->bytes, status.vertexes.emplace_back()) && valid;
    if (part->number == 3) valid = read_log(part->bytes, status.logs.emplace_back()) && valid;
  }
  if (reader.failed() || !valid) return std::nullopt;
  return status;
}

buildkit_progress::step& buildkit_progress::step_of(std::string const& digest) {
  auto& found = steps_[digest];
  if (found.number == 0) found.number = steps_.size();
  return found;
}

std::vector<std::string> buildkit_progress::lines(buildkit_status const& status) {
  std::vector<std::string> shown;
  auto const tell = [&shown](step const& at, std::string const& text) {
    shown.push_back("#" + std::to_string(at.number) + " " + text);
  };
  for (auto const& vertex : status.vertexes) {
    if (!vertex.started && !vertex.cached && vertex.error.empty()) continue;
    auto& at = step_of(vertex.digest);
    if (!at.named) tell(at, vertex.name);
    at.named = true;
    if (at.ended) continue;
    at.ended = vertex.cached || vertex.completed || !vertex.error.empty();
    if (!vertex.error.empty()) {
      tell(at, "ERROR: " + vertex.error);
    } else if (vertex.cached) {
      tell(at, "CACHED");
    } else if (vertex.completed) {
      tell(at, "DONE");
    }
  }
  for (auto const& log : status.logs) {
    auto& at = step_of(log.vertex);
    at.partial += log.text;
    for (auto end = at.partial.find('\n'); end != std::string::npos; end = at.partial.find('\n')) {
      tell(at, to_valid_utf8(at.partial.substr(0, end)));
      at.partial.erase(0, end + 1);
    }
    if (at.partial.size() > longest_line) {
      tell(at, to_valid_utf8(at.partial));
      at.partial.clear();
    }
  }
  return shown;
}

}  // namespace dockverify::engine
