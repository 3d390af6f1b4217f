// Any bytes as a shell script. Every place must lie within the text, every link within its list.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "shell/read.hpp"

namespace {

using namespace dockverify::shell;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const made = read(mapped_text(text));
  auto const inside = [&](text_range r) { require(r.begin <= r.end && r.end <= size); };
  for (auto const& p : made.problems()) require(p.where.begin <= size + 1);
  for (auto const& n : made.nodes()) {
    inside(n.where);
    require(n.parent == none || n.parent < made.nodes().size());
    require(n.command == none || n.command < made.commands().size());
  }
  for (std::size_t i = 0; i < made.commands().size(); ++i) {
    auto const& c = made.commands()[i];
    inside(c.where);
    require(c.inside == none || c.inside < i);
    require(c.node < made.nodes().size());
    require(c.pipeline_position < c.pipeline_length);
    for (auto const& w : c.words) inside(w.where);
    (void)c.flags();
    (void)c.arguments({"-o"});
    (void)c.flag_value({"-o", "--option"});
  }
  return 0;
}
