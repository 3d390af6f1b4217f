// DVC207: a command, healthcheck or label has a password in it.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/command_passwords.hpp"
#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

/// The words of a text with its variables masked: `${X:-a b}` is one word. Operators are words too.
std::vector<std::string> words_of(std::string_view written) {
  std::string masked(written);
  std::vector<variable_reference> const references = references_in(written);
  for (auto one = references.rbegin(); one != references.rend(); ++one)
    masked.replace(one->begin, one->end - one->begin, "\x01");
  std::vector<std::string> words;
  std::string word;
  char quote = '\0';
  for (char c : masked) {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (std::string_view(" \t\n;|&").find(c) != std::string_view::npos) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
      if (std::string_view(" \t\n").find(c) == std::string_view::npos) words.emplace_back(1, c);
    } else {
      word += c;
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool has_password(std::vector<std::string> const& words) {
  std::vector<std::string_view> const found = written_passwords_in({words.begin(), words.end()});
  bool const written = std::any_of(found.begin(), found.end(), [](std::string_view password) {
    // A part from a variable of compose or of the shell in the container.
    return password.find('\x01') == std::string_view::npos && password.find('$') == std::string_view::npos;
  });
  // The script of `sh -c "..."`.
  return written || std::any_of(words.begin(), words.end(), [](std::string const& word) {
           return word.find(' ') != std::string::npos && has_password(words_of(word));
         });
}

void check(service_subject const& subject, sink& out) {
  std::map<std::string_view, std::vector<service_text const*>> by_key;
  std::vector<service_text> const texts = texts_of(subject);
  for (service_text const& one : texts) by_key[one.key].push_back(&one);
  for (std::string_view key : {"command", "entrypoint", "healthcheck"}) {
    auto const own = by_key.find(key);
    if (own == by_key.end()) continue;
    // The words of a list belong together; each may be a script of its own.
    std::vector<std::string> all;
    service_text const* where = nullptr;
    for (service_text const* text : own->second) {
      std::vector<std::string> const words = words_of(text->written);
      if (where == nullptr && words.size() > 1 && has_password(words)) where = text;
      bool const script = words.size() > 1 && own->second.size() > 1;
      std::vector<std::string> so_far = all;
      so_far.insert(so_far.end(), words.begin(), words.end());
      if (where == nullptr && !script && has_password(so_far)) where = text;
      if (!script) all = std::move(so_far);
    }
    if (where == nullptr) continue;
    out.add(where->where, "the " + std::string(key) + " of `" + subject.service->name + "` has a password in it")
        .field(std::string(key))
        .secret()
        .advice("read it from a file below /run/secrets, or from a variable that the shell in the container expands");
  }
  for (service_text const& one : texts) {
    if (one.key != "labels" || !has_password(words_of(one.written))) continue;
    out.add(one.where, "the label `" + one.name + "` has a password in it")
        .field("labels." + one.name)
        .secret()
        .advice("keep passwords out of labels: everybody who may list containers reads them");
  }
}

}  // namespace

extern rule const secret_in_command;
rule const secret_in_command{
    .id = "DVC207",
    .name = "secret-in-command",
    .dev = level::error,
    .prod = level::error,
    .summary = "A command, healthcheck or label has a password in it.",
    .why = "Arguments show in the list of processes, in `docker inspect` and in version control.",
    .bad =
        "services:\n"
        "  cache:\n"
        "    image: redis:7.4-alpine\n"
        "    command: redis-server --requirepass hunter2\n",
    .good =
        "services:\n"
        "  cache:\n"
        "    image: redis:7.4-alpine\n"
        "    command: redis-server /run/secrets/redis.conf\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
};

}  // namespace dockverify::rules
