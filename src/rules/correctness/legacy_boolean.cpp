// DVC512: yes, no, on, off, y or n is written where a boolean is meant.
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "rules/rule.hpp"
#include "rules/yaml_edit.hpp"

namespace dockverify::rules {
namespace {

std::optional<bool> legacy_value(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "y" || lower == "yes" || lower == "on") return true;
  if (lower == "n" || lower == "no" || lower == "off") return false;
  return std::nullopt;
}

class walk {
 public:
  walk(project_subject const& subject, sink& out) : subject_(subject), out_(out) {}

  void run() {
    each("services", [&](compose::yaml_node const& service) { of_service(service); });
    each("networks", [&](compose::yaml_node const& one) {
      flags(one, {"external", "internal", "attachable", "enable_ipv4", "enable_ipv6"});
    });
    for (std::string_view section : {"volumes", "secrets", "configs"})
      each(section, [&](compose::yaml_node const& one) { flags(one, {"external"}); });
  }

 private:
  template <class Function>
  void each(std::string_view section, Function const& f) {
    compose::yaml_entry const* found = subject_.tree->find(section);
    if (found == nullptr) return;
    for (compose::yaml_entry const& entry : found->value.entries) f(entry.value);
  }

  void flags(compose::yaml_node const& node, std::initializer_list<std::string_view> keys) {
    for (std::string_view key : keys) {
      compose::yaml_entry const* entry = node.find(key);
      if (entry == nullptr || entry->value.kind != compose::value_kind::text) continue;
      std::optional<bool> const meant = legacy_value(entry->value.text);
      if (meant) tell(entry->value, std::string(key), *meant);
    }
  }

  template <class Function>
  void inside(compose::yaml_node const& node, std::string_view key, Function const& f) {
    if (compose::yaml_entry const* entry = node.find(key)) f(entry->value);
  }

  void of_service(compose::yaml_node const& service) {
    flags(service,
          {"attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty", "use_api_socket"});
    inside(service, "healthcheck", [&](compose::yaml_node const& node) { flags(node, {"disable"}); });
    inside(service, "build", [&](compose::yaml_node const& node) { flags(node, {"no_cache", "privileged", "pull"}); });
    inside(service, "depends_on", [&](compose::yaml_node const& node) {
      for (compose::yaml_entry const& entry : node.entries) flags(entry.value, {"restart", "required"});
    });
    inside(service, "volumes", [&](compose::yaml_node const& node) {
      for (compose::yaml_node const& item : node.items) {
        flags(item, {"read_only"});
        inside(item, "bind", [&](compose::yaml_node const& bind) { flags(bind, {"create_host_path"}); });
        inside(item, "volume", [&](compose::yaml_node const& volume) { flags(volume, {"nocopy"}); });
      }
    });
    inside(service, "env_file", [&](compose::yaml_node const& node) {
      for (compose::yaml_node const& item : node.items) flags(item, {"required"});
    });
  }

  void tell(compose::yaml_node const& node, std::string const& key, bool meant) {
    std::string const word = meant ? "true" : "false";
    draft& made =
        out_.add(node.where, "`" + node.text + "` is no boolean in YAML 1.2").field(key).advice("write `" + word + "`");
    yaml_text const* file = text_of(subject_, node.where);
    std::optional<byte_range> const scalar = file == nullptr ? std::nullopt : editable_scalar(*file, node);
    if (scalar) made.edit(scalar->begin, scalar->end, word);
  }

  project_subject const& subject_;
  sink& out_;
};

void check(project_subject const& subject, sink& out) {
  if (subject.tree != nullptr) walk(subject, out).run();
}

}  // namespace

extern rule const legacy_boolean;
rule const legacy_boolean{
    .id = "DVC512",
    .name = "legacy-boolean",
    .dev = level::info,
    .prod = level::info,
    .summary = "yes, no, on, off, y or n is written where a boolean is meant.",
    .why = "In YAML 1.2 these are texts. Compose still takes them, with a warning.",
    .bad =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    init: yes\n",
    .good =
        "services:\n"
        "  app:\n"
        "    image: app:1.4\n"
        "    init: true\n",
    .aliases = {},
    .fixes = fixing::safe,
    .check_project = &check,
};

}  // namespace dockverify::rules
