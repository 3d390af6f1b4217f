// What an audit can be told: the environment it judges for, trusted registries, the label schema, limits. The defaults
// are the catalogue's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace dockverify::rules {

enum class environment : std::uint8_t { dev, prod };

/// The form a label's value must have (hadolint's label-schema).
enum class label_type : std::uint8_t { text, url, rfc3339, spdx, hash, semver, email };

/// A day of the calendar, compared in order.
struct date {
  int year = 0, month = 0, day = 0;
  friend auto operator<=>(date const&, date const&) = default;
};

struct settings {
  rules::environment environment = rules::environment::dev;
  date today;                                   ///< for ends of life and of ignores
  std::vector<std::string> trusted_registries;  ///< with `*` at either end; empty: no list
  std::vector<std::string> non_root_bases;      ///< images that set a user themselves, with `*` at either end
  std::map<std::string, label_type> labels;     ///< the label schema
  bool strict_labels = false;                   ///< no other labels than the schema's
  std::uint64_t context_bytes = std::uint64_t{50} << 20U;
  std::size_t context_files = 5000;
  std::vector<std::string> not_secret;  ///< names of variables that are no credentials whatever they look like
  bool quoted_ports = true;             ///< how port mappings are to be written
};

}  // namespace dockverify::rules
