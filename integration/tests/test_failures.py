"""Services that fail: the exit status, the root cause with its evidence, and those that only wait for it."""

import re
import socket


from support import ROOT, EngineTest

SAMPLES = ROOT / "compose-samples" / "broken"

#: sample: (rule of the root cause, its service, what its text has to say, services that carry caused_by)
#: No rule: the project itself is invalid (exit status 2), and the words are looked for in the errors.
CAUSES = {
    "build-fails": ("DVS", "app", "expected ';'", ()),
    "crash-loop": ("DVS080", "app", "no licence file", ()),
    "dependency-cycle": (None, None, "a -> b -> a", ()),
    "dependency-fails": ("DVS", "db", "data directory has wrong permissions", ("api", "web")),
    "exits-at-once": ("DVS", "app", "DATABASE_URL is empty", ()),
    "healthcheck-times-out": ("DVS053", "app", "timeout", ()),
    "healthcheck-tool-missing": ("DVS052", "app", "curl", ()),
    "missing-bind-source": ("DVS010", "app", "no-such-folder", ()),
    "missing-external-network": (None, None, "dockverify-no-such-network", ()),
    "missing-image": ("DVS008", "app", "127.0.0.1:1", ()),
    "missing-secret-file": ("DVS010", "app", "no-such-file", ()),
    "missing-variable": (None, None, "BROKEN_DATABASE_URL", ()),
    "not-executable": ("DVS026", "app", "/etc/passwd", ()),
    "one-shot-fails": ("DVS057", "migrate", "migration 0007 failed", ("app",)),
    "out-of-memory": ("DVS043", "app", "memory", ()),
    "port-conflict": ("DVS022", None, "PORT", ()),
    "read-only": ("DVS050", "app", "read-only", ()),
    "unhealthy": ("DVS054", "app", "database: connection refused", ()),
    "unknown-dependency": (None, None, "databse", ()),
    "unknown-key": (None, None, "comand", ()),
    "unknown-network-driver": ("DVS", "app", "no-such-driver", ()),
    "unknown-user": ("DVS028", "app", "appuser", ()),
    "unwritable-volume": ("DVS070", "app", "Permission denied", ()),
    "wrong-command": ("DVS025", "app", "serve-the-app", ()),
    "wrong-host-name": ("DVS061", "app", "database", ()),
    "yaml-error": (None, None, "YAML", ()),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def everything_said(finding):
    return "\n".join([finding["message"], finding.get("advice", "")] + [e["text"] for e in finding.get("evidence", [])])


class BrokenSampleTest(EngineTest):
    """compose-samples/broken: each says its exit status in its first line."""

    weight = 3

    def check(self, sample):
        file = SAMPLES / sample / "compose.yaml"
        wanted = int(re.search(r"dockverify up: (\d+)", file.read_text().splitlines()[0]).group(1))
        rule, service, words, victims = CAUSES[sample]
        port = str(free_port())
        words = port if words == "PORT" else words
        result = self.up("-f", file, "--timeout", "90s", expect=wanted, env={"PORT": port})
        report = result.report
        if rule is None:
            self.assertTrue(report["errors"], f"no error\n{result}")
            said = "\n".join(error["message"] for error in report["errors"])
            self.assertIn(words, said, result)
            self.assertTrue(all(error.get("line") for error in report["errors"]), f"an error without its place\n{result}")
            if wanted == 2:
                self.assertEqual(self.containers(), [])
            return
        roots = [f for f in report["findings"] if f["kind"] == "startup" and "caused_by" not in f]
        self.assertEqual(len(roots), 1, f"root causes: {[(f['rule'], f.get('service')) for f in roots]}\n{result}")
        root = roots[0]
        self.assertTrue(root["rule"].startswith(rule), f"{root['rule']} instead of {rule}\n{result}")
        self.assertRegex(root["rule"], r"^DVS\d{3}$")
        self.assertEqual(root["severity"], "error")
        if service:
            self.assertEqual(root["service"], service)
        self.assertIn(words, everything_said(root), result)
        self.assertTrue(root["file"].endswith("compose.yaml") and root["line"] > 0, "the finding has no place")
        blocked = {f["service"]: f["caused_by"] for f in report["findings"] if "caused_by" in f}
        self.assertEqual(blocked, {victim: root["service"] for victim in victims})
        for victim in victims:
            self.assertEqual(result.findings(service=victim)[0]["rule"], root["rule"], "not the root cause's rule")
            self.assertEqual(self.container(victim)["State"]["Status"], "created", "it was started all the same")
        if report["services"]:
            self.assertFalse(result.service(root["service"])["ready"])
        # The text for people says the same.
        text = self.run_tool("up", "-f", file, "--timeout", "90s", env={"PORT": port})
        self.assertEqual(text.code, wanted, text)
        self.assertIn(words, text.out)
        self.assertIn("did not start", text.out)


def _add_samples():
    for sample in sorted(CAUSES):
        def test(self, sample=sample):
            self.check(sample)
        test.__doc__ = None
        setattr(BrokenSampleTest, "test_" + sample.replace("-", "_"), test)


_add_samples()


class BrokenListTest(EngineTest):
    """The table above and the folder agree."""

    def test_every_sample_is_tested(self):
        self.assertEqual({p.parent.name for p in SAMPLES.glob("*/compose.yaml")}, set(CAUSES))


class FailureTest(EngineTest):
    """What is not healthy is never called ready."""

    weight = 2

    def test_unhealthy_service_shows_the_probes_output(self):
        self.compose("""
            services:
              app:
                image: IMAGE
                command: STAY
                init: true
                healthcheck: {test: ["CMD-SHELL", "echo 'no table accounts'; exit 3"], interval: 1s, retries: 2}
              web: {image: IMAGE, command: STAY, init: true, depends_on: {app: {condition: service_healthy}}}
            """)
        result = self.up(expect=4)
        (root,) = result.findings(service="app", kind="startup")
        self.assertEqual(root["rule"], "DVS054")
        self.assertIn("no table accounts", everything_said(root))
        self.assertEqual(root["line"], self.line_of("healthcheck:"))
        self.assertFalse(result.service("app")["ready"])
        self.assertNotIn("ready_by", result.service("app"))
        self.assertEqual(result.findings(service="web")[0]["caused_by"], "app")
        text = self.run_tool("up")
        self.assertEqual(text.code, 4)
        self.assertIn("no table accounts", text.out)
        self.assertRegex(text.out, "web waits for app")

    def test_crash_loop_is_never_healthy(self):
        self.compose("""
            services:
              app: {image: IMAGE, command: ["sh", "-c", "sleep 0.3; echo 'cannot open config' >&2; exit 5"], restart: always}
            """)
        for _ in range(2):  # a second look at a stack that loops already comes to the same verdict
            result = self.up(expect=4)
            (root,) = result.findings(service="app", kind="startup")
            self.assertIn("cannot open config", everything_said(root))
            self.assertFalse(result.service("app")["ready"])
            self.assertNotIn("ready", [e["event"] for e in result.report["timeline"]])
        self.verify(expect=1)

    def test_crash_loop_with_a_healthcheck_that_passes_at_times(self):
        # Its own check would be right for half a second in every round; the loop has to be noticed all the same.
        self.compose("""
            services:
              app:
                image: IMAGE
                command: ["sh", "-c", "sleep 0.5; exit 1"]
                restart: always
                healthcheck: {test: ["CMD-SHELL", "test -e /never"], interval: 1s, retries: 3}
            """)
        result = self.up("--timeout", "100s", expect=4)
        self.assertFalse(result.service("app")["ready"])

    def test_early_exit_without_healthcheck(self):
        self.compose("""
            services:
              app: {image: IMAGE, command: ["sh", "-c", "sleep 1; echo 'lost the licence' >&2; exit 7"]}
            """)
        result = self.up(expect=4)
        (root,) = result.findings(service="app")
        self.assertIn("lost the licence", everything_said(root))
        self.assertIn("7", root["message"])

    def test_one_shot_that_ends_with_zero_is_completed(self):
        self.compose("""
            services:
              task: {image: IMAGE, command: ["sh", "-c", "sleep 0.5; exit 0"]}
            """)
        result = self.up()
        self.assertEqual((result.service("task")["ready"], result.service("task")["ready_by"]), (True, "completed"))

    def test_dependency_without_healthcheck(self):
        self.compose("""
            services:
              db: {image: IMAGE, command: STAY, init: true}
              app: {image: IMAGE, command: STAY, init: true, depends_on: {db: {condition: service_healthy}}}
            """)
        result = self.up("--timeout", "60s", "--stable-for", "1s", expect=4)
        self.assertIn("no healthcheck", result.out)
        self.assertEqual(self.container("app")["State"]["Status"], "created")

    def test_service_that_was_ready_and_dies_is_not_ready(self):
        # quick passes its check, then ends while the run still waits for slow.
        self.compose("""
            services:
              quick:
                image: IMAGE
                command: ["sh", "-c", "sleep 3; exit 9"]
                healthcheck: {test: ["CMD", "true"], interval: 1s}
              slow:
                image: IMAGE
                command: ["sh", "-c", "sleep 6; touch /ready; exec tail -f /dev/null"]
                init: true
                healthcheck: {test: ["CMD", "test", "-e", "/ready"], interval: 1s, retries: 60}
            """)
        result = self.up(expect=4)
        self.assertFalse(result.service("quick")["ready"])
        self.assertTrue(result.service("slow")["ready"])

    def test_independent_branches_go_on(self):
        self.compose("""
            services:
              bad: {image: IMAGE, command: ["sh", "-c", "exit 1"]}
              waits: {image: IMAGE, command: STAY, init: true, depends_on: {bad: {condition: service_completed_successfully}}}
              good: {image: IMAGE, command: STAY, init: true, healthcheck: {test: ["CMD", "true"], interval: 1s}}
              after: {image: IMAGE, command: STAY, init: true, depends_on: {good: {condition: service_healthy}}}
            """)
        result = self.up("--stable-for", "1s", expect=4)
        self.assert_running("good", "after")
        self.assertEqual({s["name"]: s["ready"] for s in result.report["services"]},
                         {"bad": False, "waits": False, "good": True, "after": True})

    def test_every_failure_is_told(self):
        self.compose("""
            services:
              one: {image: IMAGE, command: ["sh", "-c", "echo first reason; exit 1"]}
              two: {image: IMAGE, command: ["no-such-program"]}
            """)
        result = self.up(expect=4)
        self.assertEqual({f["service"] for f in result.findings(kind="startup")}, {"one", "two"})

    def test_failed_start_then_repaired(self):
        self.compose('services: {app: {image: IMAGE, command: ["no-such-program"]}}')
        self.up(expect=4)
        self.compose("services: {app: {image: IMAGE, command: STAY, init: true}}")
        self.up("--stable-for", "0s")
        self.assert_running("app")
        self.assertEqual(len(self.containers()), 1)


class DeadlineTest(EngineTest):
    """--timeout: one deadline for the whole run."""

    SLOW = """
        services:
          slow:
            image: IMAGE
            command: STAY
            init: true
            healthcheck: {test: ["CMD", "test", "-e", "/never"], interval: 1s, retries: 1000}
          behind: {image: IMAGE, command: STAY, init: true, depends_on: {slow: {condition: service_healthy}}}
          fine: {image: IMAGE, command: STAY, init: true, healthcheck: {test: ["CMD", "true"], interval: 1s}}
        """

    def test_deadline_passes(self):
        self.compose(self.SLOW)
        result = self.up("--timeout", "6s", expect=124)
        self.assertGreaterEqual(result.seconds, 5.5)
        self.assertLess(result.seconds, 6 + 15, "long after the deadline")
        ready = {s["name"]: s["ready"] for s in result.report["services"]}
        self.assertEqual(ready, {"slow": False, "behind": False, "fine": True})
        self.assertEqual({f["service"] for f in result.findings(kind="startup")}, {"slow", "behind"})
        self.assert_running("slow", "fine")
        text = self.run_tool("up", "--timeout", "3s")
        self.assertEqual(text.code, 124)
        self.assertRegex(text.out, "deadline.*not ready: .*slow")
        self.assertIn("behind", text.out)

    def test_deadline_that_passes_at_once(self):
        self.compose(self.SLOW)
        result = self.run_tool("up", "--format", "json", "--timeout", "1ms")
        self.assertIn(result.code, (124,), result)
        self.check_report(result, "up")

    def test_deadline_of_verify_on_an_engine_that_hangs(self):
        self.compose(self.SLOW)
        with socket.socket(socket.AF_UNIX) as silent:
            path = str(self.folder / "silent.sock")
            silent.bind(path)
            silent.listen()
            result = self.verify("--timeout", "2s", expect=124, env={"DOCKER_HOST": f"unix://{path}"})
        self.assertLess(result.seconds, 20)
