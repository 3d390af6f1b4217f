// A build context: the files that the builder gets, enumerated without reading them, then packed piece by piece as a
// tar stream.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dockerfile/dockerignore.hpp"

namespace dockverify::dockerfile {

/// Always names what it is about: a path, or a line of an ignore file.
struct context_error {
  context_error() = default;
  // A constructor keeps a lone text from being taken for an error by `result`.
  context_error(std::string where, std::string what, std::string next_step)
      : path(std::move(where)), message(std::move(what)), advice(std::move(next_step)) {}
  std::string path;
  std::string message;
  std::string advice;
};
template <class T>
using result = boost::system::result<T, context_error>;
/// boost::system::result calls this from value() on an error; reaching it is a bug in the caller.
[[noreturn]] void throw_exception_from_error(context_error const& error, boost::source_location const& where);

struct context_request {
  std::string directory;   ///< of the context
  std::string dockerfile;  ///< relative to the directory, or absolute; empty: "Dockerfile"
  std::optional<std::string> dockerfile_inline;
};

enum class entry_kind : std::uint8_t { folder, file, link };
struct context_entry {
  entry_kind kind = entry_kind::file;
  std::string path;              ///< in the archive, relative, with slashes
  std::filesystem::path source;  ///< on disk; empty: `content`
  std::string content;
  std::string target;  ///< of a link, as it is
  std::uint64_t size = 0;
  unsigned mode = 0644;       ///< permission bits, setuid and the like included
  std::int64_t modified = 0;  ///< seconds since the epoch
};

struct build_context {
  std::vector<context_entry> entries;  ///< in the archive's order: folders before what is in them, names sorted
  std::string dockerfile;              ///< what the builder has to be told
  std::string ignore_file;             ///< the file whose patterns were used; empty: none
  std::uint64_t bytes = 0;             ///< of all files
};

/// Walks the directory, leaving out what the ignore file excludes; sockets, devices and pipes are skipped.
result<build_context> read_context(context_request const& request);

/// The archive, pulled in pieces of about 256 KiB. Owner and group are 0 and times whole seconds, as docker sends them:
/// the builder's cache looks at names, modes and contents only.
class context_tar {
 public:
  explicit context_tar(build_context context);
  context_tar(context_tar&&) noexcept;
  context_tar& operator=(context_tar&&) noexcept;
  ~context_tar();

  /// An empty piece is the end. After an error nothing more comes.
  result<std::string> next_piece();

 private:
  class writer;
  std::unique_ptr<writer> writer_;
};

}  // namespace dockverify::dockerfile
