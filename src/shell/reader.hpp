// The reader behind read(): recursive descent over bytes, each looked at once for every level of quoting it stands in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shell/ast.hpp"
#include "shell/read.hpp"

namespace dockverify::shell {

/// What a command runs in its turn.
struct inner_command {
  enum class kind : std::uint8_t {
    nothing,
    words,   ///< words [first, last)
    script,  ///< the word `first` is a script
    joined,  ///< words [first, last), joined with blanks, are a script: eval
    input    ///< a shell that reads its script from standard input
  };
  kind what = kind::nothing;
  std::size_t first = 0, last = 0;
  read_options options;  ///< of a script
};
inner_command find_inner(std::span<word const> words);

class reader {
 public:
  program run(mapped_text script, read_options const& options);
  program run_words(std::span<word const> values, text_range where);

 private:
  /// What the running shell remembers from one command to the next.
  struct shell_state {
    std::string_view directory;
    bool directory_known = true;
    bool pipefail = false, errexit = false;
  };
  /// Where a command stands.
  struct context {
    bool conditional = false, is_condition = false, in_subshell = false, in_substitution = false, in_function = false;
    origin from = origin::script;
    index inside = none;
  };
  /// A here-document whose body begins after the line's end.
  struct pending_document {
    index command = none, node = none;
    std::size_t redirection = 0;
    std::string_view delimiter;
    bool strips_tabs = false, expands = true;
  };
  /// A word with the way from each byte of its value to the file.
  struct scanned_word {
    word made;
    mapped_text value;
    bool changed = false;
  };
  /// A word under construction: what is taken over from the text, and what quotes have changed.
  struct word_builder {
    std::size_t copied = 0;  ///< everything before this byte is in `text`
    joined_text text;
    bool changed = false;
  };
  class source_scope;
  class depth_scope;

  // Bytes.
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool sees(std::string_view token) const { return text_.substr(at_, token.size()) == token; }
  bool take(std::string_view token);
  void problem(std::size_t begin, std::size_t end, std::string message);
  void problem(text_range where, std::string message);
  void stop(std::string message);

  // Blanks, lines (grammar.cpp).
  void skip_blanks();
  void skip_lines();
  void take_newline();
  [[nodiscard]] std::string_view reserved_word() const;
  bool take_reserved(std::string_view word);
  [[nodiscard]] bool at_closer() const;

  // Grammar (grammar.cpp). Each returns its node.
  index read_list(context const& at);
  index read_script_list(context const& at);
  void read_list_into(index list, context const& at);
  index read_and_or(context const& at);
  index read_pipeline(context const& at);
  index read_command(context const& at);
  index read_group(context const& at);
  index read_subshell(context const& at);
  index read_if(context const& at);
  index read_loop(std::string_view word, context const& at);
  index read_for(context const& at);
  index read_case(context const& at);
  index read_function(std::string_view name, std::size_t begin, context const& at);
  void read_do_body(index loop, std::string_view word, context const& at);
  index read_arithmetic_command(context const& at);
  index read_branch(context at);
  bool expect(std::string_view word, std::string_view of);
  void read_redirections_of(index node, context const& at);

  // Simple commands (simple.cpp).
  index read_simple(context const& at);
  index read_test(context const& at);
  [[nodiscard]] bool redirection_ahead() const;
  void read_redirection(std::vector<redirection>& into, index command, index node, context const& at);
  bool read_array(context const& at);
  bool read_assignment(command& into, context const& at);
  [[nodiscard]] bool function_ahead() const;
  void place(command& made, context const& at) const;
  void read_pending_documents();
  void forget_documents(std::size_t commands, std::size_t nodes);
  void read_document(pending_document const& document);
  void apply(command const& done);
  void apply_set(command const& done);
  void change_directory(command const& done);
  void look_through(index of, std::vector<mapped_text> values, context const& at, int wrappers = 0);
  void read_wrapped(index of, inner_command const& inner, std::vector<mapped_text> values, context const& at,
                    int wrappers);
  void read_nested(index of, mapped_text const& script, read_options const& options, bool suppress, context at,
                   origin from);

  // Words (word.cpp).
  scanned_word read_word(context const& at);
  void read_word_into(word& made, word_builder& out, context const& at);
  scanned_word finish_word(word made, word_builder& out, std::size_t begin);
  void take_over(word_builder& out, std::size_t end);
  void leave_out(word_builder& out, std::size_t from, std::size_t to);
  void read_single_quotes(word_builder& out);
  void read_double_quotes(word& made, word_builder& out, context const& at);
  void read_ansi_quotes(word_builder& out);
  void read_dollar(word& made, bool quoted, context const& at);
  void read_braces(word& made, bool quoted, context const& at);
  void read_arithmetic(context const& at);
  void read_substitution(context const& at);
  void read_backticks(bool quoted, context const& at);
  void read_expansions_of(mapped_text body, context const& at);
  [[nodiscard]] bool is_arithmetic() const;

  // Nodes.
  index add_node(node_kind kind, std::size_t begin);
  void add_child(index parent, index child);
  void end_node(index node, std::size_t end);

  program made_;
  std::vector<index> last_child_;
  mapped_text source_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool stopped_ = false;
  bool suppress_ = false;  ///< substitutions have been read where the text was written
  std::size_t work_ = 0, allowed_work_ = 0;
  shell_state state_;
  std::vector<pending_document> pending_;
  index owner_ = none;  ///< the node of the command whose words are read
};

}  // namespace dockverify::shell
