// The pure parts of the loader by tables: variables, files of variables, scalars, units, commands, paths.
#include <gtest/gtest.h>

#include <algorithm>

#include "compose/attribute.hpp"
#include "compose/dotenv.hpp"
#include "compose/go_json.hpp"
#include "compose/interpolation.hpp"
#include "compose/natural_order.hpp"
#include "compose/paths.hpp"
#include "compose/problem_log.hpp"
#include "compose/scalar.hpp"
#include "compose/shell_words.hpp"
#include "compose/template_variables.hpp"
#include "compose/units.hpp"
#include "compose/yaml_writer.hpp"

namespace dockverify::compose {
namespace {

std::optional<std::string> variable(std::string const& name) {
  if (name == "A") return "a";
  if (name == "EMPTY") return "";
  if (name == "REF") return "$A";
  return std::nullopt;
}

TEST(compose_parts, substitution) {
  struct {
    char const *text, *expected;
  } const cases[] = {
      {"plain", "plain"},
      {"$A ${A} x$A.y", "a a xa.y"},
      {"$$A $${A} $$", "$A ${A} $"},
      {"$ $1 $- a$", "$ $1 $- a$"},
      {"${U:-d} ${U-d} ${EMPTY:-d} ${EMPTY-d}", "d d d "},
      {"${A:+x}${A+x}${U:+x}${U+x}${EMPTY:+x}${EMPTY+x}", "xxx"},
      {"${U:-${V:-${A}}}", "a"},
      {"${U:-a}b}", "ab}"},
      {"${U:-{\"k\":{\"n\":1}}}", "{\"k\":{\"n\":1}}"},
      {"${U:-b?c} ${U:-'q'}", "b?c 'q'"},
      {"${A:?m} ${A?m} ${EMPTY?m}", "a a "},
      {"$REF", "$A"},
      {"${U:-$$x}", "$x"},
      {"$Aé ${A}é", "aé aé"},
  };
  for (auto const& one : cases) {
    substitution const done = substitute(one.text, variable);
    EXPECT_EQ(done.error, "") << one.text;
    EXPECT_EQ(done.text, one.expected) << one.text;
  }
}

TEST(compose_parts, substitution_errors) {
  for (char const* text : {"${}", "${A", "${1A}", "${A.B}", "${A:=x}", "${A%x}", "${A:", "${ A}", "${U:-x\ny}",
                           "${U?b:-c}", "${EMPTY:?m}", "${A:-${U:?m}}"}) {
    EXPECT_NE(substitute(text, variable).error, "") << text;
  }
  EXPECT_EQ(substitute("$U ${V} ${W:-d}", variable).unset, (std::vector<std::string>{"U", "V"}));
}

TEST(compose_parts, dotenv) {
  struct {
    char const *text, *value;
  } const cases[] = {
      {"K=v", "v"},
      {"K = v ", "v"},
      {"export K=v", "v"},
      {"K: v", "v"},
      {"K=", ""},
      {"K=a b # c", "a b"},
      {"K=a#b", "a#b"},
      {"K='a # $A'", "a # $A"},
      {"K=\"a\\nb\\t$A \\$A \\\"q\\\"\"", "a\nb\ta $A \"q\""},
      {"K=\"two\nlines\"", "two\nlines"},
      {"K=${U:-d}$A", "da"},
      {"X=1\nK=$X$X", "11"},
      {"# c\n\n  K=v\r\n", "v"},
      {"K='it\\'s'", "it's"},
      {"\xEF\xBB\xBFK=v", "v"},
  };
  for (auto const& one : cases) {
    dotenv_file const file = parse_dotenv(one.text, variable);
    EXPECT_EQ(file.error, "") << one.text;
    ASSERT_EQ(file.values.count("K"), 1U) << one.text;
    EXPECT_EQ(file.values.at("K"), one.value) << one.text;
  }
  EXPECT_EQ(parse_dotenv("A=1\n\nB=\"x\n", variable).error_line, 3);
  EXPECT_EQ(parse_dotenv("A=1\nb c=2\n", variable).error_line, 2);
  EXPECT_EQ(parse_dotenv("A=1\na*b=2\n", variable).error_line, 2);
  EXPECT_EQ(parse_dotenv("A=${U:?x}\n", variable).error_line, 1);
  EXPECT_EQ(parse_dotenv("A\nU\n", variable).values, (nullable_map{{"A", "a"}}));
}

TEST(compose_parts, raw_env) {
  dotenv_file const file = parse_raw_env("A=\"q\" # x\n  B= v \n# c\nC\n\nD=$A\n");
  EXPECT_EQ(file.values, (nullable_map{{"A", "\"q\" # x"}, {"B", " v "}, {"C", std::nullopt}, {"D", "$A"}}));
  EXPECT_EQ(parse_raw_env("A=1\n=2\n").error_line, 2);
}

TEST(compose_parts, scalars) {
  struct {
    char const* word;
    value_kind kind;
    char const* text;
  } const cases[] = {
      {"", value_kind::null, ""},
      {"~", value_kind::null, ""},
      {"null", value_kind::null, ""},
      {"nul", value_kind::text, "nul"},
      {"true", value_kind::boolean, "true"},
      {"yes", value_kind::text, "yes"},
      {"No", value_kind::text, "No"},
      {"010", value_kind::integer, "8"},
      {"0o17", value_kind::integer, "15"},
      {"0x1F", value_kind::integer, "31"},
      {"0b11", value_kind::integer, "3"},
      {"08", value_kind::real, "8"},
      {"1_000", value_kind::integer, "1000"},
      {"1e3", value_kind::real, "1000"},
      {"1.10", value_kind::real, "1.1"},
      {".5", value_kind::real, "0.5"},
      {".inf", value_kind::real, "+Inf"},
      {"-.inf", value_kind::real, "-Inf"},
      {".nan", value_kind::real, "NaN"},
      {"1e6", value_kind::real, "1e+06"},
      {"12:30", value_kind::text, "12:30"},
      {"22:22", value_kind::text, "22:22"},
      {"-", value_kind::text, "-"},
      {"1.2.3", value_kind::text, "1.2.3"},
      {"2024-01-01", value_kind::timestamp, "2024-01-01"},
      {"2024-13-01", value_kind::text, "2024-13-01"},
      {"18446744073709551615", value_kind::integer, "18446744073709551615"},
      {"99999999999999999999", value_kind::real, "1e+20"},
      {"+1", value_kind::integer, "1"},
      {"-0", value_kind::integer, "0"},
      {"0x", value_kind::text, "0x"},
      {"1e400", value_kind::text, "1e400"},
  };
  for (auto const& one : cases) {
    resolved_scalar const resolved = resolve_plain(one.word);
    EXPECT_EQ(resolved.kind, one.kind) << one.word;
    EXPECT_EQ(resolved.text, one.text) << one.word;
  }
}

TEST(compose_parts, sizes) {
  EXPECT_EQ(parse_bytes("512m"), 512 << 20);
  EXPECT_EQ(parse_bytes("1.5GiB"), 1610612736);
  EXPECT_EQ(parse_bytes("64 kb"), 65536);
  EXPECT_EQ(parse_bytes("10b"), 10);
  EXPECT_EQ(parse_bytes("1.5"), 1);
  EXPECT_EQ(parse_bytes("2P"), std::int64_t{2} << 50);
  for (char const* wrong : {"", "m", "-1", "1x", "1mm", "1 2", "1bb", "9999999p", "one"})
    EXPECT_FALSE(parse_bytes(wrong)) << wrong;
}

TEST(compose_parts, durations) {
  struct {
    char const *text, *printed;
  } const cases[] = {{"90s", "1m30s"}, {"1d2h", "26h0m0s"}, {"1.5s", "1.5s"},   {"100ms", "100ms"}, {"0", "0s"},
                     {"1h", "1h0m0s"}, {"250us", "250µs"},  {"1w", "168h0m0s"}, {"3ns", "3ns"}};
  for (auto const& one : cases) {
    auto const value = parse_duration(one.text);
    ASSERT_TRUE(value) << one.text;
    EXPECT_EQ(duration_text(*value), one.printed);
  }
  for (char const* wrong : {"", "10", "s", "1x", "1s2", "- 1s", "1.2.3s", "99999999999h"})
    EXPECT_FALSE(parse_duration(wrong)) << wrong;
}

TEST(compose_parts, commands) {
  using words = std::vector<std::string>;
  EXPECT_EQ(split_words("sh -c 'a  b' \"c d\" e\\ f").words, (words{"sh", "-c", "a  b", "c d", "e f"}));
  EXPECT_EQ(split_words("a '' \"\"").words, (words{"a", "", ""}));
  EXPECT_EQ(split_words("a `b c` $(d e)").words, (words{"a", "`b c`", "$(d e)"}));
  EXPECT_EQ(split_words("a; b").cut_at, ';');
  EXPECT_EQ(split_words("a 2> b").words, (words{"a"}));
  EXPECT_TRUE(split_words("  ").words.empty());
  for (char const* wrong : {"a 'b", "a \"b", "a\\", "a (b)", "a `b"}) EXPECT_FALSE(split_words(wrong).valid) << wrong;
}

TEST(compose_parts, paths) {
  EXPECT_EQ(clean_path("/a/./b//../c/"), "/a/c");
  EXPECT_EQ(clean_path("../../a/.."), "../..");
  EXPECT_EQ(clean_path("/../a"), "/a");
  EXPECT_EQ(clean_path(""), ".");
  EXPECT_EQ(absolute_path("/p/q", "../x", "/h"), "/p/x");
  EXPECT_EQ(absolute_path("/p", "~/x", "/h"), "/h/x");
  EXPECT_EQ(absolute_path("/p", "C:\\x", "/h"), "/p/C:\\x");
}

TEST(compose_parts, json_as_go_writes_it) {
  EXPECT_EQ(go_json(ordered_json{{"a", "<&>\"\\\n\t\x01\b\f\u2028é"}}),
            R"({"a":"\u003c\u0026\u003e\"\\\n\t\u0001\b\f\u2028é"})");
  EXPECT_EQ(go_json(ordered_json("\xFF"
                                 "a")),
            R"("\ufffda")");
  EXPECT_EQ(go_json(ordered_json::array({1, 0.5, 1e21, 1e-7, true, nullptr, ordered_json::object()})),
            "[1,0.5,1e+21,1e-7,true,null,{}]");
}

TEST(compose_parts, go_json_in_lines) {
  auto const json = nlohmann::ordered_json::parse(R"({"a":[],"b":{},"c":[1,{"d":2.0}]})");
  EXPECT_EQ(go_json(json, 2),
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": 2\n    }\n  ]\n}");
}

// What no compose file can hold; the rest of the writer is compared with compose's output in data/.
TEST(compose_parts, yaml_of_bytes_and_dates) {
  EXPECT_EQ(yaml_text({{"a", "\xFF\xFE"}, {"b", "\xC3\xA9"}}), "a: !!binary //4=\nb: é\n");
  EXPECT_EQ(yaml_text({{"t", date_json("2024-01-02T00:00:00Z")}, {"s", "2024-01-02T00:00:00Z"}}),
            "t: 2024-01-02T00:00:00Z\ns: \"2024-01-02T00:00:00Z\"\n");
  EXPECT_EQ(go_json({{"t", date_json("2024-01-02T00:00:00Z")}}), R"({"t":"2024-01-02T00:00:00Z"})");
  EXPECT_EQ(yaml_text({{"a", {{"b", {1, nlohmann::ordered_json::array()}}}}}, 4),
            "a:\n    b:\n        - 1\n        - []\n");
  EXPECT_EQ(yaml_text(nlohmann::ordered_json::object()), "{}\n");
}

TEST(compose_parts, dates) {
  struct {
    char const *written, *printed;
  } const cases[] = {
      {"2024-1-2", "2024-01-02T00:00:00Z"},
      {"2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"},
      {"2024-01-02 3:04:05.500", "2024-01-02T03:04:05.5Z"},
      {"2024-01-02t03:04:05.000+02:00", "2024-01-02T03:04:05+02:00"},
  };
  for (auto const& one : cases) EXPECT_EQ(timestamp_text(one.written), one.printed);
}

TEST(compose_parts, natural_order) {
  std::vector<std::string> keys{"b",   "a10", "a9",  "a",   "A",  "_x",  "10", "9",
                                "a01", "a1",  "a-b", "a b", "1a", "100", "1"};
  std::sort(keys.begin(), keys.end(), [](auto const& a, auto const& b) { return natural_less(a, b); });
  EXPECT_EQ(keys, (std::vector<std::string>{"_x", "1", "1a", "9", "10", "100", "A", "a", "a b", "a-b", "a1", "a01",
                                            "a9", "a10", "b"}));
}

TEST(compose_parts, variables_of_a_template) {
  problem_log log;
  auto const roots = parse_yaml("a: ${A:-${B}} $$C ${D?no} ${D-x}\nb: [$E, '${F+y', '${G:+z}${1}']\n",
                                std::make_shared<std::string const>("f"), log);
  ASSERT_EQ(roots.size(), 1U);
  auto const found = template_variables(plain_json(roots.front()));
  std::string names;
  for (auto const& [name, unused] : found) names += name + " ";
  EXPECT_EQ(names, "1 A B D E G ");
  EXPECT_EQ(found.at("A").default_text, "${B}");
  EXPECT_EQ(found.at("G").alternate, "z");
  EXPECT_TRUE(found.at("D").required);
  EXPECT_EQ(found.at("D").default_text, "x");
  EXPECT_FALSE(found.at("A").required);
}

TEST(compose_parts, nearest_names) {
  EXPECT_EQ(nearest("imagee", {"image", "init"}), "image");
  EXPECT_EQ(nearest("depend-on", {"depends_on", "deploy"}), "depends_on");
  EXPECT_EQ(nearest("containerName", {"container_name"}), "container_name");
  EXPECT_EQ(nearest("bakc", {"front", "back"}), "back");
  EXPECT_EQ(nearest("zzz", {"image"}), "");
}

}  // namespace
}  // namespace dockverify::compose
