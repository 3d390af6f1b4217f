// What is built from what, and what is in force where.
#include "dockerfile/stages.hpp"

#include <gtest/gtest.h>

#include "dockerfile/mount.hpp"
#include "dockerfile/script.hpp"
#include "support.hpp"

namespace dockverify::dockerfile {
namespace {

/// One stage a line: its name, its base, and what needs it.
std::string shown(stage_model const& m) {
  std::string out;
  for (auto const& s : m.stages()) {
    constexpr std::string_view kinds[] = {"image ", "stage ", "scratch", "unknown ", "missing"};
    if (!out.empty()) out += '\n';
    out += std::string(s.name) + ": " + std::string(kinds[static_cast<std::size_t>(s.base)]);
    if (s.base == base_kind::image || s.base == base_kind::unknown) out += s.base_name.text;
    if (s.base == base_kind::stage) out += std::to_string(s.base_stage);
    if (s.is_target) out += " target";
    if (!s.needed) out += " unneeded";
  }
  return out;
}

struct stage_case {
  std::string text, target, stages;
};

class dockerfile_stages : public testing::TestWithParam<stage_case> {};

TEST_P(dockerfile_stages, are_resolved) {
  auto const& [text, target, stages] = GetParam();
  auto const file = parse(text);
  EXPECT_EQ(shown(stage_model(file, {target, {}})), stages) << text;
}

INSTANTIATE_TEST_SUITE_P(
    all, dockerfile_stages,
    testing::Values(
        stage_case{"", "", ""}, stage_case{"FROM a", "", ": image a target"},
        stage_case{"FROM scratch", "", ": scratch target"}, stage_case{"RUN a", "", ": missing target"},
        stage_case{"FROM a AS b\nFROM B", "", "b: image a\n: stage 0 target"},
        stage_case{"FROM a AS b\nFROM c", "", "b: image a unneeded\n: image c target"},
        stage_case{"FROM a AS b\nFROM c\nCOPY --from=b x y", "", "b: image a\n: image c target"},
        stage_case{"FROM a\nFROM c\nCOPY --from=0 x y", "", ": image a\n: image c target"},
        stage_case{"FROM a AS b\nFROM c\nRUN --mount=from=b,target=/x y", "", "b: image a\n: image c target"},
        stage_case{"FROM a AS b\nFROM b AS c\nFROM d", "c", "b: image a\nc: stage 0 target\n: image d unneeded"},
        stage_case{"FROM a AS b\nFROM c", "B", "b: image a target\n: image c unneeded"},
        stage_case{"FROM a\nFROM c", "0", ": image a target\n: image c unneeded"},
        stage_case{"FROM a AS a\nFROM a", "", "a: image a\n: stage 0 target"},
        stage_case{"ARG V=1\nFROM a:$V", "", ": image a:1 target"},
        stage_case{"ARG V\nFROM a:$V", "", ": unknown a:$V target"},
        stage_case{"ARG V\nFROM a:${V:-2}", "", ": unknown a:2 target"},
        stage_case{"FROM a:$V", "", ": image a: target"},
        stage_case{"ARG A=1\nARG B=${A}2\nFROM x:$B", "", ": image x:12 target"},
        stage_case{"FROM $TARGETARCH", "", ": unknown $TARGETARCH target"},
        stage_case{"ARG S=b\nFROM a AS b\nFROM $S", "", "b: image a\n: stage 0 target"},
        stage_case{"FROM a\nARG V=1\nFROM b:$V", "", ": image a unneeded\n: image b: target"},
        stage_case{"FROM a AS x\nFROM b AS x\nFROM x", "", "x: image a unneeded\nx: image b\n: stage 1 target"}));

struct variable_case {
  std::string text, word, value;  ///< the word is expanded at the file's last instruction
  bool known = true;
};

class dockerfile_variables : public testing::TestWithParam<variable_case> {};

TEST_P(dockerfile_variables, have_the_builders_scopes) {
  auto const& expected = GetParam();
  auto const file = parse(expected.text + "\nUSER x");
  stage_model const model(file, {"", {{"GIVEN", "outside"}}});
  auto const made = model.expand(expected.word, file.instructions().size() - 1);
  EXPECT_EQ(made.text, expected.value) << expected.text;
  EXPECT_EQ(made.known, expected.known) << expected.text;
}

INSTANTIATE_TEST_SUITE_P(
    all, dockerfile_variables,
    testing::Values(
        variable_case{"FROM a\nENV A=1", "$A", "1"}, variable_case{"FROM a\nARG A=1", "$A", "1"},
        variable_case{"FROM a\nARG A", "$A", "$A", false}, variable_case{"ARG A=1\nFROM a", "$A", "$A", false},
        variable_case{"ARG A=1\nFROM scratch", "$A", ""}, variable_case{"ARG A=1\nFROM a\nARG A", "$A", "1"},
        variable_case{"ARG A=1\nFROM a\nARG A=2", "$A", "2"}, variable_case{"FROM a\nENV A=1 B=$A", "$B", "$B", false},
        variable_case{"FROM scratch\nENV A=1 B=$A", "$B", ""}, variable_case{"FROM a\nENV A=1\nENV B=$A", "$B", "1"},
        variable_case{"FROM a\nENV A=1\nENV A=2", "$A", "2"}, variable_case{"FROM a AS b\nENV A=1\nFROM b", "$A", "1"},
        variable_case{"FROM a AS b\nARG A=1\nFROM b", "$A", "1"},
        variable_case{"FROM a AS b\nENV A=1\nFROM c", "$A", "$A", false},
        variable_case{"FROM scratch\nENV P=$PATH:/x", "$P", "$P", false},
        variable_case{"FROM a\nENV A \"b c\"", "$A", "b c"}, variable_case{"FROM a\nARG GIVEN", "$GIVEN", "outside"},
        variable_case{"FROM a\nARG GIVEN=x", "$GIVEN", "outside"},
        variable_case{"FROM a\nARG TARGETOS", "$TARGETOS", "$TARGETOS", false},
        variable_case{"# escape=`\nFROM a\nENV A=C:\\x", "$A", "C:\\x"}));

TEST(dockerfile_stage_model, tells_what_is_in_force) {
  auto const file = parse(
      "FROM a AS b\nSHELL [\"bash\", \"-o\", \"pipefail\", \"-c\"]\nUSER u\nWORKDIR /w\nCMD x\nEXPOSE 1\nFROM b\nRUN "
      "y\nENTRYPOINT z\nFROM c\nRUN d");
  stage_model const model(file);
  auto const all = file.instructions();
  auto const& second = model.stages()[1];
  EXPECT_EQ(model.user_at(7), &all[2]);
  EXPECT_EQ(model.workdir_at(7), &all[3]);
  EXPECT_EQ(model.shell_at(7), &all[1]);
  EXPECT_TRUE(model.shell_settings_at(7).pipefail);
  EXPECT_EQ(second.config.cmd, nullptr);
  EXPECT_TRUE(second.config.cmd_reset);
  EXPECT_EQ(second.config.entrypoint, &all[8]);
  EXPECT_EQ(model.stages()[0].config.cmd, &all[4]);
  EXPECT_EQ(model.stages()[0].built_on_by, std::vector<std::size_t>{1});
  EXPECT_EQ(model.chain(1), (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(model.shell_at(10), nullptr);
  EXPECT_EQ(model.stage_of(7), 1U);
  EXPECT_EQ(model.stage_of(9), 2U);
  EXPECT_EQ(model.index_of(all[3]), 3U);
  EXPECT_EQ(second.first, 7U);
  EXPECT_EQ(second.last, 9U);
}

TEST(dockerfile_stage_model, tells_the_environment_apart_from_arguments) {
  auto const file = parse("FROM a AS b\nENV A=1\nARG B=2\nFROM b\nENV C=3\nRUN x");
  stage_model const model(file);
  EXPECT_EQ(model.environment("A", 5).value, "1");
  EXPECT_EQ(model.environment("B", 5).value, std::nullopt);
  EXPECT_EQ(model.final_environment("C", 1).value, "3");
  EXPECT_EQ(model.environment("C", 4).value, std::nullopt);
  EXPECT_TRUE(model.environment("Z", 5).unknown);
}

TEST(dockerfile_stage_model, resolves_from) {
  auto const file = parse("FROM a AS x\nFROM b AS y\nFROM c AS z");
  stage_model const model(file);
  using kind = stage_reference::kind;
  EXPECT_EQ(model.resolve("X", 1).what, kind::stage);
  EXPECT_EQ(model.resolve("0", 1).stage, 0U);
  EXPECT_EQ(model.resolve("y", 1).what, kind::self);
  EXPECT_EQ(model.resolve("1", 1).what, kind::self);
  EXPECT_EQ(model.resolve("z", 1).what, kind::later_stage);
  EXPECT_EQ(model.resolve("7", 1).what, kind::bad_index);
  EXPECT_EQ(model.resolve("alpine:3", 1).what, kind::image);
  EXPECT_EQ(model.resolve("$x", 1).what, kind::variable);
}

TEST(dockerfile_stage_model, reports_order) {
  auto const messages = [](std::string const& text, std::string const& target = "") {
    auto const file = parse(text);
    std::string out;
    stage_model const model(file, {target, {}});
    for (auto const& p : model.problems()) out += p.message + ";";
    return out;
  };
  EXPECT_EQ(messages("ARG a\nFROM b"), "");
  EXPECT_EQ(messages("RUN a\nFROM b"), "RUN stands before the first FROM;");
  EXPECT_EQ(messages("RUN a"), "there is no FROM;");
  EXPECT_EQ(messages("FROM a", "b"), "there is no stage b;");
}

TEST(dockerfile_stage_model, knows_windows_by_its_names) {
  auto const file = parse(
      "FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a\nSHELL [\"pwsh\"]\nRUN b\nFROM "
      "--platform=windows/amd64 x\nRUN c\nFROM y\nRUN d");
  stage_model const model(file);
  EXPECT_EQ(model.shell_settings_at(1).dialect, shell::dialect::cmd);
  EXPECT_EQ(model.shell_settings_at(3).dialect, shell::dialect::powershell);
  EXPECT_EQ(model.shell_settings_at(5).dialect, shell::dialect::cmd);
  EXPECT_EQ(model.shell_settings_at(7).dialect, shell::dialect::posix);
}

TEST(dockerfile_stage_model, is_bounded) {
  std::string chain = "FROM scratch AS a\n", doubling = "FROM a\nENV A=xxxxxxxxxx\n", many;
  for (int i = 0; i < 5000; ++i) chain += "FROM a AS a\nENV B=$C\n";
  for (int i = 0; i < 200; ++i) doubling += "ENV A=$A$A$A\n";
  for (int i = 0; i < 5000; ++i) many += "FROM a\nCOPY --from=0 a b\n";
  for (auto const& text : {chain, doubling, many}) {
    auto const file = parse(text);
    EXPECT_FALSE(stage_model(file).stages().empty());
  }
}

struct image_case {
  std::string_view reference, registry, repository, tag, digest;
  bool official;
};

class dockerfile_images : public testing::TestWithParam<image_case> {};

TEST_P(dockerfile_images, are_cut_into_parts) {
  auto const& e = GetParam();
  auto const made = split_image_name(e.reference);
  EXPECT_EQ(made.registry, e.registry) << e.reference;
  EXPECT_EQ(made.repository, e.repository) << e.reference;
  EXPECT_EQ(made.tag, e.tag) << e.reference;
  EXPECT_EQ(made.digest, e.digest) << e.reference;
  EXPECT_EQ(made.official(), e.official) << e.reference;
}

INSTANTIATE_TEST_SUITE_P(all, dockerfile_images,
                         testing::Values(image_case{"a", "", "a", "", "", true},
                                         image_case{"a:1", "", "a", "1", "", true},
                                         image_case{"a@sha256:0", "", "a", "", "sha256:0", true},
                                         image_case{"a:1@sha256:0", "", "a", "1", "sha256:0", true},
                                         image_case{"b/a:1", "", "b/a", "1", "", false},
                                         image_case{"library/a", "", "library/a", "", "", true},
                                         image_case{"docker.io/library/a:1", "docker.io", "library/a", "1", "", true},
                                         image_case{"x.io/a", "x.io", "a", "", "", false},
                                         image_case{"localhost/a", "localhost", "a", "", "", false},
                                         image_case{"h:5000/b/a:1", "h:5000", "b/a", "1", "", false},
                                         image_case{"", "", "", "", "", true},
                                         image_case{"a:", "", "a", "", "", true}));

TEST(dockerfile_mounts, are_read) {
  auto const file = parse(
      "RUN --mount=type=cache,target=/root/.cache,id=x,sharing=locked --mount=type=secret,id=t,env=T,required "
      "--mount=from=b,src=/s,dst=/d,rw "
      "--mount=\"type=tmpfs,\\\"target=/a,b\\\"\" --mount=nope=1,target --mount x");
  auto const mounts = mounts_of(file.instructions()[0]);
  ASSERT_EQ(mounts.size(), 6U);
  EXPECT_EQ(mounts[0].type, "cache");
  EXPECT_EQ(mounts[0].target, "/root/.cache");
  EXPECT_EQ(mounts[0].sharing, "locked");
  EXPECT_FALSE(mounts[0].read_only);
  EXPECT_EQ(mounts[1].env, "T");
  EXPECT_TRUE(mounts[1].required);
  EXPECT_EQ(mounts[2].type, "bind");
  EXPECT_EQ(mounts[2].from + mounts[2].source + mounts[2].target, "b/s/d");
  EXPECT_FALSE(mounts[2].read_only);
  EXPECT_EQ(mounts[3].target, "/a,b");
  EXPECT_EQ(mounts[4].unknown_keys, std::vector<std::string>{"nope"});
  EXPECT_FALSE(mounts[4].well_formed);
  EXPECT_FALSE(mounts[5].well_formed);
}

struct script_case {
  std::string text, commands;  ///< of the file's last instruction: line:column name, ...
  shell::dialect language = shell::dialect::posix;
};

class dockerfile_scripts : public testing::TestWithParam<script_case> {};

TEST_P(dockerfile_scripts, are_read_with_their_places) {
  auto const& expected = GetParam();
  auto const file = parse(expected.text);
  stage_model const model(file);
  auto const last = file.instructions().size() - 1;
  auto const& i = file.instructions()[last];
  auto const made = read_script(i.trigger ? *i.trigger : i, model.shell_settings_at(last));
  std::string out;
  for (auto const& c : made.program.commands()) {
    auto const at = file.place(c.where.begin);
    out += (out.empty() ? "" : ", ") + std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
           std::string(c.name());
  }
  EXPECT_EQ(out, expected.commands) << expected.text;
  EXPECT_EQ(made.dialect, expected.language) << expected.text;
}

INSTANTIATE_TEST_SUITE_P(
    all, dockerfile_scripts,
    testing::Values(script_case{"RUN a && b", "1:5 a, 1:10 b"},
                    script_case{"RUN a \\\n  # c\n\n  && b", "1:5 a, 4:6 b"},
                    script_case{"RUN --mount=target=/x a", "1:23 a"}, script_case{"CMD a; b", "1:5 a, 1:8 b"},
                    script_case{"ENTRYPOINT [\"sh\", \"-c\", \"a && b\"]", "1:12 sh, 1:26 a, 1:31 b"},
                    script_case{"HEALTHCHECK --interval=5s CMD a || exit 1", "1:31 a, 1:36 exit"},
                    script_case{"HEALTHCHECK NONE", ""}, script_case{"HEALTHCHECK CMD [\"a\", \"b\"]", "1:17 a"},
                    script_case{"ONBUILD RUN a | b", "1:13 a, 1:17 b"},
                    script_case{"RUN <<EOF\na\n  b\nEOF", "2:1 a, 3:3 b"},
                    script_case{"RUN <<EOF\n#!/usr/bin/env bash\na\nEOF", "3:1 a"},
                    script_case{"RUN <<EOF\n#!/usr/bin/python3\nimport a\nEOF", "", shell::dialect::other},
                    script_case{"RUN cat <<EOF > x && b\nnot $(c)\nEOF", "1:5 cat, 1:22 b, 2:7 c"},
                    script_case{"RUN bash <<'EOF'\na\nEOF", "1:5 bash, 2:1 a"},
                    script_case{"RUN <<A cat <<B\n1\nA\n2\nB", "1:5 cat"},
                    script_case{"FROM a\nSHELL [\"powershell\"]\nRUN a", "", shell::dialect::powershell},
                    script_case{"FROM a\nSHELL [\"powershell\"]\nRUN [\"a\"]", "3:5 a"}, script_case{"COPY a b", ""},
                    script_case{"RUN sudo -u x a", "1:5 sudo, 1:15 a"}, script_case{"RUN", ""},
                    script_case{"# escape=`\nRUN a `\n && b", "2:5 a, 3:5 b"}, script_case{"RUN a\\\nb c", "1:5 ab"}));

TEST(dockerfile_scripts_more, stay_within_the_file_when_a_here_document_does_not_end) {
  auto const file = parse("RUN cat <<VERY_LONG_DELIMITER\nb $(c)");
  auto const made = read_script(file.instructions()[0]);
  EXPECT_LE(made.text.where().end, file.text().size());
  EXPECT_EQ(made.program.commands().size(), 2U);
}

}  // namespace
}  // namespace dockverify::dockerfile
