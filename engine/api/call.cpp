// The two kinds of streamed replies: JSON values, one a line, and container output.
#include "engine/api/call.hpp"

#include <deque>
#include <utility>

#include "engine/api/request.hpp"
#include "engine/ndjson.hpp"

namespace dockverify::engine {

class json_stream::impl {
 public:
  impl(reply_stream over, std::string name) : stream(std::move(over)), operation(std::move(name)) {}
  reply_stream stream;
  std::string operation;
  line_splitter lines;
  bool ended = false;
};

namespace {

io::failure named(io::failure cause, std::string const& operation) {
  cause.operation = operation;
  return cause;
}

}  // namespace

json_stream::json_stream(std::unique_ptr<impl> stream) : impl_(std::move(stream)) {}
json_stream::json_stream(json_stream&&) noexcept = default;
json_stream& json_stream::operator=(json_stream&&) noexcept = default;
json_stream::~json_stream() = default;
void json_stream::close() noexcept {
  impl_->stream.close();
}

io::awaitable<io::result<std::optional<json>>> json_stream::next(call_options options) {
  auto& self = *impl_;
  for (;;) {
    auto line = self.lines.next();
    if (!line && self.ended) line = self.lines.rest();
    if (line) {
      auto value = parse_json(*line);
      if (!value) co_return protocol_failure(self.operation, "a line that is not JSON, or nests too deeply");
      co_return std::optional<json>(std::move(*value));
    }
    if (self.ended) co_return std::optional<json>();
    auto const piece = co_await self.stream.read_some(options.deadline);
    if (!piece) co_return named(piece.error(), self.operation);
    if (piece->empty()) self.ended = true;
    if (!self.lines.feed(*piece)) co_return protocol_failure(self.operation, "a line of more than 8 MiB");
  }
}

class output_reader::impl {
 public:
  impl(reply_stream over, bool with_tty, std::string name)
      : stream(std::move(over)), tty(with_tty), operation(std::move(name)) {}
  reply_stream stream;
  bool tty;
  std::string operation;
  stdcopy_decoder decoder;
  std::deque<output_chunk> ready;
  bool ended = false;

  // Parts of different frames stay apart: a reader may want the borders.
  void take(std::string_view bytes) {
    if (tty) {
      ready.push_back(output_chunk{output_stream::out, std::string(bytes), true});
      return;
    }
    decoder.feed(bytes, [this](output_stream which, std::string_view part, bool begins) {
      ready.push_back(output_chunk{which, std::string(part), begins});
    });
  }
  [[nodiscard]] io::failure failure() const {
    auto const kind = decoder.from_daemon() ? io::failure_kind::server : io::failure_kind::protocol;
    return io::failure{kind, {}, 0, operation, decoder.error()};
  }
};

output_reader::output_reader(std::unique_ptr<impl> stream) : impl_(std::move(stream)) {}
output_reader::output_reader(output_reader&&) noexcept = default;
output_reader& output_reader::operator=(output_reader&&) noexcept = default;
output_reader::~output_reader() = default;
void output_reader::close() noexcept {
  impl_->stream.close();
}

io::awaitable<io::result<std::optional<output_chunk>>> output_reader::next(call_options options) {
  auto& self = *impl_;
  for (;;) {
    if (!self.ready.empty()) {
      std::optional<output_chunk> chunk(std::move(self.ready.front()));
      self.ready.pop_front();
      co_return chunk;
    }
    if (self.decoder.failed()) co_return self.failure();
    if (self.ended) co_return std::optional<output_chunk>();
    auto const piece = co_await self.stream.read_some(options.deadline);
    if (!piece) co_return named(piece.error(), self.operation);
    if (piece->empty()) {
      self.ended = true;
      if (!self.decoder.at_boundary())
        co_return io::failure{
            io::failure_kind::unreachable, {}, 0, self.operation, "the output broke off inside a frame"};
    } else {
      self.take(*piece);
    }
  }
}

json_stream make_json_stream(reply_stream stream, std::string operation) {
  return json_stream(std::make_unique<json_stream::impl>(std::move(stream), std::move(operation)));
}

output_reader make_output_reader(reply_stream stream, bool tty, std::string operation) {
  return output_reader(std::make_unique<output_reader::impl>(std::move(stream), tty, std::move(operation)));
}

}  // namespace dockverify::engine
