#include "audit/write_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compose/paths.hpp"

namespace dockverify::audit {

namespace {

class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor const&) = delete;
  descriptor& operator=(descriptor const&) = delete;
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }

 private:
  int number_;
};

std::string reason() {
  return std::strerror(errno);
}

bool write_bytes(int file, std::string_view text) {
  while (!text.empty()) {
    ssize_t const written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool write_all(int file, std::string_view text) {
  return write_bytes(file, text) && ::fsync(file) == 0;
}

/// Where the links of a path end; empty: nowhere.
std::string target_of(std::string const& path) {
  std::unique_ptr<char, decltype(&std::free)> const real(::realpath(path.c_str(), nullptr), &std::free);
  return real ? std::string(real.get()) : std::string{};
}

std::string create(std::string const& path, std::string_view text) {
  descriptor const file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.number() < 0) return errno == EEXIST ? "it exists by now" : reason();
  if (write_all(file.number(), text)) return {};
  std::string why = reason();
  ::unlink(path.c_str());
  return why;
}

/// In place of `known`, whose mode and owner stay.
std::string replace(std::string const& target, struct stat const& known, std::string_view text) {
  std::string temporary = compose::parent_directory(target) + "/." + compose::base_name(target) + ".XXXXXX";
  descriptor const file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.number() < 0) return "its folder can not be written: " + reason();
  struct stat made{};
  bool const owned = ::fstat(file.number(), &made) == 0 && made.st_uid == known.st_uid && made.st_gid == known.st_gid;
  std::string why;
  if (!owned && ::fchown(file.number(), known.st_uid, known.st_gid) != 0) {
    why = "its owner could not be kept: " + reason();
  } else if (::fchmod(file.number(), known.st_mode & 07777U) != 0 || !write_all(file.number(), text) ||
             ::rename(temporary.c_str(), target.c_str()) != 0) {
    why = reason();
  }
  if (!why.empty()) ::unlink(temporary.c_str());
  return why;
}

}  // namespace

std::string why_not_writable(std::string const& path, expected_content const& before) {
  struct stat known{};
  if (!before.text) {
    if (::lstat(path.c_str(), &known) == 0) return "it exists by now";
    std::string const folder = compose::parent_directory(path);
    if (!compose::is_directory(folder)) return "its folder does not exist";
    return ::access(folder.c_str(), W_OK) == 0 ? std::string{} : "its folder can not be written: " + reason();
  }
  std::string const target = target_of(path);
  if (target.empty() || ::stat(target.c_str(), &known) != 0) return reason();
  if (!S_ISREG(known.st_mode)) return "it is no regular file";
  if ((known.st_mode & 0222U) == 0 || ::access(target.c_str(), W_OK) != 0) return "it is read-only";
  std::string why;
  std::optional<std::string> const now = compose::read_file(target, before.text->size() + 1, why);
  return now && *now == *before.text ? std::string{} : "it has changed since it was read";
}

std::string write_file(std::string const& path, expected_content const& before, std::string_view text) {
  std::string why = why_not_writable(path, before);
  if (!why.empty()) return why;
  if (!before.text) return create(path, text);
  std::string const target = target_of(path);
  struct stat known{};
  return ::stat(target.c_str(), &known) == 0 ? replace(target, known, text) : reason();
}

std::string put_file(std::string const& path, std::string_view text) {
  struct stat known{};
  if (::stat(path.c_str(), &known) != 0) {
    if (errno != ENOENT) return reason();
    if (::lstat(path.c_str(), &known) == 0) return "it is a link to nowhere";
    // As any program makes a file: what the user's mask lets through.
    mode_t const mask = ::umask(0);
    ::umask(mask);
    known.st_mode = 0666U & ~mask;
    known.st_uid = ::geteuid();
    known.st_gid = ::getegid();
    return replace(path, known, text);
  }
  if (S_ISDIR(known.st_mode)) return "it is a folder";
  if (S_ISREG(known.st_mode)) return replace(target_of(path), known, text);
  descriptor const file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file.number() >= 0 && write_bytes(file.number(), text) ? std::string{} : reason();
}

}  // namespace dockverify::audit
