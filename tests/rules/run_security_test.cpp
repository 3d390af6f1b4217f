// Rules on the commands of RUN: what makes an image insecure. Each case is a Dockerfile and the lines that are
// reported.
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

TEST(credential_command, judges_commands) {
  expect("DVD007",
         {
             {"FROM debian:12-slim\nRUN aws configure set aws_access_key_id AKIA && aws configure set "
              "aws_secret_access_key x\n",
              {2}},
             {"FROM debian:12-slim\nRUN aws configure set --profile ci aws_session_token \"$TOKEN\"\n", {2}},
             {"FROM debian:12-slim\nRUN aws configure set region eu-west-1\n", {}},
             {"FROM debian:12-slim\nRUN --mount=type=secret,id=key aws configure set aws_secret_access_key \"$(cat "
              "/run/secrets/key)\"\n",
              {}},
             {"FROM debian:12-slim\nRUN --mount=type=cache,target=/x aws configure set aws_secret_access_key x\n", {2}},
             {"FROM debian:12-slim\nRUN gcloud auth activate-service-account --key-file=/key.json\n", {2}},
             {"FROM debian:12-slim\nRUN gcloud auth list\n", {}},
             {"FROM debian:12-slim\nRUN az login --service-principal -u app -p secret --tenant t\n", {2}},
             {"FROM debian:12-slim\nRUN az login --federated-token \"$T\"\n", {2}},
             {"FROM debian:12-slim\nRUN az login --identity\n", {}},
             {"FROM debian:12-slim\nRUN doctl auth init -t abc\n", {2}},
             {"FROM debian:12-slim\nRUN doctl auth init --access-token=abc\n", {2}},
             {"FROM debian:12-slim\nRUN doctl auth init\n", {}},
             {"FROM debian:12-slim\nRUN docker login -u me -p pw registry.example.com\n", {2}},
             {"FROM debian:12-slim\nRUN docker login --password-stdin -u me < /run/pw\n", {}},
             {"FROM debian:12-slim\nONBUILD RUN docker login -p pw\n", {2}},
         });
}

TEST(unneeded_tool, judges_commands) {
  expect(
      "DVD008",
      {
          {"FROM debian:12-slim\nRUN apt-get update && apt-get install -y vim nano\n", {2}},
          {"FROM debian:12-slim\nRUN apt-get install -y curl=7.88*\n", {2}},
          {"FROM debian:12-slim\nRUN apt-get install -y curl\nHEALTHCHECK CMD curl -f http://localhost/\n", {}},
          {"FROM debian:12-slim\nRUN apk add --no-cache curl\nRUN curl -fsSLO https://example.com/x\n", {}},
          {"FROM debian:12-slim\nRUN apt-get install -y wget && wget -q https://example.com/x\n", {}},
          {"FROM debian:12-slim\nRUN apt-get install -y curl wget && curl -o a https://e/a && wget https://e/b\n", {2}},
          {"FROM debian:12-slim\nRUN apt-get install -y curl git && curl -o a https://e/a\n", {2}},
          {"FROM debian:12-slim\nRUN apt-get install -y gcc make && make && apt-get purge -y gcc make\n", {}},
          {"FROM debian:12-slim\nRUN apk add --no-cache --virtual .build gcc make && make && apk del .build\n", {}},
          {"FROM debian:12-slim\nRUN apk add --no-cache --virtual .build gcc make && make\n", {2}},
          {"FROM debian:12 AS build\nRUN apt-get install -y gcc\nFROM debian:12-slim\nCOPY --from=build /a /a\n", {}},
          {"FROM debian:12 AS build\nFROM debian:12-slim\nRUN apt-get install -y openssh-client\n", {3}},
          {"FROM debian:12-slim\nRUN dnf install -y vim-enhanced\n", {2}},
          {"FROM debian:12-slim\nRUN apt-get install -y tini ca-certificates\n", {}},
          {"FROM debian:12-slim\nONBUILD RUN apt-get install -y sudo\n", {2}},
      });
}

TEST(host_tool_in_run, judges_commands) {
  expect("DVD009", {
                       {"FROM debian:12-slim\nRUN top\n", {2}},
                       {"FROM debian:12-slim\nRUN service nginx start && echo started\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get install -y ssh vim\n", {}},
                       {"FROM debian:12-slim\nONBUILD RUN ssh host ls\n", {2}},
                       {"FROM debian:12-slim\nRUN if true; then ps aux; fi\n", {2}},
                       {"FROM debian:12-slim\nRUN sh -c \"top\"\n", {}},
                       {"FROM debian:12-slim\nRUN npm start-service\n", {}},
                   });
}

TEST(sudo, judges_commands) {
  expect("DVD010", {
                       {"FROM debian:12-slim\nRUN sudo apt-get install foo\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get update && sudo -E ./x\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get install -y sudo\n", {}},
                       {"FROM debian:12-slim\nRUN echo sudo\n", {}},
                       {"FROM debian:12-slim\nRUN [\"sudo\", \"ls\"]\n", {2}},
                       {"FROM debian:12-slim\nRUN a \\\n  && b\nRUN <<EOF\nset -e\nsudo ls\nEOF\n", {4}},
                   });
}

TEST(tls_verification_off, judges_commands) {
  expect("DVD012", {
                       {"FROM debian:12-slim\nRUN curl -k https://example.com\n", {2}},
                       {"FROM debian:12-slim\nRUN curl -fsSkL https://example.com -o x\n", {2}},
                       {"FROM debian:12-slim\nRUN curl -fsSL -o key https://example.com\n", {}},
                       {"FROM debian:12-slim\nRUN curl -H'Authorization: token' https://example.com\n", {}},
                       {"FROM debian:12-slim\nRUN curl --insecure https://example.com\n", {2}},
                       {"FROM debian:12-slim\nRUN wget --no-check-certificate https://example.com\n", {2}},
                       {"FROM debian:12-slim\nRUN pip install --trusted-host pypi.org flask==3\n", {2}},
                       {"FROM debian:12-slim\nRUN python -m pip install --trusted-host=pypi.org flask==3\n", {2}},
                       {"FROM debian:12-slim\nRUN npm config set strict-ssl false\n", {2}},
                       {"FROM debian:12-slim\nRUN yarn config set strict-ssl=false\n", {2}},
                       {"FROM debian:12-slim\nRUN npm config set strict-ssl true\n", {}},
                       {"FROM debian:12-slim\nRUN yum-config-manager --save --setopt=sslverify=false\n", {2}},
                       {"FROM debian:12-slim\nRUN dnf install -y --setopt=sslverify=False x\n", {2}},
                       {"FROM debian:12-slim\nRUN git config --global http.sslVerify false\n", {2}},
                       {"FROM debian:12-slim\nRUN git config --global http.sslVerify \"false\"\n", {2}},
                       {"FROM debian:12-slim\nRUN git -c http.sslVerify=false clone https://e/x\n", {2}},
                       {"FROM debian:12-slim\nRUN git config --global http.sslVerify true\n", {}},
                       {"FROM debian:12-slim\nENV PYTHONHTTPSVERIFY=0\n", {2}},
                       {"FROM debian:12-slim\nENV PYTHONHTTPSVERIFY=1\n", {}},
                       {"FROM debian:12-slim\nENV NODE_TLS_REJECT_UNAUTHORIZED 0\n", {2}},
                       {"FROM debian:12-slim\nARG NPM_CONFIG_STRICT_SSL=false\n", {2}},
                       {"FROM debian:12-slim\nENV GIT_SSL_NO_VERIFY=\"true\"\n", {2}},
                       {"FROM debian:12-slim\nARG GOINSECURE\n", {}},
                       {"FROM debian:12-slim\nENV GOINSECURE=example.com\n", {2}},
                       {"FROM debian:12-slim\nENV A=1 PIP_TRUSTED_HOST=pypi.org\n", {2}},
                       {"FROM debian:12-slim\nRUN GIT_SSL_NO_VERIFY=1 git clone https://e/x\n", {2}},
                       {"FROM debian:12-slim\nRUN export NODE_TLS_REJECT_UNAUTHORIZED=0 && npm ci\n", {2}},
                   });
}

TEST(signature_check_off, judges_commands) {
  expect("DVD013", {
                       {"FROM debian:12-slim\nRUN apk add --allow-untrusted x.apk\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get install -y --force-yes x\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get --allow-unauthenticated install x\n", {2}},
                       {"FROM debian:12-slim\nRUN yum install -y --nogpgcheck x\n", {2}},
                       {"FROM debian:12-slim\nRUN dnf -y --nogpgcheck install x\n", {2}},
                       {"FROM debian:12-slim\nRUN rpm -i --nosignature x.rpm\n", {2}},
                       {"FROM debian:12-slim\nRUN rpm -i x.rpm && apk add --no-cache y\n", {}},
                   });
}

TEST(password_set, judges_commands) {
  expect("DVD014", {
                       {"FROM debian:12-slim\nRUN echo 'root:root' | chpasswd\n", {2}},
                       {"FROM debian:12-slim\nRUN echo pw | passwd --stdin root\n", {2}},
                       {"FROM debian:12-slim\nRUN passwd -l root\n", {}},
                       {"FROM debian:12-slim\nRUN useradd -m -p hash app\n", {2}},
                       {"FROM debian:12-slim\nRUN useradd -m app\n", {}},
                       {"FROM debian:12-slim\nRUN printf pw | passwd app\n", {2}},
                   });
}

TEST(pipe_to_shell, judges_commands) {
  expect(
      "DVD015",
      {
          {"FROM debian:12-slim\nRUN curl -fsSL https://example.com/i.sh | sh\n", {2}},
          {"FROM debian:12-slim\nRUN wget -qO- https://example.com/i.sh | bash -s -- -y\n", {2}},
          {"FROM debian:12-slim\nRUN curl https://example.com/i.py | python3 -\n", {2}},
          {"FROM debian:12-slim\nRUN curl https://example.com/i.sh | sudo -E bash -\n", {2}},
          {"FROM debian:12-slim\nRUN curl -fsSL https://example.com/a.tgz | tar xz\n", {}},
          {"FROM debian:12-slim\nRUN curl -o i.sh https://e/i.sh && echo \"abc i.sh\" | sha256sum -c && sh i.sh\n", {}},
          {"FROM debian:12-slim\nRUN curl https://e/i.sh | tee i.sh | sh && sha256sum -c sums\n", {}},
          {"FROM debian:12-slim\nRUN bash -c \"$(curl -fsSL https://example.com/i.sh)\"\n", {2}},
          {"FROM debian:12-slim\nRUN echo hi | sh\n", {}},
          {"FROM debian:12-slim\nRUN foo=\"$(curl -fsSL https://example.com/i.sh | sh)\"\n", {2}},
      });
}

TEST(setid_or_world_writable, judges_commands) {
  expect("DVD019",
         {
             {"FROM debian:12-slim\nRUN chmod 777 /data\n", {2}},
             {"FROM debian:12-slim\nRUN chmod -R 0777 /data\n", {2}},
             {"FROM debian:12-slim\nRUN chmod 755 /data && chmod +x run.sh && chmod u+rwx,go-w x && chmod 1777 /tmp\n",
              {}},
             {"FROM debian:12-slim\nRUN chmod a+w /data\n", {2}},
             {"FROM debian:12-slim\nRUN chmod a+w /data/file.txt\n", {}},
             {"FROM debian:12-slim\nRUN chmod u+s /bin/x\n", {2}},
             {"FROM debian:12-slim\nRUN chmod g+s /data\n", {2}},
             {"FROM debian:12-slim\nRUN chmod 4755 /bin/x\n", {2}},
             {"FROM debian:12-slim\nRUN chmod 2755 /srv\n", {2}},
             {"FROM debian:12-slim\nCOPY --chmod=777 a /a\n", {2}},
             {"FROM debian:12-slim\nADD --chmod=u+s a /a\n", {2}},
             {"FROM debian:12-slim\nCOPY --chmod=755 a /a\n", {}},
             {"FROM debian:12-slim\nONBUILD COPY --chmod=4755 a /a\n", {2}},
         });
}

TEST(insecure_run, judges_commands) {
  expect("DVD020", {
                       {"FROM debian:12-slim\nRUN --security=insecure ls\n", {2}},
                       {"FROM debian:12-slim\nRUN --network=host ls\n", {2}},
                       {"FROM debian:12-slim\nRUN --network=none ls\n", {}},
                       {"FROM debian:12-slim\nRUN --security=sandbox ls\n", {}},
                   });
}

TEST(chown_flag, judges_commands) {
  expect("DVD021", {
                       {"FROM debian:12-slim\nCOPY --chown=app:app . /app\n", {2}},
                       {"FROM debian:12-slim\nCOPY . /app\n", {}},
                   });
}

TEST(tls_verification_off, carries_the_ids_of_what_it_found) {
  auto const ids = [](std::string const& line) { return found("DVD012", {{"Dockerfile", "FROM debian:12\n" + line}}); };
  using list = std::vector<std::string>;
  EXPECT_EQ(ids("RUN curl -k https://example.com\n"), (list{"Dockerfile:2 CKV2_DOCKER_2"}));
  EXPECT_EQ(ids("ENV NODE_TLS_REJECT_UNAUTHORIZED=0\n"), (list{"Dockerfile:2 CKV2_DOCKER_6"}));
  EXPECT_EQ(ids("RUN curl -k https://a && wget --no-check-certificate https://b\n"),
            (list{"Dockerfile:2 CKV2_DOCKER_2 CKV2_DOCKER_3"}));
}

TEST(signature_check_off, carries_the_id_of_the_package_manager) {
  EXPECT_EQ(found("DVD013", {{"Dockerfile", "FROM fedora:41\nRUN dnf install -y --nogpgcheck a\n"}}),
            (std::vector<std::string>{"Dockerfile:2 CKV2_DOCKER_9 CIS 4.11"}));
  EXPECT_EQ(found("DVD013", {{"Dockerfile", "FROM a:1\nRUN rpm --nodigest -i a.rpm && apk add --allow-untrusted b\n"}}),
            (std::vector<std::string>{"Dockerfile:2 CKV2_DOCKER_10 CKV2_DOCKER_7 CIS 4.11"}));
}

TEST(unneeded_tool, forgives_curl_that_a_services_health_check_uses) {
  std::string const dockerfile = "FROM debian:12-slim\nRUN apt-get install -y curl\n";
  std::string const compose =
      "services:\n  a:\n    build: .\n    healthcheck:\n      test: [CMD, curl, -f, http://localhost/]\n";
  EXPECT_TRUE(found("DVD008", {{"Dockerfile", dockerfile}, {"compose.yaml", compose}}).empty());
  EXPECT_FALSE(found("DVD008", {{"Dockerfile", dockerfile}}).empty());
}

TEST(credential_command, does_not_repeat_the_secret) {
  for (std::string const& text :
       messages("DVD007", {{"Dockerfile", "FROM docker:27\nRUN docker login -u a -p hunter2\n"}})) {
    EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace dockverify::rules::test
