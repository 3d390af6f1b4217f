// DVD006: a credential's file is copied into the image.
#include <algorithm>
#include <array>

#include "dockerfile/dockerignore.hpp"
#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

bool is_env_file(std::string_view name) {
  if (name == ".env" || name == ".env*") return true;
  if (!name.starts_with(".env.")) return false;
  for (std::string_view harmless : {".example", ".sample", ".template", ".dist"}) {
    if (name.ends_with(harmless)) return false;
  }
  return true;
}

bool is_secret_file(std::string_view path) {
  std::string_view const name = base_name(path);
  if (is_env_file(name)) return true;
  if (name.ends_with(".pem") || name.ends_with(".key")) return true;
  if (name.starts_with("id_rsa") && !name.ends_with(".pub")) return true;
  if (name.starts_with("credentials") && name.ends_with(".json")) return true;
  for (std::string_view other : {".npmrc", ".pypirc", ".netrc", ".aws"}) {
    if (name == other) return true;
  }
  std::string const parts = "/" + std::string(path) + "/";
  return parts.find("/.aws/") != std::string::npos || parts.ends_with("/.docker/config.json/");
}

constexpr std::array<std::string_view, 6> file_variables{"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
                                                         "HF_TOKEN_PATH",   "GOOGLE_APPLICATION_CREDENTIALS",
                                                         "KUBECONFIG",      "AZURE_CLIENT_CERTIFICATE_PATH"};

/// $AWS_CONFIG_FILE or ${AWS_CONFIG_FILE}, and nothing else.
bool is_file_variable(dockerfile::word const& word) {
  std::string_view name = word.text;
  if (!name.starts_with('$')) return false;
  name.remove_prefix(1);
  if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
  return std::find(file_variables.begin(), file_variables.end(), name) != file_variables.end();
}

bool names_file(dockerfile::instruction const& one) {
  if (!one.is(dockerfile::keyword::env) && !one.is(dockerfile::keyword::arg)) return false;
  return std::any_of(one.pairs.begin(), one.pairs.end(), [](dockerfile::pair const& pair) {
    return std::find(file_variables.begin(), file_variables.end(), pair.name.text) != file_variables.end();
  });
}

/// Below the folder a relative path starts from; relative paths stay relative when no WORKDIR is known.
std::string absolute(dockerfile_subject const& subject, std::string path, std::size_t index) {
  if (!is_absolute_path(path)) {
    dockerfile::instruction const* workdir = subject.stages->workdir_at(index);
    std::string const base =
        workdir == nullptr || workdir->words.empty() ? "/" : subject.stages->expand(workdir->words[0].text, index).text;
    path = base + "/" + path;
  }
  return dockerfile::clean_path(path);
}

/// COPY anything TO, and a variable with a path below TO, both in one stage or below it.
void check_variables(dockerfile_subject const& subject, dockerfile::stage const& stage, sink& out) {
  auto const own = subject.file->instructions().subspan(stage.first, stage.last - stage.first);
  if (std::none_of(own.begin(), own.end(), names_file)) return;
  std::vector<std::string> targets;
  std::vector<std::size_t> const all = instructions_below(subject, stage);
  for (std::size_t index : all) {
    dockerfile::instruction const& one = subject.file->instructions()[index];
    if (!one.is(dockerfile::keyword::copy) && !one.is(dockerfile::keyword::add)) continue;
    if (one.destination() == nullptr) continue;
    dockerfile::expansion const to = subject.stages->expand(one.destination()->text, index);
    if (to.known) targets.push_back(absolute(subject, to.text, index));
  }
  for (std::size_t index = stage.first; index < stage.last; ++index) {
    dockerfile::instruction const& one = subject.file->instructions()[index];
    if (!names_file(one)) continue;
    for (dockerfile::pair const& pair : one.pairs) {
      if (std::find(file_variables.begin(), file_variables.end(), pair.name.text) == file_variables.end()) continue;
      dockerfile::expansion const value = subject.stages->expand(pair.value.text, index);
      if (!value.known || value.text.empty()) continue;
      std::string const path = absolute(subject, value.text, index);
      bool const copied = std::any_of(targets.begin(), targets.end(), [&](std::string const& to) {
        return path == to || to == "/" || (path.size() > to.size() && path.starts_with(to) && path[to.size()] == '/');
      });
      if (!copied) continue;
      out.add(subject.where(one), std::string(pair.name.text) + " names a credentials file in a folder that is copied")
          .field(std::string(pair.name.text))
          .advice("mount the file when the container runs, as a secret, and name that path")
          .aliases({"DS-0031"});
    }
  }
}

constexpr std::string_view mount_advice =
    "mount it for the one step that needs it (`RUN --mount=type=secret,id=...,target=...`), and exclude it in "
    ".dockerignore";

void check(dockerfile_subject const& subject, sink& out) {
  for_each_instruction(subject, [&](dockerfile::instruction const& one, std::size_t index, bool onbuild) {
    if (!one.is(dockerfile::keyword::copy) && !one.is(dockerfile::keyword::add)) return;
    for (dockerfile::word const& source : one.sources()) {
      if (is_heredoc_source(source.text)) continue;
      std::string const path = expanded(subject, source.text, index, onbuild).text;
      // Of another image the system's certificates, which are public.
      bool const authorities = one.has_flag("from") && path.starts_with("/etc/ssl/");
      if (is_web_url(path) || authorities || !is_secret_file(path)) continue;
      out.add(subject.where(one), std::string(base_name(path)) + " is copied into the image")
          .field(path)
          .advice(std::string(mount_advice))
          .aliases({"CIS-DI-0010"});
    }
    if (one.destination() == nullptr || !is_file_variable(*one.destination())) return;
    out.add(subject.where(one), "a credentials file is copied to where " + std::string(one.destination()->text) + " is")
        .field(std::string(one.destination()->text))
        .advice(std::string(mount_advice))
        .aliases({"DS-0031"});
  });
  for (dockerfile::stage const& stage : subject.stages->stages()) check_variables(subject, stage, out);
}

}  // namespace

extern rule const secret_file_copied;
rule const secret_file_copied{
    .id = "DVD006",
    .name = "secret-file-copied",
    .dev = level::error,
    .prod = level::error,
    .summary = "COPY or ADD of a file that holds credentials: .env, keys, .npmrc, cloud credentials.",
    .why =
        "A copied file is in the image's layer for good, even when a later step removes it. Whoever can pull the image "
        "has the keys.",
    .bad = "FROM alpine:3.20\nCOPY .env /app/.env\n",
    .good = "FROM alpine:3.20\nCOPY .env.example /app/.env.example\n",
    .aliases = {"DS-0031", "CIS-DI-0010"},
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
