// Checkstyle XML: what editors and CI servers read of many linters. What is ignored has no place in it.
#include <map>
#include <ostream>

#include "report/outline.hpp"
#include "report/writers.hpp"
#include "report/xml_text.hpp"

namespace dockverify {
namespace {

void write_entry(source_span const& where, std::string_view level, std::string const& message, std::string_view source,
                 std::ostream& out) {
  out << "    <error line=\"" << std::max(where.line, 1) << '"';
  if (where.column > 0) out << " column=\"" << where.column << '"';
  out << " severity=\"" << level << "\" message=\"" << xml_line(message) << "\" source=\"" << xml_line(source)
      << "\"/>\n";
}

std::string with_advice(std::string message, std::string const& advice) {
  return advice.empty() ? message : message + "; " + advice;
}

void write_checkstyle(report const& r, writer_options const&, std::ostream& out) {
  // A file has one element, and errors of the run stand under the program's name.
  std::map<std::string, std::vector<finding const*>> findings;
  std::map<std::string, std::vector<report_error const*>> errors;
  for (finding const& f : r.findings) {
    if (f.ignored) continue;
    source_span const where = place_of(r, f);
    findings[where.known() ? *where.file : "dockverify"].push_back(&f);
  }
  for (report_error const& e : r.errors) {
    std::string const file = e.where.known() ? *e.where.file : "dockverify";
    errors[file].push_back(&e);
    findings[file];
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
  for (auto const& [file, of_file] : findings) {
    out << "  <file name=\"" << xml_line(file) << "\">\n";
    for (report_error const* e : errors[file])
      write_entry(e->where, "error", with_advice(e->message, e->advice), e->code, out);
    for (finding const* f : of_file)
      write_entry(f->where, to_string(f->level), with_advice(headline(*f), f->advice), f->rule, out);
    out << "  </file>\n";
  }
  out << "</checkstyle>\n";
}

}  // namespace

report_writer const checkstyle_writer{"checkstyle", "Checkstyle XML, for editors and CI servers", &write_checkstyle};

}  // namespace dockverify
