// Packs a build context with libarchive, pulled by the reader: at most one piece and one block of a file are in memory.
// GNU's format takes names of any bytes whatever the locale; the engine's tar reader knows it.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <fstream>

#include "dockerfile/context.hpp"

namespace dockverify::dockerfile {

namespace {

constexpr std::size_t piece_size = 256U * 1024U;
constexpr std::size_t block_size = 64U * 1024U;

struct archive_closer {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct entry_closer {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

unsigned type_of(entry_kind kind) {
  switch (kind) {
    case entry_kind::folder:
      return AE_IFDIR;
    case entry_kind::link:
      return AE_IFLNK;
    case entry_kind::file:
      break;
  }
  return AE_IFREG;
}

}  // namespace

class context_tar::writer {
 public:
  explicit writer(build_context made) : context_(std::move(made)), archive_(archive_write_new()) {
    auto* a = archive_.get();
    archive_write_set_format_gnutar(a);
    // No padding to tape blocks: pieces leave as they are made.
    archive_write_set_bytes_per_block(a, 0);
    archive_write_set_bytes_in_last_block(a, 1);
    archive_write_open(a, this, nullptr, &writer::collect, nullptr);
  }

  // Closing an archive that was given up would fill the rest of its open file with zeros.
  ~writer() { given_up_ = true; }
  writer(writer const&) = delete;
  writer& operator=(writer const&) = delete;

  result<std::string> next_piece() {
    while (ready_.size() < piece_size && !finished_) {
      auto const failed = step();
      if (failed) {
        finished_ = true;
        ready_.clear();
        return *failed;
      }
    }
    std::string piece;
    piece.swap(ready_);
    return piece;
  }

 private:
  using maybe_error = std::optional<context_error>;

  static la_ssize_t collect(archive*, void* self, void const* data, size_t size) {
    auto& me = *static_cast<writer*>(self);
    if (me.given_up_) return -1;
    me.ready_.append(static_cast<char const*>(data), size);
    return static_cast<la_ssize_t>(size);
  }

  maybe_error step() {
    if (open_) return copy_block();
    if (at_ == context_.entries.size()) {
      finished_ = true;
      if (archive_write_close(archive_.get()) != ARCHIVE_OK) return refused("the archive's end");
      return std::nullopt;
    }
    return begin(context_.entries[at_]);
  }

  maybe_error begin(context_entry const& e) {
    if (e.kind == entry_kind::file && !e.source.empty()) {
      file_ = std::ifstream(e.source, std::ios::binary);
      if (!file_) {
        return context_error{e.source.generic_string(), "cannot be read",
                             "make it readable, or add it to .dockerignore"};
      }
    }
    std::unique_ptr<archive_entry, entry_closer> const header(archive_entry_new());
    archive_entry_copy_pathname(header.get(), e.path.c_str());
    archive_entry_set_filetype(header.get(), type_of(e.kind));
    archive_entry_set_perm(header.get(), static_cast<decltype(archive_entry_perm(header.get()))>(e.mode));
    archive_entry_set_uid(header.get(), 0);
    archive_entry_set_gid(header.get(), 0);
    archive_entry_set_mtime(header.get(), static_cast<time_t>(e.modified), 0);
    archive_entry_set_size(header.get(), e.kind == entry_kind::file ? static_cast<la_int64_t>(e.size) : 0);
    if (e.kind == entry_kind::link) archive_entry_copy_symlink(header.get(), e.target.c_str());
    if (archive_write_header(archive_.get(), header.get()) < ARCHIVE_WARN) return refused(e.path);
    left_ = e.kind == entry_kind::file ? e.size : 0;
    open_ = left_ > 0;
    if (!open_) ++at_;
    return std::nullopt;
  }

  maybe_error copy_block() {
    auto const& e = context_.entries[at_];
    if (e.source.empty()) {
      if (archive_write_data(archive_.get(), e.content.data(), e.content.size()) < 0) return refused(e.path);
      left_ = 0;
    } else if (auto failed = copy_from_file(e)) {
      return failed;
    }
    if (left_ == 0) {
      open_ = false;
      file_.close();
      ++at_;
    }
    return std::nullopt;
  }

  maybe_error copy_from_file(context_entry const& e) {
    auto const wanted = static_cast<std::size_t>(std::min<std::uint64_t>(block_.size(), left_));
    file_.read(block_.data(), static_cast<std::streamsize>(wanted));
    auto const got = static_cast<std::size_t>(file_.gcount());
    if (got != wanted) {
      return context_error{e.source.generic_string(), "became shorter while it was sent",
                           "let the file rest and build again"};
    }
    if (archive_write_data(archive_.get(), block_.data(), got) < 0) return refused(e.path);
    left_ -= got;
    return std::nullopt;
  }

  context_error refused(std::string path) const {
    auto const* text = archive_error_string(archive_.get());
    return {std::move(path), std::string("cannot be packed: ") + (text == nullptr ? "unknown error" : text), ""};
  }

  build_context context_;
  std::string ready_;
  std::ifstream file_;
  std::vector<char> block_ = std::vector<char>(block_size);
  std::size_t at_ = 0;
  std::uint64_t left_ = 0;
  bool open_ = false, finished_ = false, given_up_ = false;
  std::unique_ptr<archive, archive_closer> archive_;  // last: it may still hand out bytes while it goes
};

context_tar::context_tar(build_context context) : writer_(std::make_unique<writer>(std::move(context))) {}
context_tar::context_tar(context_tar&&) noexcept = default;
context_tar& context_tar::operator=(context_tar&&) noexcept = default;
context_tar::~context_tar() = default;

result<std::string> context_tar::next_piece() {
  return writer_->next_piece();
}

}  // namespace dockverify::dockerfile
