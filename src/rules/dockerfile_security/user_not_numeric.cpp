// DVD003: USER by name.
#include <algorithm>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

/// The user's part is one variable, and an ARG declares it before the instruction.
bool is_declared_argument(dockerfile_subject const& subject, std::string_view user, std::size_t before) {
  if (!user.starts_with('$')) return false;
  std::vector<std::string_view> const names = dockerfile::variables_in(user, subject.file->escape());
  if (names.size() != 1) return false;
  auto const all = subject.file->instructions().first(before);
  return std::any_of(all.begin(), all.end(), [&](dockerfile::instruction const& one) {
    return one.is(dockerfile::keyword::arg) &&
           std::any_of(one.pairs.begin(), one.pairs.end(),
                       [&](dockerfile::pair const& arg) { return arg.name.text == names[0]; });
  });
}

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// What stands before the group: the first : outside of ${...}.
std::string_view user_part(std::string_view written) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written.substr(i, 2) == "${") ++depth;
    if (written[i] == '}' && depth > 0) --depth;
    if (written[i] == ':' && depth == 0) return written.substr(0, i);
  }
  return written;
}

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::user) || one.words.empty()) return;
    std::string const written = unquoted(subject, one.words[0]);
    std::string_view const user = user_part(written);
    if (is_number(user)) return;
    if (!onbuild && is_declared_argument(subject, user, index)) return;
    out.add(subject.where(one), "USER is a name; only a number is the same user on the host")
        .advice("give the user a number (`useradd --uid 10001 app`) and write `USER 10001`");
  });
}

}  // namespace

extern rule const user_not_numeric;
rule const user_not_numeric{
    .id = "DVD003",
    .name = "user-not-numeric",
    .dev = level::info,
    .prod = level::info,
    .summary = "USER is not a number.",
    .why =
        "A name is looked up in the image's /etc/passwd when the container starts. Orchestrators that must prove that "
        "a container is not root, and the owners of mounted files, go by the number.",
    .bad = "FROM alpine:3.20\nUSER app\n",
    .good = "FROM alpine:3.20\nUSER 10001:10001\n",
    .aliases = {"DL3066"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
