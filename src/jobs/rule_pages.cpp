#include "jobs/rule_pages.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/terminal_text.hpp"

namespace dockverify::jobs {
namespace {

constexpr std::size_t page_width = 100;

std::string level_of(std::optional<severity> level) {
  return level ? std::string(to_string(*level)) : "off";
}

/// "warning", or "off/warning" for development and production.
std::string levels_of(rule_description const& d) {
  return d.dev == d.prod ? level_of(d.dev) : level_of(d.dev) + "/" + level_of(d.prod);
}

bool is_audit_rule(rule_description const& d) {
  return !d.id.starts_with("DVR") && !d.id.starts_with("DVS");
}

std::string paragraph(std::string_view text) {
  std::string out = "\n";
  for (std::string const& line : wrapped(text, page_width)) out += line + "\n";
  return out;
}

std::string example(std::string_view title, std::string_view text) {
  if (text.empty()) return {};
  std::string out = "\n" + std::string(title) + ":\n";
  for (std::string const& line : printable_lines(text)) out += (line.empty() ? "" : "    " + line) + "\n";
  return out;
}

std::string levels_in_words(rule_description const& d) {
  std::string out = level_of(d.dev);
  if (d.dev != d.prod) out += " in development, " + level_of(d.prod) + " in production";
  // The difference decides, e.g. whether the container got weaker or stricter.
  if (d.id.starts_with("DVR")) out += " at most";
  if (!d.dev && !d.prod) out += ": only when the configuration asks for it";
  return out;
}

std::string how_to_ignore(rule_description const& d) {
  std::string const id(d.id);
  std::string out =
      "\nTo ignore it once, write above the line that it is about:\n    # dockverify ignore=" + id +
      " the reason\nTo ignore it in a project, write into .dockverify.yaml:\n    ignore:\n      - {rule: " + id +
      ", path: \"services/*\", reason: \"...\"}\nTo change its level there:\n    rules: {" + id;
  return out + (d.dev || d.prod ? ": off}\n" : ": warning}\n");
}

std::string page(rule_description const& d) {
  std::string out = std::string(d.id) + " " + std::string(d.name) + "\n" + std::string(d.family) + "; " +
                    levels_in_words(d) + "\n" + paragraph(d.summary);
  if (!d.why.empty()) out += paragraph(d.why);
  out += example("Bad", d.bad) + example("Good", d.good);
  if (!d.fix.empty())
    out += d.fix == "safe" ? paragraph("`dockverify audit --fix` mends it; what runs stays the same.")
                           : paragraph("`dockverify audit --fix --unsafe` mends it; that can change what runs.");
  if (!d.aliases.empty()) {
    std::string names;
    for (std::string_view alias : d.aliases) names += (names.empty() ? "" : ", ") + std::string(alias);
    out += paragraph("The same check elsewhere: " + names + ".");
  }
  if (is_audit_rule(d) && d.id != "DVC000") out += how_to_ignore(d);
  return out;
}

nlohmann::ordered_json to_json(rule_description const& d) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  auto const put = [&](char const* key, std::string_view value) {
    if (!value.empty()) out[key] = value;
  };
  put("id", d.id);
  put("name", d.name);
  put("family", d.family);
  out["levels"]["dev"] = level_of(d.dev);
  out["levels"]["prod"] = level_of(d.prod);
  put("summary", d.summary);
  put("why", d.why);
  put("bad", d.bad);
  put("good", d.good);
  put("fix", d.fix);
  if (!d.aliases.empty()) out["aliases"] = d.aliases;
  return out;
}

}  // namespace

std::string rule_pages(std::vector<rule_description const*> const& rules) {
  std::string out;
  for (rule_description const* d : rules) out += (out.empty() ? "" : "\n\n") + page(*d);
  return out;
}

std::string rule_list(std::vector<rule_description> const& rules) {
  std::size_t name = 0, level = 0;
  for (rule_description const& d : rules) {
    name = std::max(name, d.name.size());
    level = std::max(level, levels_of(d).size());
  }
  std::string out = "Levels: one for both, or development/production.\n";
  std::string_view family;
  for (rule_description const& d : rules) {
    if (d.family != family) out += "\n" + std::string(d.family) + "\n";
    family = d.family;
    out += "  " + std::string(d.id) + "  " + padded(d.name, name) + "  " + padded(levels_of(d), level) + "  " +
           std::string(d.summary) + "\n";
  }
  return out;
}

std::string rules_json(std::vector<rule_description const*> const& rules) {
  nlohmann::ordered_json doc = nlohmann::ordered_json::object();
  doc["schema"] = "dockverify/rules/v1";
  doc["rules"] = nlohmann::ordered_json::array();
  for (rule_description const* d : rules) doc["rules"].push_back(to_json(*d));
  return doc.dump(2) + "\n";
}

}  // namespace dockverify::jobs
