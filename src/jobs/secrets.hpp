// Programs print their secrets before they die; evidence is quoted from logs and probes. What is known to be secret is
// masked there.
#pragma once

#include <string>
#include <vector>

#include "compose/project.hpp"
#include "report/report.hpp"

namespace dockverify::jobs {

/// The texts that must not appear in evidence about a service: contents of its secrets, and values of its environment
/// that are long enough to be told apart from ordinary words, or whose key says that they are secret. Longest first.
std::vector<std::string> secret_texts(compose::project const& p, compose::service const& s, bool show_environment);

/// `text` with each of `secrets` replaced by ***.
std::string masked(std::string text, std::vector<std::string> const& secrets);
void mask(finding& f, std::vector<std::string> const& secrets);

/// All findings and reasons of a report, by their service.
void mask(report& r, compose::project const& p, bool show_environment);

}  // namespace dockverify::jobs
