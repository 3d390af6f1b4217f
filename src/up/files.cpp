#include "up/files.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cstdlib>
#include <memory>
#include <vector>

namespace dockverify::up {
namespace {

struct injected_file {
  std::string path, content;
  std::uint32_t mode = 0444;
  std::int64_t uid = 0, gid = 0;
};

std::vector<injected_file> files_of(std::vector<compose::file_reference> const& uses,
                                    std::map<std::string, compose::file_object> const& objects,
                                    std::string const& base) {
  std::vector<injected_file> out;
  for (auto const& use : uses) {
    auto const object = objects.find(use.source);
    if (object == objects.end() || !object->second.content) continue;
    auto target = use.target.empty() ? use.source : use.target;
    if (target.front() != '/') target = base + target;
    out.push_back({target.substr(1), *object->second.content, use.mode.value_or(0444U),
                   std::strtoll(use.uid.c_str(), nullptr, 10), std::strtoll(use.gid.c_str(), nullptr, 10)});
  }
  return out;
}

struct archive_closer {
  void operator()(archive* a) const noexcept { archive_write_free(a); }
  void operator()(archive_entry* e) const noexcept { archive_entry_free(e); }
};

io::failure broken(archive* a) {
  char const* text = archive_error_string(a);
  return {io::failure_kind::invalid,
          {},
          0,
          "packing secrets and configs",
          text == nullptr ? "the tar archive could not be written" : text};
}

la_ssize_t append(archive*, void* out, void const* bytes, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<char const*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

io::result<std::string> injected_files(compose::project const& p, compose::service const& s) {
  auto files = files_of(s.secrets, p.secrets, "/run/secrets/");
  auto const configs = files_of(s.configs, p.configs, "/");
  files.insert(files.end(), configs.begin(), configs.end());
  std::string out;
  if (files.empty()) return out;
  std::unique_ptr<archive, archive_closer> const tar(archive_write_new());
  archive_write_set_format_pax_restricted(tar.get());
  archive_write_set_bytes_per_block(tar.get(), 0);
  if (archive_write_open(tar.get(), &out, nullptr, append, nullptr) != ARCHIVE_OK) return broken(tar.get());
  for (auto const& file : files) {
    std::unique_ptr<archive_entry, archive_closer> const entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), file.path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), file.mode);
    archive_entry_set_uid(entry.get(), file.uid);
    archive_entry_set_gid(entry.get(), file.gid);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(file.content.size()));
    if (archive_write_header(tar.get(), entry.get()) != ARCHIVE_OK ||
        archive_write_data(tar.get(), file.content.data(), file.content.size()) < 0)
      return broken(tar.get());
  }
  if (archive_write_close(tar.get()) != ARCHIVE_OK) return broken(tar.get());
  return out;
}

}  // namespace dockverify::up
