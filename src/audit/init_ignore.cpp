#include "audit/init_ignore.hpp"

#include <algorithm>
#include <set>

#include "audit/write_file.hpp"
#include "dockerfile/dockerignore.hpp"
#include "rules/ignore_file/suggest.hpp"

namespace dockverify::audit {

namespace {

std::vector<std::string> patterns_of(std::string_view text) {
  std::vector<std::string> patterns;
  while (!text.empty()) {
    std::size_t const end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (!line.empty() && line.front() != '#') patterns.emplace_back(line);
  }
  return patterns;
}

/// `/x`, `x/` and `x` say the same in an ignore file.
std::string bare(std::string pattern) {
  while (pattern.size() > 1 && pattern.ends_with('/')) pattern.pop_back();
  if (pattern.size() > 1 && pattern.starts_with('/')) pattern.erase(0, 1);
  return pattern;
}

std::vector<std::string> lacking_in(std::string_view existing, std::string_view suggested) {
  std::set<std::string> known;
  for (std::string const& one : patterns_of(existing)) known.insert(bare(one));
  std::vector<std::string> lacking;
  std::string patterns;
  for (std::string const& one : patterns_of(suggested)) {
    std::string const name = bare(one);
    if (known.count(name) != 0 || known.count("**/" + name) != 0) continue;
    if (one.starts_with('!')) {
      // What no lacking line takes away need not be brought back.
      std::vector<dockerfile::dockerignore::bad_line> bad;
      if (!dockerfile::dockerignore::parse(patterns, bad).excluded(one.substr(1))) continue;
    } else {
      patterns += one + "\n";
    }
    lacking.push_back(one);
  }
  return lacking;
}

}  // namespace

std::vector<ignore_suggestion> suggest_ignore_files(rules::subjects const& all) {
  std::vector<ignore_suggestion> made;
  std::set<std::string> seen;
  for (rules::context_subject const* context : all.contexts) {
    std::string const suggested = rules::suggested_ignore_file(*context);
    ignore_suggestion one;
    if (context->ignore_path != nullptr) {
      one.exists = true;
      one.shown = *context->ignore_path;
      one.lacking = lacking_in(context->ignore_text, suggested);
    } else {
      one.shown = *context->shown == "." ? ".dockerignore" : *context->shown + "/.dockerignore";
      one.absolute = context->directory + "/.dockerignore";
      one.text = suggested;
    }
    if (seen.insert(one.shown).second) made.push_back(std::move(one));
  }
  return made;
}

void write_ignore_files(std::vector<ignore_suggestion>& suggestions) {
  for (ignore_suggestion& one : suggestions) {
    if (!one.exists) one.failure = write_file(one.absolute, {std::nullopt}, one.text);
  }
}

}  // namespace dockverify::audit
