// As BuildKit's dispatchRun hands a command over: a lone here-document is the script, others are put back behind the
// command for the shell to read.
#include "dockerfile/script.hpp"

#include "dockerfile/unicode_space.hpp"

namespace dockverify::dockerfile {

namespace {

bool has_command(instruction const& i) {
  return i.is(keyword::run) || i.is(keyword::cmd) || i.is(keyword::entrypoint) || i.is(keyword::healthcheck);
}

}  // namespace

script read_script(instruction const& i, shell::shell_settings const& settings) {
  script made;
  made.dialect = settings.dialect;
  if (!has_command(i)) return made;
  if (i.exec_form()) {
    made.dialect = shell::dialect::posix;
    made.exec_words = std::make_unique<std::vector<shell::word>>();
    for (std::size_t at = i.is(keyword::healthcheck) ? 1 : 0; at < i.words.size(); ++at) {
      auto const& w = i.words[at];
      made.exec_words->push_back({w.text, w.text, w.where, true, false, false});
    }
    made.program = shell::from_words(*made.exec_words, i.arguments.where());
    return made;
  }
  shell::read_options options{settings.pipefail, settings.errexit};
  made.text = i.arguments;
  if (i.heredocs.size() == 1 && i.arguments.text() == i.heredocs[0].opening.text) {
    auto const& document = i.heredocs[0];
    made.heredoc = true;
    made.text = mapped_text(document.content, document.content_where.begin);
    auto const interpreter = shell::words_of_shebang(document.content);
    if (!interpreter.empty()) {
      auto const line = document.content.substr(2, document.content.find_first_of("\r\n") - 2);
      made.interpreter = trim_right(trim_left(line));
      auto const given = shell::settings_of(interpreter);
      made.dialect = given.dialect;
      options = {given.pipefail, given.errexit};
    }
  } else if (!i.heredocs.empty()) {
    made.storage = std::make_unique<std::deque<shell::joined_text>>();
    auto& joined = made.storage->emplace_back();
    joined.add(i.arguments);
    auto end = i.arguments.where().end;
    for (auto const& document : i.heredocs) {
      joined.add("\n", end);
      joined.add(document.content, document.content_where.begin);
      // One that does not end has no such line, and so no place for it.
      if (document.terminated) joined.add(document.name, document.content_where.end);
      end = document.where.end;
    }
    made.text = joined.view();
  }
  if (made.dialect == shell::dialect::posix) made.program = shell::read(made.text, options);
  return made;
}

}  // namespace dockverify::dockerfile
