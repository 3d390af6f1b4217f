// DVT012: the table of images has a page of its own, but reports nothing by itself (rules/image_table.hpp).
#include "rules/rule.hpp"

namespace dockverify::rules {

extern rule const image_table_only;
rule const image_table_only{
    .id = "DVT012",
    .name = "image-table",
    .dev = level::info,
    .prod = level::info,
    .summary = "Reports list every image with its tag and whether it is pinned, loose, moving or past its end of life.",
    .why =
        "A page with all images is what one looks at before an update. The table is part of the report and no "
        "finding of its own.",
    .bad = "",
    .good = "",
    .aliases = {},
};

}  // namespace dockverify::rules
