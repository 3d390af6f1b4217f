// DVD101: the final image stands on a full one although a small variant exists.
#include <algorithm>

#include "rules/image_facts.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_debian_release(std::string_view name) {
  for (std::string_view release : {"buster", "bullseye", "bookworm", "trixie"}) {
    if (name == release) return true;
  }
  return false;
}

/// The tag of the small variant of the same version; empty: the tag is not one of those that have one for certain.
std::string small_tag(dockerfile::image_name const& image, std::string_view suffix) {
  std::string const tag(image.tag);
  std::string_view const base = image.base();
  if (base == "debian" && is_debian_release(tag)) return tag + std::string(suffix);
  tag_parts const parts = split_tag(image.tag);
  // v1, or a date.
  if (parts.version.empty() || !tag.starts_with(parts.version)) return {};
  std::string const version(parts.version), variant(parts.variant);
  // maven's say which Java they have.
  if (variant.empty()) return base == "maven" ? std::string() : version + std::string(suffix);
  bool const combines = (base == "php" && (variant == "cli" || variant == "fpm" || variant == "zts")) ||
                        (base == "eclipse-temurin" && (variant == "jre" || variant == "jdk"));
  if (combines) return tag + std::string(suffix);
  if (!is_debian_release(variant) || base == "debian") return {};
  if (base == "node") return tag + "-slim";
  if (base == "python" || base == "ruby" || base == "rust") return version + "-slim-" + variant;
  return version + std::string(suffix);
}

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
  std::string const tag = small_tag(image, suffix);
  std::string const& whole = lowest.base_name.text;
  std::size_t const end = std::min(whole.find('@'), whole.size());
  std::string const name = whole.substr(0, image.tag.empty() ? end : end - image.tag.size() - 1);
  draft& made =
      out.add(subject.where(*lowest.from), std::string(image.base()) + " is the full image; it has a small variant")
          .field(lowest.base_name.text)
          .advice("write " + name + ":" + (tag.empty() ? "<version>" + std::string(suffix) : tag));
  bool const plain = written.text == lowest.base_name.text && image.digest.empty();
  if (plain && !tag.empty()) made.edit(written.where.end - image.tag.size(), written.where.end, tag);
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
