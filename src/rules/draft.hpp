// What a check says of one place, before the runner makes a finding of it: rule, severity, aliases and fingerprint are
// added there, once for all rules.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/finding.hpp"
#include "report/source_span.hpp"

namespace dockverify::rules {

class draft {
 public:
  draft(source_span where, std::string message) {
    made_.where = std::move(where);
    made_.message = std::move(message);
  }

  /// What to write instead.
  draft& advice(std::string text) {
    made_.advice = std::move(text);
    return *this;
  }
  /// Another place that makes this one wrong: an ignore there counts too.
  draft& related(source_span where) {
    made_.related = std::move(where);
    return *this;
  }
  draft& expected(std::string text) {
    made_.expected = std::move(text);
    return *this;
  }
  draft& actual(std::string text) {
    made_.actual = std::move(text);
    return *this;
  }
  draft& evidence(std::string source, std::string text) {
    made_.evidences.push_back({std::move(source), std::move(text)});
    return *this;
  }
  /// Tells apart findings of one rule in one file for the fingerprint: a service's key, a package, a variable's name.
  draft& field(std::string text) {
    made_.field = std::move(text);
    return *this;
  }
  /// The service it is about, where the check looks at the whole project.
  draft& service(std::string name) {
    made_.service = std::move(name);
    return *this;
  }
  /// More or less severe than the rule's own level: of the same rule, by the catalogue's words.
  draft& severity(dockverify::severity level) {
    level_ = level;
    return *this;
  }
  /// Only these of the rule's aliases, as the peers themselves would report.
  draft& aliases(std::vector<std::string_view> const& ids) {
    aliases_.emplace(ids.begin(), ids.end());
    return *this;
  }
  /// Replaces bytes [begin, end) of the file the finding is in.
  draft& edit(std::size_t begin, std::size_t end, std::string text) {
    made_.edits.push_back({*made_.where.file, begin, end, std::move(text)});
    return *this;
  }
  /// The same, where `text` is the lines that stand there in another order: anchors, aliases and variables in them are
  /// no reason against it.
  draft& move(std::size_t begin, std::size_t end, std::string text) {
    made_.edits.push_back({*made_.where.file, begin, end, std::move(text), true});
    return *this;
  }
  /// The same in another file; one that does not exist yet is made by an edit of its bytes [0, 0).
  draft& edit_file(std::string path, std::size_t begin, std::size_t end, std::string text) {
    made_.edits.push_back({std::move(path), begin, end, std::move(text)});
    return *this;
  }
  /// This finding's edits can change what runs, though the rule's mostly can not.
  draft& unsafe() {
    unsafe_ = true;
    return *this;
  }
  /// The source line holds a secret: no format may quote it.
  draft& secret() {
    secret_ = true;
    return *this;
  }

 private:
  friend class sink;
  friend class runner;
  finding made_;
  std::optional<dockverify::severity> level_;
  std::optional<std::vector<std::string>> aliases_;
  bool unsafe_ = false, secret_ = false;
};

class sink {
 public:
  /// The reference is good until the check returns.
  draft& add(source_span where, std::string message) {
    return drafts_.emplace_back(std::move(where), std::move(message));
  }

 private:
  friend class runner;
  std::deque<draft> drafts_;
};

}  // namespace dockverify::rules
