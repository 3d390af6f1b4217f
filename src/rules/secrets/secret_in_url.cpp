// DVC202: a URL has a password in it: scheme://user:password@host.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "rules/credentials.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

constexpr int deepest_default = 16;

/// In the text itself, or in what it has in place of variables.
bool has_url_password(std::string_view written, int depth = 0) {
  if (depth > deepest_default || written.find("://") == std::string_view::npos) return false;
  // A variable's own operators must not end the URL.
  std::string masked(written);
  std::vector<variable_reference> const references = references_in(written);
  for (auto one = references.rbegin(); one != references.rend(); ++one)
    masked.replace(one->begin, one->end - one->begin, "\x01");
  std::vector<std::string_view> const passwords = passwords_in_urls(masked);
  // `$$NAME` is a variable of the shell in the container.
  return std::any_of(passwords.begin(), passwords.end(),
                     [](std::string_view password) {
                       return password.find('\x01') == std::string_view::npos && !password.starts_with("$$");
                     }) ||
         std::any_of(references.begin(), references.end(), [&](variable_reference const& one) {
           return (one.operation == '-' || one.operation == '+') && has_url_password(one.operand, depth + 1);
         });
}

void check(service_subject const& subject, sink& out) {
  for (service_text const& text : texts_of(subject)) {
    if (text.from_env_file || !has_url_password(text.written)) continue;
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
