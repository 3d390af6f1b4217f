// What the reader enters and leaves: nesting, and texts within texts.
#pragma once

#include "shell/reader.hpp"

namespace dockverify::shell {

/// Scripts are not nested this deeply; what is stops the reading.
inline constexpr int max_depth = 100;

class reader::depth_scope {
 public:
  explicit depth_scope(reader& of) : of_(of) {
    if (++of_.depth_ > max_depth) of_.stop("nested too deeply; what follows is not read");
  }
  ~depth_scope() { --of_.depth_; }
  depth_scope(depth_scope const&) = delete;
  depth_scope& operator=(depth_scope const&) = delete;
  depth_scope(depth_scope&&) = delete;
  depth_scope& operator=(depth_scope&&) = delete;

 private:
  reader& of_;
};

/// Reads another text for a while: the inside of backticks, a string for sh -c, a here-document.
class reader::source_scope {
 public:
  source_scope(reader& of, mapped_text const& inner)
      : of_(of), source_(of.source_), at_(of.at_), pending_(std::move(of.pending_)) {
    of_.pending_.clear();
    // A text may be read again for each quoting around it; together they must stay linear.
    of_.work_ += inner.text().size() + 16;
    entered_ = of_.work_ <= of_.allowed_work_;
    of_.source_ = inner;
    of_.text_ = inner.text();
    of_.at_ = 0;
  }
  ~source_scope() {
    of_.source_ = source_;
    of_.text_ = source_.text();
    of_.at_ = at_;
    of_.pending_ = std::move(pending_);
  }
  source_scope(source_scope const&) = delete;
  source_scope& operator=(source_scope const&) = delete;
  source_scope(source_scope&&) = delete;
  source_scope& operator=(source_scope&&) = delete;

  [[nodiscard]] bool entered() const noexcept { return entered_; }

 private:
  reader& of_;
  mapped_text source_;
  std::size_t at_;
  std::vector<pending_document> pending_;
  bool entered_ = false;
};

}  // namespace dockverify::shell
