// The only user of Beast: its parser, fed by our own reads. Beast's composed reads can lose a cancellation (measured on
// 1.81); a loop of single socket reads cannot, and it makes back-pressure plain: nothing is read unless asked for.
#include "engine/http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdio>
#include <optional>
#include <span>

namespace dockverify::http {
namespace {

namespace beast = boost::beast;
using io::error_code;
using io::failure;
using io::failure_kind;

constexpr std::size_t read_size = std::size_t{16} << 10U;
constexpr std::uint32_t header_limit = 64U << 10U;
// What the parser may leave unconsumed: one header or one chunk's header, never more.
constexpr std::size_t buffer_limit = std::size_t{256} << 10U;

// Collects what has arrived. Beast's string_body reserves a declared Content-Length at once: a peer's choice.
struct arrived_body {
  using value_type = std::string;
  class reader {
   public:
    template <bool isRequest, class Fields>
    reader(beast::http::header<isRequest, Fields>&, value_type& body) : body_(body) {}
    void init(boost::optional<std::uint64_t> const&, error_code& code) { code = {}; }
    template <class Buffers>
    std::size_t put(Buffers const& buffers, error_code& code) {
      code = {};
      std::size_t const before = body_.size();
      for (auto const piece : beast::buffers_range_ref(buffers))
        body_.append(static_cast<char const*>(piece.data()), piece.size());
      return body_.size() - before;
    }
    void finish(error_code& code) { code = {}; }

   private:
    value_type& body_;
  };
};
using parser_type = beast::http::response_parser<arrived_body>;

failure broke_off(char const* when) {
  return failure{failure_kind::unreachable, beast::http::make_error_code(beast::http::error::partial_message), 0,
                 "read", std::string("the engine closed the connection ") + when};
}
failure nonsense(error_code code) {
  return failure{failure_kind::protocol, code, 0, "read", "not a valid HTTP reply: " + code.message()};
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

}  // namespace

struct connection::impl {
  explicit impl(io::executor where) : stream(std::move(where)) {}

  io::byte_stream stream;
  beast::flat_buffer buffer{buffer_limit};
  std::optional<parser_type> parser;
  bool answered = false;
  bool raw = false;  // after 101

  // One read into the buffer. False at the end of the stream.
  io::awaitable<io::result<bool>> fill() {
    if (buffer.size() + read_size > buffer.max_size()) co_return nonsense(beast::http::error::buffer_overflow);
    auto const space = buffer.prepare(read_size);
    std::span<std::byte> const into(static_cast<std::byte*>(space.data()), space.size());
    auto const count = co_await stream.read_some(into);
    if (!count) co_return count.error();
    buffer.commit(*count);
    if (*count > 0) answered = true;
    co_return *count > 0;
  }

  // Parses what is buffered. False when the parser wants more bytes first.
  io::result<bool> parse() {
    if (buffer.size() == 0) return false;
    error_code code;
    auto const used = parser->put(buffer.cdata(), code);
    buffer.consume(used);
    if (code == beast::http::error::need_more) return used > 0;
    if (code) return nonsense(code);
    return true;
  }

  void begin_reply() {
    parser.emplace();
    parser->header_limit(header_limit);
    parser->body_limit(boost::none);  // whoever collects the body counts it
    parser->eager(false);
  }

  [[nodiscard]] reply_head head() const {
    reply_head read;
    read.status = static_cast<int>(parser->get().result_int());
    for (auto const& field : parser->get()) {
      auto& value = read.headers[lower_case(field.name_string())];
      if (!value.empty()) value += ", ";
      value += field.value();
    }
    return read;
  }
};

connection::connection(io::executor where) : impl_(std::make_unique<impl>(std::move(where))) {}
connection::~connection() = default;

io::byte_stream& connection::stream() noexcept {
  return impl_->stream;
}
bool connection::answered() const noexcept {
  return impl_->answered;
}

bool connection::reusable() const noexcept {
  return !impl_->raw && impl_->parser && impl_->parser->is_done() && impl_->parser->keep_alive() &&
         impl_->buffer.size() == 0 && impl_->stream.is_open();
}

io::awaitable<io::result<void>> connection::send(request const& what, std::string target) {
  impl_->answered = false;
  impl_->parser.reset();
  std::string const head = serialise_head(what, target);
  if (!what.source) {
    std::string const whole = head + what.body;
    auto const sent = co_await impl_->stream.write(std::string_view(whole));
    co_return sent;
  }
  auto const started = co_await impl_->stream.write(std::string_view(head));
  if (!started) co_return started.error();
  for (;;) {
    auto const piece = co_await what.source();
    if (!piece) {
      // Half a body must not look like a whole one to the engine, nor may anybody wait for its answer.
      impl_->stream.close();
      co_return piece.error();
    }
    std::array<char, 20> size{};
    std::snprintf(size.data(), size.size(), "%zx\r\n", piece->size());
    std::string const chunk = size.data() + *piece + "\r\n";
    auto const sent = co_await impl_->stream.write(std::string_view(chunk));
    if (!sent || piece->empty()) co_return sent;
  }
}

io::awaitable<io::result<reply_head>> connection::read_head() {
  for (;;) {
    impl_->begin_reply();
    while (!impl_->parser->is_header_done()) {
      auto const progress = impl_->parse();
      if (!progress) co_return progress.error();
      if (*progress) continue;
      auto const more = co_await impl_->fill();
      if (!more) co_return more.error();
      if (!*more && impl_->answered) co_return broke_off("inside a reply's header");
      if (!*more) co_return broke_off("instead of answering");
    }
    auto head = impl_->head();
    if (head.status >= 200 || head.status == 101) {
      impl_->raw = head.status == 101;
      impl_->parser->eager(true);
      co_return head;
    }
  }
}

io::awaitable<io::result<std::string>> connection::read_body() {
  for (;;) {
    if (impl_->raw) {
      if (impl_->buffer.size() > 0) {
        std::string bytes(static_cast<char const*>(impl_->buffer.cdata().data()), impl_->buffer.size());
        impl_->buffer.consume(impl_->buffer.size());
        co_return bytes;
      }
      auto const more = co_await impl_->fill();
      if (!more) co_return more.error();
      if (!*more) co_return std::string();
      continue;
    }
    auto& collected = impl_->parser->get().body();
    if (!collected.empty()) co_return std::exchange(collected, std::string());
    if (impl_->parser->is_done()) co_return std::string();
    auto const progress = impl_->parse();
    if (!progress) co_return progress.error();
    if (*progress) continue;
    auto const more = co_await impl_->fill();
    if (!more) co_return more.error();
    if (*more) continue;
    error_code code;
    impl_->parser->put_eof(code);
    if (code) co_return broke_off("before the reply's end");
  }
}

}  // namespace dockverify::http
