// Rules on the commands of RUN: what does not do what it says. Each case is a Dockerfile and the lines that are
// reported.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dockerfile/parse.hpp"
#include "rules/shell_comments.hpp"
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

TEST(cd_in_run, judges_commands) {
  expect("DVD303", {
                       {"FROM debian:12-slim\nRUN cd /opt\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get install vim && cd /usr/share\n", {2}},
                       {"FROM debian:12-slim\nRUN (cd /opt && make)\n", {2}},
                       {"FROM debian:12-slim\nWORKDIR /opt\n", {}},
                       {"FROM debian:12-slim\nCMD cd /opt && run\n", {}},
                       {"FROM debian:12-slim\nRUN sh -c \"cd /opt\"\n", {}},
                       {"FROM debian:12-slim\nRUN git -C /opt pull\n", {}},
                       {"FROM debian:12-slim\nONBUILD RUN cd /opt\n", {2}},
                   });
}

TEST(no_pipefail, judges_commands) {
  expect(
      "DVD329",
      {
          {"FROM debian:12-slim\nRUN wget -O - https://e | wc -l > /n\n", {2}},
          {"FROM debian:12-slim\nRUN wget -O - https://e && wc -l f\n", {}},
          {"FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN a | b\n", {}},
          {"FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-o\", \"errexit\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\n",
           {}},
          {"FROM debian:12-slim\nSHELL [\"/usr/local/bin/zsh\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\n", {}},
          {"FROM debian:12-slim\nSHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\n", {}},
          {"FROM debian:12-slim\nSHELL [\"/bin/sh\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\n", {3}},
          {"FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-c\"]\nRUN a | b\n", {3}},
          {"FROM debian:12-slim\nSHELL [\"pwsh\", \"-c\"]\nRUN Get-X | Select-Y\n", {}},
          {"FROM debian:12-slim\nSHELL [\"powershell.exe\"]\nRUN Get-X | Select-Y\n", {}},
          {"FROM debian:12-slim\nSHELL [\"cmd.exe\", \"/c\"]\nRUN a | b\n", {}},
          {"FROM scratch AS a\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\nFROM scratch AS b\nRUN "
           "a | b\n",
           {5}},
          {"FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\nSHELL [\"/bin/sh\", "
           "\"-c\"]\nRUN a | b\n",
           {5}},
          {"FROM debian:12 AS a\nSHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nFROM a\nRUN a | b\n", {}},
          {"FROM debian:12-slim\nRUN echo \"a | b\"\n", {}},
          {"FROM debian:12-slim\nRUN sh -c \"a | b\"\n", {}},
          {"FROM debian:12-slim\nRUN x=$(a | b)\n", {2}},
          {"FROM debian:12-slim\nRUN set -o pipefail && a | b\n", {}},
          {"FROM debian:12-slim\nRUN set -euo pipefail; a | b\n", {}},
          {"FROM debian:12-slim\nRUN <<EOF\na | b\nEOF\n", {2}},
          {"FROM debian:12-slim\nRUN <<EOF\n#!/bin/bash\na | b\nEOF\n", {}},
          {"FROM debian:12-slim\nRUN <<EOF\nset -o pipefail\na | b\nEOF\n", {}},
          {"FROM debian:12-slim\nRUN a || b\n", {}},
          {"FROM debian:12-slim\nONBUILD RUN a | b\n", {2}},
          {"FROM debian:12-slim\nRUN while read x; do echo; done | sort\n", {2}},
      });
}

TEST(sh_relinked, judges_commands) {
  expect("DVD330", {
                       {"FROM debian:12-slim\nRUN ln -sf /bin/bash /bin/sh\n", {2}},
                       {"FROM debian:12-slim\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh\n", {2}},
                       {"FROM debian:12-slim\nRUN ln -s foo bar && unrelated && something_with /bin/sh\n", {}},
                   });
}

TEST(apt_not_apt_get, judges_commands) {
  expect("DVD331", {
                       {"FROM debian:12-slim\nRUN apt install python\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get install python && apt-cache search x\n", {}},
                       {"FROM debian:12-slim\nRUN echo apt\n", {}},
                   });
}

TEST(apt_no_yes, judges_commands) {
  expect("DVD332", {
                       {"FROM debian:12-slim\nRUN apt-get install python\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get install -yq python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install -qq python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install -q -q python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install --quiet --quiet python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install -q=2 python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install -q python\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get -y install python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get --yes install python\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get --assume-yes install python\n", {}},
                       {"FROM debian:12-slim\nONBUILD RUN apt-get install python\n", {2}},
                   });
}

TEST(yum_no_yes, judges_commands) {
  expect("DVD333", {
                       {"FROM debian:12-slim\nRUN yum install httpd && yum clean all\n", {2}},
                       {"FROM debian:12-slim\nRUN yum groupinstall x\n", {2}},
                       {"FROM debian:12-slim\nRUN yum localinstall x.rpm\n", {2}},
                       {"FROM debian:12-slim\nRUN yum install -y httpd\n", {}},
                       {"FROM debian:12-slim\nRUN yum --assumeyes install httpd\n", {}},
                       {"FROM debian:12-slim\nRUN bash -c `# not even a yum command`\n", {}},
                   });
}

TEST(dnf_no_yes, judges_commands) {
  expect("DVD334", {
                       {"FROM debian:12-slim\nRUN dnf install httpd\n", {2}},
                       {"FROM debian:12-slim\nRUN microdnf install httpd\n", {2}},
                       {"FROM debian:12-slim\nRUN dnf install -y httpd\n", {}},
                       {"FROM debian:12-slim\nRUN notdnf install httpd\n", {}},
                   });
}

TEST(zypper_no_yes, judges_commands) {
  expect("DVD335", {
                       {"FROM debian:12-slim\nRUN zypper install httpd\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper install -n httpd\n", {}},
                       {"FROM debian:12-slim\nRUN zypper --non-interactive install httpd\n", {}},
                       {"FROM debian:12-slim\nRUN zypper install -y httpd\n", {}},
                       {"FROM debian:12-slim\nRUN zypper install --no-confirm httpd\n", {}},
                       {"FROM debian:12-slim\nRUN zypper rm httpd\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper patch\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper update\n", {}},
                   });
}

TEST(apt_unpinned, judges_commands) {
  expect("DVD340", {
                       {"FROM debian:12-slim\nRUN apt-get update && apt-get install python\n", {2}},
                       {"FROM debian:12-slim\nRUN apt-get -yqq --no-install-recommends install nodejs=0.10\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install ./wkhtmltox.deb\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install -y -t jessie-backports openjdk-8-jdk=8u131\n", {}},
                       {"FROM debian:12-slim\nRUN apt-get install -y python/stable\n", {}},
                       {"FROM debian:12-slim\nRUN P=\"a=1 b=2\"; apt-get install -y $P\n", {}},
                       {"FROM debian:12-slim\nRUN P=\"a b=2\"; apt-get install -y $P\n", {2}},
                   });
}

TEST(apk_unpinned, judges_commands) {
  expect("DVD341", {
                       {"FROM debian:12-slim\nRUN apk add flex\n", {2}},
                       {"FROM debian:12-slim\nRUN apk add flex=2.6.4-r1\n", {}},
                       {"FROM debian:12-slim\nRUN apk add --no-cache git~2.52.0\n", {}},
                       {"FROM debian:12-slim\nRUN apk add --no-cache flex=2.6.4 libffi\n", {2}},
                       {"FROM debian:12-slim\nRUN apk add --virtual build python-dev=1.1.1 && apk del build\n", {}},
                       {"FROM debian:12-slim\nRUN apk add --no-cache -X https://e/testing flow=0.78\n", {}},
                       {"FROM debian:12-slim\nRUN apk add --repository=https://e/testing flow=0.78\n", {}},
                       {"FROM debian:12-slim\nRUN apk add mypackage-1.1.1.apk\n", {}},
                       {"FROM debian:12-slim\nRUN apk add \"a>1\" 'b<2'\n", {}},
                   });
}

TEST(pip_unpinned, judges_commands) {
  expect(
      "DVD342",
      {
          {"FROM debian:12-slim\nRUN pip2 install MySQL_python\n", {2}},
          {"FROM debian:12-slim\nRUN pip3 install MySQL_python==1.2.2\n", {}},
          {"FROM debian:12-slim\nRUN pip3 install mypkg.whl other.tar.gz\n", {}},
          {"FROM debian:12-slim\nRUN pip install -r requirements.txt\n", {}},
          {"FROM debian:12-slim\nRUN pip install --requirement requirements.txt\n", {}},
          {"FROM debian:12-slim\nRUN pip install .\n", {}},
          {"FROM debian:12-slim\nRUN pip install MySQL_python~=1.2.2 a===1\n", {}},
          {"FROM debian:12-slim\nRUN pip3 install --build /opt/y yamllint==1.20.0\n", {}},
          {"FROM debian:12-slim\nRUN pip3 install --trusted-host host example==1.2.2\n", {}},
          {"FROM debian:12-slim\nRUN python -m pip install example\n", {2}},
          {"FROM debian:12-slim\nRUN python -m pip install --index-url url example\n", {2}},
          {"FROM debian:12-slim\nRUN pip install git+https://github.com/rtfd/r-ext.git@0.6-alpha#egg=r-ext\n", {}},
          {"FROM debian:12-slim\nRUN pip install git+https://github.com/rtfd/read-ext.git#egg=read-ext\n", {2}},
          {"FROM debian:12-slim\nRUN pip install 'a>=0.7' 'b<0.7' 'c!=0.7'\n", {}},
          {"FROM debian:12-slim\nRUN pip install a==1 --user\n", {}},
          {"FROM debian:12-slim\nRUN pip install pykafka --constraint http://foo\n", {}},
          {"FROM debian:12-slim\nRUN pip install pykafka -c http://foo\n", {}},
          {"FROM debian:12-slim\nRUN pip install -e ./local\n", {}},
          {"FROM debian:12-slim\nRUN pip install --upgrade pip\n", {2}},
          {"FROM debian:12-slim\nRUN pip install -i https://e/foo --extra-index-url https://u:p@e/foo foobar==1.0.0\n",
           {}},
          {"FROM debian:12-slim\nONBUILD RUN pip install a\n", {2}},
      });
}

TEST(npm_unpinned, judges_commands) {
  expect("DVD343", {
                       {"FROM debian:12-slim\nRUN npm install\n", {}},
                       {"FROM debian:12-slim\nRUN npm install --progress=false\n", {}},
                       {"FROM debian:12-slim\nRUN npm install express@4.1.1\n", {}},
                       {"FROM debian:12-slim\nRUN npm install @myorg/p@\">=0.1.0\"\n", {}},
                       {"FROM debian:12-slim\nRUN npm install @myorg/p@\">=0.1.0 <0.2.0\"\n", {}},
                       {"FROM debian:12-slim\nRUN npm install -g express@\"4.1.1\" sax@0.1.1\n", {}},
                       {"FROM debian:12-slim\nRUN npm install p-v1.tar p.tar.gz p.tgz /f ./f ../f ~/f\n", {}},
                       {"FROM debian:12-slim\nRUN npm install git+ssh://git@github.com:npm/npm.git#v1.0.27\n", {}},
                       {"FROM debian:12-slim\nRUN npm run --crazy install\n", {}},
                       {"FROM debian:12-slim\nRUN npm install express\n", {2}},
                       {"FROM debian:12-slim\nRUN npm install @myorg/p\n", {2}},
                       {"FROM debian:12-slim\nRUN npm install express sax@0.1.1\n", {2}},
                       {"FROM debian:12-slim\nRUN npm install --global express\n", {2}},
                       {"FROM debian:12-slim\nRUN npm install git+https://isaacs@github.com/npm/npm.git\n", {2}},
                       {"FROM debian:12-slim\nRUN npm install git://github.com/npm/npm.git\n", {2}},
                       {"FROM debian:12-slim\nRUN npm install --loglevel verbose sax@0.1.1\n", {}},
                       {"FROM debian:12-slim\nRUN npm install --registry https://e sax@0.1.1\n", {}},
                       {"FROM debian:12-slim\nRUN npm install --registry https://e express\n", {2}},
                       {"FROM debian:12-slim\nRUN npm install --registry=https://e express\n", {2}},
                   });
}

TEST(gem_unpinned, judges_commands) {
  expect("DVD344", {
                       {"FROM debian:12-slim\nRUN gem i bundler\n", {2}},
                       {"FROM debian:12-slim\nRUN gem i bundler:1\n", {}},
                       {"FROM debian:12-slim\nRUN gem i bundler:1 nokogiri\n", {2}},
                       {"FROM debian:12-slim\nRUN gem install bundler -v '2.0.1'\n", {}},
                       {"FROM debian:12-slim\nRUN gem install bundler --version '2.0.1'\n", {}},
                       {"FROM debian:12-slim\nRUN gem install bundler --version='2.0.1'\n", {}},
                       {"FROM debian:12-slim\nRUN gem install bundler:2.0.1 -- --use-system-libraries true\n", {}},
                       {"FROM debian:12-slim\nRUN gem install bundler:2.0.1 --use-system-libraries true\n", {}},
                       {"FROM debian:12-slim\nRUN gem install bundler:2.0.1 --use-system-libraries=true\n", {}},
                       {"FROM debian:12-slim\nRUN gem install --no-document bundler\n", {2}},
                   });
}

TEST(yum_unpinned, judges_commands) {
  expect("DVD345", {
                       {"FROM debian:12-slim\nRUN yum install -y tomcat && yum clean all\n", {2}},
                       {"FROM debian:12-slim\nRUN yum install -y tomcat-9.2\n", {}},
                       {"FROM debian:12-slim\nRUN yum install -y openssl-1:1.1.1k\n", {}},
                       {"FROM debian:12-slim\nRUN yum install -y rpm-sign-4.16.1.3 gcc-c++-1.1.1\n", {}},
                       {"FROM debian:12-slim\nRUN yum install -y rpm-sign\n", {2}},
                       {"FROM debian:12-slim\nRUN yum module install -y tomcat\n", {2}},
                       {"FROM debian:12-slim\nRUN yum module install -y tomcat:9\n", {}},
                       {"FROM debian:12-slim\nARG VERSION=1\nRUN yum install -y tomcat-$VERSION\n", {}},
                       {"FROM debian:12-slim\nRUN yum install -y tomcat-$VERSION\n", {2}},
                       {"FROM debian:12-slim\nRUN yum install -y x.rpm https://e/y.rpm\n", {}},
                   });
}

TEST(dnf_unpinned, judges_commands) {
  expect("DVD346", {
                       {"FROM debian:12-slim\nRUN dnf install -y tomcat\n", {2}},
                       {"FROM debian:12-slim\nRUN microdnf install -y rpm-sign\n", {2}},
                       {"FROM debian:12-slim\nRUN dnf install -y tomcat-9.0.1\n", {}},
                       {"FROM debian:12-slim\nRUN notdnf install tomcat\n", {}},
                       {"FROM debian:12-slim\nRUN dnf group install -y \"Development Tools\"\n", {}},
                       {"FROM debian:12-slim\nRUN microdnf module install -y tomcat\n", {2}},
                       {"FROM debian:12-slim\nENV GIT_VER=1\nRUN dnf install -y \"git-core-${GIT_VER}\"\n", {}},
                   });
}

TEST(zypper_unpinned, judges_commands) {
  expect("DVD347", {
                       {"FROM debian:12-slim\nRUN zypper install -y tomcat\n", {2}},
                       {"FROM debian:12-slim\nRUN zypper install -y tomcat=9.0.39\n", {}},
                       {"FROM debian:12-slim\nRUN zypper install -y tomcat\\>=9.0 a\\<1\n", {}},
                       {"FROM debian:12-slim\nRUN zypper in -y tomcat-9.rpm\n", {}},
                   });
}

TEST(go_unpinned, judges_commands) {
  expect("DVD348", {
                       {"FROM debian:12-slim\nRUN go install example.com/pkg\n", {2}},
                       {"FROM debian:12-slim\nRUN go install example.com/pkg@latest\n", {2}},
                       {"FROM debian:12-slim\nRUN go install example.com/pkg@v1.2.3\n", {}},
                       {"FROM debian:12-slim\nRUN go install /go/app && go install ./app && go install .\n", {}},
                       {"FROM debian:12-slim\nRUN go get -tool foobar\n", {2}},
                       {"FROM debian:12-slim\nRUN go get -tool foobar@v1.2.3\n", {}},
                       {"FROM debian:12-slim\nRUN go run example.com/pkg\n", {2}},
                       {"FROM debian:12-slim\nRUN go run example.com/pkg@v1.2.3 -f foobar\n", {}},
                       {"FROM debian:12-slim\nRUN go get -d ./...\n", {}},
                       {"FROM debian:12-slim\nRUN go get -u github.com/x/y\n", {2}},
                       {"FROM debian:12-slim\nRUN go build ./... && go mod download\n", {}},
                   });
}

TEST(curl_and_wget, judges_commands) {
  expect("DVD350", {
                       {"FROM debian:12-slim\nRUN wget my.xyz\nRUN curl localhost\n", {3}},
                       {"FROM debian:12-slim\nRUN wget my.xyz && curl localhost\n", {2}},
                       {"FROM debian:12-slim\nRUN wget my.xyz\n", {}},
                       {"FROM debian:12-slim\nRUN wget my.xyz\nFROM scratch\nRUN curl localhost\n", {}},
                       {"FROM debian:12-slim\nRUN wget a\nRUN curl b\nRUN echo\nRUN wget c\n", {3, 5}},
                       {"FROM debian:12-slim\nRUN apt-get install curl wget\n", {}},
                   });
}

TEST(wget_progress, judges_commands) {
  expect("DVD351",
         {
             {"FROM debian:12-slim\nRUN wget my.xyz\n", {2}},
             {"FROM debian:12-slim\nRUN wget --progress=dot:giga my.xyz\n", {}},
             {"FROM debian:12-slim\nRUN wget -q a && wget --quiet b && wget -nv c && wget --no-verbose d\n", {}},
             {"FROM debian:12-slim\nRUN wget -o /tmp/l a && wget --output-file=/l b && wget -a l c && wget "
              "--append-output=/l d\n",
              {}},
             {"FROM debian:12-slim\nRUN wget -O x my.xyz\n", {2}},
         });
}

TEST(heredoc_no_errexit, judges_commands) {
  expect("DVD353", {
                       {"FROM debian:12-slim\nRUN <<EOF\na\nb\nEOF\n", {2}},
                       {"FROM debian:12-slim\nRUN <<EOF\nset -e\na\nb\nEOF\n", {}},
                       {"FROM debian:12-slim\nRUN <<EOF\nset -eux\na\nb\nEOF\n", {}},
                       {"FROM debian:12-slim\nRUN <<EOF\n#!/bin/sh -e\na\nb\nEOF\n", {}},
                       {"FROM debian:12-slim\nRUN <<EOF\n#!/bin/bash\na\nb\nEOF\n", {2}},
                       {"FROM debian:12-slim\nRUN <<EOF\n#!/usr/bin/env python3\na\nb\nEOF\n", {}},
                       {"FROM debian:12-slim\nRUN <<EOF\na\nEOF\n", {}},
                       {"FROM debian:12-slim\nRUN <<EOF\na && \\\nb\nEOF\n", {}},
                       {"FROM debian:12-slim\nSHELL [\"/bin/bash\", \"-e\", \"-c\"]\nRUN <<EOF\na\nb\nEOF\n", {}},
                   });
}

std::string mended(std::string_view rule, std::string const& dockerfile) {
  return fixed(rule, {{"Dockerfile", "FROM debian:12\n" + dockerfile}}, "Dockerfile").substr(15);
}

TEST(fixes, of_commands_that_would_ask) {
  EXPECT_EQ(mended("DVD331", "RUN apt update && apt show a\n"), "RUN apt-get update && apt-cache show a\n");
  EXPECT_EQ(mended("DVD332", "RUN apt-get install a\n"), "RUN apt-get install -y a\n");
  EXPECT_EQ(mended("DVD333", "RUN yum install a\n"), "RUN yum install -y a\n");
  EXPECT_EQ(mended("DVD335", "RUN zypper in a\n"), "RUN zypper --non-interactive in a\n");
  EXPECT_EQ(mended("DVD351", "RUN wget https://a\n"), "RUN wget --progress=dot:giga https://a\n");
}

TEST(fixes, set_the_shell_once) {
  EXPECT_EQ(mended("DVD329", "RUN a | b\nRUN c | d\n"),
            "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\nRUN a | b\nRUN c | d\n");
  EXPECT_EQ(mended("DVD353", "RUN <<EOF\na\nb\nEOF\n"), "RUN <<EOF\nset -e\na\nb\nEOF\n");
}

TEST(cd_in_run, is_a_peers_finding_only_where_it_begins_a_part) {
  EXPECT_EQ(found("DVD303", {{"Dockerfile", "FROM a:1\nRUN a && cd /b\n"}}), std::vector<std::string>{"Dockerfile:2"});
  EXPECT_EQ(found("DVD303", {{"Dockerfile", "FROM a:1\nRUN (cd /b && c)\n"}}),
            std::vector<std::string>{"Dockerfile:2 DL3003 KICS: RUN Instruction Using 'cd' Instead of WORKDIR"});
}

TEST(pip_unpinned, names_the_packages_without_credentials) {
  EXPECT_THAT(messages("DVD342", {{"Dockerfile", "FROM a:1\nRUN pip install a b==1 c\n"}}),
              testing::ElementsAre(testing::HasSubstr("a and c ")));
  EXPECT_THAT(messages("DVD343", {{"Dockerfile", "FROM a:1\nRUN npm install git+https://me:hunter2@e.com/a.git\n"}}),
              testing::ElementsAre(testing::Not(testing::HasSubstr("hunter2"))));
}

TEST(shell_rules, are_off_where_the_file_says_another_shell) {
  EXPECT_EQ(lines("DVD329", "# hadolint shell=powershell\nFROM a:1\nRUN a | b\n"), std::vector<int>{});
  EXPECT_EQ(lines("DVD329", "# hadolint shell=bash\nFROM a:1\nRUN a | b\n"), std::vector<int>{3});
}

/// A Dockerfile as rules see it, without files around it.
struct parsed {
  dockerfile::document file;
  dockerfile::stage_model stages;
  dockerfile_subject subject;

  explicit parsed(std::string text) : file(dockerfile::parse(std::move(text))), stages(file) {
    subject.path = std::make_shared<std::string const>("Dockerfile");
    subject.file = &file;
    subject.stages = &stages;
    std::size_t index = 0;
    for (dockerfile::instruction const& i : file.instructions()) {
      if (i.is(dockerfile::keyword::run)) {
        subject.scripts.push_back({&i, index, false, dockerfile::read_script(i, stages.shell_settings_at(index))});
      }
      ++index;
    }
  }
};

TEST(shellcheck, is_told_the_shell_and_the_variables) {
  parsed const one("ARG G=1\nFROM a:1\nARG B=1\nENV A=1\nSHELL [\"/bin/bash\", \"-c\"]\nRUN echo $A\n");
  std::string const input = shellcheck_input(one.subject, one.subject.scripts[0]);
  EXPECT_TRUE(input.starts_with("#!/bin/bash\nexport A=1 B=1 FTP_PROXY=1 ")) << input;
  EXPECT_TRUE(input.ends_with("\necho $A\n")) << input;
  EXPECT_EQ(input.find("G=1"), std::string::npos) << input;
  parsed const windows("FROM a:1\nSHELL [\"pwsh\", \"-c\"]\nRUN echo $A\n");
  EXPECT_EQ(shellcheck_input(windows.subject, windows.subject.scripts[0]), "");
}

TEST(shellcheck, points_into_the_dockerfile) {
  parsed const one("FROM a:1\nRUN true && \\\n    echo $A\n");
  run_script const& script = one.subject.scripts[0];
  auto const column = std::to_string(script.script.text.text().find("$A") + 1);
  std::string const answer = R"({"comments":[{"line":3,"endLine":3,"column":)" + column + R"(,"endColumn":)" + column +
                             R"(,"level":"info","code":2086,"message":"quote it"},)" +
                             R"({"line":3,"column":1,"level":"info","code":1091,"message":"not there"},)" +
                             R"({"line":2,"column":1,"level":"info","code":2155,"message":"ours"}]})";
  auto const comments = read_shellcheck(answer, script);
  ASSERT_EQ(comments.size(), 1U);
  EXPECT_EQ(comments[0].code, 2086);
  EXPECT_EQ(comments[0].level, severity::info);
  EXPECT_EQ(one.subject.where(comments[0].where).text(), "Dockerfile:3:10");
  for (std::string_view broken : {"", "{", "[]", "{\"comments\":3}", "{\"comments\":[3,{\"line\":\"x\"}]}"}) {
    EXPECT_TRUE(read_shellcheck(broken, script).empty()) << broken;
  }
}

}  // namespace
}  // namespace dockverify::rules::test
