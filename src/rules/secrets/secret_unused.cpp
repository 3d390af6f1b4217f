// DVC212: a secret that no service uses, or one that is mounted while nothing of the service names its file.
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "rules/rule.hpp"
#include "rules/service_values.hpp"

namespace dockverify::rules {
namespace {

void check(service_subject const& subject, sink& out) {
  std::vector<service_text> const texts = texts_of(subject);
  for (std::size_t i = 0; i < subject.service->secrets.size(); ++i) {
    compose::file_reference const& use = subject.service->secrets[i];
    std::string const path = use.target.starts_with('/') ? use.target : "/run/secrets/" + use.target;
    bool const read = std::any_of(texts.begin(), texts.end(),
                                  [&](service_text const& text) { return text.value.find(path) != std::string::npos; });
    if (read) continue;
    out.add(subject.where("secrets[" + std::to_string(i) + "]"),
            "the secret `" + use.source + "` is mounted, but nothing names " + path)
        .field("secrets." + use.source)
        .advice("let a variable that ends in _FILE name it, or remove it");
  }
}

void check_project(project_subject const& subject, sink& out) {
  compose::yaml_entry const* section = subject.tree == nullptr ? nullptr : subject.tree->find("secrets");
  if (section == nullptr) return;
  std::set<std::string> used;
  for (service_subject const& one : subject.services) {
    for (compose::file_reference const& use : one.service->secrets) used.insert(use.source);
    if (!one.service->build) continue;
    for (compose::file_reference const& use : one.service->build->secrets) used.insert(use.source);
  }
  for (compose::yaml_entry const& entry : section->value.entries) {
    if (entry.key.starts_with("x-") || used.count(entry.key) != 0) continue;
    out.add(entry.where, "no service uses the secret `" + entry.key + "`")
        .field("secrets." + entry.key)
        .advice("remove it, or name it under a service's `secrets`");
  }
}

}  // namespace

extern rule const secret_unused;
rule const secret_unused{
    .id = "DVC212",
    .name = "secret-unused",
    .dev = level::info,
    .prod = level::info,
    .summary = "A secret that no service uses, or one that is mounted while nothing of the service names its file.",
    .why =
        "It is one more file to guard. Most images read a secret only when a `_FILE` variable names it. A program that "
        "opens the file by itself is fine.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "secrets:\n"
        "  db_password:\n"
        "    environment: DB_PASSWORD\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    environment:\n"
        "      DB_PASSWORD_FILE: /run/secrets/db_password\n"
        "    secrets: [db_password]\n"
        "secrets:\n"
        "  db_password:\n"
        "    environment: DB_PASSWORD\n",
    .aliases = {},
    .fixes = fixing::none,
    .check_service = &check,
    .check_project = &check_project,
};

}  // namespace dockverify::rules
