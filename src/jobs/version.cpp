// Tool, engine and API versions.
#include "report/version.hpp"
#include "engine/api/client.hpp"
#include "jobs/job.hpp"
#include "jobs/session.hpp"
#include "mapping/values.hpp"

namespace dockverify::jobs {

io::awaitable<report> version(job_context context) {
  report r;
  r.command = "version";
  report tried;
  auto const client = co_await connect(context, true, tried);
  if (client) {
    engine::call_options call;
    call.deadline = io::clock::now() + std::chrono::seconds(5);
    auto const told = co_await client->system().version(call);
    if (told)
      r.engine =
          engine_facts{client->where().display(), mapping::string_at(*told, "Version"), client->server().api_version,
                       mapping::string_at(*told, "Os"), mapping::string_at(*told, "Arch")};
  }
  r.notes.push_back("dockverify " + std::string(tool_version()));
  if (r.engine)
    r.notes.push_back("engine " + r.engine->version + ", API " + r.engine->api_version + ", " + r.engine->os + "/" +
                      r.engine->arch + ", at " + r.engine->host);
  for (auto const& error : tried.errors) r.notes.push_back("no engine: " + error.message);
  finish(r, context, false);
  co_return r;
}

}  // namespace dockverify::jobs
