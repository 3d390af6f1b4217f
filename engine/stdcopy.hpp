// The engine's framed output (logs, attach, exec without a TTY): an incremental demultiplexer, pure.
// Frames arrive cut anywhere; payload is handed on as it comes, so a frame of any length costs no memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace dockverify::engine {

enum class output_stream : std::uint8_t { out, err };

class stdcopy_decoder {
 public:
  /// `begins`: this part is the first of its frame.
  using sink = std::function<void(output_stream stream, std::string_view part, bool begins)>;
  /// The engine itself writes frames of 16 or 32 KiB; a length beyond this is a stream that is not framed at all.
  static constexpr std::uint32_t largest_frame = 64U << 20U;
  static constexpr std::size_t largest_error = 64U << 10U;

  /// False once the bytes make no sense or carried an error of the daemon (`error()`); then nothing more is decoded.
  bool feed(std::string_view bytes, sink const& out);
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// True when the error is the daemon's own text (a frame of type 3).
  [[nodiscard]] bool from_daemon() const noexcept { return from_daemon_; }
  [[nodiscard]] std::string const& error() const noexcept { return error_; }
  /// True at a frame boundary: the only place where a stream may end.
  [[nodiscard]] bool at_boundary() const noexcept { return header_size_ == 0 && left_ == 0; }

 private:
  bool begin_frame();
  bool fail(std::string text);

  std::array<unsigned char, 8> header_{};
  std::size_t header_size_ = 0;
  std::uint32_t left_ = 0;  // payload bytes still to come
  bool begins_ = false;
  unsigned type_ = 1;
  bool failed_ = false, from_daemon_ = false;
  std::string error_;
};

}  // namespace dockverify::engine
