// `extends`: a service takes another one, of its own file or of another, as its base.
#include <algorithm>
#include <utility>

#include "compose/assembly.hpp"
#include "compose/attribute.hpp"
#include "compose/merge.hpp"
#include "compose/paths.hpp"
#include "compose/tree_paths.hpp"

namespace dockverify::compose {

namespace {

std::size_t count_nodes(yaml_node const& node) {
  std::size_t nodes = 1;
  for (yaml_entry const& entry : node.entries) nodes += count_nodes(entry.value);
  for (yaml_node const& item : node.items) nodes += count_nodes(item);
  return nodes;
}

void erase(yaml_node& map, std::string_view key) {
  std::erase_if(map.entries, [&](yaml_entry const& entry) { return entry.key == key; });
}

std::vector<std::string> keys_of(yaml_node const& map) {
  std::vector<std::string> keys;
  for (yaml_entry const& entry : map.entries) keys.push_back(entry.key);
  return keys;
}

}  // namespace

assembly::extends_request assembly::read_request(std::string const& place, yaml_node const& node, problem_log& log) {
  std::string const advice = "write `extends: {service: NAME}`, with `file: PATH` for one of another file";
  if (node.kind == value_kind::text) return {&node, nullptr};
  if (!node.is_map()) {
    log.error(node.where, place + " must be the name of a service or a mapping", advice, problem_code::schema);
    return {};
  }
  extends_request request;
  for (yaml_entry const& entry : node.entries) {
    bool const text = entry.value.kind == value_kind::text;
    if (entry.key == "service" && text) {
      request.service = &entry.value;
    } else if (entry.key == "file" && (text || entry.value.is_null())) {
      request.file = text ? &entry.value : nullptr;
    } else if (entry.key == "service" || entry.key == "file") {
      log.error(entry.value.where, place + "." + entry.key + " must be text", advice, problem_code::schema);
      return {};
    } else if (!is_extension(entry.key)) {
      log.warning(
          entry.where,
          "unknown key `" + entry.key + "` in " + place + " is ignored" + did_you_mean(entry.key, {"service", "file"}),
          "remove it");
    }
  }
  if (request.service == nullptr) log.error(node.where, place + " has no `service`", advice, problem_code::schema);
  return request;
}

void assembly::extend_services(source_document& document, file_scope const& scope) {
  yaml_entry* services = document.root.find("services");
  if (services == nullptr || !services->value.is_map()) return;
  family members{&services->value, document.path, {}};
  std::vector<service_reference> chain;
  for (std::string const& name : keys_of(services->value)) extend(members, name, scope, chain);
}

bool assembly::closes_cycle(service_reference const& next, std::vector<service_reference> const& chain) {
  auto const first = std::find_if(chain.begin(), chain.end(), [&](service_reference const& one) {
    return one.path == next.path && one.service == next.service;
  });
  if (first == chain.end()) return false;
  std::string path;
  for (auto at = first; at != chain.end(); ++at) path += at->service + " (" + at->where.text() + ") -> ";
  log_.error(chain.back().where, "services extend each other in a cycle: " + path + next.service,
             "remove one of these `extends`", problem_code::cycle);
  return true;
}

void assembly::extend(family& members, std::string const& name, file_scope const& scope,
                      std::vector<service_reference>& chain) {
  if (!members.done.insert(name).second) return;
  yaml_entry* own = members.services->find(name);
  yaml_entry* extends = own == nullptr ? nullptr : own->value.find("extends");
  if (extends == nullptr || extends->value.tag == merge_tag::reset) return;

  std::string const place = "services." + name + ".extends";
  yaml_node const request_node = std::move(extends->value);
  source_span const where = extends->where;
  erase(own->value, "extends");
  std::size_t const errors = log_.errors();
  extends_request const request = read_request(place, request_node, log_);
  bool const usable =
      request.service != nullptr && !request.service->broken && (request.file == nullptr || !request.file->broken);
  if (usable) lay_over_base(members, name, request, where, scope, chain);
  // Without its base a service lacks what nobody should be told to add.
  own->value.broken = own->value.broken || !usable || errors != log_.errors();
}

void assembly::lay_over_base(family& members, std::string const& name, extends_request const& request,
                             source_span const& where, file_scope const& scope, std::vector<service_reference>& chain) {
  std::string const place = "services." + name + ".extends";
  yaml_entry* own = members.services->find(name);

  chain.push_back({members.path, name, where});
  std::string const& wanted = request.service->text;
  family* other = &members;
  if (request.file != nullptr)
    other = extended_file(absolute_path(scope.directory, request.file->text, found_.home), place, request, scope);
  if (other != nullptr && chain.size() > assembly_limits{}.extends_depth) {
    log_.error(
        where,
        place + ": more than " + std::to_string(assembly_limits{}.extends_depth) + " services extend one another",
        "let services extend a common base directly", problem_code::cycle);
    other = nullptr;
  }
  if (other != nullptr && !closes_cycle({other->path, wanted, where}, chain)) {
    extend(*other, wanted, scope, chain);
    yaml_entry const* base = other->services->find(wanted);
    if (base == nullptr) {
      std::vector<std::string> const known = keys_of(*other->services);
      log_.error(request.service->where,
                 place + ": there is no service `" + shown(*request.service) + "` in " + *named(other->path).shown +
                     did_you_mean(wanted, known),
                 request.file == nullptr ? "`extends` sees the services of its own file: add `file: PATH` for others"
                                         : "that file has " + one_of(known),
                 problem_code::undefined_reference);
    } else if (copied_nodes_ += count_nodes(base->value); copied_nodes_ > assembly_limits{}.copied_nodes) {
      log_.error(where, place + ": extending multiplies the project beyond all use",
                 "let fewer services extend this one");
    } else if (base->value.is_map() && own->value.is_map()) {
      yaml_node merged = base->value;
      merge_tag const tag = std::exchange(own->value.tag, merge_tag::none);
      earlier_form const form = other == &members ? earlier_form::as_written : earlier_form::long_forms;
      merge_service(merged, std::move(own->value), name, form, log_);
      merged.tag = tag;
      own->value = std::move(merged);
    }
  }
  chain.pop_back();
}

assembly::family* assembly::extended_file(std::string const& path, std::string const& place,
                                          extends_request const& request, file_scope const& scope) {
  yaml_node const& written = *request.file;
  auto const [at, added] = extended_.try_emplace({&scope, path});
  family& members = at->second.second;
  if (!added) return members.services == nullptr ? nullptr : &members;
  if (is_remote(written.text)) {
    log_.error(written.where,
               place + ": `" + shown(written) + "` is not on this machine: dockverify fetches no compose files",
               "copy it here, and write its path", problem_code::undefined_reference);
    return nullptr;
  }
  if (!file_exists(path) || is_directory(path)) {
    log_.error(written.where,
               place + ": the file `" + shown(written) + "` " +
                   (is_directory(path) ? "is a directory" : "does not exist in " + scope.directory),
               "paths start at the directory of the project, or of the file that is extended itself",
               problem_code::undefined_reference);
    return nullptr;
  }
  yaml_node& root = at->second.first;
  root.kind = value_kind::map;
  std::vector<source_document> documents = read(named(path));
  if (documents.empty()) return nullptr;
  for (source_document& one : documents) {
    if (options_.interpolate) interpolate(one.root, scope.variables, log_);
    merge_file(root, std::move(one.root), log_);
  }
  yaml_entry* services = root.find("services");
  if (services == nullptr || !services->value.is_map()) {
    log_.error(written.where,
               place + ": there is no service `" + shown(*request.service) + "` in " + shown(written) +
                   ", which has no services",
               "name the file that has the service", problem_code::undefined_reference);
    return nullptr;
  }
  resolve_paths(root, parent_directory(path), found_.home);
  members.services = &services->value;
  members.path = path;
  return &members;
}

}  // namespace dockverify::compose
