// Any bytes as a shell script. Every place must lie within the text, every link within its list.
#include "harness.hpp"
#include "shell/read.hpp"

namespace dockverify::fuzz {

using namespace dockverify::shell;

void shell_read(std::string_view bytes) {
  auto const made = read(mapped_text(bytes));
  auto const inside = [&](text_range r) {
    require(r.begin <= r.end && r.end <= bytes.size(), "a place lies within the text");
  };
  for (auto const& p : made.problems()) require(p.where.begin <= bytes.size() + 1, "so does a problem's");
  for (auto const& n : made.nodes()) {
    inside(n.where);
    require(n.parent == none || n.parent < made.nodes().size(), "a link stays within its list");
    require(n.command == none || n.command < made.commands().size(), "a link stays within its list");
  }
  for (std::size_t i = 0; i < made.commands().size(); ++i) {
    auto const& c = made.commands()[i];
    inside(c.where);
    require(c.inside == none || c.inside < i, "a link stays within its list");
    require(c.node < made.nodes().size(), "a link stays within its list");
    require(c.pipeline_position < c.pipeline_length, "a link stays within its list");
    for (auto const& w : c.words) inside(w.where);
    (void)c.flags();
    (void)c.arguments({"-o"});
    (void)c.flag_value({"-o", "--option"});
  }
}

}  // namespace dockverify::fuzz
