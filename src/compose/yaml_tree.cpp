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

/// Owns libyaml's parser and the event in hand.
class event_source {
 public:
  explicit event_source(std::string_view text) {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (ready_)
      yaml_parser_set_input_string(&parser_, reinterpret_cast<unsigned char const*>(text.data()), text.size());
  }
  event_source(event_source const&) = delete;
  event_source& operator=(event_source const&) = delete;
  ~event_source() {
    drop();
    if (ready_) yaml_parser_delete(&parser_);
  }

  bool next() {
    drop();
    held_ = ready_ && yaml_parser_parse(&parser_, &event_) == 1;
    return held_;
  }
  [[nodiscard]] yaml_event_t const& event() const noexcept { return event_; }
  [[nodiscard]] yaml_parser_t const& parser() const noexcept { return parser_; }

 private:
  void drop() {
    if (held_) yaml_event_delete(&event_);
    held_ = false;
  }

  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool ready_ = false, held_ = false;
};

/// A subtree that aliases may repeat, and what repeating it costs.
struct anchored {
  yaml_node node;
  std::size_t height = 0, nodes = 0, bytes = 0;
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
    for (char c : text_.substr(0, std::min(offset, text_.size()))) {
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
      bool const nul = offset < text_.size() && text_[offset] == '\0';
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
    if (line_indent_has_tab(where.line)) {
      advice = "indent with spaces: YAML forbids tabs there";
    } else if (problem.find("mapping values are not allowed") != std::string::npos) {
      advice = "check the indentation of this line and the one above, and put a value that contains \": \" in quotes";
    } else if (problem.find("did not find expected key") != std::string::npos ||
               problem.find("did not find expected '-'") != std::string::npos) {
      advice = "check the indentation: keys of one block start in the same column";
    } else if (problem.find("did not find expected ','") != std::string::npos) {
      advice = "a `[` or `{` is not closed, or a comma is missing";
    } else if (problem.find("cannot start any token") != std::string::npos) {
      advice = "put the value in quotes";
    } else if (problem.find("expected ':'") != std::string::npos) {
      advice = "a line of a mapping is `key: value`, with a space after the colon";
    }
    log_.error(where, std::move(message), std::move(advice), problem_code::yaml);
  }

  [[nodiscard]] bool line_indent_has_tab(int line) const {
    std::size_t from = 0;
    for (int i = 1; i < line; ++i) {
      from = text_.find('\n', from);
      if (from == std::string_view::npos) return false;
      ++from;
    }
    std::size_t const end = text_.find_first_not_of(" \t", from);
    return text_.substr(from, end == std::string_view::npos ? end : end - from).find('\t') != std::string_view::npos;
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
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        return view(event.data.scalar.tag);
      case YAML_SEQUENCE_START_EVENT:
        return view(event.data.sequence_start.tag);
      case YAML_MAPPING_START_EVENT:
        return view(event.data.mapping_start.tag);
      default:
        return {};
    }
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
    if (!anchor.empty()) anchors_.insert_or_assign(anchor, anchored{});
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
    if (!anchor.empty() && !stopped_ && charge(cost, 0, result.where)) {
      anchors_.insert_or_assign(anchor, anchored{result, cost.height, cost.nodes, cost.bytes, true});
    }
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
    std::string_view const word(reinterpret_cast<char const*>(scalar_event.value), scalar_event.length);
    cost.bytes = word.size();
    if (!charge({0, 0, word.size()}, depth, result.where)) return;
    result.kind = value_kind::text;
    std::string_view const core =
        tag.substr(0, core_tag.size()) == core_tag ? tag.substr(core_tag.size()) : std::string_view{};
    bool const untyped = tag.empty() || core.empty();
    if (untyped && scalar_event.style == YAML_PLAIN_SCALAR_STYLE) {
      resolved_scalar resolved = resolve_plain(word);
      result.kind = resolved.kind;
      result.text = std::move(resolved.text);
      return;
    }
    result.text = word;
    if (core.empty() || core == "str") return;
    if (core == "binary") {
      std::optional<std::string> decoded = decode_base64(word);
      if (!decoded) return fail(result.where, "a value tagged !!binary must be base64");
      result.text = std::move(*decoded);
      return;
    }
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
    while (advance() && events_.event().type != YAML_SEQUENCE_END_EVENT) {
      measure child;
      result.items.push_back(node(depth + 1, child));
      cost.include(child);
      if (stopped_) return;
    }
  }

  void mapping(yaml_node& result, std::size_t depth, measure& cost) {
    result.kind = value_kind::map;
    std::unordered_map<std::string, source_span> seen;
    std::vector<yaml_node> merged;
    while (advance() && events_.event().type != YAML_MAPPING_END_EVENT) {
      bool const quoted =
          events_.event().type == YAML_SCALAR_EVENT && events_.event().data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
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
            key.is_scalar() ? "put it in quotes: \"" + entry.key + "\"" : "");
        continue;
      }
      auto const [first, added] = seen.emplace(entry.key, entry.where);
      if (!added) {
        fail(entry.where, "duplicate key `" + entry.key + "`: it is already set at " + first->second.text(),
             "keep one of the two");
        continue;
      }
      if (entry.key == "<<" && !quoted) {
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
  std::size_t nodes_ = 0, bytes_ = 0;
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
