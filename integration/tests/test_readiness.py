"""Eager readiness: the service's own healthcheck is run at once, and never beside another run of it."""

from support import ENGINE, EngineTest


class EagerTest(EngineTest):
    """Who found the service ready, and when."""

    def test_ready_long_before_the_engines_first_probe(self):
        self.compose("""
            services:
              db:
                image: IMAGE
                command: ["sh", "-c", "sleep 1; touch /ready; exec tail -f /dev/null"]
                init: true
                healthcheck: {test: ["CMD-SHELL", "test -e /ready"], interval: 300s}
              api:
                image: IMAGE
                command: STAY
                init: true
                healthcheck: {test: ["CMD", "true"], interval: 300s}
                depends_on: {db: {condition: service_healthy}}
            """)
        result = self.up()
        # 300 s: no machine is so slow that this could be the engine's probe.
        self.assertLess(result.seconds, 120)
        for name in ("db", "api"):
            self.assertEqual(result.service(name)["ready_by"], "eager")
            self.assertEqual(self.container(name)["State"]["Health"]["Status"], "starting", "the engine has not probed yet")

    def test_waiting_for_the_engines_own_verdict(self):
        self.compose("""
            services:
              db: {image: IMAGE, command: STAY, init: true, healthcheck: {test: ["CMD", "true"], interval: 2s}}
            """)
        result = self.up("--wait-for", "engine")
        self.assertEqual(result.service("db")["ready_by"], "engine")
        self.assertEqual(self.container("db")["State"]["Health"]["Status"], "healthy")
        (listed,) = result.service("db")["containers"]
        self.assertGreaterEqual(listed["ready_ms"] - listed["started_ms"], 1500, "before the engine's first probe")
        self.assertEqual(listed["health"], "healthy")

    def test_disabled_healthcheck_and_the_stability_window(self):
        self.compose("""
            services:
              off: {image: IMAGE, command: STAY, init: true, healthcheck: {disable: true}}
              none: {image: IMAGE, command: STAY, init: true}
            """)
        result = self.up("--stable-for", "2s")
        for name in ("off", "none"):
            service = result.service(name)
            self.assertEqual(service["ready_by"], "running")
            (listed,) = service["containers"]
            self.assertGreaterEqual(listed["ready_ms"] - listed["started_ms"], 1900, "the window was cut short")

    def test_healthcheck_of_the_image_shell_form(self):
        self.compose("""
            services:
              app:
                image: IMAGE
                command: STAY
                init: true
                user: "1000:1000"
                working_dir: /tmp
                environment: {WORD: "two words"}
                healthcheck: {test: 'test "$$WORD" = "two words" && test "$$(id -u)" = 1000 && test "$$PWD" = /tmp', interval: 300s}
            """)
        # Our run of the check sees what the engine's would: user, environment, working directory.
        self.assertEqual(self.up().service("app")["ready_by"], "eager")


class ProbeOverlapTest(EngineTest):
    """The check itself records when two runs of it overlap (mkdir is atomic)."""

    CHECK = ("mkdir /record/running 2>/dev/null || { echo overlap >>/record/overlaps; exit 1; }; "
             "echo run >>/record/runs; sleep TAKES; rmdir /record/running; test -e /record/ready")

    def record(self, interval, takes, lasts):
        self.compose(f"""
            services:
              app:
                image: IMAGE
                init: true
                command: ["sh", "-c", "sleep {lasts}; touch /record/ready; exec tail -f /dev/null"]
                volumes: ["record:/record"]
                healthcheck:
                  test: ["CMD-SHELL", {self.CHECK.replace("TAKES", str(takes))!r}]
                  interval: {interval}
                  timeout: 30s
                  retries: 1000
            volumes: {{record: {{}}}}
            """.replace("\"CMD-SHELL\", '", "\"CMD-SHELL\", \"").replace("ready']", 'ready"]'))
        self.up()
        _, runs = ENGINE.exec(self.container("app")["Id"], "sh", "-c", "wc -l </record/runs; cat /record/overlaps 2>/dev/null")
        lines = runs.split()
        return int(lines[0]), len(lines) - 1

    def test_our_own_probes_never_overlap(self):
        runs, overlaps = self.record("300s", 0.7, 4)
        self.assertGreaterEqual(runs, 2, "there was nothing that could overlap")
        self.assertEqual(overlaps, 0, f"{overlaps} of {runs} runs overlapped")

    def test_ours_and_the_engines_never_overlap(self):
        runs, overlaps = self.record("2s", 0.7, 10)
        self.assertGreaterEqual(runs, 3, "there was nothing that could overlap")
        self.assertEqual(overlaps, 0, f"{overlaps} of {runs} runs overlapped")
