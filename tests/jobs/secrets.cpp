// A program may print its secret before it dies; the report must not repeat it.
#include "jobs/secrets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace dockverify::jobs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

compose::service with(std::string const& key, std::string const& value) {
  compose::service s;
  s.name = "api";
  s.environment[key] = value;
  return s;
}

TEST(secret_texts, values_whose_key_says_so_and_long_ones) {
  compose::project const p;
  EXPECT_THAT(secret_texts(p, with("DB_PASSWORD", "hunter2"), false), ElementsAre("hunter2"));
  EXPECT_THAT(secret_texts(p, with("ENDPOINT", "http://u:p@db/"), false), ElementsAre("http://u:p@db/"));
}

TEST(secret_texts, ordinary_words_and_paths_stay_readable) {
  compose::project const p;
  EXPECT_THAT(secret_texts(p, with("MODE", "prod"), false), IsEmpty());
  EXPECT_THAT(secret_texts(p, with("PIN_KEY", "1"), false), IsEmpty());
  EXPECT_THAT(secret_texts(p, with("PASSWORD_FILE", "/run/secrets/db_password"), false), IsEmpty());
}

TEST(secret_texts, contents_of_secrets_even_when_values_are_shown) {
  auto const path = testing::TempDir() + "dockverify_secret_text";
  std::ofstream(path) << "s3cret-token\n";
  compose::project p;
  p.secrets["token"] = {.key = "token", .file = path};
  p.secrets["other"] = {.key = "other", .content = "from-the-environment"};
  auto s = with("DB_PASSWORD", "hunter2");
  s.secrets.push_back({.source = "token"});
  s.secrets.push_back({.source = "other"});
  EXPECT_THAT(secret_texts(p, s, true), ElementsAre("from-the-environment", "s3cret-token"));
  std::remove(path.c_str());
}

TEST(mask, covers_findings_reasons_and_the_timeline) {
  compose::project p;
  p.services["api"] = with("TOKEN", "hunter2");
  report r;
  finding f;
  f.kind = finding_kind::startup;
  f.service = "api";
  f.message = "said hunter2 twice: hunter2";
  f.evidences.push_back({"log", "token=hunter2"});
  r.findings.push_back(f);
  f.service = "db";
  r.findings.push_back(f);
  r.services.push_back({.name = "api", .reason = "exited: hunter2"});
  r.timeline.push_back({.service = "api", .event = "failed", .detail = "hunter2"});
  mask(r, p, false);
  EXPECT_EQ(r.findings[0].message, "said *** twice: ***");
  EXPECT_EQ(r.findings[0].evidences[0].text, "token=***");
  EXPECT_EQ(r.services[0].reason, "exited: ***");
  EXPECT_EQ(r.timeline[0].detail, "***");
  EXPECT_EQ(r.findings[1].evidences[0].text, "token=hunter2") << "the text is a secret of api alone";
}

TEST(masked, a_secret_of_asterisks_ends) {
  EXPECT_EQ(masked("a****b", {"****"}), "a***b");
}

}  // namespace
}  // namespace dockverify::jobs
