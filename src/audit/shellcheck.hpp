// ShellCheck as a second reader of RUN, when the machine has it.
#pragma once

#include <string>
#include <string_view>

#include "audit/gather.hpp"

namespace dockverify::audit {

/// The program in the folders of PATH; empty: there is none.
std::string find_shellcheck(std::string_view path);

/// Asks it about every script of every Dockerfile, in one call, and puts its answers into the subjects. A program that
/// fails, or takes longer than a minute, says nothing. With more scripts than `most` it is not asked: it takes longer
/// than all the rest. Returns how many scripts were left out.
std::size_t run_shellcheck(std::string const& program, std::size_t most, inputs& read);

}  // namespace dockverify::audit
