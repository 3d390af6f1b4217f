// The report as one JSON object, schema dockverify/report/v1: keys in the contract's order, keys that do not apply left
// out. The four lists are always there, so that a script can iterate over them without asking.
#include <nlohmann/json.hpp>
#include <ostream>

#include "report/fixes.hpp"
#include "report/version.hpp"
#include "report/writers.hpp"

namespace dockverify {
namespace {

using json = nlohmann::ordered_json;

void put(json& to, char const* key, std::string_view value) {
  if (!value.empty()) to[key] = value;
}

template <class Value>
void put(json& to, char const* key, std::optional<Value> const& value) {
  if (value) to[key] = *value;
}

void put_place(json& to, source_span const& where) {
  if (!where.known()) return;
  to["file"] = *where.file;
  if (where.line <= 0) return;
  to["line"] = where.line;
  if (where.column > 0) to["column"] = where.column;
}

json to_json(placed_edit const& placed) {
  text_edit const& edit = *placed.edit;
  return json{{"file", edit.file},
              {"begin", edit.begin},
              {"end", edit.end},
              {"line", placed.line},
              {"column", placed.column},
              {"end_line", placed.end_line},
              {"end_column", placed.end_column},
              {"text", edit.text}};
}

json to_json(suppression const& s) {
  json out = json::object();
  out["source"] = s.source;
  put(out, "reason", s.reason);
  put_place(out, s.where);
  return out;
}

json to_json(finding const& f, fix_places const& places) {
  json out = json::object();
  out["rule"] = f.rule;
  put(out, "name", f.name);
  out["kind"] = to_string(f.kind);
  out["severity"] = to_string(f.level);
  put(out, "service", f.service);
  put(out, "container", f.container);
  put_place(out, f.where);
  out["message"] = f.message;
  put(out, "expected", f.expected);
  put(out, "actual", f.actual);
  if (f.how) out["class"] = to_string(*f.how);
  put(out, "field", f.field);
  put(out, "caused_by", f.caused_by);
  for (evidence const& e : f.evidences) out["evidence"].push_back(json{{"source", e.source}, {"text", e.text}});
  put(out, "advice", f.advice);
  put(out, "fix", f.fix);
  if (!f.aliases.empty()) out["aliases"] = f.aliases;
  out["fingerprint"] = fingerprint(f);
  auto const edits = places.of(f);
  if (!edits.empty()) {
    out["fixes"]["safe"] = f.edits_are_safe;
    for (placed_edit const& edit : edits) out["fixes"]["edits"].push_back(to_json(edit));
  }
  if (f.ignored) out["suppressed"] = to_json(*f.ignored);
  return out;
}

json to_json(container_status const& c) {
  json out = json::object();
  put(out, "id", c.id);
  out["name"] = c.name;
  put(out, "state", c.state);
  put(out, "health", c.health);
  out["restarts"] = c.restarts;
  put(out, "created_ms", c.created_ms);
  put(out, "started_ms", c.started_ms);
  put(out, "ready_ms", c.ready_ms);
  return out;
}

json to_json(service_status const& s) {
  json out = json::object();
  out["name"] = s.name;
  put(out, "image", s.image);
  out["ready"] = s.ready;
  put(out, "ready_by", to_string(s.how));
  put(out, "action", s.action);
  if (!s.changed_keys.empty()) out["changed_keys"] = s.changed_keys;
  put(out, "reason", s.reason);
  out["containers"] = json::array();
  for (container_status const& c : s.containers) out["containers"].push_back(to_json(c));
  return out;
}

json to_json(timeline_entry const& t) {
  json out = json::object();
  out["t_ms"] = t.t_ms;
  put(out, "service", t.service);
  out["event"] = t.event;
  put(out, "detail", t.detail);
  return out;
}

json to_json(report_error const& e) {
  json out = json::object();
  out["code"] = e.code;
  out["message"] = e.message;
  put(out, "advice", e.advice);
  put_place(out, e.where);
  return out;
}

template <class Item>
json list(std::vector<Item> const& items) {
  json out = json::array();
  for (Item const& item : items) out.push_back(to_json(item));
  return out;
}

void write_json(report const& r, writer_options const&, std::ostream& out) {
  json doc = json::object();
  doc["schema"] = "dockverify/report/v1";
  doc["tool"] = json{{"name", "dockverify"}, {"version", tool_version()}};
  doc["command"] = r.command;
  json project = json::object();
  put(project, "name", r.project_name);
  put(project, "directory", r.project_directory);
  if (!r.files.empty()) project["files"] = r.files;
  if (!project.empty()) doc["project"] = std::move(project);
  if (r.engine) {
    json engine = json::object();
    put(engine, "host", r.engine->host);
    put(engine, "version", r.engine->version);
    put(engine, "api_version", r.engine->api_version);
    put(engine, "os", r.engine->os);
    put(engine, "arch", r.engine->arch);
    doc["engine"] = std::move(engine);
  }
  doc["outcome"] = to_string(r.outcome);
  doc["exit_code"] = static_cast<int>(r.status);
  doc["elapsed_ms"] = r.elapsed_ms;
  doc["checks"] = json{{"executed", r.checks.executed},
                       {"passed", r.checks.passed},
                       {"failed", r.checks.failed},
                       {"undetermined", r.checks.undetermined}};
  fix_places const places(r);
  doc["findings"] = json::array();
  for (finding const& f : r.findings) doc["findings"].push_back(to_json(f, places));
  doc["services"] = list(r.services);
  doc["timeline"] = list(r.timeline);
  doc["errors"] = list(r.errors);
  if (!r.notes.empty()) doc["notes"] = r.notes;
  out << doc.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

}  // namespace

report_writer const json_writer{"json", "one JSON object, schema dockverify/report/v1", &write_json};

}  // namespace dockverify
