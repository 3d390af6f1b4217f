// DVT001: the tag `latest`.
#include "rules/image_use.hpp"
#include "rules/rule.hpp"

namespace dockverify::rules {
namespace {

void check(image_subject const& subject, sink& out) {
  if (!is_pulled(subject) || kind_of(subject.name) != tag_kind::latest) return;
  bool const literal = subject.written.find('$') == std::string::npos;
  out.add(subject.where, shown_reference(subject) + ": `latest` is whatever was published last")
      .field(plain_name(subject.name))
      .advice("name the version that you have tested, for example `" + plain_name(subject.name) +
              ":1.2.3`, or pin the digest")
      .aliases(peers_of(subject,
                        literal ? std::vector<std::string_view>{"DL3007", "DS-0001", "CKV_DOCKER_7",
                                                                "KICS: Image Version Using 'latest'", "DKL-DI-0006"}
                                : std::vector<std::string_view>{"DS-0001"},
                        literal ? std::vector<std::string_view>{"dclint:service-image-require-explicit-tag", "CL-0004",
                                                                "DKL-DI-0006", "CIS 5.28"}
                                : std::vector<std::string_view>{"CL-0004", "CIS 5.28"}));
}

}  // namespace

extern rule const image_latest;
rule const image_latest{
    .id = "DVT001",
    .name = "latest",
    .dev = level::error,
    .prod = level::error,
    .summary = "An image has the tag `latest` and no digest.",
    .why =
        "`latest` names another image whenever a new one is published: what ran yesterday may not be what starts "
        "today, a new major version comes without being asked for, and nobody can tell afterwards what was running.",
    .bad = "services:\n  vectors:\n    image: qdrant/qdrant:latest\n",
    .good = "services:\n  vectors:\n    image: qdrant/qdrant:v1.12.0\n",
    .aliases = {"DL3007", "DS-0001", "CKV_DOCKER_7", "KICS: Image Version Using 'latest'",
                "dclint:service-image-require-explicit-tag", "CL-0004", "DKL-DI-0006", "CIS 5.28"},
    .check_image = &check,
};

}  // namespace dockverify::rules
