// Dockerfile size and build performance, the rules on stages and what is copied into them.
#include "rules/rule.hpp"
#include "table.hpp"

namespace dockverify::rules::test {
namespace {

/// What all rules say of a project that is a warning or an error.
std::vector<std::string> warnings(files const& project, audit_options const& options) {
  std::vector<std::string> said;
  for (rule const* one : all_rules()) {
    level const usual = options.where == environment::prod ? one->prod : one->dev;
    if (usual == level::off) continue;
    for (std::string const& line : found(one->id, project, options)) {
      bool const lower = line.find(" info") != std::string::npos;
      bool const higher = line.find(" warning") != std::string::npos || line.find(" error") != std::string::npos;
      if (higher || (usual != level::info && !lower)) said.push_back(std::string(one->id) + " " + line);
    }
  }
  return said;
}

TEST(full_base, asks_for_the_small_variant_of_the_final_image) {
  expect_lines("DVD101",
               {{"full", "FROM python:3.12\nRUN true\n", {1}},
                {"debian", "FROM debian:bookworm\nRUN true\n", {1}},
                {"by release", "FROM python:3.12-bookworm\nRUN true\n", {1}},
                {"library", "FROM docker.io/library/node:22\nRUN true\n", {1}},
                {"slim", "FROM python:3.12-slim\nRUN true\n", {}},
                {"slim with release", "FROM python:3.12-slim-bookworm\nRUN true\n", {}},
                {"alpine with version", "FROM node:22-alpine3.20\nRUN true\n", {}},
                {"digest only", "FROM python@sha256:" + std::string(64, 'a') + "\nRUN true\n", {}},
                {"no variants known", "FROM alpine:3.20\nRUN true\n", {}},
                {"someone's own", "FROM ghcr.io/me/app:1.4\nRUN true\n", {}},
                {"build stage", "FROM golang:1.23 AS build\nRUN true\nFROM alpine:3.20\nCOPY --from=build /a /a\n", {}},
                {"through a stage", "FROM python:3.12 AS base\nRUN true\nFROM base\nRUN true\n", {1}},
                {"argument", "ARG V=3.12\nFROM python:$V\nRUN true\n", {2}},
                {"unknown", "ARG V\nFROM python:$V\nRUN true\n", {}}});
  EXPECT_EQ(fixed("DVD101", {{"Dockerfile", "FROM python:3.12 AS app\nRUN true\n"}}, "Dockerfile"),
            "FROM python:3.12-slim AS app\nRUN true\n");
}

TEST(compiler_in_final, is_fine_when_it_is_removed_or_left_behind) {
  expect_lines(
      "DVD102",
      {{"apt", "FROM debian:12-slim\nRUN apt-get update && apt-get install -y gcc\n", {2}},
       {"headers", "FROM debian:12-slim\nRUN apt-get install -y libpq-dev\n", {2}},
       {"apk", "FROM alpine:3.20\nRUN apk add --no-cache build-base\n", {2}},
       {"version", "FROM alpine:3.20\nRUN apk add --no-cache gcc=13.2.1-r1\n", {2}},
       {"yum", "FROM rockylinux:9\nRUN yum install -y gcc-c++ && yum clean all\n", {2}},
       {"first line", "FROM debian:12-slim\nRUN apt-get update && \\\n    apt-get install -y \\\n    make\n", {2}},
       {"purged", "FROM debian:12-slim\nRUN apt-get install -y gcc && make && apt-get purge -y gcc\n", {}},
       {"virtual", "FROM alpine:3.20\nRUN apk add --no-cache --virtual .build gcc && cc x.c && apk del .build\n", {}},
       {"virtual that stays", "FROM alpine:3.20\nRUN apk add --no-cache --virtual .build gcc && cc x.c\n", {2}},
       {"variable",
        "FROM debian:12-slim\nRUN deps='gcc make' && apt-get install -y $deps && apt-get purge -y $deps\n",
        {}},
       {"variable that stays", "FROM debian:12-slim\nRUN deps='gcc make' && apt-get install -y $deps\n", {2}},
       {"removed too late", "FROM debian:12-slim\nRUN apt-get install -y gcc\nRUN apt-get purge -y gcc\n", {2}},
       {"build stage",
        "FROM debian:12 AS build\nRUN apt-get install -y gcc\nFROM debian:12-slim\nCOPY --from=build /a /a\n",
        {}},
       {"base of the final stage", "FROM debian:12 AS base\nRUN apt-get install -y gcc\nFROM base\nRUN true\n", {2}},
       {"other packages", "FROM debian:12-slim\nRUN apt-get install -y ca-certificates libpq5\n", {}},
       {"one stage compiles", "FROM golang:1.23-alpine\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n", {4}},
       {"nothing of its own", "FROM golang:1.23-alpine\nRUN go install example.com/tool@v1.4.0\n", {}},
       {"two stages",
        "FROM golang:1.23 AS b\nCOPY . /src\nRUN go build -o /app /src\nFROM alpine:3.20\nCOPY --from=b /app /app\n",
        {}},
       {"not compiled", "FROM python:3.12-slim\nCOPY . /app\nRUN python -m compileall /app\n", {}}});
}

TEST(source_before_deps, wants_the_manifest_first) {
  std::string const from = "FROM python:3.12-slim\nWORKDIR /app\n";
  expect_lines(
      "DVD201",
      {{"pip", from + "COPY . .\nRUN pip install -r requirements.txt\n", {3}},
       {"pip of the project", from + "COPY . .\nRUN pip install .\n", {3}},
       {"folder", from + "COPY src/ ./src/\nRUN npm ci\n", {3}},
       {"folder without a slash", from + "COPY src ./src\nRUN npm ci\n", {3}},
       {"npm", from + "ADD . /app\nRUN npm install\n", {3}},
       {"yarn", from + "COPY . .\nRUN yarn\n", {3}},
       {"pnpm", from + "COPY . .\nRUN pnpm i --frozen-lockfile\n", {3}},
       {"poetry", from + "COPY . .\nRUN poetry install --only main\n", {3}},
       {"uv", from + "COPY . .\nRUN uv sync --frozen\n", {3}},
       {"bundle", from + "COPY . .\nRUN bundle install\n", {3}},
       {"composer", from + "COPY . .\nRUN composer install --no-dev\n", {3}},
       {"go", from + "COPY . .\nRUN go mod download\n", {3}},
       {"cargo", from + "COPY . .\nRUN cargo build --release\n", {3}},
       {"maven", from + "COPY . .\nRUN mvn -B package\n", {3}},
       {"gradle", from + "COPY . .\nRUN ./gradlew build\n", {3}},
       {"dotnet", from + "COPY . .\nRUN dotnet restore\n", {3}},
       {"python -m pip", from + "COPY . .\nRUN python -m pip install --no-cache-dir -r requirements.txt\n", {3}},
       {"a build stage too", from + "COPY . .\nRUN npm ci\nFROM alpine:3.20\nRUN true\n", {3}},
       {"each stage", from + "COPY . .\nRUN npm ci\nFROM alpine:3.20\nCOPY . .\nRUN npm ci\n", {3, 6}},
       {"once a copy", from + "COPY . .\nRUN npm ci\nRUN bundle install\n", {3}},
       {"in order", from + "COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n", {}},
       {"another name", from + "COPY deps/base.txt .\nRUN pip install -r base.txt\nCOPY . .\n", {}},
       {"the project again", from + "COPY pyproject.toml .\nRUN pip install -e .\nCOPY . .\nRUN pip install .\n", {}},
       {"two files", from + "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n", {}},
       {"pattern", from + "COPY package*.json ./\nRUN npm ci\nCOPY . .\n", {}},
       {"wrapper",
        from + "COPY gradle/ gradle/\nCOPY gradlew build.gradle ./\nRUN ./gradlew build\nCOPY src src\n",
        {}},
       {"named packages", from + "COPY . .\nRUN pip install flask==3.0.3\n", {}},
       {"tool", from + "COPY . .\nRUN npm install -g serve@14\n", {}},
       {"from another stage", from + "COPY --from=build /src /src\nRUN npm ci\n", {}},
       {"a file", from + "COPY app.py .\nRUN npm ci\n", {}}});
}

TEST(source_not_last, finds_steps_that_could_stand_above) {
  std::string const from = "FROM debian:12-slim\nWORKDIR /app\n";
  expect_lines(
      "DVD202",
      {{"user", from + "COPY . .\nRUN useradd app\n", {4}},
       {"packages",
        from + "COPY . .\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n",
        {4}},
       {"apk", from + "COPY . .\nRUN apk add --no-cache tini\n", {4}},
       {"download", from + "COPY . .\nRUN curl -fsSL -o /tini https://example.com/tini && chmod +x /tini\n", {4}},
       {"named python packages", from + "COPY . .\nRUN pip install gunicorn\n", {4}},
       {"user and folder", from + "COPY . .\nRUN useradd app && mkdir -p /data\n", {4}},
       {"above", from + "RUN useradd app\nCOPY . .\n", {}},
       {"uses the source", from + "COPY . .\nRUN useradd app && chown -R app /app\n", {}},
       {"a script", from + "COPY . .\nRUN ./build.sh\n", {}},
       {"a local package", from + "COPY . .\nRUN apt-get install -y ./tool.deb\n", {}},
       {"manifest", from + "COPY . .\nRUN pip install -r requirements.txt\n", {}},
       {"a file only", from + "COPY app.py .\nRUN useradd app\n", {}},
       {"another stage", from + "COPY . .\nFROM debian:12-slim\nRUN useradd app\n", {}}});
}

TEST(unused_stage, looks_at_every_use) {
  std::string const stage = "FROM alpine:3.20 AS tools\nRUN true\n";
  expect_lines("DVD206", {{"none", stage + "FROM alpine:3.20\nRUN true\n", {1}},
                          {"FROM", stage + "FROM tools\nRUN true\n", {}},
                          {"COPY", stage + "FROM alpine:3.20\nCOPY --from=tools /a /a\n", {}},
                          {"by number", stage + "FROM alpine:3.20\nCOPY --from=0 /a /a\n", {}},
                          {"mount", stage + "FROM alpine:3.20\nRUN --mount=from=tools,target=/t true\n", {}},
                          {"last", stage, {}},
                          {"no name", "FROM alpine:3.20\nRUN true\nFROM alpine:3.20\nRUN true\n", {}}});
  expect_found("DVD206", {{"target",
                           {{"Dockerfile", stage + "FROM alpine:3.20\nRUN true\n"},
                            {"compose.yaml", "services:\n  a:\n    build:\n      context: .\n      target: tools\n"}},
                           {}}});
}

TEST(copy_everything, measures_the_context) {
  std::string const dockerfile = "FROM alpine:3.20\nWORKDIR /app\nCOPY . .\n";
  expect_found("DVD207", {{"no ignore file", {{"Dockerfile", dockerfile}}, {"Dockerfile:3"}},
                          {"an ignore file", {{"Dockerfile", dockerfile}, {".dockerignore", ".git\n"}}, {}},
                          {"a folder", {{"Dockerfile", "FROM alpine:3.20\nCOPY src/ /src/\n"}}, {}},
                          {"a build stage",
                           {{"Dockerfile", "FROM alpine:3.20 AS b\nCOPY . .\nFROM alpine:3.20\nCOPY --from=b /a /a\n"}},
                           {}}});
  audit_options options;
  options.rules_settings.context_bytes = 1000;
  files const large{{"Dockerfile", dockerfile}, {".dockerignore", "skip\n"}, {"data", std::string(2000, 'x')}};
  EXPECT_EQ(found("DVD207", large, options), std::vector<std::string>{"Dockerfile:3"});
  files const skipped{{"Dockerfile", dockerfile}, {".dockerignore", "skip\n"}, {"skip", std::string(2000, 'x')}};
  EXPECT_EQ(found("DVD207", skipped, options), std::vector<std::string>{});
  audit_options few;
  few.rules_settings.context_files = 2;
  EXPECT_EQ(found("DVD207", large, few), std::vector<std::string>{"Dockerfile:3"});
}

TEST(copy_ignored, follows_the_ignore_file) {
  auto const project = [](std::string_view copy, std::string_view ignore) {
    return files{{"Dockerfile", "FROM alpine:3.20\n" + std::string(copy) + "\n"},
                 {".dockerignore", std::string(ignore)}};
  };
  std::vector<std::string> const bad{"Dockerfile:2"}, own{"Dockerfile:2"}, good;
  expect_found("DVD208", {{"file", project("COPY secret.txt /", "secret.txt\n"), bad},
                          {"ADD", project("ADD secret.txt /", "secret.txt\n"), bad},
                          {"parent", project("COPY dist/app /", "dist\n"), bad},
                          {"./", project("COPY ./dist /d", "dist/\n"), bad},
                          {"root", project("COPY /dist /d", "dist\n"), bad},
                          {"pattern", project("COPY a.md /", "*.md\n"), bad},
                          {"everything", project("COPY . /", "*\n"), bad},
                          {"everything below", project("COPY . /", "**/*\n"), bad},
                          {"the folder itself", project("COPY . /", "dist\n"), good},
                          {"taken back", project("COPY a.md /", "*.md\n!a.md\n"), good},
                          {"all but one", project("COPY . /", "*\n!src\n"), good},
                          {"below an exception", project("COPY src/a /", "*\n!src\n"), good},
                          {"another stage", project("COPY --from=x secret.txt /", "secret.txt\n"), good},
                          {"text", project("COPY <<EOF /secret.txt\nx\nEOF", "EOF\n"), good},
                          {"URL", project("ADD https://example.com/a /a", "**/a\n"), good},
                          {"not excluded", project("COPY src /src", "dist\n"), good}});
  EXPECT_EQ(found("DVD208", project("COPY b.md /", "*.md\n!a.md\n")).size(), 1U);
  EXPECT_EQ(lines("DVD208", "FROM alpine:3.20\nCOPY secret.txt /\n"), std::vector<int>{});
}

// The pattern that the project's best practices recommend, with its ignore template.
TEST(recommended_dockerfile, has_no_warning_and_no_error) {
  files const project{
      {"Dockerfile",
       "# Multi-stage build for Python FastAPI service\n"
       "FROM python:3.12-slim AS builder\n"
       "\n"
       "WORKDIR /app\n"
       "\n"
       "# Install dependencies first (cache layer)\n"
       "COPY requirements.txt .\n"
       "RUN pip install --no-cache-dir -r requirements.txt\n"
       "\n"
       "# Production stage\n"
       "FROM python:3.12-slim\n"
       "\n"
       "# Security: non-root user\n"
       "RUN adduser --disabled-password --no-create-home appuser\n"
       "\n"
       "WORKDIR /app\n"
       "\n"
       "# Copy installed packages from builder\n"
       "COPY --from=builder /usr/local/lib/python3.12/site-packages "
       "/usr/local/lib/python3.12/site-packages\n"
       "COPY --from=builder /usr/local/bin /usr/local/bin\n"
       "\n"
       "# Copy application code\n"
       "COPY . .\n"
       "\n"
       "# Health check\n"
       "HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \\\n"
       "  CMD python -c \"import urllib.request; "
       "urllib.request.urlopen('http://localhost:8000/health')\" || exit 1\n"
       "\n"
       "USER appuser\n"
       "\n"
       "EXPOSE 8000\n"
       "\n"
       "CMD [\"uvicorn\", \"main:app\", \"--host\", \"0.0.0.0\", \"--port\", \"8000\"]\n"},
      {".dockerignore",
       ".git\n.github\n.env\n.env.*\n__pycache__\n*.pyc\n*.pyo\n.pytest_cache\n.mypy_cache\n.venv\nvenv\n"
       "node_modules\ntests/\ndocs/\n*.md\n!README.md\n.coverage\nhtmlcov/\n*.egg-info/\ndist/\nbuild/\n"},
      {"requirements.txt", "fastapi==0.115.0\n"},
      {"main.py", "app = None\n"}};
  for (environment const where : {environment::dev, environment::prod}) {
    audit_options options;
    options.where = where;
    EXPECT_EQ(warnings(project, options), std::vector<std::string>{});
  }
}

}  // namespace
}  // namespace dockverify::rules::test
