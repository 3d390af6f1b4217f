// DVD321: a variable that nothing sets.
#include <algorithm>
#include <array>

#include "rules/instruction_words.hpp"
#include "rules/rule.hpp"
#include "rules/variable_rename.hpp"

namespace dockverify::rules {
namespace {

/// What images commonly set: not known without the image itself.
bool is_base_variable(std::string_view name) {
  for (std::string_view known : {"PATH",
                                 "HOME",
                                 "HOSTNAME",
                                 "LANG",
                                 "LC_ALL",
                                 "LANGUAGE",
                                 "GPG_KEY",
                                 "GPG_KEYS",
                                 "GOPATH",
                                 "GOLANG_VERSION",
                                 "GOTOOLCHAIN",
                                 "CARGO_HOME",
                                 "RUSTUP_HOME",
                                 "RUST_VERSION",
                                 "PGDATA",
                                 "PG_MAJOR",
                                 "PG_VERSION",
                                 "PG_SHA256",
                                 "NJS_VERSION",
                                 "PKG_RELEASE",
                                 "DYNPKG_RELEASE",
                                 "CATALINA_HOME",
                                 "TOMCAT_VERSION",
                                 "TOMCAT_MAJOR",
                                 "MAVEN_HOME",
                                 "GRADLE_HOME",
                                 "GRADLE_VERSION",
                                 "MAVEN_CONFIG",
                                 "JAVA_HOME",
                                 "JAVA_VERSION",
                                 "GEM_HOME",
                                 "BUNDLE_APP_CONFIG",
                                 "BUNDLE_PATH",
                                 "BUNDLE_SILENCE_ROOT_WARNING",
                                 "HTTPD_PREFIX",
                                 "HTTPD_VERSION",
                                 "ELASTIC_CONTAINER",
                                 "LD_LIBRARY_PATH"}) {
    if (name == known) return true;
  }
  for (std::string_view prefix :
       {"PYTHON", "NODE_",     "YARN_",  "RUBY_",   "RUBYGEMS_", "PHP",   "NGINX_",   "REDIS_",
        "JAVA_",  "DOTNET_",   "ASPNET", "CONDA_",  "NB_",       "GOSU_", "MARIADB_", "MYSQL_",
        "MONGO_", "RABBITMQ_", "GF_",    "ERLANG_", "ELIXIR_",   "OTP_"}) {
    if (name.starts_with(prefix)) return true;
  }
  return false;
}

/// The builder's own arguments that need no ARG.
bool is_predefined(std::string_view name) {
  constexpr std::array<std::string_view, 6> names{"http_proxy", "https_proxy", "ftp_proxy",
                                                  "no_proxy",   "all_proxy",   "source_date_epoch"};
  return std::any_of(names.begin(), names.end(), [&](std::string_view known) { return same_letters(known, name); });
}

bool is_expanded(dockerfile::keyword what) {
  using enum dockerfile::keyword;
  switch (what) {
    case add:
    case arg:
    case copy:
    case env:
    case expose:
    case label:
    case stopsignal:
    case user:
    case volume:
    case workdir:
      return true;
    default:
      return false;
  }
}

/// Everything of the instruction in which the builder replaces variables.
std::vector<std::string_view> expanded_words(dockerfile::instruction const& one) {
  std::vector<std::string_view> made;
  for (dockerfile::flag const& flag : one.flags) {
    if (flag.name == "chown" || flag.name == "chmod" || flag.name == "checksum") made.push_back(flag.value);
  }
  if (one.pairs.empty()) {
    for (dockerfile::word const& word : one.words) made.push_back(word.text);
  }
  for (dockerfile::pair const& pair : one.pairs) {
    if (!one.is(dockerfile::keyword::arg)) made.push_back(pair.name.text);
    made.push_back(pair.value.text);
  }
  // Of RUN it is the shell that reads them.
  for (dockerfile::heredoc const& document : one.heredocs) {
    if (document.expands) made.push_back(document.content);
  }
  return made;
}

std::vector<std::string_view> declared_names(dockerfile_subject const& subject, dockerfile::stage const& stage,
                                             std::size_t before) {
  std::vector<std::string_view> made{"PATH"};
  for (std::size_t index : instructions_below(subject, stage)) {
    if (index >= before) break;
    dockerfile::instruction const& one = subject.file->instructions()[index];
    if (!one.is(dockerfile::keyword::env) && !one.is(dockerfile::keyword::arg)) continue;
    for (dockerfile::pair const& pair : one.pairs) made.push_back(pair.name.text);
  }
  return made;
}

/// The image may set variables that nobody can know without it: others' than the official ones often do.
bool base_may_define(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  dockerfile::stage const& lowest = subject.stages->stages()[subject.stages->chain(stage.index).back()];
  if (lowest.base == dockerfile::base_kind::scratch) return false;
  return lowest.base != dockerfile::base_kind::image || !lowest.image.official();
}

/// ${NAME:-x} or ${NAME-x}.
bool has_default(std::string_view word, std::string_view name) {
  std::string const begin = "${" + std::string(name);
  std::size_t const at = word.find(begin);
  if (at == std::string_view::npos) return false;
  std::string_view const rest = word.substr(at + begin.size());
  return rest.starts_with(":-") || rest.starts_with('-');
}

void check(dockerfile_subject const& subject, sink& out) {
  auto const all = subject.file->instructions();
  std::size_t offers = 100;  // a name to mean instead is searched for in the whole file: not for thousands
  for (std::size_t index = 0; index < all.size(); ++index) {
    dockerfile::instruction const& one = all[index];
    dockerfile::stage const* stage = is_expanded(one.what) ? subject.stage_of(index) : nullptr;
    if (stage == nullptr || stage->from == nullptr) continue;
    std::vector<std::string_view> reported;
    for (std::string_view word : expanded_words(one)) {
      if (word.find('$') == std::string_view::npos) continue;
      for (std::string_view name : subject.stages->expand(word, index).undefined) {
        if (name.empty() || is_predefined(name) || is_base_variable(name)) continue;
        if (std::find(reported.begin(), reported.end(), name) != reported.end()) continue;
        reported.push_back(name);
        std::string nearest;
        if (offers > 0) {
          --offers;
          nearest = nearest_name(name, declared_names(subject, *stage, index));
        }
        if (nearest.empty() && base_may_define(subject, *stage)) continue;
        draft& made =
            out.add(subject.where(one), "nothing sets " + std::string(name) + " before this line: " +
                                            (has_default(word, name) ? "only its default is used" : "it is empty"))
                .field(std::string(name))
                .advice(nearest.empty() ? "declare it in this stage: `ARG " + std::string(name) + "`"
                                        : "did you mean " + nearest + "?");
        if (!nearest.empty()) rename_variable(made, subject, one, name, nearest);
      }
    }
  }
}

}  // namespace

extern rule const undefined_variable;
rule const undefined_variable{
    .id = "DVD321",
    .name = "undefined-variable",
    .dev = level::warning,
    .prod = level::warning,
    .summary = "An instruction that the builder expands uses a variable that no ARG or ENV before it sets.",
    .why =
        "The builder puts nothing in its place and goes on. An ARG counts only in the stage that declares it, also "
        "those above the first FROM and the platform's. Variables that the base image sets are fine.",
    .bad = "FROM alpine:3.20\nARG APP_DIR=/app\nCOPY main.sh $APPDIR/main.sh\n",
    .good = "FROM alpine:3.20\nARG APP_DIR=/app\nCOPY main.sh $APP_DIR/main.sh\n",
    .aliases = {"BK:UndefinedVar"},
    .fixes = fixing::ask,
    .check_dockerfile = &check,
};

}  // namespace dockverify::rules
