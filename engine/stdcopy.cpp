// Frame: type, 0, 0, 0, length (big endian, 32 bits), payload.
#include "engine/stdcopy.hpp"

#include <algorithm>

namespace dockverify::engine {
namespace {
constexpr unsigned type_stderr = 2;
constexpr unsigned type_daemon_error = 3;
}  // namespace

bool stdcopy_decoder::fail(std::string text) {
  failed_ = true;
  error_ = std::move(text);
  return false;
}

bool stdcopy_decoder::begin_frame() {
  header_size_ = 0;
  type_ = header_[0];
  if (type_ > type_daemon_error || header_[1] != 0 || header_[2] != 0 || header_[3] != 0)
    return fail("the output is not framed (is the container's TTY setting right?)");
  left_ = static_cast<std::uint32_t>(header_[4]) << 24U | static_cast<std::uint32_t>(header_[5]) << 16U |
          static_cast<std::uint32_t>(header_[6]) << 8U | static_cast<std::uint32_t>(header_[7]);
  if (left_ > largest_frame) return fail("an output frame of " + std::to_string(left_) + " bytes");
  begins_ = true;
  return true;
}

bool stdcopy_decoder::feed(std::string_view bytes, sink const& out) {
  while (!failed_ && !bytes.empty()) {
    if (left_ == 0) {
      auto const count = std::min(header_.size() - header_size_, bytes.size());
      std::copy_n(bytes.begin(), count, header_.begin() + static_cast<std::ptrdiff_t>(header_size_));
      header_size_ += count;
      bytes.remove_prefix(count);
      if (header_size_ < header_.size()) break;
      if (!begin_frame()) break;
      if (left_ == 0 && type_ == type_daemon_error) return fail("the engine broke off the output");
      continue;
    }
    auto const part = bytes.substr(0, left_);
    bytes.remove_prefix(part.size());
    left_ -= static_cast<std::uint32_t>(part.size());
    if (type_ == type_daemon_error) {
      error_.append(part.substr(0, largest_error - std::min(largest_error, error_.size())));
      if (left_ == 0) failed_ = from_daemon_ = true;
    } else {
      out(type_ == type_stderr ? output_stream::err : output_stream::out, part, begins_);
    }
    begins_ = false;
  }
  return !failed_;
}

}  // namespace dockverify::engine
