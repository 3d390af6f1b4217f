// Commands that run another command: which of their words it is.
#include <algorithm>
#include <array>
#include <iterator>

#include "shell/dialect.hpp"
#include "shell/reader.hpp"

namespace dockverify::shell {

namespace {

struct wrapper {
  std::string_view name;
  std::string_view with_value;            ///< letters of the short flags that take a word
  std::string_view long_with_value = {};  ///< the long ones, between blanks
  std::size_t positionals = 0;            ///< words of its own before the command
};

constexpr wrapper wrappers[] = {
    {"sudo", "CDRTUghprtu", " --user --group --host --prompt --chdir --chroot --role --type --close-from "},
    {"doas", "Cu"},
    {"env", "CSu", " --unset --chdir --split-string "},
    {"exec", "a"},
    {"command", ""},
    {"builtin", ""},
    {"time", "fo", " --format --output "},
    {"nice", "n", " --adjustment "},
    {"ionice", "cnp", " --class --classdata "},
    {"nohup", ""},
    {"setsid", ""},
    {"stdbuf", "ioe", " --input --output --error "},
    {"timeout", "ks", " --kill-after --signal ", 1},
    {"chroot", "", " --userspec --groups ", 1},
    {"gosu", "", "", 1},
    {"su-exec", "", "", 1},
    {"setpriv", "", " --reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits "},
    {"runuser", "ug", " --user --group "},
    {"xargs", "EILPadns", " --arg-file --delimiter --max-args --max-procs --max-lines --max-chars --replace "},
    {"busybox", ""},
    {"tini", "pe"},
    {"dumb-init", ""},
    {"fakeroot", "lsib"},
    {"eatmydata", ""},
    {"unbuffer", ""},
    {"xvfb-run", "efnpsw", " --server-args --server-num --error-file --auth-file "},
    {"catchsegv", ""},
    {"chronic", ""},
};

bool contains_word(std::string_view list, std::string_view word) {
  for (auto at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    if (at > 0 && list[at - 1] == ' ' && list.substr(at + word.size()).starts_with(' ')) return true;
  }
  return false;
}

/// Whether a flag's value is the next word.
bool takes_next(wrapper const& w, std::string_view flag) {
  if (flag.starts_with("--")) return contains_word(w.long_with_value, flag);
  for (std::size_t i = 1; i < flag.size(); ++i) {
    // What follows the letter in the same word is its value.
    if (w.with_value.find(flag[i]) != std::string_view::npos) return i + 1 == flag.size();
  }
  return false;
}

bool is_assignment(std::string_view text) {
  auto const equals = text.find('=');
  return equals != std::string_view::npos && equals > 0 && !text.starts_with('-');
}

inner_command words_after(wrapper const& w, std::span<word const> words) {
  std::size_t at = 1;
  auto own = w.positionals;
  bool const takes_assignments = w.name == "env" || w.name == "sudo" || w.name == "doas";
  auto first_assignment = std::string_view::npos;
  for (; at < words.size(); ++at) {
    auto const value = words[at].value;
    if (value == "--") {
      ++at;
      if (own == 0) break;
      --at;
    } else if (value.size() > 1 && value[0] == '-' && first_assignment == std::string_view::npos) {
      // command -v only asks, and sudo -l, -v, -k run nothing.
      if (w.name == "command" &&
          (value.find('v') != std::string_view::npos || value.find('V') != std::string_view::npos)) {
        return {};
      }
      if (takes_next(w, value)) ++at;
    } else if (takes_assignments && is_assignment(value)) {
      if (first_assignment == std::string_view::npos) first_assignment = at;
    } else if (own > 0) {
      --own;
    } else {
      break;
    }
  }
  if (at >= words.size()) return {};
  auto const first = first_assignment == std::string_view::npos ? at : first_assignment;
  return {inner_command::kind::words, first, words.size(), {}};
}

/// sh, bash and the like.
inner_command script_of_shell(std::span<word const> words) {
  inner_command made;
  bool from_string = false;
  std::size_t at = 1;
  for (; at < words.size(); ++at) {
    auto const value = words[at].value;
    if (value.size() < 2 || (value[0] != '-' && value[0] != '+')) break;
    if (value == "--") {
      ++at;
      break;
    }
    if (value.starts_with("--")) {
      if (value == "--rcfile" || value == "--init-file") ++at;
      continue;
    }
    bool const on = value[0] == '-';
    for (char const letter : value.substr(1)) {
      if (letter == 'c' && on) from_string = true;
      if (letter == 'e') made.options.errexit = on;
      if ((letter != 'o' && letter != 'O') || at + 1 >= words.size()) continue;
      auto const option = words[++at].value;
      if (option == "pipefail") made.options.pipefail = on;
      if (option == "errexit") made.options.errexit = on;
    }
  }
  if (from_string) {
    if (at >= words.size()) return made;
    made.what = inner_command::kind::script;
    made.first = at;
  } else if (at >= words.size() || words[at].value == "-" || words[at].value == "/dev/stdin") {
    made.what = inner_command::kind::input;
  }
  return made;
}

/// su USER -c STRING.
inner_command script_of_su(std::span<word const> words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    auto const value = words[i].value;
    bool const cluster = value.size() > 1 && value[0] == '-' && value[1] != '-' && value.ends_with('c');
    if ((cluster || value == "--command") && i + 1 < words.size()) {
      return {inner_command::kind::script, i + 1, 0, {}};
    }
  }
  return {};
}

/// find ... -exec COMMAND ... ; or +
inner_command command_of_find(std::span<word const> words) {
  constexpr std::array<std::string_view, 4> actions{"-exec", "-execdir", "-ok", "-okdir"};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (std::find(actions.begin(), actions.end(), words[i].value) == actions.end()) continue;
    auto last = i + 1;
    while (last < words.size() && words[last].value != ";" && words[last].value != "+") ++last;
    return last > i + 1 ? inner_command{inner_command::kind::words, i + 1, last, {}} : inner_command();
  }
  return {};
}

}  // namespace

inner_command find_inner(std::span<word const> words) {
  if (words.empty() || words[0].expands) return {};
  auto const name = base_name(words[0].value);
  if (name == "find") return command_of_find(words);
  if (name == "eval") {
    return words.size() < 2 ? inner_command() : inner_command{inner_command::kind::joined, 1, words.size(), {}};
  }
  if (name == "su") return script_of_su(words);
  if (name == "runuser") {
    if (auto const script = script_of_su(words); script.what != inner_command::kind::nothing) return script;
  }
  if (name != "busybox" && dialect_of(name) == dialect::posix) return script_of_shell(words);
  auto const* const found =
      std::find_if(std::begin(wrappers), std::end(wrappers), [&](wrapper const& w) { return w.name == name; });
  return found == std::end(wrappers) ? inner_command() : words_after(*found, words);
}

}  // namespace dockverify::shell
