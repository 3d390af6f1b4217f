#include "cli/run.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <cstdlib>
#include <future>
#include <iostream>
#include <memory>
#include <sstream>
#include <thread>

#include "audit/write_file.hpp"
#include "cli/progress.hpp"

namespace dockverify::cli {
namespace {

namespace asio = boost::asio;

class silent_progress : public progress_sink {
 public:
  void on(progress_event const&) override {}
};

terminal_size size_of_stderr() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

bool wants_colour(command_line const& line, int descriptor) {
  auto const& environment = line.job.project.environment;
  auto const no_color = environment.find("NO_COLOR");
  bool const forbidden = line.no_color || (no_color != environment.end() && !no_color->second.empty());
  return !forbidden && isatty(descriptor) != 0;
}

/// Not a terminal, or NO_COLOR: plain lines, no escape codes.
std::unique_ptr<progress_sink> make_progress(command_line const& line, terminal_progress*& live) {
  if (line.quiet) return std::make_unique<silent_progress>();
  if (!wants_colour(line, STDERR_FILENO)) return make_plain_progress(std::cerr);
  terminal_style style;
  style.ascii = line.ascii;
  auto out = std::make_unique<terminal_progress>(std::cerr, size_of_stderr, style);
  live = out.get();
  return out;
}

/// Redraws elapsed times; the events themselves redraw the rest.
class ticker {
 public:
  ticker(asio::io_context& context, terminal_progress* live, io::time_point begun)
      : timer_(context), live_(live), begun_(begun) {}
  void start() {
    if (live_ == nullptr) return;
    timer_.expires_after(std::chrono::milliseconds(100));
    timer_.async_wait([this](boost::system::error_code ec) {
      if (ec) return;
      live_->tick(std::chrono::duration_cast<std::chrono::milliseconds>(io::clock::now() - begun_).count());
      start();
    });
  }
  void stop() { timer_.cancel(); }

 private:
  asio::steady_timer timer_;
  terminal_progress* live_;
  io::time_point begun_;
};

io::awaitable<report> job_of(command what, jobs::job_context context, std::optional<std::string>& config_text) {
  switch (what) {
    case command::up:
      return jobs::up(context);
    case command::verify:
      return jobs::verify(context);
    case command::plan:
      return jobs::plan(context);
    case command::down:
      return jobs::down(context);
    case command::audit:
      break;
    case command::config:
      return jobs::config(context, config_text);
    case command::explain:
      return jobs::explain(context, config_text);
    case command::version:
      break;
  }
  return jobs::version(context);
}

void write_report(command_line const& line, report const& r, std::ostream& out) {
  writer_options options;
  options.colour = line.output.empty() && wants_colour(line, STDOUT_FILENO);
  options.ascii = line.ascii;
  options.verbose = line.verbose;
  options.quiet = line.quiet;
  if (line.output.empty() && isatty(STDOUT_FILENO) != 0) options.width = static_cast<int>(size_of_stderr().columns);
  find_writer(line.format)->write(r, options, out);
}

int deliver(command_line const& line, std::string const& text, exit_status status) {
  bool written = true;
  if (line.output.empty()) {
    std::cout << text;
    written = static_cast<bool>(std::cout.flush());
  } else {
    auto const why = audit::put_file(line.output, text);
    written = why.empty();
    if (!written) std::cerr << "dockverify: cannot write " << line.output << ": " << why << "\n";
  }
  return static_cast<int>(written || status != exit_status::ok ? status : exit_status::usage);
}

/// The model and a rule's page are no reports, so only what is wrong is one, on standard error.
int deliver_config(command_line const& line, report const& r, std::optional<std::string> const& text) {
  if (text) return deliver(line, *text, r.status);
  if (r.status == exit_status::ok) return static_cast<int>(r.status);
  writer_options options;
  options.colour = wants_colour(line, STDERR_FILENO);
  options.ascii = line.ascii;
  text_writer.write(r, options, std::cerr);
  return static_cast<int>(r.status);
}

/// Reading and judging are not cancelled in their middle: past the deadline the program goes on without them. Absent:
/// it has passed.
std::optional<report> audit_in_time(jobs::job_options const& options) {
  if (!options.timeout) return jobs::audit(options);
  auto work = std::make_shared<std::packaged_task<report()>>([options] { return jobs::audit(options); });
  auto result = work->get_future();
  std::thread worker([work] { (*work)(); });
  if (result.wait_for(*options.timeout) == std::future_status::ready) {
    worker.join();
    return result.get();
  }
  worker.detach();
  return std::nullopt;
}

report past_deadline() {
  report r;
  r.command = "audit";
  r.errors.push_back({"deadline",
                      "the deadline passed before everything was read and judged",
                      "give the run more time with --timeout",
                      {}});
  r.status = exit_status::timeout;
  conclude(r, fail_on::error, true);
  return r;
}

}  // namespace

int run(command_line line) {
  std::signal(SIGPIPE, SIG_IGN);
  if (line.what == command::audit) {
    std::ostringstream text;
    auto const r = audit_in_time(line.job);
    write_report(line, r ? *r : past_deadline(), text);
    auto const status = deliver(line, text.str(), r ? r->status : exit_status::timeout);
    if (!r) std::_Exit(status);  // the thread still works on what the program's end would take away
    return status;
  }
  if (line.debug) {
    line.job.log = std::make_shared<spdlog::logger>("engine", std::make_shared<spdlog::sinks::stderr_sink_st>());
    line.job.log->set_level(spdlog::level::debug);
    line.job.log->set_pattern("%H:%M:%S.%e %n %v");
  }
  asio::io_context context(1);
  auto const begun = io::clock::now();
  terminal_progress* live = nullptr;
  auto const progress = make_progress(line, live);
  jobs::interruption interrupt;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  std::function<void()> const wait_for_signal = [&] {
    signals.async_wait([&](boost::system::error_code ec, int) {
      if (ec) return;
      // The second one must work also when something hangs.
      if (interrupt.raised()) _exit(static_cast<int>(exit_status::interrupted));
      interrupt.raise();
      wait_for_signal();
    });
  };
  wait_for_signal();
  ticker ticks(context, live, begun);
  ticks.start();

  report r;
  std::optional<std::string> config_text;
  jobs::job_context job{line.job, *progress, interrupt, context.get_executor(), begun};
  asio::co_spawn(context, job_of(line.what, job, config_text), [&](std::exception_ptr bug, report done) {
    if (bug) std::rethrow_exception(bug);
    r = std::move(done);
    signals.cancel();
    ticks.stop();
  });
  context.run();
  if (live != nullptr) live->finish();
  if (line.what == command::config || line.what == command::explain) return deliver_config(line, r, config_text);
  std::ostringstream text;
  write_report(line, r, text);
  return deliver(line, text.str(), r.status);
}

}  // namespace dockverify::cli
