// Checked access: no exceptions, errors name the path.
#include "engine/api/json_reader.hpp"

#include <limits>

namespace dockverify::engine {
namespace {

json const& nothing() {
  static json const null;
  return null;
}

}  // namespace

json_reader::json_reader(json const& root, std::string operation)
    : node_(&root), path_("$"), shared_(std::make_shared<shared>()) {
  shared_->operation = std::move(operation);
}

json_reader::json_reader(json const* node, std::string path, std::shared_ptr<shared> common)
    : node_(node), path_(std::move(path)), shared_(std::move(common)) {}

void json_reader::wrong(std::string const& path, char const* expected, json const& found) const {
  if (shared_->error) return;
  shared_->error = io::failure{io::failure_kind::protocol,
                               {},
                               0,
                               shared_->operation,
                               path + ": expected " + expected + ", found " + found.type_name()};
}

json const* json_reader::find(std::string_view key) const {
  if (node_->is_null()) return nullptr;
  if (!node_->is_object()) {
    wrong(path_, "an object", *node_);
    return nullptr;
  }
  auto const at = node_->find(key);
  return at == node_->end() || at->is_null() ? nullptr : &*at;
}

bool json_reader::has(std::string_view key) const {
  return find(key) != nullptr;
}

json_reader json_reader::at(std::string_view key) const {
  auto const* const value = find(key);
  if (value != nullptr && !value->is_object()) wrong(path_of(key), "an object", *value);
  return {value != nullptr && value->is_object() ? value : &nothing(), path_of(key), shared_};
}

std::vector<json_reader> json_reader::each() const {
  std::vector<json_reader> elements;
  if (node_->is_null()) return elements;
  if (!node_->is_array()) {
    wrong(path_, "an array", *node_);
    return elements;
  }
  for (std::size_t i = 0; i < node_->size(); ++i)
    elements.push_back(json_reader(&(*node_)[i], path_ + "[" + std::to_string(i) + "]", shared_));
  return elements;
}

std::vector<json_reader> json_reader::each(std::string_view key) const {
  auto const* const value = find(key);
  if (value == nullptr) return {};
  return json_reader(value, path_of(key), shared_).each();
}

std::string json_reader::text() const {
  if (node_->is_string()) return node_->get<std::string>();
  if (!node_->is_null()) wrong(path_, "a string", *node_);
  return {};
}

std::string json_reader::text(std::string_view key) const {
  auto const* const value = find(key);
  return value == nullptr ? std::string() : json_reader(value, path_of(key), shared_).text();
}

std::string json_reader::required(std::string_view key) const {
  auto found = text(key);
  if (found.empty()) wrong(path_of(key), "a non-empty string", find(key) == nullptr ? nothing() : *find(key));
  return found;
}

std::int64_t json_reader::integer(std::string_view key) const {
  auto const* const value = find(key);
  if (value == nullptr) return 0;
  bool const fits =
      value->is_number_integer() &&
      (!value->is_number_unsigned() ||
       value->get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (fits) return value->get<std::int64_t>();
  wrong(path_of(key), "an integer of 64 bits", *value);
  return 0;
}

bool json_reader::boolean(std::string_view key) const {
  auto const* const value = find(key);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  wrong(path_of(key), "true or false", *value);
  return false;
}

std::vector<std::string> json_reader::texts(std::string_view key) const {
  std::vector<std::string> found;
  for (auto const& element : each(key)) found.push_back(element.text());
  return found;
}

std::map<std::string, std::string> json_reader::text_map(std::string_view key) const {
  std::map<std::string, std::string> found;
  auto const inner = at(key);
  if (!inner.raw().is_object()) return found;
  for (auto const& [name, value] : inner.raw().items()) {
    static_cast<void>(value);
    found.emplace(name, inner.text(name));
  }
  return found;
}

}  // namespace dockverify::engine
