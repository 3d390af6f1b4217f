// verify looks at a stack that may have been started a moment ago. While a healthcheck has not decided, there is
// nothing to judge: the engine's verdict is waited for, on events, as long as the check itself allows.
#pragma once

#include "compose/project.hpp"
#include "engine/api/client.hpp"
#include "jobs/job.hpp"
#include "observe/live_stack.hpp"

namespace dockverify::jobs {

/// `stack` once every healthcheck of the services has been decided, or could have been, or the run's deadline has
/// passed.
io::awaitable<io::result<observe::live_stack>> wait_for_health(engine::client& client, compose::project const& p,
                                                               observe::live_stack stack, job_context context);

}  // namespace dockverify::jobs
