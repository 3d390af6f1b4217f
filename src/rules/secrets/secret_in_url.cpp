// DVC202: a URL has a password in it: scheme://user:password@host.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  for (service_text const& text : texts_of(subject)) {
    if (text.from_env_file || text.written.find("://") == std::string::npos) continue;
    // A variable's own operators must not end the URL.
    std::string masked = text.written;
    std::vector<variable_reference> const references = references_in(text.written);
    for (auto one = references.rbegin(); one != references.rend(); ++one)
      masked.replace(one->begin, one->end - one->begin, "\x01");
    std::optional<std::string_view> const password = password_in_url(masked);
    // `$$NAME` is a variable of the shell in the container.
    if (!password || password->find('\x01') != std::string_view::npos || password->starts_with("$$")) continue;
    std::string const name = text.name.empty() ? std::string(text.key) : text.name;
    out.add(text.where, "the URL in `" + name + "` has a password in it")
        .field(std::string(text.key) + "." + text.name)
        .secret()
        .advice("put a variable in its place: `scheme://user:${PASSWORD}@host`");
  }
}

}  // namespace

extern rule const secret_in_url;
rule const secret_in_url{
    .id = "DVC202",
    .name = "secret-in-url",
    .dev = level::error,
    .prod = level::error,
    .summary = "A URL has a password in it: scheme://user:password@host.",
    .why =
        "URLs are logged, shown and passed on; the password goes with them. It also stands in version control and in "
        "`docker inspect`.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DATABASE_URL: postgres://app:hunter2@db.example.com/app\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DATABASE_URL: postgres://app:${DB_PASSWORD}@db.example.com/app\n",
    .aliases = {"CL-0021"},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
