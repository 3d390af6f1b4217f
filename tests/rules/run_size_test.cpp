// Rules on the commands of RUN: what stays in its layers. Each case is a Dockerfile and the lines that are reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support.hpp"

namespace dockverify::rules::test {
namespace {

struct run_case {
  std::string_view dockerfile;
  std::vector<int> lines;
};

void expect(std::string_view rule, std::vector<run_case> const& cases) {
  for (run_case const& one : cases) EXPECT_EQ(lines(rule, one.dockerfile), one.lines) << one.dockerfile;
}

TEST(pip_cache, judges_commands) {
  expect("DVD103", {
                       {"FROM debian:12-slim\nRUN pip2 install a\n", {2}},
                       {"FROM debian:12-slim\nRUN python3 -m pip install a\n", {2}},
                       {"FROM debian:12-slim\nRUN pip install a --no-cache-dir\n", {}},
                       {"FROM debian:12-slim\nRUN pipx install a && pipenv install b\n", {}},
                       {"FROM debian:12-slim\nENV PIP_NO_CACHE_DIR=on\nRUN pip install a\n", {}},
                       {"FROM debian:12-slim\nENV PIP_NO_CACHE_DIR=off\nRUN pip install a\n", {3}},
                       {"FROM debian:12-slim\nRUN PIP_NO_CACHE_DIR=1 pip install a\n", {}},
                       {"FROM debian:12-slim\nRUN export PIP_NO_CACHE_DIR=yes && pip install a\n", {}},
                       {"FROM debian:12-slim\nRUN export PIP_NO_CACHE_DIR=0 && pip install a\n", {2}},
                       {"FROM debian:12 AS base\nENV PIP_NO_CACHE_DIR=1\nFROM base\nRUN pip install six\n", {}},
                       {"FROM debian:12 AS base\nENV PIP_NO_CACHE_DIR=1\nFROM debian:12\nRUN pip install six\n", {4}},
                       {"FROM debian:12-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install a\n", {}},
                       {"FROM debian:12-slim\nRUN --mount=type=cache,target=/root/.cache/foo pip install a\n", {2}},
                       {"FROM debian:12-slim\nENV PIP_NO_CACHE_DIR=1\nONBUILD RUN pip install a\n", {3}},
                       {"FROM debian:12-slim\nRUN echo a && \\\n    pip install a && \\\n    pip install b\n", {2}},
                   });
}

TEST(consecutive_run, carries_hadolints_id_by_its_own_count) {
  auto const ids = [](std::string const& runs) {
    return aliases_in("DVD104", {{"Dockerfile", "FROM debian:12-slim\n" + runs}});
  };
  using list = std::vector<std::string>;
  EXPECT_EQ(ids("RUN a\nRUN b\n"), (list{"DL3059"}));
  EXPECT_EQ(ids("RUN a && b\nRUN c\nRUN d\n"), (list{"", "DL3059"}));
}

TEST(consecutive_run, judges_commands) {
  expect("DVD104",
         {
             {"FROM debian:12-slim\nRUN /a.sh\nRUN /b.sh\n", {3}},
             {"FROM debian:12-slim\nRUN /a.sh\n# c\nRUN /b.sh\n", {4}},
             {"FROM debian:12-slim\nRUN /a.sh\nWORKDIR /\nRUN /b.sh\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=secret,id=a /a.sh\nRUN /b.sh\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=secret,id=a /a.sh\nRUN --mount=type=secret,id=b /b.sh\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=secret,id=a /a.sh\nRUN --mount=type=secret,id=a /b.sh\n", {3}},
             {"FROM debian:12-slim\nRUN a && b\nRUN c && d\n", {3}},
             {"FROM debian:12-slim\nRUN a && b && c\nRUN d\n", {}},
             {"FROM debian:12-slim\nRUN a\nRUN b; c; d\n", {}},
             {"FROM debian:12-slim\nRUN a\nRUN b\nRUN c\n", {3, 4}},
             {"FROM debian:12 AS b\nRUN a\nRUN b\nFROM debian:12\nRUN c\n", {}},
             {"FROM debian:12-slim\nRUN <<EOF\na\nEOF\nRUN b\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/c a\nRUN --mount=type=cache,target=/c b\n", {}},
             {"FROM debian:12-slim\nRUN a\n", {}},
         });
}

TEST(dev_dependencies, judges_commands) {
  expect("DVD105",
         {
             {"FROM debian:12-slim\nRUN npm ci\n", {2}},
             {"FROM debian:12-slim\nRUN npm install\n", {2}},
             {"FROM debian:12-slim\nRUN npm ci --omit=dev\n", {}},
             {"FROM debian:12-slim\nRUN npm ci --omit dev\n", {}},
             {"FROM debian:12-slim\nRUN npm install --production\n", {}},
             {"FROM debian:12-slim\nRUN npm install --only=production\n", {}},
             {"FROM debian:12-slim\nENV NODE_ENV=production\nRUN npm ci\n", {}},
             {"FROM debian:12-slim\nRUN NODE_ENV=production npm ci\n", {}},
             {"FROM debian:12-slim\nRUN npm ci && npm run build && npm prune --production\n", {}},
             {"FROM debian:12-slim\nRUN npm ci\nRUN npm prune --omit=dev\n", {}},
             {"FROM debian:12-slim\nRUN npm install -g pm2\n", {}},
             {"FROM debian:12-slim\nRUN yarn\n", {2}},
             {"FROM debian:12-slim\nRUN yarn install --frozen-lockfile\n", {2}},
             {"FROM debian:12-slim\nRUN yarn install --production\n", {}},
             {"FROM debian:12-slim\nRUN pnpm install\n", {2}},
             {"FROM debian:12-slim\nRUN pnpm install --prod\n", {}},
             {"FROM node:22 AS build\nRUN npm ci\nFROM node:22-slim\nRUN npm ci --omit=dev\n", {}},
             {"FROM debian:12-slim\nRUN pip install -r requirements-dev.txt\n", {2}},
             {"FROM debian:12-slim\nRUN pip install -r requirements/test.txt\n", {2}},
             {"FROM debian:12-slim\nRUN pip install -r requirements.txt\n", {}},
             {"FROM debian:12-slim\nRUN pip install pytest==8.0 flask==3.0\n", {2}},
             {"FROM debian:12-slim\nRUN poetry install\n", {2}},
             {"FROM debian:12-slim\nRUN poetry install --only main\n", {}},
             {"FROM debian:12-slim\nRUN poetry install --only=main --no-root\n", {}},
             {"FROM debian:12-slim\nRUN poetry install --without dev,test\n", {}},
             {"FROM debian:12-slim\nRUN uv sync --frozen\n", {2}},
             {"FROM debian:12-slim\nRUN uv sync --frozen --no-dev\n", {}},
             {"FROM debian:12-slim\nRUN pipenv install --dev\n", {2}},
             {"FROM debian:12-slim\nRUN pipenv install --system --deploy\n", {}},
             {"FROM debian:12-slim\nRUN bundle install\n", {2}},
             {"FROM debian:12-slim\nRUN bundle install --without development test\n", {}},
             {"FROM debian:12-slim\nRUN bundle config set --local without 'development test' && bundle install\n", {}},
             {"FROM debian:12-slim\nENV BUNDLE_WITHOUT=development\nRUN bundle install\n", {}},
             {"FROM debian:12-slim\nRUN composer install\n", {2}},
             {"FROM debian:12-slim\nRUN composer install --no-dev\n", {}},
         });
}

TEST(apt_lists_kept, judges_commands) {
  expect("DVD106",
         {
             {"FROM debian:12-slim\nRUN apt-get update && apt-get install python\n", {2}},
             {"FROM debian:12-slim\nRUN apt-get update && apt-get install python && rm -rf /var/lib/apt/lists/*\n", {}},
             {"FROM ubuntu AS foo\nRUN apt-get update && apt-get install python\nFROM scratch\nRUN echo\n", {}},
             {"FROM ubuntu AS foo\nRUN apt-get update\nFROM foo\nRUN echo\n", {2}},
             {"FROM ubuntu AS foo\nRUN echo\nFROM scratch\nRUN aptitude update\n", {4}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/lib/apt "
              "--mount=type=cache,target=/var/cache/apt apt-get update\n",
              {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/cache/apt apt-get update\n", {2}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n", {2}},
             {"FROM ubuntu AS foo\nONBUILD RUN apt-get update\nFROM scratch\nRUN echo\n", {2}},
             {"FROM debian:12-slim\nRUN apt-get install -y x\n", {}},
             {"FROM debian:12-slim\nRUN apt-get update && apt-get clean && rm -rf /tmp/*\n", {2}},
             {"FROM debian:12-slim\nRUN apt-get update \\\n && apt-get install -y x \\\n && rm -rf "
              "/var/lib/apt/lists/* /tmp/*\n",
              {}},
         });
}

TEST(download_left, judges_commands) {
  expect(
      "DVD107",
      {
          {"FROM debian:12-slim\nRUN curl -fsSLO https://e/t.tar.gz && tar xzf t.tar.gz\n", {2}},
          {"FROM debian:12-slim\nRUN curl -fsSLO https://e/t.tar.gz && tar xzf t.tar.gz && rm t.tar.gz\n", {}},
          {"FROM debian:12-slim\nRUN wget https://e/t.tgz && tar xf t.tgz\n", {2}},
          {"FROM debian:12-slim\nRUN wget https://e/t.tgz && tar xf t.tgz && rm -f *.tgz\n", {}},
          {"FROM debian:12-slim\nRUN curl -fsSL https://e/t.tar.gz | tar xz\n", {}},
          {"FROM debian:12-slim\nRUN git clone https://e/x.git && make -C x\n", {2}},
          {"FROM debian:12-slim\nRUN git clone https://e/x.git && make -C x && rm -rf x\n", {}},
          {"FROM debian:12-slim\nRUN git clone https://e/x.git /tmp/x && cd /tmp/x && make && rm -rf /tmp/*\n", {}},
          {"FROM debian:12-slim\nRUN curl -o /tmp/i.sh https://e/i.sh && sh /tmp/i.sh\n", {2}},
          {"FROM debian:12-slim\nRUN curl -o /usr/local/bin/tool https://e/tool && chmod +x /usr/local/bin/tool\n", {}},
          {"FROM debian:12-slim\nRUN cd /tmp && wget https://e/a.zip && unzip a.zip && rm -rf /tmp/a.zip\n", {}},
          {"FROM debian:12 AS b\nRUN wget https://e/t.tgz\nFROM debian:12-slim\nRUN ls\n", {}},
          {"FROM debian:12-slim\nRUN --mount=type=tmpfs,target=/tmp wget -O /tmp/a.tgz https://e/a.tgz\n", {}},
          {"FROM debian:12-slim\nRUN wget -qO- https://e/a.tgz | tar xz\n", {}},
          {"FROM debian:12-slim\nRUN F=/opt/a.tgz && curl -o \"$F\" https://e/a.tgz && rm \"$F\"\n", {}},
          {"FROM debian:12-slim\nRUN wget -O /tmp/a.deb https://e/a.deb && dpkg -i /tmp/a.deb\n", {2}},
      });
}

TEST(delete_in_later_layer, judges_commands) {
  expect(
      "DVD108",
      {
          {"FROM debian:12-slim\nCOPY tool.deb /tmp/tool.deb\nRUN dpkg -i /tmp/tool.deb && rm /tmp/tool.deb\n", {3}},
          {"FROM debian:12-slim\nRUN wget -O /tmp/a.tgz https://e/a.tgz\nRUN rm /tmp/a.tgz\n", {3}},
          {"FROM debian:12-slim\nRUN wget -O /tmp/a.tgz https://e/a.tgz && rm /tmp/a.tgz\n", {}},
          {"FROM debian:12-slim\nRUN apt-get update && apt-get install -y x\nRUN rm -rf /var/lib/apt/lists/*\n", {3}},
          {"FROM debian:12-slim\nCOPY a.tar.gz /opt/\nRUN tar xf /opt/a.tar.gz && rm -f /opt/a.tar.gz\n", {3}},
          {"FROM debian:12-slim\nCOPY a /a\nRUN rm -rf /b\n", {}},
          {"FROM debian:12 AS x\nCOPY a /a\nFROM debian:12\nRUN rm /a\n", {}},
          {"FROM debian:12-slim\nWORKDIR /app\nCOPY a.zip .\nRUN unzip a.zip && rm a.zip\n", {4}},
          {"FROM debian:12-slim\nRUN rm -rf /var/lib/apt/lists/*\n", {}},
          {"FROM debian:12-slim\nRUN git clone https://e/x /src/x\nRUN rm -rf /src\n", {3}},
          {"FROM debian:12-slim\nADD a.bin /tmp/\nRUN rm -rf /tmp/*\n", {3}},
      });
}

TEST(delete_in_later_layer, knows_what_a_copied_folder_holds) {
  files const project{{"Dockerfile", "FROM debian:12-slim\nCOPY . /app\nRUN rm -rf /app/tests\n"}, {"tests/a.py", ""}};
  EXPECT_FALSE(found("DVD108", project).empty());
  files ignored = project;
  ignored[".dockerignore"] = "tests\n";
  EXPECT_TRUE(found("DVD108", ignored).empty());
}

TEST(apt_recommends, judges_commands) {
  expect("DVD109", {
                       {"FROM debian:12-slim\nRUN apt-get install python\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get -y install python\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get install --no-install-recommends python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get -o APT::Install-Recommends=false install python\n", {}},
                       {"FROM debian:12-slim\nRUN apt install python\n", {}},
                   });
}

TEST(apk_cache, judges_commands) {
  expect("DVD110", {
                       {"FROM debian:12-slim\nRUN apk add flex\n", {2}},
                       {"FROM debian:12-slim\nRUN apk add --no-cache flex\n", {}},
                       {"FROM debian:12-slim\nRUN apk --no-cache add flex\n", {}},
                       {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/cache/apk apk add -U curl\n", {}},
                       {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/cache/foo apk add -U curl\n", {2}},
                       {"FROM debian:12-slim\nRUN apk update\n", {}},
                       {"FROM debian:12-slim\nRUN --mount=type=tmpfs,target=/var/cache/apk apk add curl\n", {}},
                   });
}

TEST(yum_cache, judges_commands) {
  expect("DVD111",
         {
             {"FROM debian:12-slim\nRUN yum install -y a\n", {2}},
             {"FROM debian:12-slim\nRUN yum install -y a && yum clean all\n", {}},
             {"FROM debian:12-slim\nRUN yum clean all && yum -y install a\n", {2}},
             {"FROM debian:12-slim\nRUN yum -y install a && yum clean all && yum -y install b\n", {2}},
             {"FROM debian:12-slim\nRUN yum -y install a && yum clean all && yum -y install b && yum clean all\n", {}},
             {"FROM debian:12-slim\nRUN yum -y install a && yum clean metadata\n", {2}},
             {"FROM debian:12-slim\nRUN yum -y install a && rm -rf /var/cache/yum/*\n", {}},
             {"FROM debian:12-slim\nRUN if [ x = y ]; then yum -y install a && yum clean -y all; fi\n", {}},
             {"FROM debian:12-slim\nRUN yum clean all\n", {}},
             {"FROM debian:12-slim\nRUN yum install -y a && dnf clean all\n", {2}},
         });
}

TEST(dnf_cache, judges_commands) {
  expect("DVD112",
         {
             {"FROM debian:12-slim\nRUN dnf install -y a\n", {2}},
             {"FROM debian:12-slim\nRUN microdnf install -y a\n", {2}},
             {"FROM debian:12-slim\nRUN dnf install -y a && dnf clean all\n", {}},
             {"FROM debian:12-slim\nRUN dnf install -y a && microdnf clean all\n", {2}},
             {"FROM debian:12-slim\nRUN dnf -y upgrade && rm -rf /var/cache/libdnf5*\n", {}},
             {"FROM debian:12-slim\nRUN dnf clean all && dnf -y up\n", {2}},
             {"FROM debian:12-slim\nRUN notdnf install a\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y a\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/root/.cache/libdnf5 dnf install -y a\n", {}},
         });
}

TEST(microdnf_cache, judges_commands) {
  expect("DVD113", {
                       {"FROM debian:12-slim\nRUN set -uex && microdnf install -vy a\n", {2}},
                       {"FROM debian:12-slim\nRUN microdnf install a && microdnf clean all\n", {}},
                       {"FROM debian:12-slim\nRUN microdnf clean all && microdnf reinstall a\n", {2}},
                       {"FROM debian:12-slim\nRUN dnf install -y a\n", {}},
                   });
}

TEST(zypper_cache, judges_commands) {
  expect("DVD114", {
                       {"FROM debian:12-slim\nRUN zypper install -y a\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper in -y a\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper install -y a && zypper clean\n", {}},
                       {"FROM debian:12-slim\nRUN zypper install -y a && zypper cc -a\n", {}},
                       {"FROM debian:12-slim\nRUN zypper clean && zypper in a\n", {2}},
                       {"FROM debian:12-slim\nRUN --mount=type=cache,target=/var/cache/zypp zypper in -y a\n", {}},
                   });
}

TEST(yarn_cache, judges_commands) {
  expect("DVD115", {
                       {"FROM debian:12-slim\nRUN yarn install foo\n", {2}},
                       {"FROM debian:12-slim\nRUN yarn install bar && yarn cache clean\n", {}},
                       {"FROM debian:12-slim\nRUN yarn cache clean && yarn install\n", {2}},
                       {"FROM node AS foo\nRUN echo\nFROM scratch\nRUN yarn install\n", {4}},
                       {"FROM node AS foo\nRUN yarn install\nFROM foo\nRUN echo\n", {2}},
                       {"FROM node AS foo\nRUN yarn install\nFROM scratch\nRUN echo\n", {}},
                       {"FROM debian:12-slim\nRUN --mount=type=cache,target=/root/.cache/yarn yarn install\n", {}},
                       {"FROM debian:12-slim\nRUN yarn build\n", {}},
                   });
}

TEST(other_caches, judges_commands) {
  expect("DVD116",
         {
             {"FROM debian:12-slim\nRUN npm ci --omit=dev\n", {2}},
             {"FROM debian:12-slim\nRUN npm ci --omit=dev && npm cache clean --force\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/root/.npm npm ci\n", {}},
             {"FROM debian:12-slim\nRUN pnpm install --prod\n", {2}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm install --prod\n", {}},
             {"FROM debian:12-slim\nRUN poetry install --only main\n", {2}},
             {"FROM debian:12-slim\nRUN poetry install --only main && rm -rf $POETRY_CACHE_DIR\n", {}},
             {"FROM debian:12-slim\nRUN cargo build --release\n", {2}},
             {"FROM rust AS b\nRUN cargo build --release\nFROM debian:12-slim\nCOPY --from=b /x /x\n", {}},
             {"FROM debian:12-slim\nRUN go build -o /app .\n", {2}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/root/.cache/go-build go build -o /app .\n", {}},
             {"FROM debian:12-slim\nRUN composer install --no-dev\n", {2}},
             {"FROM debian:12-slim\nRUN gem install rails:7.1\n", {2}},
             {"FROM debian:12-slim\nRUN npm run build\n", {}},
         });
}

TEST(useradd_sparse_log, judges_commands) {
  expect("DVD117", {
                       {"FROM debian:12-slim\nRUN useradd luser\n", {}},
                       {"FROM debian:12-slim\nRUN useradd -u 12345 luser\n", {}},
                       {"FROM debian:12-slim\nRUN useradd -l -u 123456 luser\n", {}},
                       {"FROM debian:12-slim\nRUN useradd -u 123456 luser\n", {2}},
                       {"FROM debian:12-slim\nRUN useradd --uid=123456 luser\n", {2}},
                       {"FROM debian:12-slim\nRUN useradd --no-log-init --uid 123456 luser\n", {}},
                       {"FROM debian:12-slim\nRUN useradd -u $USER_ID luser\n", {}},
                   });
}

TEST(copy_then_extract, judges_commands) {
  expect(
      "DVD118",
      {
          {"FROM debian:12-slim\nCOPY packaged-app.tar /usr/src/app\nRUN tar -xf /usr/src/app/packaged-app.tar\n", {2}},
          {"FROM debian:12-slim\nCOPY packaged-app.tar /usr/src/app\nWORKDIR /usr/src/app\nRUN foo && tar -xf "
           "packaged-app.tar\n",
           {2}},
          {"FROM debian:12-slim\nCOPY foo/bar/packaged-app.tar /foo.tar\nRUN tar xf /foo.tar\n", {2}},
          {"FROM debian:12-slim\nCOPY a.tar.gz /tmp/\nRUN gunzip /tmp/a.tar.gz\n", {2}},
          {"FROM debian:12-slim\nCOPY a.tar /usr/src\nFROM debian:12\nRUN tar xf a.tar\n", {}},
          {"FROM debian:12-slim\nCOPY package.json /usr/src/app\nRUN tar xf other.tar\n", {}},
          {"FROM debian:12-slim\nCOPY --from=builder /usr/some.tar /opt/some.tar\nRUN tar xf /opt/some.tar\n", {}},
          {"FROM debian:12-slim\nCOPY a.tar /a.tar\nRUN tar cf /a.tar /b\n", {}},
          {"FROM debian:12-slim\nRUN tar xf a.tar\nCOPY a.tar /a.tar\n", {}},
          {"FROM debian:12-slim\nCOPY build\\foo\\bar.tar.gz \"C:\\Program Files\\foo.tar.gz\"\nRUN tar -xf "
           "foo.tar.gz\n",
           {2}},
      });
}

TEST(upgrade_in_build, judges_commands) {
  expect("DVD119", {
                       {"FROM debian:12-slim\nRUN apt-get update && apt-get upgrade\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get -y dist-upgrade\n", {2}},
                       {"FROM debian:12-slim\nRUN apk upgrade\n", {2}},
                       {"FROM debian:12-slim\nRUN yum -y update\n", {2}},
                       {"FROM debian:12-slim\nRUN dnf update\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper dup\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper -n update\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get update\n", {}},
                       {"FROM debian:12-slim\nRUN apk update && apk add --no-cache --upgrade x\n", {}},
                   });
}

std::string mended(std::string_view rule, std::string const& dockerfile) {
  return fixed(rule, {{"Dockerfile", "FROM debian:12\n" + dockerfile}}, "Dockerfile").substr(15);
}

TEST(fixes, add_the_flag_to_every_command_of_the_run) {
  EXPECT_EQ(mended("DVD103", "RUN pip install a && pip3 install b\n"),
            "RUN pip install --no-cache-dir a && pip3 install --no-cache-dir b\n");
  EXPECT_EQ(mended("DVD105", "RUN npm ci\n"), "RUN npm ci --omit=dev\n");
  EXPECT_EQ(mended("DVD109", "RUN apt-get install -y a\n"), "RUN apt-get install --no-install-recommends -y a\n");
  EXPECT_EQ(mended("DVD110", "RUN apk add a\n"), "RUN apk add --no-cache a\n");
  EXPECT_EQ(mended("DVD117", "RUN useradd -u 123456 a\n"), "RUN useradd -l -u 123456 a\n");
}

TEST(fixes, append_what_cleans_up) {
  EXPECT_EQ(mended("DVD106", "RUN apt-get update\n"), "RUN apt-get update && rm -rf /var/lib/apt/lists/*\n");
  EXPECT_EQ(mended("DVD106", "RUN apt-get update \\\n    && apt-get install -y a\n"),
            "RUN apt-get update \\\n    && apt-get install -y a \\\n    && rm -rf /var/lib/apt/lists/*\n");
  EXPECT_EQ(mended("DVD111", "RUN yum install -y a\n"), "RUN yum install -y a && yum clean all\n");
  EXPECT_EQ(mended("DVD112", "RUN <<EOF\nset -e\ndnf install -y a\nEOF\n"),
            "RUN <<EOF\nset -e\ndnf install -y a\ndnf clean all\nEOF\n");
  // Nothing can be appended to these.
  EXPECT_EQ(mended("DVD111", "RUN [\"yum\", \"install\", \"-y\", \"a\"]\n"),
            "RUN [\"yum\", \"install\", \"-y\", \"a\"]\n");
  EXPECT_EQ(mended("DVD111", "RUN yum install -y a # b\n"), "RUN yum install -y a # b\n");
}

TEST(fixes, join_runs) {
  EXPECT_EQ(mended("DVD104", "RUN a\nRUN b\n"), "RUN a \\\n    && b\n");
  EXPECT_EQ(mended("DVD104", "RUN a\n# why\nRUN b\n"), "RUN a\n# why\nRUN b\n");
}

TEST(upgrade_in_build, takes_another_release_more_seriously) {
  EXPECT_EQ(found("DVD119", {{"Dockerfile", "FROM opensuse/leap:15.6\nRUN zypper dup\n"}}),
            (std::vector<std::string>{"Dockerfile:2 warning DL3035 KICS: Run Using Zypper Update"}));
  EXPECT_EQ(found("DVD119", {{"Dockerfile", "FROM alpine:3.20\nRUN apk upgrade\n"}}),
            (std::vector<std::string>{"Dockerfile:2 KICS: Run Using Upgrade Commands KICS: Use of Apk Upgrade"}));
}

}  // namespace
}  // namespace dockverify::rules::test
