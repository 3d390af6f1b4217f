"""Replicas, orphans, profiles, and which services a run is about."""

import time

from support import ENGINE, IMAGE, EngineTest

REPLICAS = """
    services:
      worker:
        image: IMAGE
        command: STAY
        init: true
        deploy: {replicas: COUNT}
        healthcheck: {test: ["CMD", "true"], interval: 1s}
      other:
        image: IMAGE
        command: STAY
        init: true
        healthcheck: {test: ["CMD", "true"], interval: 1s}
"""


class ScaleTest(EngineTest):
    """deploy.replicas and scale."""

    weight = 2

    def numbers(self):
        return sorted(int(c["Config"]["Labels"]["com.docker.compose.container-number"]) for c in self.containers("worker"))

    def scale(self, count, key="deploy: {replicas: COUNT}"):
        self.compose(REPLICAS.replace("deploy: {replicas: COUNT}", key).replace("COUNT", str(count)))

    def test_up_and_down(self):
        self.scale(1)
        self.up()
        first = self.container("worker")["Id"]
        other = self.container("other")["Id"]
        self.scale(3)
        result = self.up()
        self.assertEqual(self.numbers(), [1, 2, 3])
        self.assertEqual(len(result.service("worker")["containers"]), 3)
        self.assertEqual(result.service("other")["action"], "unchanged")
        self.assertIn(first, self.ids().values(), "scaling up recreated the first container")
        self.assertEqual(set(self.up().actions().values()), {"unchanged"})
        self.scale(2)
        self.up()
        self.assertEqual(self.numbers(), [1, 2])
        self.assertIn(first, self.ids().values(), "scaling down removed the lowest number")
        self.assertEqual(self.container("other")["Id"], other)
        self.assertEqual(set(self.up().actions().values()), {"unchanged"})

    def test_holes_are_not_refilled(self):
        self.scale(2, "scale: COUNT")
        self.up()
        self.assertEqual(self.numbers(), [1, 2])
        (one,) = [c["Id"] for c in self.containers("worker") if c["Name"].endswith("-1")]
        ENGINE.call("DELETE", f"/containers/{one}", query={"force": "1"})
        self.up()
        self.assertEqual(self.numbers(), [2, 3], "as docker compose numbers them")

    def test_scale_zero(self):
        self.scale(1)
        self.up()
        self.scale(0)
        self.up()
        self.assertEqual(self.numbers(), [])
        self.verify()

    def test_every_replica_has_to_be_healthy(self):
        # The second one alone fails: it is not replica 1.
        self.compose("""
            services:
              worker:
                image: IMAGE
                command: STAY
                init: true
                scale: 2
                healthcheck: {test: ["CMD-SHELL", "nslookup $$(hostname) >/dev/null; mkdir /shared/first 2>/dev/null && touch /mine; test -e /mine"], interval: 1s, retries: 3}
                volumes: ["shared:/shared"]
              app:
                image: IMAGE
                command: STAY
                init: true
                depends_on: {worker: {condition: service_healthy}}
            volumes: {shared: {}}
            """)
        result = self.up(expect=4)
        self.assertFalse(result.service("worker")["ready"])
        self.assertEqual(sorted(c["State"]["Health"]["Status"] for c in self.containers("worker")), ["healthy", "unhealthy"])
        self.assertEqual(self.container("app")["State"]["Status"], "created")
        self.assertEqual([f["caused_by"] for f in result.findings(service="app")], ["worker"])


class OrphanTest(EngineTest):
    """Containers whose service is not in the file any more."""

    def setUp(self):
        super().setUp()
        self.compose("""
            services:
              kept: {image: IMAGE, command: STAY, init: true, healthcheck: {test: ["CMD", "true"], interval: 1s}}
              gone: {image: IMAGE, command: STAY, init: true}
            """)
        self.up("--stable-for", "0s")
        self.until_healthy("kept")
        self.compose("""
            services:
              kept: {image: IMAGE, command: STAY, init: true, healthcheck: {test: ["CMD", "true"], interval: 1s}}
            """)

    def test_warning(self):
        text = self.run_tool("up")
        self.assertEqual(text.code, 0, text)
        self.assertIn(f"{self.name}-gone-1", text.text)
        self.assertIn("--remove-orphans", text.text)
        report = self.up()
        self.assertIn(f"{self.name}-gone-1", report.out, "the JSON report does not tell of the orphan")
        self.assert_running("kept", "gone")

    def test_verify_tells(self):
        (finding,) = self.verify().findings(rule="DVR053")
        self.assertEqual((finding["severity"], finding["container"]), ("warning", f"{self.name}-gone-1"))
        self.verify("--fail-on", "warning", expect=1)

    def test_remove_orphans(self):
        # Nothing else is to do in this run: the removal alone has to be waited for.
        self.up("--remove-orphans")
        self.assertEqual(self.containers("gone"), [])
        self.assert_running("kept")

    def test_down_leaves_orphans_unless_told(self):
        result = self.run_tool("down")
        self.assertEqual(self.containers("kept"), [])
        self.assert_running("gone")
        # The network can't go while the orphan uses it; that is no trouble with the engine.
        self.assertIn(result.code, (0, 4), result)
        self.assertIn(f"{self.name}-gone-1", result.text)
        self.json("down", "--remove-orphans")
        self.assertEqual(self.containers(), [])
        self.assertEqual(ENGINE.networks(self.name), [])


class SelectionTest(EngineTest):
    """Profiles and services named on the command line."""

    STACK = """
        services:
          db: {image: IMAGE, command: STAY, init: true, healthcheck: {test: ["CMD", "true"], interval: 1s}}
          api:
            image: IMAGE
            command: STAY
            init: true
            depends_on: {db: {condition: service_healthy}}
            healthcheck: {test: ["CMD", "true"], interval: 1s}
          web: {image: IMAGE, command: STAY, init: true, depends_on: [api]}
          debug: {image: IMAGE, command: STAY, init: true, profiles: [tools]}
        """

    def names(self):
        return sorted(c["Config"]["Labels"]["com.docker.compose.service"] for c in self.containers())

    def test_named_service_brings_its_dependencies(self):
        self.compose(self.STACK)
        result = self.up("api")
        self.assertEqual(self.names(), ["api", "db"])
        self.assertEqual(set(result.actions()), {"api", "db"})
        self.verify("api", "db")
        self.verify(expect=1)

    def test_profile_is_off_and_on(self):
        self.compose(self.STACK)
        self.up("--stable-for", "0s")
        self.assertEqual(self.names(), ["api", "db", "web"])
        since = time.time()
        self.up("--stable-for", "0s", "--profile", "tools")
        self.assertEqual(self.names(), ["api", "db", "debug", "web"])
        self.assertEqual({s for s, action in ENGINE.events(self.name, since) if action in ("create", "start")}, {"debug"})
        # A service whose profile is off is no orphan.
        self.assertEqual(self.up("--stable-for", "0s", "--remove-orphans").code, 0)
        self.assertIn("debug", self.names())

    def test_service_of_an_inactive_profile_can_be_named(self):
        self.compose(self.STACK)
        self.up("--stable-for", "0s", "debug")
        self.assertEqual(self.names(), ["debug"])

    def test_unknown_service(self):
        self.compose(self.STACK)
        for command in ("up", "verify", "plan", "down"):
            result = self.json(command, "apo", expect=2)
            (error,) = result.report["errors"]
            self.assertIn("apo", error["message"])
            self.assertEqual(self.containers(), [])

    def test_override_file_and_project_name_option(self):
        self.compose(self.STACK)
        self.write("more.yaml", f"""
            services:
              db: {{labels: {{org.example.from: override}}}}
              extra: {{image: "{IMAGE}", command: ["true"]}}
            """)
        other = self.name + "-p"
        self.addCleanup(ENGINE.remove_project, other)
        self.up("-p", other, "-f", "compose.yaml", "-f", "more.yaml", "db", "extra")
        (db,) = ENGINE.containers(other, "db")
        self.assertEqual(db["Config"]["Labels"]["org.example.from"], "override")
        self.assertEqual(ENGINE.containers(other, "extra")[0]["State"]["ExitCode"], 0)
