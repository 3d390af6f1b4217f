// The only list of writers (self-registering statics would be dropped by the linker).
#include <algorithm>
#include <array>

#include "report/writers.hpp"

namespace dockverify {

std::span<report_writer const> all_writers() {
  static std::array const writers{text_writer,     json_writer,        sarif_writer,  junit_writer,      github_writer,
                                  markdown_writer, codeclimate_writer, gitlab_writer, checkstyle_writer, tap_writer};
  return writers;
}

report_writer const* find_writer(std::string_view name) {
  auto const writers = all_writers();
  auto const found =
      std::find_if(writers.begin(), writers.end(), [&](report_writer const& w) { return w.name == name; });
  return found == writers.end() ? nullptr : &*found;
}

}  // namespace dockverify
