// The project as docker compose config prints it: the model, or one question about it.
#include <algorithm>
#include <set>

#include "compose/canonical.hpp"
#include "compose/go_json.hpp"
#include "compose/model_tree.hpp"
#include "compose/problem_log.hpp"
#include "compose/resolve.hpp"
#include "compose/template_variables.hpp"
#include "compose/yaml_writer.hpp"
#include "engine/io/task_group.hpp"
#include "engine/io/token.hpp"
#include "jobs/job.hpp"
#include "jobs/session.hpp"
#include "mapping/row.hpp"

namespace dockverify::jobs {
namespace {

using compose::model_view;
using nlohmann::ordered_json;

std::string lines_of(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  std::string out;
  for (auto const& name : names) out += name + "\n";
  return out;
}

template <class Value>
std::string keys_of(std::map<std::string, Value> const& values) {
  std::vector<std::string> names;
  for (auto const& [key, unused] : values) names.push_back(key);
  return lines_of(std::move(names));
}

/// The models that services use, as their runner knows them.
std::string models_of(compose::load_result const& result, bool interpolated) {
  std::vector<std::string> names;
  if (interpolated) {
    for (auto const& [key, model] : result.loaded->models) names.push_back(model.model);
    return lines_of(std::move(names));
  }
  std::set<std::string> used;
  if (auto const* services = result.tree->find("services"))
    for (auto const& service : services->value.entries)
      if (auto const* models = service.value.find("models")) {
        for (auto const& item : models->value.items) used.insert(item.text);
        for (auto const& entry : models->value.entries) used.insert(entry.key);
      }
  if (auto const* models = result.tree->find("models"))
    for (auto const& one : models->value.entries)
      if (auto const* model = one.value.find("model"); model != nullptr && used.contains(one.key))
        names.push_back(model->value.text);
  return lines_of(std::move(names));
}

std::string keys_of(compose::yaml_node const& root, std::string_view section) {
  std::vector<std::string> names;
  if (auto const* entry = root.find(section))
    for (auto const& one : entry->value.entries) names.push_back(one.key);
  return lines_of(std::move(names));
}

std::string images_of(compose::project const& p) {
  std::vector<std::string> names;
  for (auto const& [name, service] : p.services) names.push_back(mapping::image_reference(p, service));
  return lines_of(std::move(names));
}

std::string profiles_of(compose::project const& p) {
  std::set<std::string> names;
  for (auto const* services : {&p.services, &p.disabled_services})
    for (auto const& [name, service] : *services) names.insert(service.profiles.begin(), service.profiles.end());
  return lines_of({names.begin(), names.end()});
}

std::string hashes_of(compose::project const& p, std::string const& named, report& r) {
  std::set<std::string> names;
  for (std::size_t from = 0; named != "*" && from <= named.size();) {
    auto const comma = std::min(named.find(',', from), named.size());
    names.insert(named.substr(from, comma - from));
    from = comma + 1;
  }
  std::string out;
  for (auto const& [name, service] : p.services)
    if (named == "*" || names.erase(name) != 0)
      out += name + " " + compose::config_hash(service, compose::hash_dialect::compose_2_40) + "\n";
  if (!names.empty()) check_service_names(p, {names.begin(), names.end()}, r);
  return out;
}

std::string environment_of(std::map<std::string, std::string> const& environment) {
  std::vector<std::string> lines;
  for (auto const& [name, value] : environment) lines.push_back(name + "=" + value);
  return lines_of(std::move(lines));
}

/// Columns as docker's tables have them: at least 20 wide, three spaces apart, but nothing after the last.
std::string table(std::vector<std::vector<std::string>> const& rows) {
  std::vector<std::size_t> widths;
  for (auto const& row : rows)
    for (std::size_t i = 0; i + 1 < row.size(); ++i) {
      widths.resize(std::max(widths.size(), i + 1), 20);
      widths[i] = std::max(widths[i], row[i].size() + 3);
    }
  std::string out;
  for (auto const& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += row[i];
      if (i + 1 < row.size()) out.append(widths[i] - row[i].size(), ' ');
    }
    out += '\n';
  }
  return out;
}

std::string variables_of(ordered_json const& model, std::string const& format) {
  auto const variables = compose::template_variables(model);
  bool const json = format == "json";
  std::vector<std::vector<std::string>> rows{{"NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"}};
  ordered_json all = ordered_json::object();
  for (auto const& [name, variable] : variables) {
    rows.push_back({name, variable.required ? "true" : "false", variable.default_text, variable.alternate});
    // The names are Go's fields, which YAML has in small letters.
    all[name] = ordered_json::object({{json ? "Name" : "name", name},
                                      {json ? "DefaultValue" : "defaultvalue", variable.default_text},
                                      {json ? "PresenceValue" : "presencevalue", variable.alternate},
                                      {json ? "Required" : "required", variable.required}});
  }
  if (format == "table") return table(rows);
  return json ? compose::go_json(all, 4) + "\n\n" : compose::yaml_text(all, 4);
}

std::string printed(ordered_json const& model, std::string const& format) {
  return format == "json" ? compose::go_json(model, 2) + "\n" : compose::yaml_text(model);
}

/// Only the named services and what they depend on.
void select_services(compose::project& p, std::vector<std::string> const& named) {
  if (named.empty()) return;
  std::set<std::string> wanted;
  std::vector<std::string> open = named;
  while (!open.empty()) {
    auto const name = std::move(open.back());
    open.pop_back();
    auto const known = p.services.find(name);
    if (known == p.services.end() || !wanted.insert(name).second) continue;
    for (auto const& [needed, unused] : known->second.depends_on) open.push_back(needed);
  }
  for (auto at = p.services.begin(); at != p.services.end();) {
    auto const next = std::next(at);
    if (!wanted.contains(at->first)) p.disabled_services.insert(p.services.extract(at));
    at = next;
  }
  compose::drop_unused(p);
}

using digests = std::map<std::string, io::result<std::string>>;

io::awaitable<void> look_up(engine::client& client, std::string image, std::string auth, engine::call_options call,
                            digests& found) {
  auto digest = co_await client.images().registry_digest(image, std::move(auth), call);
  found.insert_or_assign(std::move(image), std::move(digest));
}

/// The images with their digests, by what the files call them. What can't be resolved is an error of the report.
io::awaitable<std::map<std::string, std::string>> pinned(job_context context, std::set<std::string> images, report& r) {
  std::map<std::string, std::string> out;
  auto const client = co_await connect(context, true, r);
  if (!client) co_return out;
  context.interrupt.on_interrupt([raw = client.get()] { raw->shutdown(); });
  engine::call_options call;
  call.deadline = std::min(context.deadline(), io::clock::now() + std::chrono::seconds(60));
  auto const configuration = engine::docker_config_directory(context.options.environment);
  digests found;
  io::task_group group(context.executor);
  for (auto const& image : images) {
    auto const full = engine::full_reference(image);
    if (full.empty()) {
      r.errors.push_back({"image-reference", "`" + image + "` is not an image reference", {}, {}});
      r.status = exit_status::usage;
    } else if (full.find('@') == std::string::npos) {
      group.start(look_up(*client, full, engine::registry_auth_for(full, configuration), call, found));
    }
  }
  co_await group.join();
  context.interrupt.forget();
  for (auto const& image : images) {
    auto const full = engine::full_reference(image);
    auto const digest = found.find(full);
    if (digest == found.end()) {
      out[image] = full;
    } else if (digest->second) {
      out[image] = full + "@" + *digest->second;
    } else {
      report_failure(digest->second.error(), r);
    }
  }
  co_return out;
}

/// Nothing but services with their images: an override file.
ordered_json only_images(ordered_json const& model) {
  auto const all = model.value("services", ordered_json::object());
  ordered_json services = ordered_json::object();
  for (auto const& [name, service] : all.items()) {
    services[name] = ordered_json::object();
    if (service.contains("image")) services[name]["image"] = service["image"];
  }
  return ordered_json::object({{"services", std::move(services)}});
}

void pin(ordered_json& model, std::map<std::string, std::string> const& images) {
  for (auto& service : model["services"]) {
    if (!service.is_object() || !service.contains("image")) continue;
    auto const known = images.find(service["image"].get<std::string>());
    if (known != images.end()) service["image"] = known->second;
  }
}

std::set<std::string> images_in(ordered_json const& model) {
  std::set<std::string> images;
  for (auto const& service : model.value("services", ordered_json::object()))
    if (service.is_object() && service.contains("image") && service["image"].is_string())
      images.insert(service["image"].get<std::string>());
  return images;
}

/// The loader's options for a question: those that print no environment leave the files of variables alone, and the
/// services on the command line choose what is printed of the model and of the images only.
compose::load_options load_options_for(job_options const& options) {
  auto load = options.project;
  auto const& config = options.config;
  load.interpolate = config.interpolate && config.what != config_query::variables;
  load.read_env_files = config.what == config_query::model || config.what == config_query::environment;
  if (config.what != config_query::model && config.what != config_query::images) load.services.clear();
  return load;
}

/// The model with its variables as they are written.
ordered_json written_model(compose::load_result const& result, model_view view) {
  auto const home = result.environment.find("HOME");
  compose::model_place const place{result.loaded->name, result.loaded->directory,
                                   home == result.environment.end() ? "" : home->second};
  return compose::model_tree(*result.tree, place, view);
}

std::string answer(config_options const& config, compose::load_result const& result, report& r) {
  auto const& p = *result.loaded;
  switch (config.what) {
    case config_query::services:
      return config.interpolate ? keys_of(p.services) : keys_of(*result.tree, "services");
    case config_query::images:
      return images_of(p);
    case config_query::volumes:
      return keys_of(p.volumes);
    case config_query::networks:
      return keys_of(p.networks);
    case config_query::models:
      return models_of(result, config.interpolate);
    case config_query::profiles:
      return profiles_of(p);
    case config_query::hash:
      return hashes_of(p, config.hashed, r);
    case config_query::variables:
      return variables_of(written_model(result, model_view::json), config.format);
    case config_query::environment:
      return environment_of(result.environment);
    case config_query::model:
      break;
  }
  return {};
}

ordered_json model_of(config_options const& config, compose::load_result const& result) {
  auto const view = config.format == "json" ? model_view::json : model_view::yaml;
  return config.interpolate ? compose::canonical(*result.loaded, view) : written_model(result, view);
}

}  // namespace

io::awaitable<report> config(job_context context, std::optional<std::string>& text) {
  report r;
  r.command = "config";
  auto const& config = context.options.config;
  auto result = compose::load(load_options_for(context.options));
  if (take_problems(result, r)) {
    bool const of_services = config.what == config_query::model || config.what == config_query::images;
    if (config.interpolate && of_services) select_services(*result.loaded, context.options.services);
    if (config.what == config_query::model) {
      auto model = model_of(config, result);
      if (config.resolve_digests) {
        auto const images = co_await pinned(context, images_in(model), r);
        pin(model, images);
      }
      if (config.images_only) model = only_images(model);
      if (!config.quiet) text = printed(model, config.format);
    } else {
      text = answer(config, result, r);
    }
  }
  if (r.status != exit_status::ok) text.reset();
  finish(r, context, false);
  co_return r;
}

}  // namespace dockverify::jobs
