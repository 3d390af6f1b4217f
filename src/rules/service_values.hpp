// What a service's file says value by value: its variables with the text before interpolation, and every text that ends
// up in the container.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "compose/yaml_tree.hpp"
#include "rules/subjects.hpp"

namespace dockverify::rules {

/// The value of a key as written, or null.
compose::yaml_node const* written_value(service_subject const& subject, std::string_view key);
/// The same below a mapping: {"build", "args"}.
compose::yaml_node const* written_value(service_subject const& subject, std::string_view key, std::string_view inner);

/// The scalar that is the value of a key, or that item of it which stands at a place; null: there is none.
compose::yaml_node const* written_scalar(service_subject const& subject, std::string_view key,
                                         source_span const& where);

/// NAME=value, from a list or a mapping.
struct variable_entry {
  std::string name;
  std::string value;    ///< after interpolation
  std::string written;  ///< before it; the same when it has no variables
  bool has_value = false;
  source_span where;
};

/// The entries of a node such as `environment`; none when it is null.
std::vector<variable_entry> entries_of(compose::yaml_node const* node);
/// `environment` alone, then the variables of its env files that it does not set itself.
std::vector<variable_entry> environment_of(service_subject const& subject);
/// `environment` alone.
std::vector<variable_entry> declared_environment(service_subject const& subject);

/// `${NAME}` and its forms.
struct variable_reference {
  std::string_view name;
  char operation = '\0';     ///< '-', '?', '+'; '\0': none
  std::string_view operand;  ///< what follows the operation
  std::size_t begin = 0, end = 0;
};
/// The outermost references of a text; `$$` is none.
std::vector<variable_reference> references_in(std::string_view written);
/// The text without its references, `$$` as `$`.
std::string literal_part(std::string_view written);

/// "/x:ro,shared" without some of the options behind the last colon, and without the colon when none is left.
std::string without_options(std::string_view text, std::initializer_list<std::string_view> going);

/// A text of a service and where it stands.
struct service_text {
  std::string_view key;  ///< "environment", "command", "labels", ...
  std::string name;      ///< of a variable or label; else empty
  std::string value, written;
  source_span where;
  bool from_env_file = false;
};
/// environment and env files, command, entrypoint, healthcheck.test, labels, build.args.
std::vector<service_text> texts_of(service_subject const& subject);

/// The image whose programs run: of a built service the one its target stage is built from. Empty: it is not known.
dockerfile::image_name image_of(service_subject const& subject);
bool has_image(service_subject const& subject);

/// A place of the project itself: of a top-level key, "" for the start of the first file.
source_span where_in_tree(project_subject const& subject, std::string_view section, std::string_view key = {});

}  // namespace dockverify::rules
