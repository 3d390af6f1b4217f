"""Signals while waiting, and an engine that goes away."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from support import ENGINE, IMAGE, ROOT, Engine, EngineTest

WAITING = """
    services:
      fine:
        image: IMAGE
        command: STAY
        init: true
        healthcheck: {test: ["CMD", "true"], interval: 1s}
      slow:
        image: IMAGE
        command: STAY
        init: true
        healthcheck: {test: ["CMD", "test", "-e", "/ready"], interval: 1s, retries: 1000}
      behind:
        image: IMAGE
        command: STAY
        init: true
        depends_on: {slow: {condition: service_healthy}, fine: {condition: service_healthy}}
    """


class SignalTest(EngineTest):
    """SIGINT and SIGTERM: stop waiting, say what is up, leave the containers."""

    def waiting_run(self, *arguments):
        self.compose(WAITING)
        process = self.start("up", *arguments)

        def slow_is_waited_for():
            self.assertIsNone(process.process.poll(), f"it ended although a service is not ready\n{process.result()}")
            return re.search(r"fine\s+ready", process.progress()) and any(c["State"]["Running"] for c in self.containers("slow"))
        self.until(slow_is_waited_for, "fine ready, slow started and waited for")
        return process

    def interrupt(self, which):
        process = self.waiting_run("--format", "json")
        sent = time.monotonic()
        process.signal(which)
        result = process.wait(60)
        self.assertLess(time.monotonic() - sent, 15, "not promptly")
        self.assertEqual(result.code, 130, result)
        self.check_report(result, "up")
        self.assertEqual({s["name"]: s["ready"] for s in result.report["services"]},
                         {"fine": True, "slow": False, "behind": False})
        self.assert_running("fine", "slow")
        self.assertEqual(self.container("behind")["State"]["Status"], "created")
        # The next run goes on from here.
        ENGINE.exec(self.container("slow")["Id"], "touch", "/ready")
        again = self.up("--stable-for", "0s")
        self.assertEqual(again.actions()["fine"], "unchanged")
        self.assertTrue(all(s["ready"] for s in again.report["services"]))

    def test_sigint(self):
        self.interrupt(signal.SIGINT)

    def test_sigterm(self):
        self.interrupt(signal.SIGTERM)

    def test_text_says_what_is_up_and_what_is_not(self):
        process = self.waiting_run()
        process.signal(signal.SIGINT)
        result = process.wait(60)
        self.assertEqual(result.code, 130)
        self.assertRegex(result.out, r"interrupted.*1 of 3 services ready.*not ready: .*slow")

    def test_second_signal_ends_at_once(self):
        process = self.waiting_run()
        # Stopped, so that both signals arrive before it can act on the first.
        process.signal(signal.SIGSTOP)
        process.signal(signal.SIGINT)
        process.signal(signal.SIGTERM)
        sent = time.monotonic()
        process.signal(signal.SIGCONT)
        result = process.wait(60)
        self.assertEqual(result.code, 130)
        self.assertLess(time.monotonic() - sent, 10)

    def test_interrupt_before_anything_is_done(self):
        self.compose(WAITING)
        process = self.start("up", "--format", "json")
        time.sleep(0.05)
        process.signal(signal.SIGINT)
        result = process.wait(60)
        # A signal that comes before the program can catch it ends it the usual way.
        self.assertIn(result.code, (130, -signal.SIGINT), result)
        time.sleep(2)  # the engine may still carry out what it was asked for; the clean-up has to see it


def can_start_an_engine():
    if os.environ.get("DOCKERVERIFY_NO_PRIVATE_ENGINE"):
        return "private engines are switched off"
    for tool in ("dockerd", "containerd", "runc", "iptables", "ip", "curl"):
        if shutil.which(tool, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            return f"{tool} is missing (scripts/install-packages engine)"
    if os.geteuid() != 0 and shutil.which("sudo") is None:
        return "a private engine needs root"
    return ""


class EngineLostTest(EngineTest):
    """A second private engine, which the tests may kill."""

    weight = 6

    @classmethod
    def setUpClass(cls):
        if reason := can_start_an_engine():
            raise unittest.SkipTest(reason)
        cls.state = tempfile.mkdtemp(prefix="dv-engine-")
        cls.environment = {**os.environ, "DOCKVERIFY_STATE": cls.state}
        cls.addClassCleanup(shutil.rmtree, cls.state, ignore_errors=True)
        cls.addClassCleanup(cls.control, "clean")
        cls.control("start")
        cls.engine = Engine(f"unix://{cls.state}/docker.sock")
        image = ENGINE.raw("GET", f"/images/{IMAGE}/get")
        cls.engine.raw("POST", "/images/load", image, {"Content-Type": "application/x-tar"})

    @classmethod
    def control(cls, command):
        subprocess.run([ROOT / "integration/engine/private-engine", command], env=cls.environment, check=True,
                       stdin=subprocess.DEVNULL)

    def setUp(self):
        super().setUp()
        self.env["DOCKER_HOST"] = self.engine.host
        self.addCleanup(self.engine.remove_project, self.name)

    def start(self, *arguments, env=None, cwd=None):
        self.env.pop("DOCKER_HOST", None)
        return super().start(*arguments, env={"DOCKER_HOST": self.engine.host, **(env or {})}, cwd=cwd)

    def containers(self, service=None):
        return self.engine.containers(self.name, service)

    def kill(self):
        pid = int(open(f"{self.state}/pid", encoding="ascii").read())
        if os.geteuid() == 0:
            os.kill(pid, signal.SIGKILL)
        else:
            subprocess.run(["sudo", "kill", "-KILL", str(pid)], check=True)

    def test_engine_killed_while_waiting(self):
        self.compose(WAITING)
        process = self.start("up", "--format", "json")
        self.until(lambda: any(c["State"]["Running"] for c in self.containers("slow")), "slow started")
        time.sleep(1)
        self.kill()
        killed = time.monotonic()
        try:
            result = process.wait(90)
            self.assertLess(time.monotonic() - killed, 60, "it took long to notice")
            self.assertEqual(result.code, 3, result)
            report = self.check_report(result, "up")
            self.assertEqual(len(report["errors"]), 1, result)
            error = report["errors"][0]
            self.assertRegex(error["code"], "^engine")
            self.assertRegex(error["message"].lower(), "engine|connection|closed")
            self.assertTrue(error["advice"])
            # Meanwhile the engine is away altogether.
            away = self.up(expect=3)
            self.assertRegex(away.report["errors"][0]["message"], "no engine|refused")
        finally:
            self.control("start")
        # The engine is back: a second run completes what the first began.
        self.until(lambda: self.containers("slow"), "the engine's containers are back")
        second = self.start("up", "--format", "json", "--stable-for", "0s")

        def allow():
            for container in self.containers("slow"):
                if container["State"]["Running"]:
                    self.engine.exec(container["Id"], "touch", "/ready")
                    return True
            return False
        self.until(allow, "slow running again")
        result = second.wait()
        self.assertEqual(result.code, 0, result)
        self.assertTrue(all(s["ready"] for s in result.report["services"]))
        self.assert_running("fine", "slow", "behind")
