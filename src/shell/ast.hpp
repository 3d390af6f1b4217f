// What a shell script says, as far as an audit asks: a tree of lists, pipelines and compound commands, and all simple
// commands in one flat list. Everything is a view into the text that was read or into the program's own storage.
#pragma once

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shell/mapped_text.hpp"

namespace dockverify::shell {

/// An index into one of a program's lists.
using index = std::uint32_t;
inline constexpr index none = 0xFFFFFFFFU;

struct word {
  std::string_view text;   ///< as written
  std::string_view value;  ///< quotes and escapes removed; expansions stay as written: $X, ${X:-y}, $(date)
  text_range where;
  bool quoted = false;   ///< any part of it
  bool expands = false;  ///< has a parameter, a command substitution or arithmetic, so its value is not what runs
  bool globs = false;    ///< has an unquoted * ? or [

  /// Its value is exactly what the command gets.
  [[nodiscard]] bool literal() const noexcept { return !expands && !globs; }
};

/// NAME=value before a command, or alone.
struct assignment {
  std::string_view name;
  word value;
  bool appends = false;  ///< NAME+=value
  text_range where;
};

enum class redirection_kind : std::uint8_t {
  input,          ///< <
  output,         ///< > and >|
  append,         ///< >>
  both,           ///< &> and &>>
  duplicate,      ///< >&1, 2>&1, <&3
  read_write,     ///< <>
  here_document,  ///< << and <<-
  here_string     ///< <<<
};

struct redirection {
  redirection_kind kind = redirection_kind::input;
  int descriptor = -1;  ///< as written before the operator; -1: the kind's own (0 or 1)
  word target;          ///< a file, a descriptor, a here-document's delimiter
  mapped_text body;     ///< of a here-document
  text_range where;
};

/// One flag of a command: `-y`, one letter of `-qy`, `--yes`, `--opt=value`.
struct flag {
  std::string_view name;   ///< "y" for the letter of -y and of -qy; "--yes" with its dashes
  std::string_view value;  ///< after =; empty when there is none
  bool has_value = false;
  index word = 0;  ///< in the command's words
};

/// How a command came to stand in the list.
enum class origin : std::uint8_t {
  script,         ///< written as a command
  wrapped,        ///< the words after sudo, env, exec, time, xargs, ...; `inside` is the wrapper
  shell_string,   ///< in the string of sh -c, bash -lc, su -c, eval
  shell_document  ///< in the here-document that a shell reads
};

struct command {
  std::vector<word> words;  ///< the command's own word first; empty: assignments and redirections only
  std::vector<assignment> assignments;
  std::vector<redirection> redirections;
  text_range where;

  shell::origin from = shell::origin::script;
  index inside = none;  ///< the command that wraps it or whose string or document it stands in
  index node = none;    ///< its node in the tree

  index pipeline = none;                ///< the pipeline's node; none: not in a pipe
  std::uint32_t pipeline_position = 0;  ///< from 0
  std::uint32_t pipeline_length = 1;

  bool conditional = false;      ///< after && or ||, in the branch of an if, case or loop: it may not run
  bool is_condition = false;     ///< between if/while/until and then/do, or left of && or ||: its failure is looked at
  bool negated = false;          ///< ! command
  bool background = false;       ///< command &
  bool in_subshell = false;      ///< in ( ), $( ), `` or a pipe: cd and assignments end with it
  bool in_substitution = false;  ///< in $( ), `` or <( )
  bool in_function = false;      ///< in a function's body
  bool pipefail = false;         ///< set -o pipefail is in force
  bool errexit = false;          ///< set -e is in force
  std::string_view directory;   ///< where cd before it in the same shell led, as written; empty: where the script began
  bool directory_known = true;  ///< false after cd to an expansion, cd -, pushd, or a cd that may not have run

  /// The last part of the command's path: "apt-get" for /usr/bin/apt-get. Empty when it is an expansion or missing.
  [[nodiscard]] std::string_view name() const noexcept;
  [[nodiscard]] bool is(std::string_view wanted) const noexcept { return name() == wanted; }
  [[nodiscard]] bool is(std::initializer_list<std::string_view> any) const noexcept;

  /// Every flag, short clusters letter by letter; `-`, `--` and what follows `--` are none.
  [[nodiscard]] std::vector<flag> flags() const;
  /// Whether any of these ("-y", "--yes") is given; "-y" also finds `-qy`, "--opt" also `--opt=value`.
  [[nodiscard]] bool has_flag(std::initializer_list<std::string_view> any) const noexcept;
  [[nodiscard]] bool has_flag(std::string_view name) const noexcept { return has_flag({name}); }
  /// How often it is given, clusters included: 2 for `-qq`.
  [[nodiscard]] std::size_t count_flag(std::string_view name) const noexcept;
  /// The value of the first of these that has one: `--opt=v`, `--opt v`, `-ov`, `-o v`, `-qo v`.
  [[nodiscard]] std::optional<std::string_view> flag_value(std::initializer_list<std::string_view> any) const noexcept;
  /// All values of these, in order: for flags that may be repeated.
  [[nodiscard]] std::vector<std::string_view> flag_values(std::initializer_list<std::string_view> any) const;

  /// The words after the name that are no flags. `with_value`: flags whose value is a word of its own ("-t").
  [[nodiscard]] std::vector<word> arguments(std::initializer_list<std::string_view> with_value = {}) const;
  /// The first of arguments(): "install" of `apt-get -y install x`; empty when there is none.
  [[nodiscard]] std::string_view subcommand(std::initializer_list<std::string_view> with_value = {}) const noexcept;
  /// Any word after the name with exactly this value.
  [[nodiscard]] bool has_word(std::string_view value) const noexcept;
  [[nodiscard]] std::optional<std::string_view> assigned(std::string_view name) const noexcept;
  /// Writes to this file: > or >>.
  [[nodiscard]] bool redirects_to(std::string_view path) const noexcept;
};

enum class node_kind : std::uint8_t {
  list,          ///< commands after each other: newline, ;
  and_if,        ///< a && b
  or_if,         ///< a || b
  pipeline,      ///< a | b
  simple,        ///< `command` says which
  subshell,      ///< ( )
  group,         ///< { }
  if_clause,     ///< children: condition, body, condition, body, ..., else body
  loop,          ///< for, select, while, until; while and until have the condition as their first child
  case_clause,   ///< children: the bodies
  function,      ///< child: the body
  substitution,  ///< $( ), `` or <( ) in a word; its parent is the command's node
  nested         ///< the program of sh -c or of a shell's here-document; its parent is the command's node
};

struct node {
  node_kind kind = node_kind::list;
  index parent = none, first_child = none, next = none;
  index command = none;                   ///< of simple
  std::string_view variable;              ///< of for: the loop's; of function: its name
  std::vector<word> subjects;             ///< of for: the words; of case: the one word it looks at
  std::vector<redirection> redirections;  ///< of a compound command; a simple one has its own
  bool negated = false, background = false;
  text_range where;
};

struct problem {
  text_range where;
  std::string message;
};

/// The result of reading. Moves, but does not copy: its parts point into each other. The text read must outlive it.
class program {
 public:
  program() = default;
  program(program&&) noexcept = default;
  program& operator=(program&&) noexcept = default;
  program(program const&) = delete;
  program& operator=(program const&) = delete;
  ~program() = default;

  /// All simple commands in the order in which they begin, wrapped and nested ones right after what they are inside of.
  [[nodiscard]] std::span<command const> commands() const noexcept { return commands_; }
  [[nodiscard]] std::span<node const> nodes() const noexcept { return nodes_; }
  /// The outermost list; none when nothing was read.
  [[nodiscard]] index root() const noexcept { return nodes_.empty() ? none : 0; }
  /// What is no shell, or where reading had to stop; commands read before and after are there all the same.
  [[nodiscard]] std::span<problem const> problems() const noexcept { return problems_; }
  /// The commands of a pipeline's node in order; of compound members none.
  [[nodiscard]] std::vector<index> pipeline(index node) const;
  /// set -o pipefail somewhere at the outermost level.
  [[nodiscard]] bool sets_pipefail() const noexcept { return sets_pipefail_; }
  [[nodiscard]] bool sets_errexit() const noexcept { return sets_errexit_; }

 private:
  friend class reader;
  std::vector<command> commands_;
  std::vector<node> nodes_;
  std::vector<problem> problems_;
  std::deque<std::string> strings_;  ///< directories, decoded quotes
  std::deque<joined_text> texts_;    ///< words without their quotes
  bool sets_pipefail_ = false, sets_errexit_ = false;
};

}  // namespace dockverify::shell
