// docs/rules is printed from the rules: a page for each one and an index. DOCKVERIFY_WRITE_DOCS=1 writes it anew; the
// change is reviewed like any other.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "rules/family.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules::test {
namespace {

namespace fs = std::filesystem;

std::string levels_of(rule const& r) {
  std::string const dev(to_string(r.dev));
  return r.dev == r.prod ? dev : dev + " (dev), " + std::string(to_string(r.prod)) + " (prod)";
}

/// Outside of code, `<` would begin a tag.
std::string prose(std::string_view text) {
  std::string out;
  bool code = false;
  for (char const c : text) {
    if (c == '`') code = !code;
    if (c == '<' && !code)
      out += "&lt;";
    else
      out += c;
  }
  return out;
}

/// In a table `|` ends the cell, in code too.
std::string cell(std::string_view text) {
  std::string out;
  for (char const c : prose(text)) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string example(std::string_view title, rule const& r, std::string_view text) {
  if (text.empty()) return {};
  // Rules on images show whichever file their example is.
  bool const compose = r.id.starts_with("DVC") || text.find("services:") != std::string_view::npos;
  std::string_view const language = r.id.starts_with("DVI") ? "" : compose ? "yaml" : "dockerfile";
  std::string out = "\n" + std::string(title) + ":\n\n```" + std::string(language) + "\n" + std::string(text);
  if (!out.ends_with('\n')) out += '\n';
  return out + "```\n";
}

std::string fix_of(rule const& r) {
  if (r.fixes == fixing::safe) return "`dockverify audit --fix` (what runs stays the same)";
  return r.fixes == fixing::ask ? "`dockverify audit --fix --unsafe` (it can change what runs)" : "by hand";
}

std::string page(rule const& r) {
  std::string aliases;
  for (std::string_view alias : r.aliases) aliases += (aliases.empty() ? "" : ", ") + cell(alias);
  std::string out =
      "# " + std::string(r.id) + " " + std::string(r.name) + "\n\n" + prose(r.summary) + "\n\n| | |\n|---|---|\n";
  out += "| family | " + std::string(family_of(r.id)) + " |\n| level | " + levels_of(r) + " |\n";
  if (!aliases.empty()) out += "| the same check elsewhere | " + aliases + " |\n";
  out += "| fix | " + fix_of(r) + " |\n\n" + prose(r.why) + "\n";
  out += example("Bad", r, r.bad) + example("Good", r, r.good);
  return out + "\nTo ignore it once, above the line that it is about: `# dockverify ignore=" + std::string(r.id) +
         " the reason`.\n";
}

std::string index() {
  std::string out =
      "# Rules of the audit\n\nPrinted from the rules in src/rules by the rules tests; do not edit. "
      "`dockverify explain RULE` shows the same.\n";
  std::string_view family;
  for (rule const* r : all_rules()) {
    if (family_of(r->id) != family) {
      family = family_of(r->id);
      out += "\n## " + std::string(family) + "\n\n| rule | level | reports |\n|---|---|---|\n";
    }
    std::string const id(r->id);
    out += "| [" + id + " " + std::string(r->name) + "](" + id + ".md) | " + levels_of(*r) + " | " + cell(r->summary) +
           " |\n";
  }
  return out;
}

using pages = std::map<std::string, std::string>;

pages printed() {
  pages all{{"README.md", index()}};
  for (rule const* r : all_rules()) all.emplace(std::string(r->id) + ".md", page(*r));
  return all;
}

pages written(fs::path const& folder) {
  pages all;
  std::error_code absent;
  for (fs::directory_entry const& entry : fs::directory_iterator(folder, absent)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all.emplace(entry.path().filename().string(), std::string(std::istreambuf_iterator<char>(file), {}));
  }
  return all;
}

TEST(rule_docs, are_what_the_rules_say) {
  fs::path const folder = DOCKVERIFY_DOCS "/rules";
  pages const expected = printed();
  if (std::getenv("DOCKVERIFY_WRITE_DOCS") != nullptr) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    for (auto const& [name, text] : expected) std::ofstream(folder / name, std::ios::binary) << text;
  }
  pages const found = written(folder);
  for (auto const& [name, text] : expected) {
    auto const at = found.find(name);
    if (at == found.end())
      ADD_FAILURE() << name << " is missing: run the rules tests with DOCKVERIFY_WRITE_DOCS=1";
    else
      EXPECT_EQ(at->second, text) << "run the rules tests with DOCKVERIFY_WRITE_DOCS=1";
  }
  for (auto const& [name, unused] : found) EXPECT_TRUE(expected.contains(name)) << name << " is no rule's page";
}

TEST(rule_docs, know_the_family_of_every_rule) {
  for (rule const* r : all_rules()) EXPECT_FALSE(family_of(r->id).empty()) << r->id;
}

}  // namespace
}  // namespace dockverify::rules::test
