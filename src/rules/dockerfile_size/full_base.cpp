// DVD101: the final image stands on a full one although a small variant exists.
#include "rules/image_facts.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(dockerfile_subject const& subject, sink& out) {
  dockerfile::stage const* stage = final_stage(subject);
  if (stage == nullptr) return;
  dockerfile::stage const& lowest = subject.stages->stages()[subject.stages->chain(stage->index).back()];
  if (lowest.base != dockerfile::base_kind::image || lowest.windows) return;
  dockerfile::image_name const& image = lowest.image;
  if (image.tag.empty() && !image.digest.empty()) return;
  if (lowest.base_name.text.ends_with(':') || is_small(image)) return;
  std::string_view const suffix = small_suffix(image);
  if (suffix.empty()) return;

  dockerfile::word const& written = lowest.from->words[0];
  std::string const small = lowest.base_name.text.substr(0, lowest.base_name.text.find('@')) +
                            std::string(image.tag.empty() ? ":<version>" : "") + std::string(suffix);
  draft& made =
      out.add(subject.where(*lowest.from), std::string(image.base()) + " is the full image; it has a small variant")
          .field(lowest.base_name.text)
          .advice("write " + small);
  bool const plain = written.text == lowest.base_name.text && !image.tag.empty() && image.digest.empty();
  if (plain && image.tag != "latest") made.edit(written.where.end, written.where.end, std::string(suffix));
}

}  // namespace

extern rule const full_base;
rule const full_base{
    .id = "DVD101",
    .name = "full-base",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "The final stage is built from a full image that has a slim or alpine variant.",
    .why =
        "Full variants bring compilers, version control and hundreds of libraries: python:3.12 is seven times as large "
        "as python:3.12-slim, and each package in it is one more to update. Build stages may use them.",
    .bad = "FROM python:3.12\nCMD [\"python\"]\n",
    .good = "FROM python:3.12-slim\nCMD [\"python\"]\n",
    .aliases = {},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
