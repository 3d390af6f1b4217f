// As BuildKit's frontend/dockerfile/instructions/commands_runmount.go: one CSV record of key=value, later ones win.
#include "dockerfile/mount.hpp"

#include <algorithm>

namespace dockverify::dockerfile {

namespace {

std::string lower(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return made;
}

/// One record of CSV; false: a quote where none may be.
bool split_record(std::string_view record, std::vector<std::string>& fields) {
  std::size_t at = 0;
  while (true) {
    std::string field;
    if (at < record.size() && record[at] == '"') {
      for (++at;; ++at) {
        if (at >= record.size()) return false;
        if (record[at] != '"') {
          field += record[at];
        } else if (at + 1 < record.size() && record[at + 1] == '"') {
          field += record[++at];
        } else {
          break;
        }
      }
      if (++at < record.size() && record[at] != ',') return false;
    } else {
      auto const end = std::min(record.find(',', at), record.size());
      field = record.substr(at, end - at);
      if (field.find('"') != std::string::npos) return false;
      at = end;
    }
    fields.push_back(std::move(field));
    if (at >= record.size()) return true;
    ++at;
  }
}

bool is_true(std::string_view value) {
  return value == "1" || value == "t" || value == "T" || value == "true" || value == "TRUE" || value == "True";
}

void set(mount& made, std::string const& key, std::string value, bool has_value, bool& explicit_mode) {
  if (key == "readonly" || key == "ro" || key == "readwrite" || key == "rw") {
    made.read_only = (!has_value || is_true(value)) == (key == "ro" || key == "readonly");
    explicit_mode = true;
  } else if (key == "required") {
    made.required = !has_value || is_true(value);
  } else if (!has_value) {
    made.well_formed = false;
  } else if (key == "type") {
    made.type = lower(value);
  } else if (key == "from") {
    made.from = std::move(value);
  } else if (key == "source" || key == "src") {
    made.source = std::move(value);
  } else if (key == "target" || key == "dst" || key == "destination") {
    made.target = std::move(value);
  } else if (key == "id") {
    made.id = std::move(value);
  } else if (key == "env") {
    made.env = std::move(value);
  } else if (key == "sharing") {
    made.sharing = lower(value);
  } else if (key != "size" && key != "mode" && key != "uid" && key != "gid") {
    made.unknown_keys.push_back(key);
  }
}

}  // namespace

std::vector<mount> mounts_of(instruction const& i) {
  std::vector<mount> mounts;
  for (auto const& f : i.flags) {
    if (f.name != "mount") continue;
    mount made;
    made.flag = &f;
    std::vector<std::string> fields;
    made.well_formed = f.has_value && split_record(f.value, fields);
    bool explicit_mode = false;
    for (auto const& field : fields) {
      auto const equals = field.find('=');
      bool const has_value = equals != std::string::npos;
      set(made, lower(field.substr(0, equals)), has_value ? field.substr(equals + 1) : "", has_value, explicit_mode);
    }
    if (!explicit_mode) made.read_only = made.type != "cache" && made.type != "tmpfs";
    mounts.push_back(std::move(made));
  }
  return mounts;
}

}  // namespace dockverify::dockerfile
