// What a Dockerfile builds: its stages, what each is built from, which ones a target needs, and what is in force at
// each instruction (variables, SHELL, USER, WORKDIR, ...), inherited through FROM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dockerfile/ast.hpp"
#include "dockerfile/expand.hpp"
#include "dockerfile/image_name.hpp"
#include "shell/dialect.hpp"

namespace dockverify::dockerfile {

inline constexpr std::size_t npos = static_cast<std::size_t>(-1);

enum class base_kind : std::uint8_t {
  image,
  stage,
  scratch,
  unknown,  ///< depends on an ARG without default, or the name is malformed
  missing   ///< no FROM: the file is a fragment
};

/// What a stage ends with. Pointers are to the instruction that decided, also when it stands in a stage below; null:
/// the base image decides.
struct stage_config {
  instruction const* user = nullptr;
  instruction const* workdir = nullptr;
  instruction const* shell = nullptr;
  instruction const* entrypoint = nullptr;
  instruction const* cmd = nullptr;
  bool cmd_reset = false;  ///< an ENTRYPOINT took away the CMD of the stage or image below
  instruction const* healthcheck = nullptr;
  instruction const* stopsignal = nullptr;
};

struct stage {
  std::size_t index = 0;
  std::string_view name;  ///< as written after AS; empty: none
  word const* name_word = nullptr;
  instruction const* from = nullptr;  ///< null: a fragment
  std::size_t first = 0, last = 0;    ///< document::instructions [first, last), FROM not among them

  base_kind base = base_kind::missing;
  expansion base_name;            ///< the word after FROM, expanded
  image_name image;               ///< of base_kind::image; views into base_name
  std::size_t base_stage = npos;  ///< of base_kind::stage
  std::optional<expansion> platform;

  bool needed = true;  ///< the target is it, or is built from it, copies or mounts from it
  bool is_target = false;
  std::vector<std::size_t> built_on_by;  ///< stages that are FROM it
  std::vector<std::size_t> copied_by;    ///< stages that COPY --from it or mount from it
  stage_config config;
  bool windows = false;  ///< the base is a Windows image, as far as its name tells

  [[nodiscard]] bool named() const noexcept { return !name.empty(); }
};

/// What --from or a mount's from= means.
struct stage_reference {
  enum class kind : std::uint8_t {
    stage,  ///< an earlier one, by name or number
    image,
    self,         ///< the stage it stands in
    later_stage,  ///< by name: the builder takes it for an image
    bad_index,    ///< a number that no earlier stage has
    variable      ///< has a $, which the builder does not expand here
  };
  kind what = kind::image;
  std::size_t stage = npos;
};

struct stage_options {
  std::string target;                             ///< empty: the last stage
  std::map<std::string, std::string> build_args;  ///< values given from outside: compose's build.args
};

/// The document must outlive it.
class stage_model {
 public:
  explicit stage_model(document const& file, stage_options options = {});
  stage_model(stage_model&&) noexcept = default;
  stage_model& operator=(stage_model&&) noexcept = default;
  stage_model(stage_model const&) = delete;
  stage_model& operator=(stage_model const&) = delete;
  ~stage_model() = default;

  [[nodiscard]] std::span<stage const> stages() const noexcept { return stages_; }
  /// The stage that is built; npos when the file has none or the target does not exist.
  [[nodiscard]] std::size_t target() const noexcept { return target_; }
  [[nodiscard]] stage const* target_stage() const noexcept;
  /// By name (any case) or number, among the stages before `before`.
  [[nodiscard]] std::size_t find(std::string_view name, std::size_t before = npos) const;
  /// The stage that an instruction stands in; npos: before the first FROM. FROM itself is in the stage it begins.
  [[nodiscard]] std::size_t stage_of(std::size_t instruction) const noexcept { return stage_of_[instruction]; }
  /// Its index in the document.
  [[nodiscard]] std::size_t index_of(instruction const& i) const noexcept;
  /// The stage and those below it, from the top: itself, the stage it is FROM, ...
  [[nodiscard]] std::vector<std::size_t> chain(std::size_t stage) const;
  /// Resolves --from of COPY or from= of a mount that stands in `stage`.
  [[nodiscard]] stage_reference resolve(std::string_view from, std::size_t stage) const;

  /// Before the instruction: what ENV and ARG, the stages below and the builder say of a name. For FROM and what stands
  /// before it: the global ARGs.
  [[nodiscard]] variable_value variable(std::string_view name, std::size_t instruction) const;
  /// ENV only, as the running container gets it.
  [[nodiscard]] variable_value environment(std::string_view name, std::size_t instruction) const;
  /// What a stage ends with.
  [[nodiscard]] variable_value final_environment(std::string_view name, std::size_t stage) const;
  [[nodiscard]] expansion expand(std::string_view word, std::size_t instruction) const;
  /// With the ARGs' defaults alone: one without default is empty.
  [[nodiscard]] expansion expand_defaults(std::string_view word, std::size_t instruction) const;

  /// The SHELL in force at an instruction; null: the default.
  [[nodiscard]] instruction const* shell_at(std::size_t instruction) const noexcept { return shell_at_[instruction]; }
  /// The language in which an instruction's shell form is written.
  [[nodiscard]] shell::shell_settings shell_settings_at(std::size_t instruction) const;
  /// The WORKDIR, USER in force before an instruction; null: the base image's.
  [[nodiscard]] instruction const* workdir_at(std::size_t instruction) const noexcept {
    return workdir_at_[instruction];
  }
  [[nodiscard]] instruction const* user_at(std::size_t instruction) const noexcept { return user_at_[instruction]; }

  /// Order problems (something before FROM, no FROM) and an unknown target.
  [[nodiscard]] std::span<problem const> problems() const noexcept { return problems_; }

 private:
  struct setting {
    std::size_t at = 0;  ///< the instruction that sets it
    variable_value value;
  };
  using settings = std::vector<setting>;
  using scope = std::unordered_map<std::string_view, settings>;
  class builder;
  friend class builder;

  [[nodiscard]] std::size_t find_name(std::string_view name, std::size_t before) const;
  [[nodiscard]] variable_value look_up(std::vector<scope> const& scopes, std::string_view name, std::size_t stage,
                                       std::size_t before) const;

  document const* file_;
  stage_options options_;
  std::vector<stage> stages_;
  std::size_t target_ = npos;
  std::vector<std::size_t> stage_of_;
  std::vector<instruction const*> shell_at_, workdir_at_, user_at_;
  scope globals_;
  std::vector<scope> variables_;    ///< ENV and ARG; one for each stage, of its own instructions
  std::vector<scope> environment_;  ///< ENV only
  std::unordered_map<std::string, std::vector<std::size_t>> names_;
  std::vector<std::pair<std::size_t, std::size_t>> copies_from_;  ///< stage, and the one it takes files from
  std::vector<problem> problems_;
};

}  // namespace dockverify::dockerfile
