"""depends_on in all its forms: who waits for whom, and what happens when it never comes."""

import time

from support import ENGINE, EngineTest

HEALTHY = 'healthcheck: {test: ["CMD", "true"], interval: 1s}'


def seconds(stamp):
    """The engine's RFC 3339 time as a comparable text (always UTC, nanoseconds)."""
    whole, _, fraction = stamp.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<9}"


class OrderTest(EngineTest):
    """Starts happen when their condition holds, by the engine's own clock."""

    weight = 2

    def started(self, service):
        return seconds(self.container(service)["State"]["StartedAt"])

    def finished(self, service):
        return seconds(self.container(service)["State"]["FinishedAt"])

    def test_healthy(self):
        self.compose("""
            services:
              db:
                image: IMAGE
                init: true
                command: ["sh", "-c", "sleep 2; touch /ready; exec tail -f /dev/null"]
                healthcheck: {test: ["CMD", "test", "-e", "/ready"], interval: 1s, retries: 60}
              api: {image: IMAGE, command: STAY, init: true, depends_on: {db: {condition: service_healthy}}}
            """)
        result = self.up("--stable-for", "0s")
        database = result.service("db")["containers"][0]
        self.assertGreaterEqual(database["ready_ms"] - database["started_ms"], 1000, "ready before it could be")
        self.assertGreaterEqual(result.service("api")["containers"][0]["started_ms"], database["ready_ms"])
        self.assertLess(self.started("db"), self.started("api"))

    def test_completed_one_shot(self):
        self.compose("""
            services:
              migrate: {image: IMAGE, command: ["sh", "-c", "sleep 1; echo done"]}
              app:
                image: IMAGE
                command: STAY
                init: true
                depends_on: {migrate: {condition: service_completed_successfully}}
            """)
        result = self.up("--stable-for", "0s")
        migrate = result.service("migrate")
        self.assertEqual((migrate["ready"], migrate["ready_by"]), (True, "completed"))
        self.assertEqual(self.container("migrate")["State"]["ExitCode"], 0)
        self.assertLessEqual(self.finished("migrate"), self.started("app"))
        self.verify()
        # Its work is done: a second run does not do it again.
        since = time.time()
        again = self.up("--stable-for", "0s")
        self.assertEqual(again.actions()["app"], "unchanged")
        self.assertNotIn(("app", "start"), ENGINE.events(self.name, since))

    def test_started_does_not_wait_for_readiness(self):
        self.compose(f"""
            services:
              slow:
                image: IMAGE
                command: ["sh", "-c", "sleep 3; touch /ready; exec tail -f /dev/null"]
                init: true
                healthcheck: {{test: ["CMD", "test", "-e", "/ready"], interval: 1s, retries: 60}}
              app:
                image: IMAGE
                command: STAY
                init: true
                depends_on: [slow]
                {HEALTHY}
            """)
        result = self.up()
        slow, app = (result.service(name)["containers"][0] for name in ("slow", "app"))
        self.assertGreaterEqual(app["started_ms"], slow["started_ms"])
        self.assertLess(app["started_ms"], slow["ready_ms"])

    def test_several_conditions_and_replicas(self):
        self.compose(f"""
            services:
              seed: {{image: IMAGE, command: ["true"], scale: 2}}
              db: {{image: IMAGE, command: STAY, init: true, scale: 2, {HEALTHY}}}
              app:
                image: IMAGE
                command: STAY
                init: true
                depends_on:
                  seed: {{condition: service_completed_successfully}}
                  db: {{condition: service_healthy}}
            """)
        self.up("--stable-for", "0s")
        app = self.started("app")
        for container in self.containers("seed"):
            self.assertLessEqual(seconds(container["State"]["FinishedAt"]), app)
        for container in self.containers("db"):
            self.assertLessEqual(seconds(container["State"]["StartedAt"]), app)

    def test_chain_of_five(self):
        services = "".join(f"""
  s{n}:
    image: IMAGE
    command: STAY
    init: true
    {HEALTHY}
""" + (f"    depends_on: {{s{n - 1}: {{condition: service_healthy}}}}\n" if n > 1 else "") for n in range(1, 6))
        self.compose("services:" + services)
        self.up()
        starts = [self.started(f"s{n}") for n in range(1, 6)]
        self.assertEqual(starts, sorted(starts))


class OptionalAndRestartTest(EngineTest):
    """required: false and restart: true."""

    def test_optional_dependency_that_fails_does_not_block(self):
        self.compose("""
            services:
              cache: {image: IMAGE, command: ["sh", "-c", "exit 7"], healthcheck: {test: ["CMD", "true"], interval: 1s}}
              app:
                image: IMAGE
                command: STAY
                init: true
                depends_on: {cache: {condition: service_healthy, required: false}}
            """)
        result = self.up("--stable-for", "0s", expect=4)
        self.assertTrue(result.service("app")["ready"])
        self.assert_running("app")
        self.assertFalse(result.service("cache")["ready"])
        self.assertEqual(result.findings(service="app"), [])

    def test_optional_dependency_of_an_inactive_profile(self):
        self.compose("""
            services:
              cache: {image: IMAGE, command: STAY, init: true, profiles: [extra]}
              app:
                image: IMAGE
                command: STAY
                init: true
                depends_on: {cache: {condition: service_healthy, required: false}}
            """)
        self.up("--stable-for", "0s")
        self.assertEqual(self.containers("cache"), [])
        self.assert_running("app")

    def test_restart_follows_a_recreated_dependency(self):
        def stack(mode):
            self.compose(f"""
                services:
                  db: {{image: IMAGE, command: STAY, init: true, environment: {{MODE: {mode}}}, {HEALTHY}}}
                  follows:
                    image: IMAGE
                    command: STAY
                    init: true
                    depends_on: {{db: {{condition: service_healthy, restart: true}}}}
                    {HEALTHY}
                  stays:
                    image: IMAGE
                    command: STAY
                    init: true
                    depends_on: {{db: {{condition: service_healthy}}}}
                    {HEALTHY}
                """)
        stack("one")
        self.up()
        before = {name: self.container(name) for name in ("db", "follows", "stays")}
        stack("two")
        result = self.up()
        after = {name: self.container(name) for name in before}
        self.assertNotEqual(after["db"]["Id"], before["db"]["Id"])
        self.assertEqual(after["follows"]["Id"], before["follows"]["Id"])
        self.assertGreater(seconds(after["follows"]["State"]["StartedAt"]), seconds(after["db"]["State"]["StartedAt"]))
        self.assertEqual(after["stays"]["State"]["StartedAt"], before["stays"]["State"]["StartedAt"])
        self.assertEqual(result.actions(), {"db": "recreated", "follows": "restarted", "stays": "unchanged"})

    def test_shared_network_namespace(self):
        self.compose(f"""
            services:
              main: {{image: IMAGE, command: ["httpd", "-f", "-p", "8080", "-h", "/etc"], init: true, {HEALTHY}}}
              side:
                image: IMAGE
                command: STAY
                init: true
                network_mode: "service:main"
                healthcheck: {{test: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/passwd"], interval: 1s, retries: 30}}
            """)
        self.up()
        self.assertEqual(self.container("side")["HostConfig"]["NetworkMode"], "container:" + self.container("main")["Id"])
        self.until_healthy("main", "side")
        self.assertEqual(set(self.up().actions().values()), {"unchanged"})
