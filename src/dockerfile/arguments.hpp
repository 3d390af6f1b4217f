// From an instruction's joined line to its name, flags and words: the part of the grammar that knows no lines.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "dockerfile/ast.hpp"

namespace dockverify::dockerfile {

/// Where arguments are read to: the document's own lists.
struct argument_sink {
  char escape = '\\';
  std::deque<std::string>& strings;
  std::vector<problem>& problems;
  std::size_t instruction_index = 0;

  void complain(instruction& of, problem_kind kind, text_range where, std::string message, std::string advice);
};

/// More problems than this are not kept: a file that is no Dockerfile would have one a line.
inline constexpr std::size_t max_problems = 100;

/// `line` is not empty. Fills everything but comments, lines and here-documents.
void read_instruction(mapped_text const& line, instruction& made, argument_sink& sink);

/// The words that begin with << and are here-documents, in order; none when the builder's lexer cannot read the line.
/// Fills name, expands, strips_tabs, descriptor and opening.
std::vector<heredoc> find_heredocs(mapped_text const& line, std::deque<std::string>& strings);

/// Text of the file for a message: short, one line.
std::string shown(std::string_view text);

}  // namespace dockverify::dockerfile
