// From files to the one tree that is read into the model: every file is parsed, its variables are replaced, `extends`
// and `include` are followed, and the result is merged into what earlier files said.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compose/discovery.hpp"
#include "compose/interpolation.hpp"
#include "compose/problem_log.hpp"
#include "compose/yaml_tree.hpp"

namespace dockverify::compose {

/// One YAML document and the file it is from.
struct source_document {
  yaml_node root;    ///< a mapping
  std::string path;  ///< absolute, or "-"
};

/// What the values of a file refer to.
struct file_scope {
  std::string directory;               ///< relative paths start here
  variable_lookup variables;           ///< of `${...}`
  std::vector<std::string> includers;  ///< the files whose `include` led here, outermost first
};

/// Following references must end: files may include each other twice, and chains of services may be endless.
struct assembly_limits {
  std::size_t files = 2'000;
  std::size_t bytes = std::size_t{128} << 20;  ///< of all files
  std::size_t include_depth = 100;
  std::size_t extends_depth = 200;
  std::size_t copied_nodes = 2'000'000;  ///< by extends
};

/// Whether a section such as `services` is the mapping that it must be; a report when it is not.
bool is_section(yaml_entry const& section, problem_log& log);
/// Reports the keys of a whole file that are unknown, and those beside the sections that are of a wrong type.
void check_root_keys(yaml_node const& root, problem_log& log);

class assembly {
 public:
  assembly(load_options const& options, discovery const& found, problem_log& log);

  /// The documents of a file; what is wrong with it has been reported when there are none.
  std::vector<source_document> read(source_file const& file);
  /// The documents as one tree, paths not resolved.
  yaml_node merge(std::vector<source_document> documents, file_scope const& scope);
  /// Every file that was read, in order.
  std::vector<source_text> take_sources() noexcept { return std::move(sources_); }

 private:
  /// Services that may extend each other: those of one file.
  struct family {
    yaml_node* services = nullptr;
    std::string path;
    std::set<std::string> done;
  };
  struct service_reference {
    std::string path, service;
    source_span where;
  };

  source_file named(std::string const& path) const;

  /// What an `extends` says; `service` is null when it says nothing usable.
  struct extends_request {
    yaml_node const* service = nullptr;
    yaml_node const* file = nullptr;
  };

  void extend_services(source_document& document, file_scope const& scope);
  void extend(family& members, std::string const& name, file_scope const& scope, std::vector<service_reference>& chain);
  static extends_request read_request(std::string const& place, yaml_node const& node, problem_log& log);
  void lay_over_base(family& members, std::string const& name, extends_request const& request, source_span const& where,
                     file_scope const& scope, std::vector<service_reference>& chain);
  bool closes_cycle(service_reference const& next, std::vector<service_reference> const& chain);
  family* extended_file(std::string const& path, std::string const& place, extends_request const& request,
                        file_scope const& scope);

  void follow_includes(source_document& document, file_scope const& scope);
  void follow_include(source_document& document, yaml_node const& item, file_scope const& scope);
  variable_lookup included_variables(yaml_node const* env_files, std::string const& directory, file_scope const& scope);
  /// Takes over what `included` has; relative paths of `root` start at `directory`.
  void import(yaml_node& root, yaml_node included, std::string const& directory);

  load_options const& options_;
  discovery const& found_;
  problem_log& log_;
  std::vector<source_text> sources_;
  std::size_t bytes_ = 0;
  std::size_t copied_nodes_ = 0;
  /// Extended files by the scope they were read in and their path; a node of a map stays where it is.
  std::map<std::pair<file_scope const*, std::string>, std::pair<yaml_node, family>> extended_;
};

}  // namespace dockverify::compose
