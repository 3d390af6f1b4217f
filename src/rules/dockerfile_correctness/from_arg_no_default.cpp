// DVD323: with the ARGs' defaults alone FROM names no image.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_small_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_word(char c) {
  return is_small_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Small letters and digits, with one ., one or two _ or any number of - between them.
bool is_path_part(std::string_view part) {
  if (part.empty() || !is_small_or_digit(part.front()) || !is_small_or_digit(part.back())) return false;
  for (std::size_t i = 0; i < part.size();) {
    if (is_small_or_digit(part[i])) {
      ++i;
      continue;
    }
    std::size_t const end = part.find_first_not_of(part[i], i);
    std::size_t const length = end - i;
    bool const separator = (part[i] == '.' && length == 1) || (part[i] == '_' && length <= 2) || part[i] == '-';
    if (!separator || !is_small_or_digit(part[end])) return false;
    i = end;
  }
  return true;
}

bool is_registry(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return is_word(c) || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
}

bool is_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= 128 && is_word(tag.front()) &&
         std::all_of(tag.begin(), tag.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

/// As docker's own reference grammar has it.
bool is_image_reference(std::string_view text) {
  if (std::size_t const at = text.find('@'); at != std::string_view::npos) {
    std::string_view const digest = text.substr(at + 1);
    std::size_t const colon = digest.find(':');
    if (colon == std::string_view::npos || digest.size() - colon - 1 < 32) return false;
    text = text.substr(0, at);
  }
  std::size_t const last_slash = text.rfind('/');
  std::size_t const colon = text.find(':', last_slash == std::string_view::npos ? 0 : last_slash);
  if (colon != std::string_view::npos) {
    if (!is_tag(text.substr(colon + 1))) return false;
    text = text.substr(0, colon);
  }
  std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    std::string_view const host = text.substr(0, slash);
    bool const registry =
        host.find_first_of(".:") != std::string_view::npos || host == "localhost" || has_capital(host);
    if (registry) {
      if (!is_registry(host)) return false;
      text = text.substr(slash + 1);
    }
  }
  while (true) {
    slash = text.find('/');
    if (!is_path_part(text.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    text = text.substr(slash + 1);
  }
}

void check(dockerfile_subject const& subject, sink& out) {
  for (dockerfile::stage const& stage : subject.stages->stages()) {
    if (stage.from == nullptr || stage.from->words.empty()) continue;
    std::string_view const written = stage.from->words[0].text;
    if (written.find('$') == std::string_view::npos) continue;
    dockerfile::expansion const name = subject.stages->expand_defaults(written, subject.stages->index_of(*stage.from));
    if (!name.known || subject.stages->find(name.text, stage.index) != dockerfile::npos) continue;
    if (is_image_reference(name.text)) continue;
    out.add(subject.where(*stage.from), name.text.empty()
                                            ? "without build arguments FROM " + std::string(written) + " names no image"
                                            : "without build arguments FROM " + std::string(written) + " is " +
                                                  name.text + ", which is no image's name")
        .field(std::string(written))
        .advice("give the ARG a default that makes a whole name");
  }
}

}  // namespace

extern rule const from_arg_no_default;
rule const from_arg_no_default{
    .id = "DVD323",
    .name = "from-arg-no-default",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "With the ARGs' defaults alone the image's name in FROM is empty or malformed.",
    .why = "A plain `docker build`, and every tool that reads the file, then has no image to start from.",
    .bad = "ARG VERSION\nFROM alpine:${VERSION}\n",
    .good = "ARG VERSION=3.20\nFROM alpine:${VERSION}\n",
    .aliases = {"BK:InvalidDefaultArgInFrom"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
