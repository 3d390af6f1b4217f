#include "rules/stage_rename.hpp"

#include <algorithm>
#include <string_view>

#include "dockerfile/mount.hpp"
#include "rules/instruction_words.hpp"

namespace dockverify::rules {

void rename_stage(draft& made, dockerfile_subject const& subject, dockerfile::stage const& stage,
                  std::string const& name) {
  auto const replace = [&](dockerfile::text_range where) {
    std::string_view const written = subject.file->text(where);
    if (same_letters(written, stage.name) && written != name) made.edit(where.begin, where.end, name);
  };
  auto const means_it = [&](std::string_view from, std::size_t index) {
    if (!same_letters(from, stage.name)) return false;
    dockerfile::stage_reference const target = subject.stages->resolve(from, subject.stages->stage_of(index));
    return target.what == dockerfile::stage_reference::kind::stage && target.stage == stage.index;
  };
  replace(stage.name_word->where);
  for (std::size_t on : stage.built_on_by) {
    dockerfile::instruction const* from = subject.stages->stages()[on].from;
    if (from != nullptr && !from->words.empty()) replace(from->words[0].where);
  }
  auto const all = subject.file->instructions();
  for (std::size_t index = stage.first; index < all.size(); ++index) {
    dockerfile::instruction const& one = all[index].trigger ? *all[index].trigger : all[index];
    dockerfile::flag const* from = one.is(dockerfile::keyword::copy) ? one.find_flag("from") : nullptr;
    if (from != nullptr && means_it(from->value, index)) replace(from->value_where);
    if (!one.is(dockerfile::keyword::run) || !one.has_flag("mount")) continue;
    for (dockerfile::mount const& mount : dockerfile::mounts_of(one)) {
      if (!means_it(mount.from, index)) continue;
      std::string_view const written = subject.file->text(mount.flag->value_where);
      std::size_t const key = written.find("from=" + mount.from);
      if (key == std::string_view::npos) continue;
      std::size_t const begin = mount.flag->value_where.begin + key + std::string_view("from=").size();
      replace({begin, begin + mount.from.size()});
    }
  }
}

}  // namespace dockverify::rules
