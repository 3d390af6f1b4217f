// Builds the tree from libyaml's events. libyaml's scanner and messages are go-yaml's; what go-yaml does on top
// (merge keys, duplicate keys, alias limits) is done here.
#include "compose/yaml_tree.hpp"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "compose/scalar.hpp"

namespace dockverify::compose {

yaml_entry const* yaml_node::find(std::string_view key) const noexcept {
  for (yaml_entry const& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

yaml_entry* yaml_node::find(std::string_view key) noexcept {
  for (yaml_entry& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

namespace {

constexpr std::string_view core_tag = "tag:yaml.org,2002:";
/// The tags whose values are interpreted; with any other one the value is the text as written.
constexpr std::array<std::string_view, 5> typed_tags{"int", "float", "bool", "null", "timestamp"};

std::string_view view(yaml_char_t const* text) {
  return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<char const*>(text));
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string result;
  std::uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    if (c == '=' || c == '\n' || c == '\r' || c == ' ') continue;
    std::uint32_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<std::uint32_t>(c - 'A');
    } else if (c >= 'a' && c <= 'z') {
      value = static_cast<std::uint32_t>(c - 'a') + 26;
    } else if (c >= '0' && c <= '9') {
      value = static_cast<std::uint32_t>(c - '0') + 52;
    } else if (c == '+' || c == '/') {
      value = c == '+' ? 62 : 63;
    } else {
      return std::nullopt;
    }
    bits = bits << 6U | value;
    count += 6;
    if (count >= 8) {
      count -= 8;
      result += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
    }
  }
  return result;
}

/// Owns libyaml's parser and the event in hand. In `[a:, b]` libyaml refuses the colon that go-yaml reads as part of
/// the text, so the colon is replaced with a stand-in that the text does not have, and the text is read again.
class event_source {
 public:
  explicit event_source(std::string_view text) : text_(text) { start(); }
  event_source(event_source const&) = delete;
  event_source& operator=(event_source const&) = delete;
  ~event_source() { finish(); }

  bool next() {
    bool found = read();
    while (!found && replace_refused_colon()) {
      finish();
      start();
      found = true;
      for (std::size_t i = 0; i <= delivered_ && found; ++i) found = read();
    }
    if (found) ++delivered_;
    return found;
  }
  [[nodiscard]] yaml_event_t const& event() const noexcept { return event_; }
  [[nodiscard]] yaml_parser_t const& parser() const noexcept { return parser_; }
  /// What the offsets of the parser count in.
  [[nodiscard]] std::string_view text() const noexcept { return patched_.empty() ? text_ : patched_; }

  /// The value of the scalar in hand.
  [[nodiscard]] std::string scalar() const {
    auto const& value = event_.data.scalar;
    std::string result(reinterpret_cast<char const*>(value.value), value.length);
    if (stand_in_.empty()) return result;
    for (std::size_t i = result.find(stand_in_); i != std::string::npos; i = result.find(stand_in_, i + 1))
      result.replace(i, stand_in_.size(), ":");
    return result;
  }

 private:
  static constexpr std::size_t most_read_again = std::size_t{16} << 20;

  void start() {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (!ready_) return;
    std::string_view const input = text();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<unsigned char const*>(input.data()), input.size());
  }
  void finish() {
    drop();
    if (ready_) yaml_parser_delete(&parser_);
    ready_ = false;
  }
  void drop() {
    if (held_) yaml_event_delete(&event_);
    held_ = false;
  }
  bool read() {
    drop();
    held_ = ready_ && yaml_parser_parse(&parser_, &event_) == 1;
    return held_;
  }

  bool replace_refused_colon() {
    if (!ready_ || parser_.error != YAML_SCANNER_ERROR || parser_.problem == nullptr ||
        std::string_view(parser_.problem) != "found unexpected ':'")
      return false;
    read_again_ += text().size();
    if (read_again_ > most_read_again) return false;
    std::size_t const offset = byte_offset(parser_.problem_mark.index);
    if (offset >= text().size() || text()[offset] != ':' || !choose_stand_in()) return false;
    if (patched_.empty()) patched_ = text_;
    patched_.replace(offset, 1, stand_in_);
    return true;
  }

  /// The marks count code points and leave a byte order mark out.
  [[nodiscard]] std::size_t byte_offset(std::size_t index) const {
    std::string_view const input = text();
    std::size_t offset = input.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    for (; index != 0 && offset < input.size(); --index) {
      do {
        ++offset;
      } while (offset < input.size() && (static_cast<unsigned char>(input[offset]) & 0xC0U) == 0x80U);
    }
    return offset;
  }

  /// One of the first private code points: one code point like the colon, so that all columns stay right.
  bool choose_stand_in() {
    for (char last = '\x80'; stand_in_.empty() && last <= '\xBF'; ++last) {
      std::string const candidate{'\xEE', '\x80', last};
      if (text_.find(candidate) == std::string_view::npos) stand_in_ = candidate;
    }
    return !stand_in_.empty();
  }

  std::string_view text_;
  std::string patched_;  ///< empty: nothing was replaced
  std::string stand_in_;
  std::size_t delivered_ = 0, read_again_ = 0;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool ready_ = false, held_ = false;
};

/// A subtree that aliases may repeat, and what repeating it costs.
struct anchored {
  yaml_node node;
  std::size_t height = 0, nodes = 0, bytes = 0;
  std::size_t number = 0;  ///< in the order of definition: an inner anchor may take over an outer one's name
  bool complete = false;
};

class tree_builder {
 public:
  tree_builder(std::string_view text, std::shared_ptr<std::string const> file, problem_log& log,
               yaml_limits const& limits)
      : text_(text), file_(std::move(file)), log_(log), limits_(limits), events_(text) {}

  std::vector<yaml_node> documents() {
    std::vector<yaml_node> result;
    while (advance()) {
      switch (events_.event().type) {
        case YAML_STREAM_END_EVENT:
          if (failed_) result.clear();
          return result;
        case YAML_DOCUMENT_START_EVENT: {
          yaml_version_directive_t const* version = events_.event().data.document_start.version_directive;
          if (version != nullptr && (version->major != 1 || version->minor != 1)) {
            fail(here(),
                 "the file asks for YAML " + std::to_string(version->major) + "." + std::to_string(version->minor) +
                     ", which docker compose does not read",
                 "remove the %YAML line");
            return {};
          }
          if (!advance()) return {};
          measure cost;
          result.push_back(node(0, cost));
          if (stopped_) return {};
          break;
        }
        default:
          break;
      }
    }
    return {};
  }

 private:
  struct measure {
    std::size_t height = 0, nodes = 0, bytes = 0;
    void include(measure const& child) {
      height = std::max(height, child.height + 1);
      nodes += child.nodes;
      bytes += child.bytes;
    }
  };

  /// Counts one level of `[...]` or `{...}` while it lives.
  class flow_guard {
   public:
    flow_guard(std::size_t& depth, bool flow) : depth_(depth), step_(flow ? 1 : 0) { depth_ += step_; }
    flow_guard(flow_guard const&) = delete;
    flow_guard& operator=(flow_guard const&) = delete;
    ~flow_guard() { depth_ -= step_; }

   private:
    std::size_t& depth_;
    std::size_t step_;
  };

  bool advance() {
    if (stopped_) return false;
    if (events_.next()) return true;
    report_parser_error();
    stopped_ = failed_ = true;
    return false;
  }

  [[nodiscard]] source_span at(yaml_mark_t const& mark) const {
    return {file_, static_cast<int>(mark.line) + 1, static_cast<int>(mark.column) + 1};
  }
  [[nodiscard]] source_span here() const { return at(events_.event().start_mark); }

  void fail(source_span where, std::string message, std::string advice = {}) {
    failed_ = true;
    log_.error(std::move(where), std::move(message), std::move(advice), problem_code::yaml);
  }
  /// For what must end reading: going on would cost without bound.
  void stop(source_span where, std::string message, std::string advice = {}) {
    stopped_ = true;
    fail(std::move(where), std::move(message), std::move(advice));
  }

  [[nodiscard]] source_span at_offset(std::size_t offset) const {
    source_span where{file_, 1, 1};
    for (char c : events_.text().substr(0, offset)) {
      if (c == '\n') {
        ++where.line;
        where.column = 1;
      } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
        ++where.column;
      }
    }
    return where;
  }

  void report_parser_error() {
    yaml_parser_t const& parser = events_.parser();
    std::string const problem = parser.problem == nullptr ? "not readable" : parser.problem;
    if (parser.error == YAML_MEMORY_ERROR) {
      log_.error({file_, 0, 0}, "not enough memory to read this file");
      return;
    }
    if (parser.error == YAML_READER_ERROR) {
      // The reader runs ahead of the scanner, so its marks say nothing; only the byte offset is true.
      std::size_t const offset = parser.problem_offset;
      bool const nul = offset < events_.text().size() && events_.text()[offset] == '\0';
      log_.error(at_offset(offset), nul ? "the file contains a NUL byte" : "not a text file in UTF-8: " + problem,
                 nul ? "a compose file is plain text; was this file damaged or saved as UTF-16?"
                     : "save the file as UTF-8 without control characters",
                 problem_code::yaml);
      return;
    }
    source_span const where = at(parser.problem_mark);
    std::string message = "not valid YAML: " + problem;
    if (parser.context != nullptr) message += " " + std::string(parser.context);
    std::string advice;
    std::string_view const line = line_of(where.line);
    bool const no_start = problem.find("cannot start any token") != std::string::npos;
    bool const tab = line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
    if (no_start && !tab) {
      std::size_t const last = code_point(line, static_cast<std::size_t>(where.column));
      std::size_t const first = code_point(line, static_cast<std::size_t>(where.column) - 1);
      std::string_view const character = line.substr(first, last - first);
      message = "not valid YAML: a value can not start with " +
                (character == "\t" ? std::string("a tab") : "`" + std::string(character) + "`");
      if (character == "\t") advice = "write a space instead of the tab";
    }
    if (has_conflict_marks()) {
      advice = "the file has the marks of an unfinished merge (<<<<<<<): resolve it first";
    } else if (tab) {
      advice = "indent with spaces: YAML forbids tabs there";
    } else if (problem.find("mapping values are not allowed") != std::string::npos) {
      advice =
          "check the indentation of this line and the one above, write a space after each colon, and put a value that "
          "contains \": \" in quotes";
    } else if (problem.find("did not find expected key") != std::string::npos ||
               problem.find("did not find expected '-'") != std::string::npos) {
      advice = "check the indentation: keys of one block start in the same column; or is a quote above not closed?";
    } else if (problem.find("did not find expected ','") != std::string::npos) {
      advice = "a `[` or `{` is not closed, or a comma is missing";
    } else if ((no_start && advice.empty()) || problem.find("unexpected ':'") != std::string::npos ||
               problem.find("alphabetic or numeric") != std::string::npos) {
      advice = "put the value in quotes";
    } else if (problem.find("expected ':'") != std::string::npos) {
      advice = "a line of a mapping is `key: value`, with a space after the colon";
    }
    log_.error(where, std::move(message), std::move(advice), problem_code::yaml);
  }

  [[nodiscard]] std::string_view line_of(int number) const {
    std::string_view rest = text_;
    for (int i = 1; i < number; ++i) {
      std::size_t const end = rest.find('\n');
      if (end == std::string_view::npos) return {};
      rest.remove_prefix(end + 1);
    }
    return rest.substr(0, rest.find('\n'));
  }
  /// The offset of the code point with this number.
  static std::size_t code_point(std::string_view line, std::size_t number) {
    std::size_t i = 0;
    for (; i < line.size(); ++i) {
      if ((static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U && number-- == 0) break;
    }
    return i;
  }
  [[nodiscard]] bool has_conflict_marks() const {
    return text_.substr(0, 8) == "<<<<<<< " || text_.find("\n<<<<<<< ") != std::string_view::npos;
  }

  bool charge(measure const& cost, std::size_t depth, source_span const& where) {
    nodes_ += cost.nodes;
    bytes_ += cost.bytes;
    if (depth + cost.height > limits_.depth) {
      stop(where, "nested more than " + std::to_string(limits_.depth) + " levels deep");
      return false;
    }
    if (nodes_ > limits_.nodes || bytes_ > limits_.expanded_bytes) {
      stop(where, "the file is too large once its aliases are expanded",
           "it has aliases of aliases, or far more entries than a compose file needs");
      return false;
    }
    return true;
  }

  static std::string_view anchor_of(yaml_event_t const& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        return view(event.data.scalar.anchor);
      case YAML_SEQUENCE_START_EVENT:
        return view(event.data.sequence_start.anchor);
      case YAML_MAPPING_START_EVENT:
        return view(event.data.mapping_start.anchor);
      default:
        return {};
    }
  }
  static std::string_view tag_of(yaml_event_t const& event) {
    std::string_view tag;
    if (event.type == YAML_SCALAR_EVENT) tag = view(event.data.scalar.tag);
    if (event.type == YAML_SEQUENCE_START_EVENT) tag = view(event.data.sequence_start.tag);
    if (event.type == YAML_MAPPING_START_EVENT) tag = view(event.data.mapping_start.tag);
    // A lone `!` says nothing.
    return tag == "!" ? std::string_view{} : tag;
  }

  /// The node that starts with the event in hand; the cost is charged bit by bit, so that no input runs away.
  yaml_node node(std::size_t depth, measure& cost) {
    yaml_node result;
    result.where = here();
    cost = {0, 1, 0};
    if (events_.event().type == YAML_ALIAS_EVENT) return expand_alias(depth, cost);
    if (!charge({0, 1, 0}, depth, result.where)) return result;

    std::string const anchor(anchor_of(events_.event()));
    std::string const tag(tag_of(events_.event()));
    std::size_t const number = ++anchor_count_;
    if (!anchor.empty()) anchors_.insert_or_assign(anchor, anchored{.number = number});
    switch (events_.event().type) {
      case YAML_SCALAR_EVENT:
        scalar(result, tag, depth, cost);
        break;
      case YAML_SEQUENCE_START_EVENT:
        sequence(result, depth, cost);
        break;
      case YAML_MAPPING_START_EVENT:
        mapping(result, depth, cost);
        break;
      default:
        stop(result.where, "not valid YAML");
        break;
    }
    if (tag == "!reset") result.tag = merge_tag::reset;
    if (tag == "!override") result.tag = merge_tag::replace;
    if (!anchor.empty() && !stopped_ && charge(cost, 0, result.where) && anchors_[anchor].number == number)
      anchors_[anchor] = {result, cost.height, cost.nodes, cost.bytes, number, true};
    return result;
  }

  yaml_node expand_alias(std::size_t depth, measure& cost) {
    source_span const where = here();
    std::string const name(view(events_.event().data.alias.anchor));
    auto const found = anchors_.find(name);
    if (found == anchors_.end()) {
      std::vector<std::string> names;
      for (auto const& [known, unused] : anchors_) names.push_back(known);
      fail(where, "unknown anchor `" + name + "`" + did_you_mean(name, names),
           "define it earlier in the file with `&" + name + "`");
      return {};
    }
    if (!found->second.complete) {
      fail(where, "the value of anchor `" + name + "` contains itself");
      return {};
    }
    cost = {found->second.height, found->second.nodes, found->second.bytes};
    if (!charge(cost, depth, where)) return {};
    return found->second.node;
  }

  void scalar(yaml_node& result, std::string_view tag, std::size_t depth, measure& cost) {
    auto const& scalar_event = events_.event().data.scalar;
    std::string const word = events_.scalar();
    cost.bytes = word.size();
    if (!charge({0, 0, word.size()}, depth, result.where)) return;
    result.kind = value_kind::text;
    std::string_view const core =
        tag.substr(0, core_tag.size()) == core_tag ? tag.substr(core_tag.size()) : std::string_view{};
    bool const plain = scalar_event.style == YAML_PLAIN_SCALAR_STYLE;
    // YAML 1.1 reads it as the mark of a key, go-yaml does so in the middle of a word too.
    if (plain && flow_depth_ != 0 && word.find('?') != std::string::npos)
      return fail(result.where, "a `?` inside of `[...]` or `{...}` starts a key", "put the value in quotes");
    if (tag.empty() && plain) {
      resolved_scalar resolved = resolve_plain(word);
      result.kind = resolved.kind;
      result.text = std::move(resolved.text);
      return;
    }
    result.text = word;
    if (core == "binary") {
      std::optional<std::string> decoded = decode_base64(word);
      if (!decoded) return fail(result.where, "a value tagged !!binary must be base64");
      result.text = std::move(*decoded);
      return;
    }
    if (std::find(typed_tags.begin(), typed_tags.end(), core) == typed_tags.end()) return;
    resolved_scalar resolved = resolve_plain(word);
    bool const fits =
        (core == "int" && resolved.kind == value_kind::integer) ||
        (core == "float" && (resolved.kind == value_kind::real || resolved.kind == value_kind::integer)) ||
        (core == "bool" && resolved.kind == value_kind::boolean) ||
        (core == "null" && resolved.kind == value_kind::null) ||
        (core == "timestamp" && resolved.kind == value_kind::timestamp);
    if (!fits) return fail(result.where, "the value does not fit its tag !!" + std::string(core));
    result.kind = core == "float" ? value_kind::real : resolved.kind;
    result.text = std::move(resolved.text);
  }

  void sequence(yaml_node& result, std::size_t depth, measure& cost) {
    result.kind = value_kind::list;
    flow_guard const flow(flow_depth_, events_.event().data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
    while (advance() && events_.event().type != YAML_SEQUENCE_END_EVENT) {
      measure child;
      result.items.push_back(node(depth + 1, child));
      cost.include(child);
      if (stopped_) return;
    }
  }

  void mapping(yaml_node& result, std::size_t depth, measure& cost) {
    result.kind = value_kind::map;
    flow_guard const flow(flow_depth_, events_.event().data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
    std::unordered_map<std::string, source_span> seen;
    std::vector<yaml_node> merged;
    while (advance() && events_.event().type != YAML_MAPPING_END_EVENT) {
      bool const merges = is_merge_key(events_.event());
      measure key_cost, value_cost;
      yaml_node key = node(depth + 1, key_cost);
      cost.include(key_cost);
      if (!advance()) return;
      yaml_entry entry{std::move(key.text), key.where, node(depth + 1, value_cost)};
      cost.include(value_cost);
      if (stopped_) return;
      if (key.kind != value_kind::text) {
        fail(
            key.where,
            key.is_scalar() ? "the key `" + entry.key + "` is not text" : "a key must be text, not a list or a mapping",
            advice_on_key(key, entry));
        continue;
      }
      auto const [first, added] = seen.emplace(entry.key, entry.where);
      if (!added) {
        fail(entry.where, "duplicate key `" + entry.key + "`: it is already set at " + first->second.text(),
             merges ? "merge both with one list: `<<: [*one, *two]`" : "keep one of the two");
        continue;
      }
      if (merges) {
        merge_key(std::move(entry), merged);
      } else {
        result.entries.push_back(std::move(entry));
      }
    }
    for (yaml_node& source : merged) {
      for (yaml_entry& entry : source.entries) {
        // The mapping's own keys win over merged ones, and earlier merged mappings over later ones.
        if (seen.emplace(entry.key, entry.where).second) result.entries.push_back(std::move(entry));
      }
    }
  }

  static std::string advice_on_key(yaml_node const& key, yaml_entry const& entry) {
    if (!key.is_scalar()) return "is this a template with `{{ ... }}`? render it first, or put the text in quotes";
    if (key.kind == value_kind::integer && entry.value.kind == value_kind::integer)
      return "for a port write \"" + entry.key + ":" + entry.value.text + "\" without a space";
    return "put it in quotes: \"" + entry.key + "\"";
  }

  static bool is_merge_key(yaml_event_t const& event) {
    if (event.type != YAML_SCALAR_EVENT || view(event.data.scalar.value) != "<<") return false;
    std::string_view const tag = tag_of(event);
    return tag.empty() ? event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE : tag == "tag:yaml.org,2002:merge";
  }

  void merge_key(yaml_entry entry, std::vector<yaml_node>& merged) {
    if (entry.value.is_map()) {
      merged.push_back(std::move(entry.value));
      return;
    }
    bool fits = entry.value.is_list();
    for (yaml_node const& item : entry.value.items) fits = fits && item.is_map();
    if (!fits) {
      fail(entry.value.where, "`<<` needs a mapping or a list of mappings to merge",
           "write `<<: *anchor` or `<<: [*one, *two]`");
      return;
    }
    for (yaml_node& item : entry.value.items) merged.push_back(std::move(item));
  }

  std::string_view text_;
  std::shared_ptr<std::string const> file_;
  problem_log& log_;
  yaml_limits limits_;
  event_source events_;
  std::unordered_map<std::string, anchored> anchors_;  ///< of the whole file: compose's parser keeps them
  std::size_t nodes_ = 0, bytes_ = 0, anchor_count_ = 0, flow_depth_ = 0;
  bool failed_ = false;   ///< something is wrong, the rest is read for more
  bool stopped_ = false;  ///< reading ended
};

}  // namespace

std::vector<yaml_node> parse_yaml(std::string_view text, std::shared_ptr<std::string const> const& file,
                                  problem_log& log, yaml_limits const& limits) {
  if (text.size() > limits.file_bytes) {
    log.error({file, 0, 0}, "the file is larger than " + std::to_string(limits.file_bytes >> 20) + " MiB",
              "a compose file is small; is this the right file?", problem_code::yaml);
    return {};
  }
  return tree_builder(text, file, log, limits).documents();
}

}  // namespace dockverify::compose
