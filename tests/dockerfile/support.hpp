// Instructions as text, so that tables can say what is expected of them.
#pragma once

#include <string>
#include <string_view>

#include "dockerfile/parse.hpp"

namespace dockverify::dockerfile {

/// `RUN --mount=x | word | word`; (json) in exec form; pairs as name=value; heredocs as <<NAME(content).
inline std::string shown(instruction const& i) {
  std::string out(i.is(keyword::unknown) ? "?" + std::string(i.name) : std::string(name_of(i.what)));
  for (auto const& f : i.flags) {
    out += (f.known ? " --" : " ?--") + std::string(f.name) + (f.has_value ? "=" + std::string(f.value) : "");
  }
  if (i.exec_form()) out += " (json)";
  if (i.trigger) return out + " -> " + shown(*i.trigger);
  if (!i.pairs.empty()) {
    for (auto const& p : i.pairs) {
      out += " | " + std::string(p.name.text);
      if (p.has_value) out += (p.legacy ? " " : "=") + std::string(p.value.text);
    }
  } else {
    for (auto const& w : i.words) out += " | " + std::string(w.text);
  }
  for (auto const& h : i.heredocs) {
    out += " <<" + std::string(h.strips_tabs ? "-" : "") + std::string(h.name) + (h.expands ? "" : "'") + "(" +
           std::string(h.content) + ")";
  }
  return out;
}

inline std::string shown(document const& file) {
  std::string out;
  for (auto const& i : file.instructions()) out += (out.empty() ? "" : "\n") + shown(i);
  return out;
}

inline std::string problems_of(document const& file) {
  std::string out;
  for (auto const& p : file.problems()) {
    auto const at = file.place(p.where.begin);
    out += (out.empty() ? "" : "\n") + std::to_string(at.line) + ":" + std::to_string(at.column) + " " + p.message;
  }
  return out;
}

}  // namespace dockverify::dockerfile
