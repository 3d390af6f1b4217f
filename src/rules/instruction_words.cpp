#include "rules/instruction_words.hpp"

#include <algorithm>
#include <array>

namespace dockverify::rules {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/// Single letters changed, added or removed.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t const above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

bool matches(std::string_view pattern, std::string_view name) {
  bool const open_start = pattern.starts_with('*');
  if (open_start) pattern.remove_prefix(1);
  bool const open_end = pattern.ends_with('*');
  if (open_end) pattern.remove_suffix(1);
  if (open_start && open_end) return name.find(pattern) != std::string_view::npos;
  if (open_start) return name.ends_with(pattern);
  return open_end ? name.starts_with(pattern) : name == pattern;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string made(text);
  std::transform(made.begin(), made.end(), made.begin(), lower);
  return made;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool has_capital(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string unquoted(dockerfile_subject const& subject, dockerfile::word const& word) {
  std::string made = dockerfile::unquote(word.text, subject.file->escape());
  // "C:\\" has no end for the builder; its quotes are meant as such all the same.
  bool const quoted = made.size() >= 2 && (made.front() == '"' || made.front() == '\'') && made.back() == made.front();
  return quoted ? made.substr(1, made.size() - 2) : made;
}

dockerfile::expansion expanded(dockerfile_subject const& subject, std::string_view word, std::size_t instruction,
                               bool onbuild) {
  if (!onbuild) return subject.stages->expand(word, instruction);
  dockerfile::expansion made;
  made.text = dockerfile::unquote(word, subject.file->escape());
  made.used = dockerfile::variables_in(word, subject.file->escape());
  made.known = made.used.empty();
  return made;
}

bool has_drive(std::string_view path) {
  return path.size() >= 2 && is_letter(path[0]) && path[1] == ':';
}

bool is_absolute_path(std::string_view path) {
  return path.starts_with('/') || has_drive(path);
}

bool is_archive(std::string_view path) {
  constexpr std::array<std::string_view, 15> endings{".tar", ".Z",    ".bz2", ".gz",  ".lz",  ".lzma", ".tZ", ".tb2",
                                                     ".tbz", ".tbz2", ".tgz", ".tlz", ".tpz", ".txz",  ".xz"};
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return path.ends_with(ending); });
}

bool is_web_url(std::string_view source) {
  return source.starts_with("http://") || source.starts_with("https://");
}

bool is_git_url(std::string_view source) {
  for (std::string_view scheme : {"git@", "git://", "ssh://"}) {
    if (source.starts_with(scheme)) return true;
  }
  // user@host:path, as ssh takes it.
  std::size_t const at = source.find('@'), colon = source.find(':');
  if (at != 0 && at < colon && colon != std::string_view::npos && source.find_first_of("/$ ") > colon) return true;
  if (!is_web_url(source)) return false;
  std::string_view const address = source.substr(0, source.find_first_of("#?"));
  return address.ends_with(".git");
}

bool is_heredoc_source(std::string_view source) {
  return source.starts_with("<<");
}

std::string_view base_name(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::size_t const slash = path.rfind('/');
  return slash == std::string_view::npos || path.size() == 1 ? path : path.substr(slash + 1);
}

bool is_whole_context(std::string_view source) {
  return source == "." || source == "./" || source == "/" || source == "*" || source == "./*" || source == "/*" ||
         source == "./.";
}

bool copies_context(dockerfile::instruction const& i) {
  return (i.is(dockerfile::keyword::copy) && !i.has_flag("from")) || i.is(dockerfile::keyword::add);
}

bool is_root_user(std::string_view user) {
  std::string_view const name = user.substr(0, user.find(':'));
  return name == "root" || name == "0";
}

std::vector<std::size_t> instructions_below(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  std::vector<std::size_t> made;
  constexpr std::size_t deepest = 64;  // nobody builds more stages on each other; a hostile file may
  std::vector<std::size_t> chain = subject.stages->chain(stage.index);
  if (chain.size() > deepest) chain.resize(deepest);
  for (auto below = chain.rbegin(); below != chain.rend(); ++below) {
    dockerfile::stage const& one = subject.stages->stages()[*below];
    for (std::size_t i = one.first; i < one.last; ++i) made.push_back(i);
  }
  return made;
}

run_script const* script_at(dockerfile_subject const& subject, std::size_t instruction) {
  auto const found = std::lower_bound(subject.scripts.begin(), subject.scripts.end(), instruction,
                                      [](run_script const& script, std::size_t index) { return script.index < index; });
  return found == subject.scripts.end() || found->index != instruction || found->onbuild ? nullptr : &*found;
}

dockerfile::stage const* final_stage(dockerfile_subject const& subject) {
  dockerfile::stage const* target = subject.stages->target_stage();
  return target == nullptr || target->from == nullptr ? nullptr : target;
}

std::vector<service_subject const*> services_of(dockerfile_subject const& subject, dockerfile::stage const& stage) {
  std::vector<service_subject const*> made;
  for (service_subject const* service : subject.services) {
    if (service->target == nullptr || service->target->index == stage.index) made.push_back(service);
  }
  return made;
}

std::string nearest_name(std::string_view wrong, std::vector<std::string_view> const& known) {
  std::string_view best;
  std::size_t best_distance = wrong.size() < 4 ? 2 : 3;
  std::size_t asked = 0;
  for (std::string_view name : known) {
    // Nobody has so many variables; the comparison is quadratic in their length.
    if (name.size() > 64 || wrong.size() > 64 || ++asked > 500) continue;
    std::size_t const d = distance(wrong, name);
    if (d >= best_distance) continue;
    best_distance = d;
    best = name;
  }
  return std::string(best);
}

bool matches_any(std::vector<std::string> const& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](std::string const& one) { return matches(one, name); });
}

}  // namespace dockverify::rules
