// What the aspects of drift share: the container under judgement, the tally of checks, and how findings are begun and
// explained.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "drift/drift.hpp"
#include "mapping/row.hpp"

namespace dockverify::drift {

/// How a container's config-hash label relates to the file.
enum class hash_state : std::uint8_t { equal, different, absent, unknown };

/// One live container of one declared service.
struct subject {
  compose::project const* project = nullptr;
  compose::service const* service = nullptr;
  observe::live_stack const* live = nullptr;
  observe::live_container const* container = nullptr;
  mapping::context context;
  hash_state hash = hash_state::unknown;
  bool known_ready = false;  ///< its healthcheck has just succeeded, though the engine has not run it yet
  std::vector<mapping::difference> differences;  ///< by mapping rows
  std::vector<std::string> hidden;               ///< keys whose values are not known

  [[nodiscard]] mapping::difference const* difference_of(std::string_view key) const;
};

/// Counts checks and keeps what failed. A failed check has exactly one finding, except where a finding already says it.
class tally {
 public:
  explicit tally(drift_result& result) : result_(result) {}

  void pass() { count(result_.checks.passed); }
  void fail(finding f) {
    fail_again();
    result_.findings.push_back(std::move(f));
  }
  /// Failed, and another aspect's finding already tells it with this fact as evidence.
  void fail_again() { count(result_.checks.failed); }
  void unknown(subject const& s, std::string name, std::string why);

 private:
  void count(std::size_t& which) {
    ++result_.checks.executed;
    ++which;
  }
  drift_result& result_;
};

/// `hidden`: the service's own keys whose values are not known, "environment.DB_PASSWORD".
subject make_subject(compose::project const& project, compose::service const& service, observe::live_stack const& live,
                     observe::live_container const& container, std::vector<std::string> hidden = {});

/// A finding with the rule's name and aliases, and the subject's service and container.
finding begin(std::string_view rule, severity level, std::string message);
finding begin(subject const& s, std::string_view rule, severity level, std::string message);

/// How a difference of the container's configuration came about. An attribute that the file does not declare and that
/// nobody can change on a live container came from the image or the engine.
std::optional<drift_class> classify(subject const& s, bool live_mutable, bool declared);
std::optional<drift_class> classify(compose::network const& declared, observe::live_network const& live);
std::optional<drift_class> classify(compose::volume const& declared, observe::live_volume const& live);

/// Where the file says it: "compose.yaml:14:5 mem_limit".
void add_declared(finding& f, source_span const& where, std::string_view key, std::string text);
/// "GET /containers/{id}/json HostConfig.Memory".
void add_configured(finding& f, std::string_view field, std::string text);
void add_effective(finding& f, std::string source, std::string text);

/// The fact that proves a row's value, as text with its source: nullopt when the row has none or it is not known.
std::optional<evidence> effective_of(subject const& s, std::string_view key);

/// The command that ends the difference.
std::string recreate(subject const& s);
std::string fix_for(subject const& s, mapping::difference const& d);
/// docker network connect with all the service's aliases; with `again` after a disconnect.
std::string connect_command(subject const& s, std::string const& network, bool again);
/// A word that a shell takes literally.
std::string quoted(std::string const& word);

/// The first word of a command line without its folders: arguments may hold secrets.
std::string program_of(std::string const& command);
std::string bytes_text(std::optional<std::int64_t> bytes);
std::string cpus_text(std::optional<double> cpus);

// The aspects, one file each.
void judge_population(compose::project const& project, observe::live_stack const& live, options const& how, tally& t);
void judge_container(subject const& s, options const& how, tally& t);
void judge_rows(subject const& s, tally& t);
void judge_users(subject const& s, tally& t);
void judge_limits(subject const& s, tally& t);
void judge_attachments(subject const& s, tally& t);
void judge_ports(subject const& s, tally& t);
void judge_networks(compose::project const& project, observe::live_stack const& live, std::set<std::string> const& used,
                    tally& t);
void judge_volumes(compose::project const& project, observe::live_stack const& live, std::set<std::string> const& used,
                   tally& t);

}  // namespace dockverify::drift
