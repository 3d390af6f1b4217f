// The rules on image references, DVT0xx: one name a line, as NAME.cpp in this folder defines it.
#pragma once

#define DOCKVERIFY_RULES_IMAGES(X) \
  X(image_latest)                  \
  X(image_no_tag)                  \
  X(image_moving_tag)              \
  X(image_variant_only)            \
  X(image_loose_version)           \
  X(image_end_of_life)             \
  X(image_no_digest)               \
  X(image_untrusted)               \
  X(image_tags_disagree)           \
  X(image_latest_by_default)       \
  X(image_built_untagged)          \
  X(image_table_only)
