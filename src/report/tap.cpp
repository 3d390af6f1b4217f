// Test Anything Protocol, version 14.
#include <nlohmann/json.hpp>
#include <ostream>

#include "report/terminal_text.hpp"
#include "report/test_points.hpp"
#include "report/writers.hpp"

namespace dockverify {
namespace {

/// `#` begins a directive.
std::string description(std::string_view text) {
  std::string out;
  for (char const c : printable(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

/// A JSON string is a YAML scalar.
void entry(std::ostream& out, char const* key, std::string const& value) {
  using json = nlohmann::json;
  if (!value.empty())
    out << "  " << key << ": " << json(value).dump(-1, ' ', true, json::error_handler_t::replace) << '\n';
}

void write_tap(report const& r, writer_options const&, std::ostream& out) {
  auto const points = test_points(r);
  out << "TAP version 14\n1.." << points.size() << '\n';
  std::size_t number = 0;
  for (test_point const& p : points) {
    bool const good = p.result == test_result::passed || p.result == test_result::skipped;
    out << (good ? "ok " : "not ok ") << ++number << " - " << description(p.group + ": " + p.name);
    if (p.result == test_result::skipped) out << " # SKIP " << description(p.reason);
    out << '\n';
    if (p.details.empty() && p.reason.empty()) continue;
    out << "  ---\n";
    entry(out, "message", p.reason);
    entry(out, "severity", p.kind);
    if (p.where.known()) entry(out, "at", p.where.text());
    entry(out, "details", p.details);
    out << "  ...\n";
  }
}

}  // namespace

report_writer const tap_writer{"tap", "Test Anything Protocol, version 14", &write_tap};

}  // namespace dockverify
