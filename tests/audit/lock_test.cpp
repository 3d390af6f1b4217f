#include "audit/lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/lock_model.hpp"
#include "compose/load.hpp"
#include "support.hpp"

namespace dockverify::audit::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string const yaml =
    "name: shop\n"
    "services:\n"
    "  db:\n"
    "    image: postgres:16@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
    "    mem_limit: 256m\n"
    "    ports: [\"127.0.0.1:5432:5432\"]\n"
    "    environment:\n"
    "      POSTGRES_PASSWORD: hunter2\n"
    "      POSTGRES_DB: shop\n"
    "    volumes: [\"./data:/data\"]\n"
    "  web:\n"
    "    image: web:1.0\n"
    "    privileged: true # dockverify ignore=DVC020 until=2027-01-31 it drives the scanner\n";

files project_with(std::string_view from = {}, std::string_view to = {}) {
  std::string text = yaml;
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  return {{"compose.yaml", text}};
}

/// "path: before -> after" of DVA003, the message of DVA004.
std::vector<std::string> facts(lock_check const& check) {
  std::vector<std::string> all;
  for (report_error const& error : check.errors) all.push_back(error.code);
  for (finding const& f : check.findings) {
    all.push_back(f.rule == "DVA003" ? f.field + ": " + f.expected.value_or("none") + " -> " + f.actual.value_or("none")
                                     : f.message);
  }
  return all;
}

TEST(lock, is_the_model_one_fact_a_line_without_secrets) {
  project_folder const folder(project_with());
  std::string const text = lock_text(audit_of(folder), {{{"web:1.0", "sha256:bbbb"}}, {}});
  std::string const files_digest = text.substr(text.find("compose.yaml: ") + 14, 71);
  auto const digest = [&](std::string const& key) {
    return text.substr(text.find("      " + key + ": ") + key.size() + 8, 71);
  };
  EXPECT_EQ(
      text,
      "# The audited configuration, written by `dockverify audit --lock` and compared by `dockverify audit "
      "--check-lock`.\n"
      "# Secrets are *** here and in no digest; paths start at the project's directory.\n"
      "schema: dockverify/lock/v1\n"
      "environment: dev\n"
      "files:\n"
      "  compose.yaml: " +
          files_digest +
          "\n"
          "images:\n"
          "  postgres:16@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: "
          "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
          "  web:1.0: sha256:bbbb\n"
          "accepted:\n"
          "  - rule: DVC020\n"
          "    name: privileged\n"
          "    file: compose.yaml\n"
          "    service: web\n"
          "    fingerprint: " +
          text.substr(text.find("fingerprint: ") + 13, text.find("\n    reason") - text.find("fingerprint: ") - 13) +
          "\n"
          "    reason: it drives the scanner\n"
          "    until: \"2027-01-31\"\n"
          "    source: inline\n"
          "projects:\n"
          "  shop:\n"
          "    digests:\n"
          "      services.db: " +
          digest("services.db") + "\n      services.web: " + digest("services.web") +
          "\n      networks.default: " + digest("networks.default") +
          "\n"
          "    hidden:\n"
          "      - services.db.environment.POSTGRES_PASSWORD\n"
          "    model:\n"
          "      name: shop\n"
          "      networks:\n"
          "        default:\n"
          "          name: shop_default\n"
          "          ipam: {}\n"
          "      services:\n"
          "        db:\n"
          "          command: null\n"
          "          entrypoint: null\n"
          "          environment:\n"
          "            POSTGRES_DB: shop\n"
          "            POSTGRES_PASSWORD: '***'\n"
          "          image: postgres:16@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
          "          mem_limit: \"268435456\"\n"
          "          networks:\n"
          "            default: null\n"
          "          ports:\n"
          "            - mode: ingress\n"
          "              host_ip: 127.0.0.1\n"
          "              target: 5432\n"
          "              published: \"5432\"\n"
          "              protocol: tcp\n"
          "          volumes:\n"
          "            - type: bind\n"
          "              source: ./data\n"
          "              target: /data\n"
          "              bind:\n"
          "                create_host_path: true\n"
          "        web:\n"
          "          command: null\n"
          "          entrypoint: null\n"
          "          image: web:1.0\n"
          "          networks:\n"
          "            default: null\n"
          "          privileged: true\n");
  EXPECT_TRUE(files_digest.starts_with("sha256:"));
}

TEST(lock, is_the_same_in_every_folder_and_run) {
  project_folder const one(project_with()), other(project_with());
  EXPECT_EQ(lock_text(audit_of(one)), lock_text(audit_of(other)));
}

struct secret_case {
  std::string_view what;
  files project;  ///< with SECRET where the secret is
};

TEST(lock, has_no_secrets_in_its_text_and_in_no_digest) {
  std::string const service = "services:\n  a:\n    image: redis:7\n    ";
  std::vector<secret_case> const cases{
      {"a variable", {{"compose.yaml", service + "environment:\n      DB_PASSWORD: SECRET\n"}}},
      {"in a list", {{"compose.yaml", service + "environment: [\"API_TOKEN=SECRET\"]\n"}}},
      {"a block text",
       {{"compose.yaml", service + "environment:\n      API_TOKEN: |\n        SECRET\n        SECRET\n"}}},
      {"an env file", {{"compose.yaml", service + "env_file: app.env\n"}, {"app.env", "DB_PASSWORD=SECRET\n"}}},
      {"a variable of another name",
       {{"compose.yaml", service + "environment:\n      PGSTRING: ${DB_PASSWORD}\n"},
        {".env", "DB_PASSWORD=SECRET\n"}}},
      {"a variable in a command",
       {{"compose.yaml", service + "command: serve ${REDIS_PASSWORD} now\n"}, {".env", "REDIS_PASSWORD=SECRET\n"}}},
      {"a variable in a list",
       {{"compose.yaml", service + "command: [serve, \"${REDIS_PASSWORD}\"]\n"}, {".env", "REDIS_PASSWORD=SECRET\n"}}},
      {"a variable in a label",
       {{"compose.yaml", service + "labels: [\"a.b=${MY_TOKEN}\"]\n"}, {".env", "MY_TOKEN=SECRET\n"}}},
      {"a variable in a default",
       {{"compose.yaml", service + "hostname: ${HOST:-${MY_TOKEN}}\n"}, {".env", "MY_TOKEN=SECRET\n"}}},
      {"a URL", {{"compose.yaml", service + "environment:\n      DATABASE: postgres://app:SECRET@db/x\n"}}},
      {"two URLs", {{"compose.yaml", service + "environment:\n      D: a://u:SECRET@h,b://u:SECRET@h\n"}}},
      {"an argument", {{"compose.yaml", service + "command: redis-server --requirepass SECRET\n"}}},
      {"an argument in a healthcheck",
       {{"compose.yaml", service + "healthcheck:\n      test: [CMD, redis-cli, -a, SECRET, ping]\n"}}},
      {"an argument in a shell's healthcheck",
       {{"compose.yaml", service + "healthcheck:\n      test: mysqladmin ping --password=SECRET\n"}}},
      {"an argument in lines of its own",
       {{"compose.yaml", service + "command:\n    - redis-server\n    - --requirepass\n    - SECRET\n"}}},
      {"a build argument",
       {{"compose.yaml", "services:\n  a:\n    build:\n      context: .\n      args:\n        NPM_TOKEN: SECRET\n"}}},
      {"an anchor", {{"compose.yaml", "x-a: &a SECRET\n" + service + "environment:\n      DB_PASSWORD: *a\n"}}},
      {"a config's content in a block",
       {{"compose.yaml", service + "configs: [c]\nconfigs:\n  c:\n    content: |\n      a\n      SECRET\n"}}},
      {"a config's content", {{"compose.yaml", service + "configs: [c]\nconfigs:\n  c:\n    content: SECRET\n"}}},
      {"an option of a volume",
       {{"compose.yaml",
         service + "volumes: [\"v:/v\"]\nvolumes:\n  v:\n    driver_opts:\n      o: addr=h,password=SECRET\n"}}},
      {"an extension", {{"compose.yaml", "x-token: SECRET\n" + service + "x-secret: SECRET\n"}}},
      {"ENV", {{"Dockerfile", "FROM a:1\nENV DB_PASSWORD=SECRET A=1\n"}}},
      {"ENV without =", {{"Dockerfile", "FROM a:1\nENV DB_PASSWORD SECRET\n"}}},
      {"RUN", {{"Dockerfile", "FROM a:1\nRUN curl https://u:SECRET@h/\n"}}},
  };
  for (secret_case const& one : cases) {
    auto const with = [&](std::string const& secret) {
      files project = one.project;
      for (auto& [name, text] : project) {
        for (std::size_t at = text.find("SECRET"); at != std::string::npos;
             at = text.find("SECRET", at + secret.size()))
          text.replace(at, 6, secret);
      }
      project_folder const folder(project);
      return lock_text(audit_of(folder));
    };
    std::string const text = with("Zq7-hunter");
    EXPECT_THAT(text, Not(HasSubstr("hunter"))) << one.what;
    EXPECT_EQ(text, with("Zq8-gather")) << one.what;
  }
}

TEST(lock, keeps_what_is_no_secret) {
  project_folder const folder(
      {{"compose.yaml",
        "services:\n  a:\n    image: redis:7\n    environment:\n      DB_PASSWORD_FILE: /run/secrets/x\n"
        "      TOKEN_TTL: 3600\n      BASE_IMAGE: python:3.11.11-slim-bookworm\n      LOG: debug\n      URL: "
        "http://host:80/a\n    healthcheck:\n"
        "      test: mysqladmin ping -p$$MYSQL_PASSWORD\n"
        "    command: [sh, -c, \"printf 'requirepass %s' $$(cat /run/secrets/x)\"]\n"}});
  locked_projects const read = read_lock(lock_text(audit_of(folder)), "dockverify.lock");
  EXPECT_THAT(read.projects.at(0).hidden, IsEmpty());
}

TEST(content_for_lock, leaves_out_lines_with_secrets_and_what_is_nested_below) {
  rules::settings settings;
  EXPECT_EQ(content_for_lock("a: 1\nDB_PASSWORD: |\n  x\n\n  y\nb: 2", {}, settings), "a: 1\n***\n***\n***\n***\nb: 2");
  EXPECT_EQ(content_for_lock("a\nb\nc\n", {2}, settings), "a\n***\nc\n");
  EXPECT_EQ(content_for_lock("RUN --mount=type=secret,id=x\nRUN echo $TOKEN\n", {}, settings),
            "RUN --mount=type=secret,id=x\nRUN echo $TOKEN\n");
  settings.not_secret = {"MY_TOKEN"};
  EXPECT_EQ(content_for_lock("MY_TOKEN: 1", {}, settings), "MY_TOKEN: 1");
}

struct change_case {
  std::string from, to;
  std::vector<std::string> facts;  ///< the digest of compose.yaml aside
};

TEST(check_lock, tells_what_has_changed_fact_by_fact) {
  project_folder const before(project_with());
  std::string const lock = lock_text(audit_of(before));
  std::vector<change_case> const cases{
      {"256m", "512m", {"services.db.mem_limit: 268435456 -> 536870912"}},
      {"hunter2", "hunter3", {}},
      {"  web:\n    image: web:1.0\n",
       "  web:\n    image: web:1.1\n",
       {"images.web:1.0: null -> none", "images.web:1.1: none -> null", "services.web.image: web:1.0 -> web:1.1"}},
      {"POSTGRES_DB: shop", "POSTGRES_DB: other", {"services.db.environment.POSTGRES_DB: shop -> other"}},
      {"      POSTGRES_DB: shop\n",
       "      POSTGRES_DB: shop\n      TZ: UTC\n",
       {"services.db.environment.TZ: none -> UTC"}},
      {"    mem_limit: 256m\n", "", {"services.db.mem_limit: 268435456 -> none"}},
      {"127.0.0.1:5432",
       "5432",
       {"services.db.ports: [{mode: ingress, host_ip: 127.0.0.1, target: 5432, published: 5432, protocol: tcp}] -> "
        "[{mode: ingress, target: 5432, published: 5432, protocol: tcp}]"}},
      {"until=2027-01-31", "until=2028-01-31", {"accepted.DVC020.PRINT.until: 2027-01-31 -> 2028-01-31"}},
  };
  for (change_case const& one : cases) {
    project_folder const after(project_with(one.from, one.to));
    result const audited = audit_of(after);
    lock_check const check = check_lock(lock, "dockverify.lock", audited);
    std::vector<std::string> found = facts(check);
    std::erase_if(found, [](std::string const& fact) { return fact.starts_with("files."); });
    for (std::string& fact : found) {
      std::size_t const print = fact.find("DVC020.");
      if (print != std::string::npos) fact.replace(print + 7, 16, "PRINT");
    }
    EXPECT_THAT(found, testing::ElementsAreArray(one.facts)) << one.from;
  }
}

TEST(check_lock, points_at_the_line_of_the_lock) {
  project_folder const before(project_with()), after(project_with("256m", "512m"));
  std::string const lock = lock_text(audit_of(before));
  lock_check const check = check_lock(lock, "dockverify.lock", audit_of(after));
  auto const change = std::find_if(check.findings.begin(), check.findings.end(),
                                   [](finding const& f) { return f.field == "services.db.mem_limit"; });
  ASSERT_NE(change, check.findings.end());
  std::size_t const at = lock.find("mem_limit");
  EXPECT_EQ(change->where.line, 1 + std::count(lock.begin(), lock.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  EXPECT_EQ(*change->where.file, "dockverify.lock");
  EXPECT_EQ(change->service, "db");
  EXPECT_EQ(change->level, severity::warning);
}

TEST(check_lock, finds_nothing_right_after) {
  project_folder const folder(project_with());
  result const audited = audit_of(folder);
  EXPECT_THAT(facts(check_lock(lock_text(audited), "dockverify.lock", audited)), IsEmpty());
  lock_facts const known{{{"web:1.0", "sha256:bbbb"}}, {}};
  EXPECT_THAT(facts(check_lock(lock_text(audited, known), "dockverify.lock", audited)), IsEmpty());
  EXPECT_THAT(
      facts(check_lock(lock_text(audited, known), "dockverify.lock", audited, {{{"web:1.0", "sha256:cccc"}}, {}})),
      ElementsAre("images.web:1.0: sha256:bbbb -> sha256:cccc"));
}

TEST(check_lock, tells_services_that_come_and_go) {
  project_folder const before(project_with()), after(project_with("  web:\n", "  site:\n"));
  lock_check const check = check_lock(lock_text(audit_of(before)), "dockverify.lock", audit_of(after));
  EXPECT_THAT(facts(check), testing::Contains(HasSubstr("services.web: {")));
  EXPECT_THAT(facts(check), testing::Contains(testing::StartsWith("services.site: none -> {")));
}

TEST(check_lock, tells_ignores_that_it_does_not_know) {
  project_folder const before(project_with("    mem_limit", "    privileged: true\n    mem_limit"));
  project_folder const after(
      project_with("    mem_limit", "    privileged: true # dockverify ignore=DVC020 too\n    mem_limit"));
  lock_check const check = check_lock(lock_text(audit_of(before)), "dockverify.lock", audit_of(after));
  std::vector<std::string> found = facts(check);
  std::erase_if(found, [](std::string const& fact) { return fact.starts_with("files."); });
  EXPECT_THAT(found, ElementsAre("DVC020 privileged is ignored, which the lock does not know"));
  project_folder const none({{"compose.yaml", yaml.substr(0, yaml.find(" # dock")) + "\n"}});
  EXPECT_THAT(facts(check_lock(lock_text(audit_of(after)), "dockverify.lock", audit_of(none))),
              testing::Contains(testing::StartsWith("accepted.DVC020.")).Times(2));
}

TEST(check_lock, says_that_there_is_none) {
  project_folder const folder(project_with());
  lock_check const check = check_lock(std::nullopt, "dockverify.lock", audit_of(folder));
  ASSERT_EQ(check.findings.size(), 1U);
  EXPECT_EQ(check.findings[0].rule, "DVA004");
  EXPECT_EQ(check.findings[0].level, severity::error);
}

struct malformed_case {
  std::string text, error;
};

TEST(check_lock, refuses_what_is_no_lock) {
  project_folder const folder(project_with());
  result const audited = audit_of(folder);
  std::string const good = lock_text(audited);
  auto const with = [&](std::string const& from, std::string const& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  std::vector<malformed_case> const cases{
      {"", "a lock is one YAML mapping"},
      {"- a\n", "a lock is one YAML mapping"},
      {good + "---\n" + good, "a lock is one YAML mapping"},
      {"a: [\n", "dockverify.lock:"},
      {"a: 1\n", "the lock must have `schema: dockverify/lock/v1`"},
      {with("lock/v1", "lock/v2"), "dockverify.lock:3:9"},
      {with("images:", "image:"), "unknown key `image` in the lock; did you mean `images`?"},
      {with("accepted:", "accepted: x\nprojects2:"), "`accepted` must be a list"},
      {with("fingerprint", "print"), "an entry of `accepted` has `rule` and `fingerprint`"},
      {with("    model:", "    models:"), "project `shop` has `digests`, `hidden` and `model`"},
      {with("  compose.yaml: sha256", "  compose.yaml: [1] #"), "`compose.yaml` must be text"},
  };
  for (malformed_case const& one : cases) {
    lock_check const check = check_lock(one.text, "dockverify.lock", audited);
    EXPECT_THAT(check.findings, IsEmpty()) << one.error;
    ASSERT_FALSE(check.errors.empty()) << one.error;
    EXPECT_EQ(check.errors[0].code, "lock-invalid");
    EXPECT_THAT(check.errors, testing::Contains(testing::Truly([&](report_error const& e) {
                  return (e.where.text() + ": " + e.message).find(one.error) != std::string::npos;
                })))
        << one.error << " in " << check.errors[0].where.text() << ": " << check.errors[0].message;
  }
}

TEST(read_lock, gives_a_project_that_compose_reads) {
  project_folder const folder(project_with());
  locked_projects const read = read_lock(lock_text(audit_of(folder)), "dockverify.lock");
  ASSERT_EQ(read.projects.size(), 1U);
  EXPECT_EQ(read.projects[0].name, "shop");
  EXPECT_THAT(read.projects[0].hidden, ElementsAre("services.db.environment.POSTGRES_PASSWORD"));
  project_folder const elsewhere({{"compose.yaml", read.projects[0].model}});
  compose::load_options options;
  options.working_directory = elsewhere.path();
  compose::load_result const loaded = compose::load(options);
  ASSERT_TRUE(loaded.loaded) << loaded.problems.at(0).message;
  compose::service const& db = loaded.loaded->services.at("db");
  EXPECT_EQ(db.mem_limit, 256 << 20);
  EXPECT_EQ(db.environment.at("POSTGRES_PASSWORD"), "***");
  EXPECT_EQ(db.volumes.at(0).source, elsewhere.path("data"));
  EXPECT_TRUE(loaded.loaded->services.at("web").privileged);
  // Locking what was read from the lock changes nothing.
  auto const lines = [](std::string const& model) { return model.substr(model.find_first_not_of('\n')); };
  EXPECT_EQ(lines(read_lock(lock_text(audit_of(elsewhere)), "dockverify.lock").projects[0].model),
            lines(read.projects[0].model));
}

TEST(save_lock, replaces_an_older_one) {
  project_folder const folder({});
  EXPECT_EQ(save_lock(folder.path("dockverify.lock"), "a\n"), "");
  EXPECT_EQ(save_lock(folder.path("dockverify.lock"), "b\n"), "");
  EXPECT_EQ(folder.read("dockverify.lock"), "b\n");
  EXPECT_EQ(save_lock(folder.path("none/dockverify.lock"), "b\n"), "its folder does not exist");
}

TEST(lock, names_files_from_where_it_lies) {
  project_folder const folder({{"app/compose.yaml", yaml}});
  auto const text = [&](std::string const& from) {
    options what = options_for(folder);
    what.what.project.working_directory = from;
    what.what.paths = {folder.path("app")};
    lock_facts known;
    known.directory = folder.path("app");
    return lock_text(run(what), known);
  };
  EXPECT_THAT(text(folder.path()), HasSubstr("\nfiles:\n  compose.yaml: sha256:"));
  EXPECT_EQ(text(folder.path()), text(folder.path("app")));
  EXPECT_EQ(text("/"), text(folder.path("app")));
}

}  // namespace
}  // namespace dockverify::audit::test
