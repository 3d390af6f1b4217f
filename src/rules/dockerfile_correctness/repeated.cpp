#include "rules/dockerfile_correctness/repeated.hpp"

#include <array>
#include <string>

namespace dockverify::rules {

namespace {

void report(dockerfile_subject const& subject, dockerfile::instruction const& dead, dockerfile::instruction const& next,
            sink& out) {
  std::string const name(dockerfile::name_of(dead.what));
  std::string_view const text = subject.file->text();
  std::size_t end = dead.where.end;
  while (end < text.size() && text[end] != '\n') ++end;
  if (end < text.size()) ++end;
  draft& made = out.add(subject.where(dead), "this " + name + " is dead: the one in line " +
                                                 std::to_string(next.first_line) + " replaces it")
                    .related(subject.where(next))
                    .advice("keep one " + name + " in a stage");
  if (subject.where(dead).column == 1) made.edit(dead.where.begin, end, "");
}

}  // namespace

void report_repeated(dockerfile_subject const& subject, dockerfile::keyword what, sink& out) {
  std::array<dockerfile::instruction const*, 2> before{};
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t, bool onbuild) {
    if (!onbuild && one.is(dockerfile::keyword::from)) before = {};
    if (!one.is(what)) return;
    dockerfile::instruction const*& last = before[onbuild ? 1 : 0];
    if (last != nullptr) report(subject, *last, one, out);
    last = &one;
  });
}

}  // namespace dockverify::rules
