// What is known of images by their names alone: what a tag promises, which variants there are, where a store keeps its
// data, how it is probed, which tools are missing. Data about images that everybody uses; of all others nothing is
// known, and every question has an answer for that.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dockerfile/image_name.hpp"

namespace dockverify::rules {

/// What a reference promises about the image one gets.
enum class tag_kind : std::uint8_t {
  digest,   ///< always the same image, whatever the tag says
  none,     ///< no tag, no digest
  latest,   ///< exactly `latest`
  moving,   ///< stable, edge, lts, main, ..., also with a variant: stable-alpine
  variant,  ///< no version number: alpine, slim, bookworm, alpine3.19 of an image that is not alpine
  loose,    ///< only a major version: 15-alpine, v2
  version   ///< more than that: 3.11, 22.04, v1.12.0, RELEASE.2024-01-01, a commit
};
tag_kind kind_of(dockerfile::image_name const& name);

/// The version in a tag, and what follows it. Views into the tag.
struct tag_parts {
  std::string_view version;  ///< without `v`: "15", "3.11.4"; empty: there is none
  std::string_view variant;  ///< "alpine", "slim-bookworm"; of a tag without version all of it
};
tag_parts split_tag(std::string_view tag);

/// A tag names one of these anywhere between its dashes: has_variant("3.11-slim-bookworm", "slim"). alpine3.19 is
/// alpine.
bool has_variant(std::string_view tag, std::string_view variant);

/// Its name or tag promises a small image: slim, alpine, distroless, minimal, busybox, scratch-like.
bool is_small(dockerfile::image_name const& name);

enum class image_role : std::uint8_t {
  other,
  system,      ///< debian, alpine, ubuntu
  runtime,     ///< python, node, golang
  database,    ///< postgres, mysql, mongo, elasticsearch, qdrant
  cache,       ///< redis, memcached
  queue,       ///< rabbitmq, kafka, nats
  proxy,       ///< nginx, traefik, haproxy
  monitoring,  ///< prometheus, grafana
};

/// An image that everybody knows.
struct image_facts {
  std::string_view name;  ///< as it is called: "postgres", "qdrant/qdrant"
  image_role role = image_role::other;
  std::span<std::string_view const> folders{};       ///< where it keeps what must survive: one of them is in use
  std::span<std::string_view const> more_folders{};  ///< volumes of it besides
  std::string_view folder_variable{};                ///< that moves them: PGDATA
  std::span<int const> ports{};                      ///< that its program listens on
  /// A healthcheck's `test` for it, as a YAML list; empty: none is known.
  std::string_view probe{};
  /// Commands that only this image's own probes run: pg_isready, redis-cli.
  std::span<std::string_view const> probe_tools{};
  /// What else tells one of its probes in a test: "/minio/health/".
  std::span<std::string_view const> probe_signs{};
  std::string_view
      small_suffix{};       ///< appended to a version tag it names a small variant: "-slim"; empty: there is none
  bool non_root = false;    ///< its configuration has a USER
  bool drops_root = false;  ///< its entry point starts as root and changes to a user of its own
};

/// By its whole name or by the last part of it, mirrors and other publishers included; null: nothing is known.
image_facts const* facts_of(dockerfile::image_name const& name);
image_facts const* facts_of(std::string_view reference);

/// The folders of image_facts, at the places where the image's publisher has them; empty: none is known.
std::vector<std::string> data_folders_of(dockerfile::image_name const& name);

/// A database, cache or queue: what only other services should reach.
bool is_data_image(dockerfile::image_name const& name);

/// The variable by which the image reads the same setting from a file ("POSTGRES_PASSWORD_FILE",
/// "GF_SECURITY_ADMIN_PASSWORD__FILE"); empty: it knows none.
std::string file_variable(dockerfile::image_name const& name, std::string_view variable);

/// Whether a tool (curl, wget, bash, nc, python, sh, ...) is in an image as published; nullopt: not known.
std::optional<bool> has_tool(dockerfile::image_name const& name, std::string_view tool);

/// The variant suffix that makes a tag of this image small: "-slim" for python:3.12, "-alpine" for postgres:16;
/// empty: there is none, or the tag is small already.
std::string_view small_suffix(dockerfile::image_name const& name);

/// The image runs as another user than root by itself: its name or tag says so (nonroot, rootless, unprivileged), or it
/// is known to.
bool is_non_root(dockerfile::image_name const& name);

/// Docker Official Images by their names without `library/`.
bool is_official(dockerfile::image_name const& name);
/// Published by a project or company that everybody knows, under its own name.
bool is_known_publisher(dockerfile::image_name const& name);

}  // namespace dockverify::rules
