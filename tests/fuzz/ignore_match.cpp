// An ignore file and paths, from one input: lines before the first empty one are patterns, those after it paths.
#include <string>
#include <vector>

#include "dockerfile/dockerignore.hpp"
#include "harness.hpp"

namespace dockverify::fuzz {

void ignore_match(std::string_view bytes) {
  std::size_t const cut = bytes.find("\n\n");
  std::vector<dockerfile::dockerignore::bad_line> bad;
  auto const ignore = dockerfile::dockerignore::parse(bytes.substr(0, cut), bad);
  for (auto const& line : bad) require(line.line >= 1 && !line.message.empty(), "a bad line has a place and a message");
  if (cut == std::string_view::npos) return;
  std::string_view rest = bytes.substr(cut + 2);
  for (int count = 0; !rest.empty() && count < 64; ++count) {
    std::size_t const end = std::min(rest.find('\n'), rest.size());
    std::string const path = dockerfile::clean_path(rest.substr(0, std::min<std::size_t>(end, 256)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    bool const excluded = ignore.excluded(path);
    // Walked from the top, a path is judged as by itself.
    dockerfile::dockerignore::verdict verdict;
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
      verdict = ignore.judge(path.substr(0, slash), verdict.matched);
    require(ignore.judge(path, verdict.matched).excluded == excluded, "a walk and a single look agree");
    (void)ignore.may_return_below(path);
  }
}

}  // namespace dockverify::fuzz
