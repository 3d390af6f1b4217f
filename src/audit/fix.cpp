#include "audit/fix.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "audit/write_file.hpp"
#include "compose/paths.hpp"
#include "rules/service_values.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::audit {

namespace {

bool begins_line(text_edit const& one) {
  return one.text.starts_with('\n') || one.text.starts_with("\r\n");
}

/// The edits chosen for one file so far.
class chosen_edits {
 public:
  explicit chosen_edits(bool created) : created_(created) {}

  /// It is there already, or touches nothing that is. Insertions at one place follow each other, but only one text can
  /// be a new file's.
  [[nodiscard]] bool fits(text_edit const& one) const {
    if (has(one)) return true;
    if (created_ && !edits_.empty()) return false;
    auto next = edits_.lower_bound({one.begin, 0});
    if (next != edits_.begin() && std::prev(next)->first.second > one.begin) return false;
    bool const insertion = one.begin == one.end;
    for (; next != edits_.end() && next->first.first < one.end; ++next) {
      bool const before = next->first.first == one.begin && next->first.second == one.begin;
      if (!before) return false;
    }
    if (insertion) return true;
    auto const same_start = edits_.lower_bound({one.begin, one.begin + 1});
    return same_start == edits_.end() || same_start->first.first >= one.end;
  }

  void add(text_edit const& one) {
    if (!has(one)) edits_[{one.begin, one.end}].push_back(one);
  }

  [[nodiscard]] std::vector<text_edit> sorted() const {
    std::vector<text_edit> all;
    // What goes on with a line comes before what begins another one.
    for (auto const& [place, texts] : edits_) {
      for (bool const new_line : {false, true}) {
        std::copy_if(texts.begin(), texts.end(), std::back_inserter(all),
                     [&](text_edit const& one) { return begins_line(one) == new_line; });
      }
    }
    return all;
  }

 private:
  [[nodiscard]] bool has(text_edit const& one) const {
    auto const known = edits_.find({one.begin, one.end});
    return known != edits_.end() && std::any_of(known->second.begin(), known->second.end(),
                                                [&](text_edit const& other) { return other.text == one.text; });
  }

  bool created_;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<text_edit>> edits_;
};

bool is_yaml(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml");
}

bool has_crlf(std::string_view text) {
  std::size_t const first = text.find('\n');
  return first != std::string_view::npos && first != 0 && text[first - 1] == '\r';
}

std::string with_crlf(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) made += '\r';
    made += text[i];
  }
  return made;
}

/// Where the lines of a text begin, as its diff counts them.
class line_index {
 public:
  explicit line_index(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1)
      starts_.push_back(at);
  }
  /// From 1; a place behind the last line break is in the line after it.
  [[nodiscard]] int line_at(std::size_t byte) const {
    return static_cast<int>(std::upper_bound(starts_.begin(), starts_.end(), byte) - starts_.begin());
  }
  [[nodiscard]] std::size_t start(int line) const { return starts_[static_cast<std::size_t>(line) - 1]; }

 private:
  std::vector<std::size_t> starts_;
};

class planner {
 public:
  planner(std::vector<finding> const& findings, inputs const& read, fix_options const& options)
      : findings_(findings), read_(read), options_(options), secrets_(options.secret_lines) {
    for (finding const& f : findings) {
      if (f.secret) secrets_[*f.where.file].insert(f.where.line);
    }
  }

  fix_plan run() {
    for (std::size_t index : in_order()) choose(index);
    for (auto& [name, file] : files_) finish(name, file);
    std::sort(plan_.mended.begin(), plan_.mended.end());
    std::sort(plan_.left.begin(), plan_.left.end(),
              [](left_finding const& a, left_finding const& b) { return a.finding < b.finding; });
    return std::move(plan_);
  }

 private:
  struct open_file {
    file_change made;
    chosen_edits edits;
    line_index lines;
    std::optional<rules::yaml_text> yaml;  ///< of the file as it is, when it is one
  };

  /// By file and place of the first edit: the first one wins.
  [[nodiscard]] std::vector<std::size_t> in_order() const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      if (!findings_[i].edits.empty() && !findings_[i].ignored) order.push_back(i);
    }
    auto const place = [&](std::size_t i) {
      text_edit const& first = findings_[i].edits.front();
      return std::tuple(std::string_view(first.file), first.begin, i);
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
    return order;
  }

  void leave(std::size_t index, left_reason why, std::string text) {
    plan_.left.push_back({index, why, std::move(text)});
  }

  void choose(std::size_t index) {
    finding const& f = findings_[index];
    if (!f.edits_are_safe && !options_.unsafe)
      return leave(index, left_reason::unsafe, "the change can alter what runs: it is made with --unsafe only");
    std::vector<text_edit> edits = f.edits;
    for (text_edit& one : edits) {
      open_file* file = open(one, index);
      if (file == nullptr) return;
      if (has_crlf(file->made.before)) one.text = with_crlf(one.text);
      if (!may_change(*file, one, index)) return;
    }
    for (text_edit const& one : edits) {
      bool const alone = std::none_of(edits.begin(), edits.end(), [&](text_edit const& other) {
        return &other != &one && other.file == one.file && other.begin < one.end && one.begin < other.end;
      });
      if (!alone || !files_.at(one.file).edits.fits(one))
        return leave(index, left_reason::overlapping, "it overlaps another change to " + one.file + ": run it again");
    }
    for (text_edit const& one : edits) {
      open_file& file = files_.at(one.file);
      file.edits.add(one);
      if (file.made.findings.empty() || file.made.findings.back() != index) file.made.findings.push_back(index);
    }
    plan_.mended.push_back(index);
  }

  /// Null: it can not be edited, and the finding is left.
  open_file* open(text_edit const& edit, std::size_t index) {
    auto const known = files_.find(edit.file);
    if (known == files_.end()) {
      file_change made;
      made.shown = edit.file;
      if (text_file const* file = read_.file(edit.file)) {
        made.absolute = file->absolute;
        made.before = file->text;
      } else {
        made.absolute = compose::absolute_path(options_.directory, edit.file, {});
        made.created = true;
      }
      open_file opened{made, chosen_edits(made.created), line_index(made.before), std::nullopt};
      if (is_yaml(edit.file)) opened.yaml.emplace(made.before);
      files_.emplace(edit.file, std::move(opened));
    }
    open_file& file = files_.at(edit.file);
    if (file.made.absolute == "-") {
      leave(index, left_reason::not_writable, "standard input can not be changed");
      return nullptr;
    }
    if (edit.begin > edit.end || edit.end > file.made.before.size()) {
      leave(index, left_reason::not_writable, "the place in " + edit.file + " is not known");
      return nullptr;
    }
    return &file;
  }

  bool may_change(open_file const& file, text_edit const& edit, std::size_t index) {
    std::string_view const text = file.made.before;
    auto const secrets = secrets_.find(edit.file);
    int line = std::max(file.lines.line_at(edit.begin), 1);
    // A change that ends where a line begins does not touch that line, and at the very end there is none.
    int const last = file.lines.line_at(edit.begin < edit.end ? edit.end - 1 : edit.end);
    bool const after_all = edit.begin == text.size() && (text.empty() || text.back() == '\n');
    for (; !after_all && line <= last; ++line) {
      std::size_t const start = file.lines.start(line);
      std::size_t const end = std::min(text.find('\n', start), text.size());
      if (secrets != secrets_.end() && secrets->second.count(line) != 0) {
        leave(index, left_reason::secret, "the line holds a secret: change it by hand");
        return false;
      }
      if (file.yaml && !edit.moves) {
        if (rules::is_shared(*file.yaml, line)) {
          leave(index, left_reason::shared, "it is shared by an anchor or alias, so the change would show elsewhere");
          return false;
        }
        if (breaks_variable(text.substr(start, end - start), start, edit)) {
          leave(index, left_reason::variable, "the value comes from a variable: change it by hand");
          return false;
        }
      }
    }
    return true;
  }

  /// A variable may be kept as a whole, nothing else may be done to it.
  static bool breaks_variable(std::string_view line, std::size_t start, text_edit const& edit) {
    std::vector<rules::variable_reference> const all = rules::references_in(line);
    return std::any_of(all.begin(), all.end(), [&](rules::variable_reference const& one) {
      std::size_t const begin = start + one.begin, end = start + one.end;
      bool const touched =
          edit.begin == edit.end ? begin < edit.begin && edit.begin < end : edit.begin < end && begin < edit.end;
      bool const kept = edit.begin <= begin && end <= edit.end &&
                        edit.text.find(line.substr(one.begin, one.end - one.begin)) != std::string::npos;
      return touched && !kept;
    });
  }

  void finish(std::string const& name, open_file& file) {
    file_change& made = file.made;
    made.edits = file.edits.sorted();
    if (made.edits.empty()) return;
    join_at_end(made);
    made.after = edited(made.before, made.edits);
    auto const secrets = secrets_.find(name);
    made.diff = unified_diff(name, made.before, made.edits, made.created,
                             secrets == secrets_.end() ? std::set<int>{} : secrets->second);
    plan_.files.push_back(std::move(made));
  }

  /// What is appended to a file without a final line end begins with one, which only the first text needs.
  static void join_at_end(file_change& made) {
    if (made.before.empty() || made.before.back() == '\n') return;
    bool ended = false;
    for (text_edit& one : made.edits) {
      if (one.begin != made.before.size()) continue;
      std::size_t const line_end = one.text.starts_with("\r\n") ? 2 : one.text.starts_with('\n') ? 1 : 0;
      if (ended) one.text.erase(0, line_end);
      ended = one.text.ends_with('\n');
    }
  }

  std::vector<finding> const& findings_;
  inputs const& read_;
  fix_options const& options_;
  lines_by_file secrets_;
  std::map<std::string, open_file> files_;
  fix_plan plan_;
};

expected_content content_before(file_change const& file) {
  if (file.created) return {std::nullopt};
  return {file.before};
}

}  // namespace

std::string_view to_string(left_reason why) noexcept {
  switch (why) {
    case left_reason::unsafe:
      return "unsafe";
    case left_reason::overlapping:
      return "overlapping";
    case left_reason::shared:
      return "shared";
    case left_reason::variable:
      return "variable";
    case left_reason::secret:
      return "secret";
    case left_reason::not_writable:
      return "not-writable";
  }
  return "not-writable";
}

fix_plan plan_fixes(std::vector<finding> const& findings, inputs const& read, fix_options const& options) {
  return planner(findings, read, options).run();
}

std::string diff_of(fix_plan const& plan) {
  std::string all;
  for (file_change const& file : plan.files) all += file.diff;
  return all;
}

void apply(fix_plan& plan) {
  std::map<std::size_t, std::string> failed;
  auto const fail = [&](file_change const& file, std::string const& why) {
    for (std::size_t index : file.findings) failed.emplace(index, file.shown + ": " + why);
  };
  std::vector<file_change> written;
  for (file_change& file : plan.files) {
    std::string why = write_file(file.absolute, content_before(file), file.after);
    if (why.empty()) {
      written.push_back(std::move(file));
    } else {
      fail(file, why);
    }
  }
  plan.files = std::move(written);
  std::erase_if(plan.mended, [&](std::size_t index) { return failed.count(index) != 0; });
  for (auto& [index, why] : failed) plan.left.push_back({index, left_reason::not_writable, std::move(why)});
  std::sort(plan.left.begin(), plan.left.end(),
            [](left_finding const& a, left_finding const& b) { return a.finding < b.finding; });
}

}  // namespace dockverify::audit
