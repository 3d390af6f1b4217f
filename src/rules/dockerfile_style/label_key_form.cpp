// DVD410: a label's key that is no good one.
#include <algorithm>

#include "rules/dockerfile_style/labels.hpp"

namespace dockverify::rules {
namespace {

/// What is wrong with a key; empty: nothing.
std::string_view fault_of(std::string_view key) {
  auto const small = [](char c) { return c >= 'a' && c <= 'z'; };
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::string_view reserved : {"com.docker.", "io.docker.", "org.dockerproject."}) {
    if (key.starts_with(reserved)) return "is in a name space that is reserved for Docker";
  }
  if (!small(key.front())) return "does not begin with a small letter";
  if (!small(key.back()) && !digit(key.back())) return "does not end with a small letter or a digit";
  bool const plain = std::all_of(key.begin(), key.end(), [&](char c) {
    return small(c) || digit(c) || c == '.' || c == '-' || c == '_' || c == '/';
  });
  if (!plain) return "has other characters than small letters, digits, and . - _ /";
  if (key.find("..") != std::string_view::npos || key.find("--") != std::string_view::npos)
    return "has two dots or dashes in a row";
  return {};
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_label(subject, [&](dockerfile::instruction const& one, dockerfile::pair const&, std::string const& key,
                              std::size_t, bool) {
    std::string_view const fault = key.empty() ? std::string_view{} : fault_of(key);
    if (fault.empty()) return;
    out.add(subject.where(one), "the label key " + key + " " + std::string(fault))
        .field(key)
        .advice("use a reverse domain name of your own: org.example.label");
  });
}

}  // namespace

extern rule const label_key_form;
rule const label_key_form{
    .id = "DVD410",
    .name = "label-key",
    .dev = level::info,
    .prod = level::info,
    .summary = "A label's key has characters or a prefix that it should not have.",
    .why = "Tools that filter by labels expect keys of small letters, digits and single separators.",
    .bad = "FROM alpine:3.20\nLABEL com.docker.team=web\n",
    .good = "FROM alpine:3.20\nLABEL org.example.team=web\n",
    .aliases = {"DL3048"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
