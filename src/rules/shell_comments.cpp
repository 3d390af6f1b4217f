#include "rules/shell_comments.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "dockerfile/expand.hpp"
#include "rules/commands.hpp"
#include "shell/dialect.hpp"

namespace dockverify::rules {

namespace {

/// The lines before the script in shellcheck_input().
constexpr int lines_before = 2;

/// Sourced files are not there, and a shell that the shebang only names does not matter.
constexpr int not_for_dockerfiles[] = {1090, 1091, 2187};

/// As ShellCheck calls it; empty: it does not know it.
std::string_view shell_of(dockerfile_subject const& subject, run_script const& script) {
  std::string_view program = "sh";
  if (!script.script.interpreter.empty()) {
    program = script.script.interpreter;
    if (shell::base_name(program.substr(0, program.find(' '))) == "env") {
      program.remove_prefix(std::min(program.size(), program.find(' ') + 1));
      while (program.starts_with('-')) program.remove_prefix(std::min(program.size(), program.find(' ') + 1));
    }
    program = program.substr(0, program.find(' '));
  } else if (dockerfile::instruction const* set = script.onbuild ? nullptr : subject.stages->shell_at(script.index)) {
    if (!set->words.empty()) program = set->words[0].text;
  }
  program = shell::base_name(program);
  if (program == "ash") return "dash";
  for (std::string_view known : {"sh", "bash", "dash", "ksh"}) {
    if (program == known) return known;
  }
  return {};
}

bool is_name(std::string_view text) {
  return !text.empty() && (text[0] < '0' || text[0] > '9') && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::set<std::string> variables_at(dockerfile_subject const& subject, run_script const& script) {
  std::set<std::string> names{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy",
                              "FTP_PROXY",  "ftp_proxy",  "NO_PROXY",    "no_proxy"};
  std::size_t const stage = subject.stages->stage_of(script.index);
  if (script.onbuild || stage == dockerfile::npos) return names;
  std::vector<std::size_t> const chain = subject.stages->chain(stage);
  for (std::size_t index = 0; index < script.index; ++index) {
    dockerfile::instruction const& i = subject.file->instructions()[index];
    if (!i.is(dockerfile::keyword::env) && !i.is(dockerfile::keyword::arg)) continue;
    if (std::find(chain.begin(), chain.end(), subject.stages->stage_of(index)) == chain.end()) continue;
    for (dockerfile::pair const& one : i.pairs) {
      if (is_name(one.name.text)) names.emplace(one.name.text);
    }
  }
  return names;
}

/// The byte at a line and column that count from 1, columns in code points; the text's size when there is none.
std::size_t offset_of(std::string_view text, int line, int column) {
  std::size_t at = 0;
  for (; line > 1; --line) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return text.size();
    ++at;
  }
  for (; column > 1 && at < text.size() && text[at] != '\n'; --column) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  }
  return at;
}

severity severity_of(std::string_view level) {
  if (level == "error") return severity::error;
  return level == "warning" ? severity::warning : severity::info;
}

}  // namespace

std::string shellcheck_input(dockerfile_subject const& subject, run_script const& script) {
  std::string_view const shell = shell_of(subject, script);
  bool const readable = script.script.dialect == shell::dialect::posix && !script.script.text.empty();
  if (shell.empty() || !readable) return {};
  std::string made = "#!/bin/" + std::string(shell) + "\nexport";
  for (std::string const& name : variables_at(subject, script)) made += " " + name + "=1";
  made += "\n";
  made += script.script.text.text();
  if (made.back() != '\n') made += '\n';
  return made;
}

std::vector<shell_comment> read_shellcheck(std::string_view json, run_script const& script) {
  std::vector<shell_comment> comments;
  auto const answer = nlohmann::json::parse(json, nullptr, false);
  if (!answer.is_object() || !answer.contains("comments") || !answer["comments"].is_array()) return comments;
  shell::mapped_text const& text = script.script.text;
  auto const number = [](nlohmann::json const& from, char const* key) {
    auto const found = from.find(key);
    return found != from.end() && found->is_number_integer() ? found->get<int>() : 0;
  };
  auto const words = [](nlohmann::json const& from, char const* key) {
    auto const found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  for (nlohmann::json const& one : answer["comments"]) {
    if (!one.is_object()) continue;
    int const code = number(one, "code");
    int const line = number(one, "line") - lines_before;
    bool const skip = std::find(std::begin(not_for_dockerfiles), std::end(not_for_dockerfiles), code) !=
                      std::end(not_for_dockerfiles);
    if (skip || code <= 0 || line < 1) continue;
    std::size_t const begin = offset_of(text.text(), line, number(one, "column"));
    std::size_t const end = offset_of(text.text(), number(one, "endLine") - lines_before, number(one, "endColumn"));
    comments.push_back(
        {text.origin(begin, std::max(begin, end)), severity_of(words(one, "level")), code, words(one, "message")});
  }
  return comments;
}

}  // namespace dockverify::rules
