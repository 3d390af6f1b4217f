"""verify: a clean stack passes, every difference is found, and what can't be known is no pass."""

import os
import shutil
import subprocess

from proxy import Proxy
from support import ENGINE, ROOT, EngineTest, environment

DRIFTED = ROOT / "compose-samples" / "drifted"

STACK = """
    services:
      api:
        image: IMAGE
        command: STAY
        init: true
        user: "1000:1000"
        mem_limit: 48m
        cpus: 0.5
        pids_limit: 40
        networks: {back: {aliases: [api.internal]}}
        healthcheck: {test: ["CMD", "true"], interval: 1s}
      web:
        image: IMAGE
        command: STAY
        init: true
        user: "1000:1000"
        networks: {front: {}, back: {}}
        healthcheck: {test: ["CMD", "true"], interval: 1s}
    networks: {front: {}, back: {}}
    """


class CleanTest(EngineTest):
    """Nothing to find."""

    def test_clean_stack(self):
        self.compose(STACK)
        self.up()
        self.until_healthy("api", "web")
        report = self.verify().report
        self.assertEqual(report["findings"], [])
        self.assertGreater(report["checks"]["executed"], 20)
        self.assertEqual(report["checks"]["executed"], report["checks"]["passed"])
        self.assertTrue(all(s["ready"] for s in report["services"]))
        text = self.run_tool("verify")
        self.assertEqual(text.code, 0)
        self.assertIn("passed", text.out)
        self.assertEqual(text.err, "")

    def test_stack_that_is_not_there(self):
        self.compose(STACK)
        result = self.verify(expect=1)
        self.assertEqual({f["service"] for f in result.findings(rule="DVR040")}, {"api", "web"})
        self.assertFalse(any(s["ready"] for s in result.report["services"]))

    def test_output_file_and_quiet(self):
        self.compose(STACK)
        self.up()
        result = self.run_tool("verify", "--format", "json", "--output", "report.json")
        self.assertEqual((result.code, result.out), (0, ""))
        self.assertIn('"dockverify/report/v1"', (self.folder / "report.json").read_text())
        self.assertEqual(self.run_tool("verify", "--quiet").out, "")


class LockTest(EngineTest):
    """The audited configuration, without the sources."""

    LOCKED = """
        services:
          api:
            image: IMAGE
            command: STAY
            init: true
            user: "1000:1000"
            mem_limit: 48m
            environment: {DB_PASSWORD: "${SOME_PASSWORD}", MODE: fast}
            volumes: ["./conf:/conf:ro"]
            healthcheck: {test: ["CMD", "true"], interval: 1s}
        """

    def setUp(self):
        super().setUp()
        (self.folder / "conf").mkdir()
        (self.folder / ".env").write_text("SOME_PASSWORD=hunter2-and-more\n")
        self.compose(self.LOCKED)
        self.run_tool("audit", "--lock", "--fail-on", "never")
        self.up()
        self.until_healthy("api")
        # What the production host does not have.
        (self.folder / "compose.yaml").unlink()
        (self.folder / ".env").unlink()
        self.elsewhere = self.folder / "elsewhere"
        self.elsewhere.mkdir()
        shutil.move(self.folder / "dockverify.lock", self.elsewhere / "shop.lock")

    def verify_lock(self, expect):
        result = self.run_tool("verify", "--lock", "elsewhere/shop.lock", "--format", "json")
        self.assertEqual(result.code, expect, result)
        return result

    def test_clean_stack_has_only_its_secret_undetermined(self):
        result = self.verify_lock(0)
        self.assertEqual(result.report["findings"], [])
        self.assertEqual(result.report["checks"]["undetermined"], 1)
        self.assertGreater(result.report["checks"]["passed"], 20)
        self.assertNotIn("hunter2", result.out + (self.elsewhere / "shop.lock").read_text())

    def test_drift_is_told_at_the_locks_line(self):
        api = self.container("api")
        ENGINE.call("POST", f"/containers/{api['Id']}/update", {"Memory": 96 << 20, "MemorySwap": 192 << 20})
        result = self.run_tool("verify", "--lock", "elsewhere/shop.lock", "--fail-on", "warning", "--format", "json")
        self.assertEqual(result.code, 1, result)
        (finding,) = result.findings(rule="DVR011", service="api")
        lines = (self.elsewhere / "shop.lock").read_text().splitlines()
        self.assertIn("mem_limit", lines[finding["line"] - 1])
        self.assertEqual(finding["file"], "elsewhere/shop.lock")


class DriftTest(EngineTest):
    """One change behind the file's back each."""

    weight = 2

    def setUp(self):
        super().setUp()
        self.compose(STACK)
        self.up()

    def found(self, **wanted):
        result = self.verify(expect=1)
        found = result.findings(**wanted)
        self.assertEqual(len(found), 1, f"findings with {wanted}\n{result}")
        self.assertEqual([f for f in result.report["findings"] if f["severity"] == "error" and f != found[0]], [], result)
        return found[0]

    def update(self, service, **values):
        ENGINE.call("POST", f"/containers/{self.container(service)['Id']}/update", values)

    def test_memory_and_pids_taken_away(self):
        self.update("api", PidsLimit=-1)
        finding = self.found(rule="DVR029", service="api")
        self.assertEqual(finding["class"], "mutated")
        self.assertEqual(finding["line"], self.line_of("pids_limit:"))
        self.assertEqual(finding["expected"], "40")
        self.assertIn("compose.yaml", finding["file"])

    def test_raised_memory_is_a_warning(self):
        self.update("api", Memory=96 << 20, MemorySwap=192 << 20)
        result = self.verify("--fail-on", "warning", expect=1)
        (finding,) = result.findings(rule="DVR011", service="api")
        self.assertEqual((finding["severity"], finding["class"]), ("warning", "mutated"))
        self.assertEqual(finding["line"], self.line_of("mem_limit:"))
        self.assertIn(str(48 << 20), finding["expected"])
        self.assertIn(str(96 << 20), finding["actual"])
        sources = " ".join(e["source"] for e in finding["evidence"])
        self.assertIn("compose.yaml", sources)
        self.assertIn("HostConfig.Memory", sources)

    def test_lost_alias(self):
        network, api = f"{self.name}_back", self.container("api")["Id"]
        ENGINE.call("POST", f"/networks/{network}/disconnect", {"Container": api})
        ENGINE.call("POST", f"/networks/{network}/connect", {"Container": api})
        finding = self.found(rule="DVR046", service="api")
        self.assertIn("api.internal", finding["message"])

    def test_extra_network(self):
        ENGINE.call("POST", f"/networks/{self.name}_front/connect", {"Container": self.container("api")["Id"]})
        result = self.verify("--fail-on", "warning", expect=1)
        (finding,) = result.findings(rule="DVR046", service="api")
        self.assertIn(f"{self.name}_front", finding["message"])

    def test_lost_network(self):
        ENGINE.call("POST", f"/networks/{self.name}_back/disconnect", {"Container": self.container("web")["Id"]})
        finding = self.found(rule="DVR046", service="web")
        self.assertIn(f"{self.name}_back", finding["message"])

    def test_container_that_runs_as_root(self):
        # Replaced by hand, with everything the same but the user.
        old = self.container("web")
        ENGINE.call("DELETE", f"/containers/{old['Id']}", query={"force": "1"})
        config = dict(old["Config"], User="", HostConfig=old["HostConfig"])
        config.pop("Hostname")
        config["NetworkingConfig"] = {"EndpointsConfig": {
            f"{self.name}_back": {"Aliases": ["web", f"{self.name}-web-1"]}}}
        new = ENGINE.call("POST", "/containers/create", config, query={"name": f"{self.name}-web-1"})["Id"]
        for network in (f"{self.name}_front", f"{self.name}_back"):
            if network not in ENGINE.inspect(new)["NetworkSettings"]["Networks"]:
                ENGINE.call("POST", f"/networks/{network}/connect", {
                    "Container": new, "EndpointConfig": {"Aliases": ["web", f"{self.name}-web-1"]}})
        ENGINE.call("POST", f"/containers/{new}/start")
        self.until_healthy("web")
        finding = self.found(rule="DVR033", service="web")
        self.assertEqual(finding["class"], "foreign")
        self.assertIn("1000", finding["expected"])
        self.assertIn("uid 0", " ".join(e["text"] for e in finding["evidence"]) + finding["actual"])

    def test_process_of_root_in_a_container_of_another_user(self):
        api = self.container("api")["Id"]
        made = ENGINE.call("POST", f"/containers/{api}/exec", {"Cmd": ["tail", "-f", "/dev/null"], "User": "0"})
        ENGINE.call("POST", f"/exec/{made['Id']}/start", {"Detach": True})
        self.until(lambda: len(ENGINE.get(f"/containers/{api}/top")["Processes"]) > 2, "root's process runs")
        result = self.verify("--fail-on", "warning", expect=1)
        self.assertTrue(result.findings(rule="DVR033", service="api"), result)

    def test_changed_file(self):
        self.compose(STACK.replace("pids_limit: 40", "pids_limit: 30"))
        result = self.verify("--fail-on", "warning", expect=1)
        (finding,) = result.findings(rule="DVR029", service="api")
        self.assertEqual((finding["class"], finding["expected"], finding["actual"]), ("stale", "30", "40"))
        self.assertTrue(result.findings(rule="DVR052", service="api"))
        self.assertEqual(result.findings(service="web"), [])

    def test_stopped_unhealthy_and_missing(self):
        ENGINE.call("POST", f"/containers/{self.container('api')['Id']}/stop", query={"t": "1"})
        ENGINE.call("DELETE", f"/containers/{self.container('web')['Id']}", query={"force": "1"})
        result = self.verify(expect=1)
        self.assertEqual({f["service"] for f in result.findings(kind="health")} |
                         {f["service"] for f in result.findings(rule="DVR040")}, {"api", "web"})
        self.assertFalse(any(s["ready"] for s in result.report["services"]))


class UndeterminedTest(EngineTest):
    """What could not be looked at is not passed."""

    def test_health_not_decided_yet(self):
        self.compose("""
            services:
              app: {image: IMAGE, command: STAY, init: true, healthcheck: {test: ["CMD", "true"], interval: 300s}}
            """)
        self.up()
        result = self.verify("--timeout", "2s", expect=124)
        self.assertTrue(result.findings(rule="DVR040"), "what has not been healthy yet is not passed")

    def test_processes_that_the_engine_does_not_tell(self):
        self.compose(STACK)
        self.up()
        self.until_healthy("api", "web")
        before = self.verify().report["checks"]
        said = b'HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{"message": "no ps today!"}'
        with Proxy(self.folder / "proxy.sock", ENGINE.socket_path,
                   lambda request, _: ("say", said) if request.path.endswith("/top") else None) as proxy:
            checks = self.json("verify", env={"DOCKER_HOST": proxy.host}).report["checks"]
            if proxy.count("GET", "/top$") == 0:
                self.skipTest("the users are read from /proc on this machine")
        self.assertGreater(checks["undetermined"], before["undetermined"])
        self.assertLess(checks["passed"], before["passed"])


class DriftedSampleTest(EngineTest):
    """compose-samples/drifted with its drift.sh, as its README promises."""

    weight = 4

    #: rule, service, severity, class, words of the file's line
    EXPECTED = {
        ("DVR011", "web", "warning", "mutated", "mem_limit: 64m"),
        ("DVR012", "web", "warning", "mutated", "cpus: 0.5"),
        ("DVR046", "web", "error", "mutated", "back: {}"),
        ("DVR029", "api", "error", "mutated", "pids_limit: 16"),
        ("DVR015", "api", "warning", "mutated", "restart: on-failure:3"),
        ("DVR046", "api", "error", "mutated", "back: {aliases: [api.internal, backend]}"),
        ("DVR012", "store", "info", "mutated", "store:"),
        ("DVR046", "store", "warning", "mutated", "networks:"),
        ("DVR053", "debug", "warning", None, None),
    }

    def setUp(self):
        super().setUp()
        if shutil.which("docker") is None:
            self.skipTest("drift.sh needs the docker command")
        self.file = DRIFTED / "compose.yaml"

    def test_as_the_readme_says(self):
        self.up("-f", self.file)
        self.until_healthy("web")
        self.verify("-f", self.file)
        subprocess.run([DRIFTED / "drift.sh", self.name], check=True, env=environment(), stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
        result = self.verify("-f", self.file, expect=1)
        lines = self.file.read_text().splitlines()
        found = set()
        for f in result.report["findings"]:
            words = lines[f["line"] - 1].strip() if "line" in f else None
            found.add((f["rule"], f["service"], f["severity"], f.get("class"), words))
            if words:
                self.assertEqual(os.path.basename(f["file"]), "compose.yaml")
        self.assertEqual(found, self.EXPECTED)
        # The run that repairs and the check afterwards agree.
        repaired = self.run_tool("up", "--format", "json", "-f", str(self.file), "--remove-orphans")
        again = self.run_tool("verify", "--format", "json", "-f", str(self.file))
        self.assertEqual(repaired.code, again.code, f"{repaired}\n{again}")
        self.assertEqual(self.containers("debug"), [])
        self.json("down", "-f", self.file, "--volumes")
        self.assertEqual(self.containers(), [])
