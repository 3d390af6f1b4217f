// One secret in every place where it may stand: no format, no diff and no lock has it.
#include "audit/conceal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "audit/fix.hpp"
#include "audit/lock.hpp"
#include "report/writers.hpp"
#include "support.hpp"

namespace dockverify::audit::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

using variables = std::map<std::string, std::string>;

/// As the audit's job fills it.
report report_of(result const& audited) {
  report r;
  r.command = "audit";
  r.findings = audited.findings;
  r.errors = audited.errors;
  r.checks = audited.checks;
  r.secret_lines = audited.secret_lines;
  for (text_file const& file : audited.read.files()) {
    r.files.push_back(*file.shown);
    r.sources.emplace(*file.shown, file.text);
  }
  conclude(r, fail_on::error, true);
  return r;
}

/// Everything that an audit can put out, by what puts it out.
std::map<std::string, std::string> outputs_of(project_folder const& folder, variables const& environment) {
  std::map<std::string, std::string> all;
  for (bool const prod : {false, true}) {
    options what = options_for(folder);
    what.what.project.environment = environment;
    what.what.settings.environment = prod ? rules::environment::prod : rules::environment::dev;
    what.environment_given = true;
    // Every rule, those that are off too.
    for (rules::rule const* one : rules::all_rules()) {
      if (one->dev == rules::level::off) what.level_overrides[std::string(one->id)] = rules::level::info;
    }
    result const audited = run(what);
    std::string const suffix = prod ? " in production" : "";
    report r = report_of(audited);
    r.diff = diff_of(plan_fixes(audited.findings, audited.read, {true, folder.path(), audited.secret_lines}));
    all["diff" + suffix] = r.diff;
    all["lock" + suffix] = lock_text(audited);
    for (report_writer const& writer : all_writers()) {
      std::ostringstream out;
      writer.write(r, {.verbose = true}, out);
      all[std::string(writer.name) + suffix] = out.str();
    }
  }
  return all;
}

struct place {
  files project;
  variables environment = {};
};

constexpr std::string_view secret = "zqx7abc99Q";

files dockerfile(std::string const& line) {
  return {{"Dockerfile", "FROM debian:12.5-slim\n" + line + "\nUSER 1\nHEALTHCHECK CMD [\"x\"]\n"}};
}
files run_with(std::string const& command) {
  return dockerfile("RUN apt install -y x && " + command);
}
/// Lines of a service, or of the project after it.
files compose(std::string const& lines) {
  return {{"compose.yaml", "services:\n  a:\n    image: x:1.2\n    ports: [80:80]\n" + lines + "\n"}};
}
files with(files project, std::string const& name, std::string const& text) {
  project[name] = text;
  return project;
}

std::vector<place> const places{
    {run_with("mysql -u root -pzqx7abc99Q")},
    {run_with("PGPASSWORD=zqx7abc99Q psql")},
    {run_with("export GITHUB_TOKEN=zqx7abc99Q")},
    {run_with("curl -u me:zqx7abc99Q https://h")},
    {run_with("curl -fsSu me:zqx7abc99Q https://h")},
    {run_with("curl --user=me:zqx7abc99Q https://h")},
    {run_with("curl \\\n    --user \\\n    me:zqx7abc99Q \\\n    https://h")},
    {run_with("curl -H \"Authorization: Bearer zqx7abc99Q\" https://h")},
    {run_with("curl -H 'X-Api-Key: zqx7abc99Q' https://h")},
    {run_with("npm config set //r/:_authToken=zqx7abc99Q")},
    {run_with("npm config set //r/:_authToken zqx7abc99Q")},
    {run_with("foo --password zqx7abc99Q")},
    {run_with("foo --password \"zqx7abc99Q x\"")},
    {run_with("sshpass -p zqx7abc99Q ssh h")},
    {run_with("sshpass -pzqx7abc99Q ssh h")},
    {run_with("git clone https://u:zqx7abc99Q@h/x")},
    {run_with("git clone https://zqx7abc99Q@h/x")},
    {run_with("git clone https://ghp_zqx7abc99Qzqx7abc99Qzqx7abc99Qabcdef@h/x")},
    {run_with("echo zqx7abc99Q | docker login --password-stdin")},
    {run_with("printf '%s' zqx7abc99Q | docker login -u u --password-stdin h")},
    {run_with("docker login --password-stdin <<< zqx7abc99Q")},
    {run_with("useradd -p zqx7abc99Q me")},
    {run_with("echo \"root:zqx7abc99Q\" | chpasswd")},
    {run_with("aws configure set aws_secret_access_key zqx7abc99Q")},
    {run_with("echo \"machine h login u password zqx7abc99Q\" > ~/.netrc")},
    {run_with("openssl enc -k zqx7abc99Q")},
    {run_with("openssl rsa -passin pass:zqx7abc99Q")},
    {run_with("pip install --index-url https://u:zqx7abc99Q@h/s x==1")},
    {run_with("psql -c \"ALTER USER me WITH PASSWORD 'zqx7abc99Q'\"")},
    {run_with("mysql -e \"CREATE USER me IDENTIFIED BY 'zqx7abc99Q'\"")},
    {run_with("wget \"https://h/x?user=me&password=zqx7abc99Q\"")},
    {run_with("mc alias set m http://minio:9000 root zqx7abc99Q")},
    {run_with("foo --opt=$(echo PASSWORD=zqx7abc99Q)")},
    {dockerfile("LABEL password zqx7abc99Q")},
    {dockerfile("label a=b \"api.token\"=\"zqx7abc99Q\"")},
    {dockerfile("ENV DB_PASSWORD zqx7abc99Q")},
    {dockerfile("ENV A=1 DB_PASSWORD=\"zqx7abc99Q x\"")},
    {dockerfile("ONBUILD env DB_PASSWORD zqx7abc99Q")},
    {dockerfile("ARG PW=zqx7abc99Q\nRUN echo $PW")},
    {dockerfile("MAINTAINER me password=zqx7abc99Q")},
    {dockerfile("MAINTAINER https://u:zqx7abc99Q@h")},
    {dockerfile("CMD server --password zqx7abc99Q")},
    {dockerfile("CMD server --api-token=zqx7abc99Q")},
    {dockerfile("ENTRYPOINT server \\\n  --password \\\n  zqx7abc99Q")},
    {dockerfile("HEALTHCHECK CMD redis-cli -a zqx7abc99Q ping")},
    {dockerfile("ADD https://u:zqx7abc99Q@h/x /x")},
    {dockerfile("COPY --from=https://u:zqx7abc99Q@h/q a b")},
    {dockerfile("COPY --from=u:zqx7abc99Q@h/q a b")},
    {dockerfile("add foo_password=zqx7abc99Q /x")},
    {dockerfile("FOO PASSWORD=zqx7abc99Q")},
    {dockerfile("EXPOSE 80/TCP password=zqx7abc99Q")},
    {dockerfile("WORKDIR rel/password=zqx7abc99Q")},
    {dockerfile(
        "RUN <<EOF\n-----BEGIN RSA PRIVATE KEY-----\nzqx7abc99Qzqx7abc99Q\n-----END RSA PRIVATE KEY-----\nEOF")},
    {with(dockerfile("COPY . ."), ".dockerignore", "s1.txt # password=zqx7abc99Q\ns1.txt\n")},
    {dockerfile("# dockverify ignore=DVD010 password=zqx7abc99Q\nRUN sudo true")},
    {dockerfile("ENV A_TOKEN=zqx7abc99Q\n# dockverify ignore=DVD010 it was zqx7abc99Q\nRUN sudo true")},
    {with(compose("    privileged: true # dockverify ignore=DVC020 token=zqx7abc99Q"), ".dockverify.yaml",
          "ignore:\n  - rule: DVC007\n    reason: password=zqx7abc99Q\n")},
    {compose("    environment: {API_TOKEN: zqx7abc99Q, X: \"a\"}")},
    {compose("    environment: {URL: \"postgres://u:zqx7abc99Q@localhost:5432/x\"}")},
    {compose("    environment: {CONN: \"Server=h;Password=zqx7abc99Q\"}")},
    {compose("    environment: {SENTRY: \"https://zqx7abc99Qzqx7abc99Qzqx7abc99Q12@o1.ingest.sentry.io/1\"}")},
    {compose("    environment: {PW: zqx7abc99Q, PASS1: zqx7abc99Q, DBPASS: zqx7abc99Q, SMTP_PWD: zqx7abc99Q}")},
    {compose("    environment: {SALT: zqx7abc99Q, DSN: zqx7abc99Q, COOKIE: zqx7abc99Q, BEARER: zqx7abc99Q}")},
    {compose("    environment:\n      DB_PASSWORD: >-\n        zqx7abc99Q")},
    {compose("    environment:\n      DB_PASSWORD: |\n        zqx7abc99Q\n        zqx7abc99Q")},
    {compose("    environment:\n      - \"DB_PASSWORD=zqx7abc99Q\"")},
    {compose("    environment:\n      ? DB_PASSWORD\n      : zqx7abc99Q")},
    {compose("    environment:\n      \"DB_PASSWORD\"    :    \"zqx7abc99Q\"")},
    {compose("    environment: &e\n      K: \"${A_PASSWORD:-zqx7abc99Q}\"")},
    {compose("    environment:\n      DB_PASSWORD: ${A:-${B:-zqx7abc99Q}}")},
    {compose("    environment:\n      K: ${X?PASSWORD=zqx7abc99Q}")},
    {compose("    environment:\n      OTHER: ${S2_VAR}\nsecrets: {s: {environment: S2_VAR}}"),
     {{"S2_VAR", "zqx7abc99Q"}}},
    {compose("    environment:\n      S2_VAR: zqx7abc99Q\nsecrets: {s: {environment: S2_VAR}}")},
    {compose("    command: server --password=zqx7abc99Q")},
    {compose("    command: >\n      server\n      --password zqx7abc99Q")},
    {compose("    command:\n      - --requirepass\n      - zqx7abc99Q")},
    {compose("    command: [mongodump, -u, root, -p, zqx7abc99Q]")},
    {compose("    command: sh -c \"redis-server --requirepass zqx7abc99Q\"")},
    {compose("    entrypoint: sh -c \"PGPASSWORD=zqx7abc99Q psql\"")},
    {compose("    labels: {\"traefik.x.basicauth.users\": \"u:zqx7abc99Q\"}")},
    {compose("    labels:\n      - traefik.http.middlewares.a.basicauth.users=u:zqx7abc99Q")},
    {compose("    healthcheck: {test: \"curl -u me:zqx7abc99Q http://localhost\"}")},
    {compose("    healthcheck: {test: [\"CMD\",\"curl\",\"-u\",\"me:zqx7abc99Q\",\"http://localhost\"]}")},
    {compose("    healthcheck: {test: [\"CMD\",\"curl\",\"-H\",\"Authorization: Bearer zqx7abc99Q\",\"http://h\"]}")},
    {compose("    healthcheck: {test: \"mysqladmin ping -pzqx7abc99Q\"}")},
    {compose("    privileged: \"PASSWORD=zqx7abc99Q\"")},
    {compose("    mem_limit: \"PASSWORD=zqx7abc99Q\"")},
    {compose("    mem_limit: ${DB_PASSWORD}"), {{"DB_PASSWORD", "zqx7abc99Q"}}},
    {with(compose("    mem_limit: ${DB_PASSWORD}"), ".env", "DB_PASSWORD=zqx7abc99Q\n")},
    {compose("    unknown: \"PASSWORD=zqx7abc99Q\"")},
    {compose("    password: zqx7abc99Q")},
    {compose("    build: {context: \"https://u:zqx7abc99Q@h/x.git\"}")},
    {compose("    build: {context: ., args: {NPM_TOKEN: zqx7abc99Q}}")},
    {compose(
        "    build:\n      dockerfile_inline: |\n        FROM debian:12\n        CMD server --password zqx7abc99Q")},
    {compose("    logging: {driver: splunk, options: {splunk-token: zqx7abc99Q}}")},
    {compose("    volumes: [\"./password=zqx7abc99Q:/x\"]")},
    {compose("    env_file: w.env")},
    {with(compose("    env_file: w.env"), "w.env", "W_SECRET=zqx7abc99Q\nbad line zqx7abc99Q\n")},
    {with(compose("    env_file: w.env"), "w.env", "W_SECRET=zqx7abc99Q\n")},
    {compose("configs: {c: {content: \"password = zqx7abc99Q\"}}")},
    {compose("volumes: {v: {driver_opts: {o: \"username=u,password=zqx7abc99Q\"}}}")},
    {compose("x-foo: {token: zqx7abc99Q}")},
    {{{"compose.yaml",
       "services:\n  a:\n    image: https://u:zqx7abc99Q@reg/x:1\n  b:\n    image: u:zqx7abc99Q@reg/x:1\n"}}},
    {{{"compose.yaml",
       "services:\n  a:\n    image: reg/x:1\n    environment:\n      A_TOKEN: zqx7abc99Q\n"
       "      B: 1 # zqx7abc99Q\n    mem_limit: zqx7abc99Q\n"}}},
};

TEST(secrets, are_in_no_output) {
  for (place const& one : places) {
    project_folder const folder(one.project);
    std::string text;
    for (auto const& [name, content] : one.project) text += "--- " + name + "\n" + content;
    for (auto const& [name, output] : outputs_of(folder, one.environment)) {
      std::size_t const at = output.find(secret);
      EXPECT_EQ(at, std::string::npos) << name << " of\n"
                                       << text << "\nshows: "
                                       << output.substr(at < 100 ? 0 : at - 100, at == std::string::npos ? 0 : 200);
    }
  }
}

/// The lines of a single file that are withheld.
std::set<int> withheld(std::string const& name, std::string const& text) {
  project_folder const folder({{name, text}});
  result const audited = audit_of(folder);
  auto const found = audited.secret_lines.find(name);
  return found == audited.secret_lines.end() ? std::set<int>{} : found->second;
}

TEST(secrets, do_not_hide_what_is_none) {
  for (std::string const line :
       {"RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci", "RUN TOKEN=$(cat /run/secrets/x) make",
        "ENV DB_PASSWORD_FILE=/run/secrets/db", "ARG NPM_TOKEN", "FROM org/secret-service:1.2", "FROM token:1.2",
        "COPY --chown=auth:auth a b", "RUN git clone https://git@github.com/o/x",
        "RUN mkdir -p /x && tar -pxf a && cp -p a b", "RUN [ \"$TOKEN\" = \"\" ] || exit 1",
        "RUN curl -k https://h && curl -fsSu \"$LOGIN\" https://h",
        "FROM a:1@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "RUN docker login --password-stdin < /run/secrets/x", "RUN echo done | tee x", "RUN npm i x@npm:y@1.2",
        "RUN adduser --disabled-password app", "RUN echo 'app ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/app"})
    EXPECT_EQ(withheld("Dockerfile", "FROM a:1\n" + line + "\n"), std::set<int>{}) << line;
  for (std::string const lines :
       {"    environment:\n      DB_PASSWORD: ${DB_PASSWORD:?set it}\n",
        "    secrets: [db]\nsecrets: {db: {file: ./x}}\n",
        "secrets:\n  db_password:\n    file: ./x\n  token:\n    environment: X\n", "    image: token:1.2\n",
        "    environment: [POSTGRES_PASSWORD]\n", "    volumes: ['/etc/passwd:/h:ro']\n",
        "    command: mysqladmin ping -p$$MYSQL_PASSWORD\n"})
    EXPECT_EQ(withheld("compose.yaml", "services:\n  a:\n    image: a:1\n" + lines), std::set<int>{}) << lines;
}

TEST(secrets, hide_their_own_lines_alone) {
  EXPECT_THAT(
      withheld("Dockerfile", "FROM a:1\nRUN x && \\\n  curl \\\n  -u \\\n  me:hunter2 \\\n  https://h\nUSER 1\n"),
      ElementsAre(5));
  EXPECT_THAT(withheld("compose.yaml",
                       "services:\n  a:\n    image: a:1\n    command:\n      - curl\n      - -u\n"
                       "      - me:hunter2\n      - https://h\n"),
              ElementsAre(7));
}

TEST(secrets, are_put_out_of_what_findings_say) {
  project_folder const folder(
      {{"Dockerfile", "FROM debian:12.5-slim\nCMD server --password hunter2\nWORKDIR rel/password=root\n"}});
  result const audited = audit_of(folder);
  int seen = 0;
  for (finding const& f : audited.findings) {
    if (f.where.line != 2 && f.where.line != 3) continue;
    EXPECT_TRUE(f.secret) << f.rule;
    EXPECT_EQ(f.excerpt, "") << f.rule;
    std::string const text = f.message + f.advice + f.field;
    EXPECT_THAT(text, Not(HasSubstr("hunter2"))) << f.rule;
    EXPECT_THAT(text, Not(HasSubstr("password=root"))) << f.rule;
    seen += text.find("***") != std::string::npos ? 1 : 0;
  }
  EXPECT_GE(seen, 2);
}

}  // namespace
}  // namespace dockverify::audit::test
