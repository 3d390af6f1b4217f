#include "jobs/secrets.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "mapping/values.hpp"
#include "report/progress.hpp"

namespace dockverify::jobs {
namespace {

/// Shorter values ("80", "prod", "postgres") are ordinary words: masking them would make logs unreadable and hide
/// nothing.
constexpr std::size_t shortest_value = 9, shortest_secret = 4, longest_secret = 4096;

bool names_a_secret(std::string const& key) {
  auto const name = mapping::lower(key);
  constexpr std::array<std::string_view, 7> words{"pass", "secret", "token", "key", "credential", "auth", "dsn"};
  return std::any_of(words.begin(), words.end(), [&name](auto word) { return name.find(word) != std::string::npos; });
}

/// A secret's text without the newline that editors put at the end; nothing for one too long to be printed by accident.
std::string content_of(compose::file_object const& object) {
  std::string text;
  if (object.content) {
    text = *object.content;
  } else if (!object.file.empty()) {
    std::ifstream file(object.file, std::ios::binary);
    text.resize(longest_secret + 1);
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text.size() > longest_secret ? std::string() : text;
}

}  // namespace

std::vector<std::string> secret_texts(compose::project const& p, compose::service const& s, bool show_environment) {
  std::vector<std::string> out;
  for (auto const& use : s.secrets)
    if (auto const object = p.secrets.find(use.source); object != p.secrets.end())
      out.push_back(content_of(object->second));
  if (!show_environment)
    for (auto const& [key, value] : s.environment) {
      // A path to a secret is no secret, and what it names is the evidence.
      bool const path = value && !value->empty() && value->front() == '/';
      auto const shortest = names_a_secret(key) ? shortest_secret : shortest_value;
      if (value && !path && value->size() >= shortest) out.push_back(*value);
    }
  std::erase_if(out, [](auto const& text) { return text.size() < shortest_secret; });
  std::sort(out.begin(), out.end(),
            [](auto const& a, auto const& b) { return std::pair(b.size(), a) < std::pair(a.size(), b); });
  return out;
}

std::string masked(std::string text, std::vector<std::string> const& secrets) {
  for (auto const& secret : secrets)
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
      text.replace(at, secret.size(), "***");
  return text;
}

void mask(finding& f, std::vector<std::string> const& secrets) {
  for (auto* text : {&f.message, &f.advice, &f.fix}) *text = masked(std::move(*text), secrets);
  for (auto& e : f.evidences) e.text = masked(std::move(e.text), secrets);
}

void mask(report& r, compose::project const& p, bool show_environment) {
  for (auto const& [name, service] : p.services) {
    std::vector<finding*> findings;
    std::vector<std::string*> texts;
    for (auto& f : r.findings)
      if (f.service == name && (f.kind == finding_kind::startup || f.kind == finding_kind::health))
        findings.push_back(&f);
    for (auto& s : r.services)
      if (s.name == name && !s.reason.empty()) texts.push_back(&s.reason);
    for (auto& entry : r.timeline)
      if (entry.service == name && entry.event == to_string(phase::failed)) texts.push_back(&entry.detail);
    // The files of secrets are not read for a service that nothing is quoted of.
    if (findings.empty() && texts.empty()) continue;
    auto const secrets = secret_texts(p, service, show_environment);
    for (auto* f : findings) mask(*f, secrets);
    for (auto* text : texts) *text = masked(std::move(*text), secrets);
  }
}

}  // namespace dockverify::jobs
