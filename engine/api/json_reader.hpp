// Reads typed fields out of the engine's JSON. Absent and null mean the default, as in Go; a wrong type is remembered
// with its path and fails the whole reply. Private to engine/api.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/api/call.hpp"

namespace dockverify::engine {

class json_reader {
 public:
  /// `root` must outlive the reader.
  json_reader(json const& root, std::string operation);

  [[nodiscard]] json_reader at(std::string_view key) const;                 ///< an object
  [[nodiscard]] std::vector<json_reader> each(std::string_view key) const;  ///< the elements of an array
  [[nodiscard]] std::vector<json_reader> each() const;                      ///< when the value itself is an array
  [[nodiscard]] std::string text(std::string_view key) const;
  [[nodiscard]] std::string required(std::string_view key) const;  ///< as text; empty or absent is an error
  [[nodiscard]] std::string text() const;                          ///< the value itself
  [[nodiscard]] std::int64_t integer(std::string_view key) const;
  [[nodiscard]] bool boolean(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  [[nodiscard]] std::map<std::string, std::string> text_map(std::string_view key) const;
  [[nodiscard]] bool has(std::string_view key) const;  ///< present and not null
  [[nodiscard]] json const& raw() const { return *node_; }

  /// The first thing that was wrong anywhere below the root.
  [[nodiscard]] std::optional<io::failure> const& error() const { return shared_->error; }

 private:
  struct shared {
    std::string operation;
    std::optional<io::failure> error;
  };
  json_reader(json const* node, std::string path, std::shared_ptr<shared> common);
  [[nodiscard]] json const* find(std::string_view key) const;
  [[nodiscard]] std::string path_of(std::string_view key) const { return path_ + "." + std::string(key); }
  void wrong(std::string const& path, char const* expected, json const& found) const;

  json const* node_;
  std::string path_;
  std::shared_ptr<shared> shared_;
};

}  // namespace dockverify::engine
