"""The sample stack agent-backend: real programs, all ready, all as declared, and it really works."""

import json
import os
import re
import shutil
import subprocess
import time
import unittest
import urllib.request

from support import ENGINE, ROOT, EngineTest, environment, measured
from test_failures import free_port

SAMPLE = ROOT / "compose-samples" / "agent-backend"
SERVICES = {"core-api", "agent-orchestrator", "knowledge-service", "postgres", "redis", "nginx", "prometheus"}
IMAGES = ("postgres", "redis", "nginx", "prometheus", "python")


class AgentBackendTest(EngineTest):
    """A copy of the sample under another project name and port."""

    weight = 20

    @classmethod
    def setUpClass(cls):
        if os.environ.get("DOCKVERIFY_SKIP_SAMPLE"):
            raise unittest.SkipTest("DOCKVERIFY_SKIP_SAMPLE is set")
        if not ENGINE.host.startswith("unix://"):
            raise unittest.SkipTest("its port is published on the engine's loopback, which may not be ours")
        missing = [line.split("=")[1] for line in (SAMPLE / ".env.example").read_text().splitlines()
                   if re.match(r"#?[A-Z]+_IMAGE=dockverify/", line) and not ENGINE.has_image(line.split("=")[1])]
        if not missing:
            return
        if shutil.which("docker") is None or (os.geteuid() != 0 and shutil.which("sudo") is None):
            raise unittest.SkipTest(f"its images are not on the engine and can't be made here: {', '.join(missing)}")
        with measured("images of the sample"):
            made = subprocess.run([ROOT / "integration/engine/images", "build", *IMAGES], env=environment(), check=False,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if made.returncode != 0:
            raise unittest.SkipTest(f"its images could not be made: {(made.stderr or made.stdout).strip().splitlines()[-1:]}")

    def setUp(self):
        super().setUp()
        self.sample = self.folder / "agent-backend"
        shutil.copytree(SAMPLE, self.sample, ignore=shutil.ignore_patterns(".env", "secrets", "__pycache__"))
        subprocess.run([self.sample / "setup", "--offline"], check=True, stdin=subprocess.DEVNULL)
        self.port = free_port()
        settings = (self.sample / ".env").read_text()
        (self.sample / ".env").write_text(re.sub(r"(?m)^HTTP_PORT=.*", f"HTTP_PORT={self.port}", settings))
        self.passwords = [p.read_text().strip() for p in (self.sample / "secrets").iterdir()]

    def http(self, path, data=None):
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def test_up_works_and_verifies(self):
        result = self.up("--timeout", "200s", cwd=self.sample)
        print(f"    sample up: {result.report['elapsed_ms'] / 1000:.1f} s")
        self.assertEqual(set(result.actions()), SERVICES)
        self.assertTrue(all(s["ready"] for s in result.report["services"]))
        self.assertEqual([f for f in result.report["findings"] if f["severity"] != "info"], [])
        for service in SERVICES:
            self.assertEqual(self.container(service)["State"]["Status"], "running", service)

        with self.subTest("it works at the moment it is called ready"):
            self.assertTrue(self.http("/core/health"))
            self.assertTrue(self.http("/orchestrator/health"))
            self.assertTrue(self.http("/knowledge/health"))

        with self.subTest("starts in the order of the dependencies"):
            at = {s["name"]: s["containers"][0] for s in result.report["services"]}
            for service, dependencies in {"core-api": ("postgres", "redis"), "agent-orchestrator": ("core-api", "redis"),
                                          "knowledge-service": ("postgres", "redis"),
                                          "nginx": ("core-api", "agent-orchestrator", "knowledge-service")}.items():
                for dependency in dependencies:
                    self.assertGreaterEqual(at[service]["started_ms"], at[dependency]["ready_ms"], (service, dependency))

        with self.subTest("users, limits, networks on the engine"):
            core = self.container("core-api")
            self.assertEqual(core["Config"]["User"], "10001:10001")
            self.assertEqual(core["HostConfig"]["Memory"], 192 << 20)
            self.assertEqual(set(core["NetworkSettings"]["Networks"]), {f"{self.name}_backend", f"{self.name}_data"})
            internal = {n["Labels"]["com.docker.compose.network"]: n["Internal"] for n in ENGINE.networks(self.name)}
            self.assertEqual(internal, {"edge": False, "backend": True, "data": True})

        with self.subTest("verify"):
            verified = self.verify(cwd=self.sample)
            self.assertEqual([f for f in verified.report["findings"] if f["severity"] != "info"], [])

        with self.subTest("second run"):
            # The engine's own first probes come after 10 and 30 s; until then ours decide.
            before, since = self.ids(), time.time()
            again = self.up(cwd=self.sample)
            self.assertEqual(set(again.actions().values()), {"unchanged"})
            self.assertEqual(self.ids(), before)
            self.assertEqual([e for e in ENGINE.events(self.name, since) if e[1] in ("start", "create", "die")], [])
            print(f"    sample up again: {again.report['elapsed_ms']} ms")

        with self.subTest("passwords are not shown"):
            for text in (result.text, verified.text, again.text):
                for password in self.passwords:
                    self.assertNotIn(password, text)

        with self.subTest("down"):
            self.json("down", "--volumes", cwd=self.sample)
            self.assertEqual((self.containers(), ENGINE.networks(self.name), ENGINE.volumes(self.name)), ([], [], []))
