// A Dockerfile as BuildKit reads it: instructions with their flags and words, comments, parser directives, each with
// its exact bytes and place. Everything is a view into the document, which owns the text; what is not valid is a
// problem beside it, never a hole.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shell/mapped_text.hpp"

namespace dockverify::dockerfile {

using shell::mapped_text;
using shell::text_range;

/// Lines and columns count from 1, columns in code points, as in source_span.
struct text_place {
  int line = 0, column = 0;
  friend bool operator==(text_place const&, text_place const&) = default;
};

enum class keyword : std::uint8_t {
  add,
  arg,
  cmd,
  copy,
  entrypoint,
  env,
  expose,
  from,
  healthcheck,
  label,
  maintainer,
  onbuild,
  run,
  shell,
  stopsignal,
  user,
  volume,
  workdir,
  unknown  ///< BuildKit refuses it
};
/// In capitals; "" for unknown.
std::string_view name_of(keyword k) noexcept;
/// Any case.
keyword keyword_of(std::string_view name) noexcept;

/// A part of an instruction.
struct word {
  std::string_view text;  ///< as BuildKit takes it: continuations joined, of a JSON string the decoded value; else with
                          ///< its quotes, escapes and variables, for expand()
  text_range where;       ///< in the file; of a JSON string with its quotes
};

/// --name=value before the arguments.
struct flag {
  std::string_view name;   ///< without the dashes
  std::string_view value;  ///< quotes and escapes removed
  bool has_value = false;
  bool known = true;  ///< this instruction has such a flag
  text_range where;   ///< all of it
  text_range value_where;
};

/// One NAME=value of ENV, LABEL or ARG.
struct pair {
  word name, value;
  bool has_value = true;  ///< false: ARG NAME
  bool legacy = false;    ///< ENV NAME value, LABEL NAME value
  text_range where;
};

/// A here-document of RUN, COPY or ADD.
struct heredoc {
  std::string_view name;     ///< the delimiter, quotes removed
  word opening;              ///< <<-"EOF" as written
  std::string_view content;  ///< as it stands in the file, without the terminator's line
  text_range content_where;
  text_range where;          ///< content and terminator
  bool expands = true;       ///< the delimiter is not quoted
  bool strips_tabs = false;  ///< <<-
  unsigned descriptor = 0;   ///< the number before <<
  bool terminated = true;    ///< false: the file ended first
};

enum class command_form : std::uint8_t {
  none,  ///< this instruction has no such forms
  shell,
  exec  ///< a JSON array
};

struct comment {
  std::string_view text;  ///< from # to the line's end
  text_range where;
  int line = 0;
  bool inside_instruction = false;  ///< between a continued instruction's lines

  /// Without # and the blanks around.
  [[nodiscard]] std::string_view body() const noexcept;
};

/// `# syntax=`, `# escape=`, `# check=` at the very top.
struct directive {
  std::string_view name;   ///< as written
  std::string_view value;  ///< trailing blanks removed
  text_range where, value_where;
  int line = 0;
};

struct instruction {
  keyword what = keyword::unknown;
  std::string_view name;  ///< as written
  text_range name_where;
  text_range where;                        ///< from the name to the end of its last line, here-documents included
  int first_line = 0, last_line = 0;       ///< here-documents included
  int last_command_line = 0;               ///< without them
  std::vector<flag> flags;                 ///< in order, unknown ones too
  bool flags_ended = false;                ///< `--` ended them
  mapped_text arguments;                   ///< everything after the name and the flags, trimmed; continuations joined
  std::vector<word> words;                 ///< the arguments as this instruction splits them; exec form: the strings
  std::vector<pair> pairs;                 ///< of ENV, LABEL, ARG
  command_form form = command_form::none;  ///< of RUN, CMD, ENTRYPOINT, SHELL, HEALTHCHECK CMD; ADD, COPY, VOLUME
  std::vector<heredoc> heredocs;
  std::unique_ptr<instruction> trigger;  ///< of ONBUILD: the instruction it wraps; null when there is none
  std::size_t first_comment = 0;         ///< document::comments from here ...
  std::size_t comment_count = 0;         ///< ... so many: all since the instruction before it
  std::vector<int> empty_lines;          ///< lines with nothing on them between continued lines
  bool valid = true;                     ///< false: BuildKit refuses the file because of it (a problem says why)

  [[nodiscard]] bool is(keyword k) const noexcept { return what == k; }
  /// The first flag of that name; null: not given.
  [[nodiscard]] flag const* find_flag(std::string_view wanted) const noexcept;
  [[nodiscard]] bool has_flag(std::string_view wanted) const noexcept { return find_flag(wanted) != nullptr; }
  /// "" when it is not given.
  [[nodiscard]] std::string_view flag_value(std::string_view wanted) const noexcept;
  [[nodiscard]] bool shell_form() const noexcept { return form == command_form::shell; }
  [[nodiscard]] bool exec_form() const noexcept { return form == command_form::exec; }

  /// COPY, ADD: all words but the last, here-documents included.
  [[nodiscard]] std::span<word const> sources() const noexcept;
  /// COPY, ADD: the last word; null with fewer than two.
  [[nodiscard]] word const* destination() const noexcept;
  /// HEALTHCHECK NONE.
  [[nodiscard]] bool healthcheck_none() const noexcept;
};

enum class problem_kind : std::uint8_t {
  directive,  ///< a parser directive that BuildKit refuses
  unknown_instruction,
  unknown_flag,
  flag_value,  ///< a flag without its value, twice, or with a bad one
  arguments,   ///< too few, too many, a missing =
  json,        ///< an array of other things than strings
  heredoc,     ///< not terminated
  onbuild,     ///< a trigger that is not allowed
  order,       ///< something before the first FROM, or no FROM; found by stages
  limit        ///< longer than the builder, or we, can read
};

struct problem {
  problem_kind kind = problem_kind::arguments;
  text_range where;
  std::string message;                ///< what is wrong
  std::string advice;                 ///< what to write instead; may be empty
  std::size_t instruction_index = 0;  ///< its index; the number of instructions when it belongs to none
};

/// A parsed file. Moves, but does not copy: its parts point into each other.
class document {
 public:
  document();
  document(document&&) noexcept = default;
  document& operator=(document&&) noexcept = default;
  document(document const&) = delete;
  document& operator=(document const&) = delete;
  ~document() = default;

  [[nodiscard]] std::string_view text() const noexcept { return *text_; }
  [[nodiscard]] std::span<directive const> directives() const noexcept { return directives_; }
  /// By lower-case name; null: not there.
  [[nodiscard]] directive const* find_directive(std::string_view name) const noexcept;
  [[nodiscard]] char escape() const noexcept { return escape_; }
  [[nodiscard]] std::span<instruction const> instructions() const noexcept { return instructions_; }
  /// All of them in order; parser directives are none.
  [[nodiscard]] std::span<comment const> comments() const noexcept { return comments_; }
  /// Those between the instruction before it and this one; their lines tell which ones touch it.
  [[nodiscard]] std::span<comment const> comments_above(instruction const& i) const noexcept;
  /// In the order of the file.
  [[nodiscard]] std::span<problem const> problems() const noexcept { return problems_; }

  [[nodiscard]] text_place place(std::size_t offset) const noexcept;
  [[nodiscard]] std::string_view text(text_range where) const noexcept;
  /// A line's text, without its end. Lines count from 1.
  [[nodiscard]] std::string_view line(int number) const noexcept;
  [[nodiscard]] int line_count() const noexcept { return static_cast<int>(line_starts_.size()); }

 private:
  friend class parser;
  std::unique_ptr<std::string const> text_;  ///< not a member by value: views survive a move
  std::vector<std::size_t> line_starts_;
  std::vector<directive> directives_;
  char escape_ = '\\';
  std::vector<instruction> instructions_;
  std::vector<comment> comments_;
  std::vector<problem> problems_;
  std::deque<shell::joined_text> joined_;
  std::deque<std::string> strings_;
};

}  // namespace dockverify::dockerfile
