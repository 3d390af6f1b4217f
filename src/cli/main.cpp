// dockverify: the program.
#include <unistd.h>

#include <exception>
#include <filesystem>
#include <iostream>

#include "cli/run.hpp"

namespace {

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    std::string const text = *entry;
    auto const equals = text.find('=');
    if (equals != std::string::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::error_code unreadable;
    auto const here = std::filesystem::current_path(unreadable).string();
    auto const outcome = dockverify::cli::parse(argc, argv, process_environment(), here.empty() ? "/" : here);
    std::cout << outcome.out;
    std::cerr << outcome.err;
    return outcome.parsed ? dockverify::cli::run(*outcome.parsed) : outcome.status;
  } catch (std::exception const& bug) {
    // Only bugs get here: expected failures are values.
    std::cerr << "dockverify: internal error: " << bug.what() << "\nPlease report it with the command you ran.\n";
    return static_cast<int>(dockverify::exit_status::usage);
  }
}
