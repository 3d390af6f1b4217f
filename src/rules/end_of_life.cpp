#include "rules/end_of_life.hpp"

#include <array>
#include <string>
#include <utility>

#include "rules/image_facts.hpp"

namespace dockverify::rules {
namespace {

using std::string_view;

struct other_image {
  string_view repository, product;
};
// Images that hold a product's own version in their tags.
constexpr std::array other_images{
    other_image{"postgis/postgis", "postgres"},
    other_image{"bitnami/postgresql", "postgres"},
    other_image{"bitnami/redis", "redis"},
    other_image{"bitnami/mongodb", "mongo"},
    other_image{"bitnami/mariadb", "mariadb"},
    other_image{"bitnami/mysql", "mysql"},
    other_image{"bitnami/rabbitmq", "rabbitmq"},
    other_image{"bitnami/nginx", "nginx"},
    other_image{"mysql/mysql-server", "mysql"},
    other_image{"mongodb/mongodb-community-server", "mongo"},
    other_image{"nginxinc/nginx-unprivileged", "nginx"},
    other_image{"valkey/valkey", "valkey"},
    other_image{"grafana/grafana", "grafana"},
    other_image{"grafana/grafana-oss", "grafana"},
    other_image{"grafana/grafana-enterprise", "grafana"},
    other_image{"prom/prometheus", "prometheus"},
    other_image{"prometheus/prometheus", "prometheus"},
    other_image{"elasticsearch/elasticsearch", "elasticsearch"},
    other_image{"qdrant/qdrant", "qdrant"},
    other_image{"apache/kafka", "kafka"},
    other_image{"dotnet/sdk", "dotnet"},
    other_image{"dotnet/aspnet", "dotnet"},
    other_image{"dotnet/runtime", "dotnet"},
    other_image{"dotnet/core/sdk", "dotnet"},
    other_image{"dotnet/core/aspnet", "dotnet"},
    other_image{"dotnet/core/runtime", "dotnet"},
};

struct codename {
  string_view product, name, line;
};
constexpr std::array codenames{
    codename{"debian", "trixie", "13"},      codename{"debian", "bookworm", "12"},
    codename{"debian", "bullseye", "11"},    codename{"debian", "buster", "10"},
    codename{"debian", "stretch", "9"},      codename{"debian", "jessie", "8"},
    codename{"debian", "wheezy", "7"},       codename{"ubuntu", "resolute", "26.04"},
    codename{"ubuntu", "questing", "25.10"}, codename{"ubuntu", "plucky", "25.04"},
    codename{"ubuntu", "oracular", "24.10"}, codename{"ubuntu", "noble", "24.04"},
    codename{"ubuntu", "mantic", "23.10"},   codename{"ubuntu", "lunar", "23.04"},
    codename{"ubuntu", "kinetic", "22.10"},  codename{"ubuntu", "jammy", "22.04"},
    codename{"ubuntu", "impish", "21.10"},   codename{"ubuntu", "hirsute", "21.04"},
    codename{"ubuntu", "groovy", "20.10"},   codename{"ubuntu", "focal", "20.04"},
    codename{"ubuntu", "eoan", "19.10"},     codename{"ubuntu", "disco", "19.04"},
    codename{"ubuntu", "cosmic", "18.10"},   codename{"ubuntu", "bionic", "18.04"},
    codename{"ubuntu", "artful", "17.10"},   codename{"ubuntu", "xenial", "16.04"},
    codename{"ubuntu", "trusty", "14.04"},   codename{"ubuntu", "precise", "12.04"},
    codename{"node", "krypton", "24"},       codename{"node", "jod", "22"},
    codename{"node", "iron", "20"},          codename{"node", "hydrogen", "18"},
    codename{"node", "gallium", "16"},       codename{"node", "fermium", "14"},
    codename{"node", "erbium", "12"},        codename{"node", "dubnium", "10"},
};

string_view product_of(dockerfile::image_name const& name) {
  for (other_image const& one : other_images) {
    if (one.repository == name.repository) return one.product;
  }
  // Mirrors keep `library/` in the name.
  auto const library = name.repository.rfind("library/");
  if (!name.official() && library == string_view::npos) return {};
  return name.base();
}

/// The digits and dots that a version begins with.
string_view numbers_of(string_view version) {
  auto numbers = version.substr(0, version.find_first_not_of("0123456789."));
  while (numbers.ends_with('.')) numbers.remove_suffix(1);
  return numbers;
}

/// `longer` is `shorter` or goes on after it with a dot.
bool continues(string_view longer, string_view shorter) {
  return longer.starts_with(shorter) && (longer.size() == shorter.size() || longer[shorter.size()] == '.');
}

/// Compares versions number by number: 3.9 is lower than 3.10.
bool is_lower(string_view a, string_view b) {
  while (!a.empty() && !b.empty()) {
    auto const next = [](string_view& text) {
      unsigned long number = 0;
      std::size_t at = 0;
      for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
        number = number * 10 + static_cast<unsigned long>(text[at] - '0');
      text.remove_prefix(std::min(at + 1, text.size()));
      return number;
    };
    auto const left = next(a), right = next(b);
    if (left != right) return left < right;
  }
  return a.empty() && !b.empty();
}

bool ends_later(date a, date b) {
  if (a.year == 0 || b.year == 0) return a.year == 0 && b.year != 0;
  return a > b;
}

}  // namespace

release_line const* ended_above(dockerfile::image_name const& name, date today) {
  auto const product = product_of(name);
  if (product.empty() || name.tag.empty() || line_of(name) != nullptr) return nullptr;
  auto const version = numbers_of(split_tag(name.tag).version);
  if (version.empty()) return nullptr;
  release_line const* lowest = nullptr;
  for (release_line const& one : release_lines()) {
    if (one.product != product || !is_lower(version, one.line)) continue;
    if (lowest == nullptr || is_lower(one.line, lowest->line)) lowest = &one;
  }
  return lowest != nullptr && support_of(*lowest, today) == support::ended ? lowest : nullptr;
}

release_line const* line_of(dockerfile::image_name const& name) {
  auto const product = product_of(name);
  if (product.empty() || name.tag.empty()) return nullptr;
  auto version = numbers_of(split_tag(name.tag).version);
  if (version.empty()) {
    auto const first = name.tag.substr(0, name.tag.find('-'));
    for (codename const& one : codenames) {
      if (one.product == product && one.name == first) version = one.line;
    }
  }
  if (version.empty()) return nullptr;
  release_line const* best = nullptr;
  bool exact = false;
  for (release_line const& one : release_lines()) {
    if (one.product != product) continue;
    if (continues(version, one.line)) {
      if (!exact || one.line.size() > best->line.size()) best = &one;
      exact = true;
    } else if (!exact && continues(one.line, version)) {
      if (best == nullptr || ends_later(one.ends, best->ends)) best = &one;
    }
  }
  return best;
}

support support_of(release_line const& line, date today) {
  if (line.ends.year == 0) return support::going_on;
  if (today > line.ends) return support::ended;
  date soon = today;
  soon.month += 6;
  if (soon.month > 12) {
    soon.month -= 12;
    ++soon.year;
  }
  return line.ends <= soon ? support::ending : support::going_on;
}

release_line const* successor(release_line const& line, date today) {
  release_line const* found = nullptr;
  for (release_line const& one : release_lines()) {
    if (one.product != line.product || one.released <= line.released) continue;
    if (support_of(one, today) == support::going_on && (found == nullptr || one.released < found->released))
      found = &one;
  }
  return found;
}

}  // namespace dockverify::rules
