// DVD117: useradd with a high id makes a huge sparse file.
#include <algorithm>

#include "rules/commands.hpp"
#include "rules/packages.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

constexpr std::size_t most_digits = 5;

void check(dockerfile_subject const& subject, sink& out) {
  for_each_run(subject, [&](commands const& list, run_script const& script) {
    draft* made = nullptr;
    for (shell::command const* one : list) {
      if (!one->is("useradd") || one->has_flag({"-l", "--no-log-init"})) continue;
      std::string_view const id = one->flag_value({"-u", "--uid"}).value_or("");
      if (id.size() <= most_digits || id.find_first_not_of("0123456789") != std::string_view::npos) continue;
      if (made == nullptr) {
        made = &report(out, subject, script, one->words[0].where,
                       "useradd with id " + std::string(id) + " makes a huge /var/log/lastlog and faillog");
        made->field(std::string(id)).advice("write `useradd -l`, or use an id with at most five digits");
      }
      insert_after(*made, script, one->words[0], " -l");
    }
  });
}

}  // namespace

extern rule const useradd_sparse_log;
rule const useradd_sparse_log{
    .id = "DVD117",
    .name = "useradd-sparse-log",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "`useradd` with an id of more than five digits and without `-l`.",
    .why =
        "lastlog and faillog have an entry for each id up to the highest one. They are sparse files, but an image's "
        "layer is a tar archive that may hold all the zeros: gigabytes.",
    .bad = "FROM debian:12-slim\nRUN useradd -u 1000001 app\n",
    .good = "FROM debian:12-slim\nRUN useradd -l -u 1000001 app\n",
    .aliases = {"DL3046"},
    .fixes = fixing::safe,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
