// Any bytes as a Dockerfile: parsed, resolved into stages, its scripts read. Every place must lie within the text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "dockerfile/mount.hpp"
#include "dockerfile/parse.hpp"
#include "dockerfile/script.hpp"
#include "dockerfile/stages.hpp"

namespace {

using namespace dockverify;
using namespace dockverify::dockerfile;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(document const& file, text_range where) {
  require(where.begin <= where.end && where.end <= file.text().size() + 1);
  require(file.place(where.begin).line >= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const file = parse(std::string(reinterpret_cast<char const*>(data), size));
  stage_model const model(file);
  for (auto const& p : file.problems()) check(file, p.where);
  for (std::size_t at = 0; at < file.instructions().size(); ++at) {
    auto const& i = file.instructions()[at];
    check(file, i.where);
    for (auto const& f : i.flags) check(file, f.where);
    for (auto const& p : i.pairs) check(file, p.value.where);
    for (auto const& h : i.heredocs) check(file, h.where);
    for (auto const& w : i.words) {
      check(file, w.where);
      (void)model.expand(w.text, at);
    }
    (void)mounts_of(i);
    auto const script = read_script(i.trigger ? *i.trigger : i, model.shell_settings_at(at));
    for (auto const& c : script.program.commands()) {
      check(file, c.where);
      for (auto const& w : c.words) check(file, w.where);
    }
  }
  return 0;
}
