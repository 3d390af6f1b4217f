"""What the tests on a real engine share.

Runs dockverify and parses its report, talks plain HTTP to the engine (no client library, so that nothing but the engine
itself is trusted), makes temporary projects and removes what carries their label.

Set by integration/run: DOCKVERIFY_BINARY, DOCKER_HOST, TEST_IMAGE.
"""

import contextlib
import http.client
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import textwrap
import threading
import time
import unittest
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("DOCKVERIFY_BINARY", str(ROOT / "build/release/dockverify"))
IMAGE = os.environ.get("TEST_IMAGE", "dockverify/busybox:1.35")
PROJECT_LABEL = "com.docker.compose.project"
SERVICE_LABEL = "com.docker.compose.service"
#: Far more than any step takes: a test fails by its assertion, not because the machine is busy.
PATIENCE = 120

# A program that stays, and ends at once when asked to (with init: true).
STAY = '["tail", "-f", "/dev/null"]'


class EngineError(Exception):
    """The engine answered with an error status."""

    def __init__(self, status, message):
        super().__init__(f"{status}: {message}")
        self.status = status


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("docker", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Engine:
    """The engine at an address (unix:// or tcp://), one connection a call."""

    def __init__(self, host):
        self.host = host

    @property
    def socket_path(self):
        assert self.host.startswith("unix://"), f"this test needs a unix socket, not {self.host}"
        return self.host.removeprefix("unix://")

    def _connection(self, timeout):
        if self.host.startswith("unix://"):
            return _UnixConnection(self.socket_path, timeout)
        return http.client.HTTPConnection(urllib.parse.urlsplit(self.host).netloc, timeout=timeout)

    def raw(self, method, path, body=None, headers=None, timeout=PATIENCE):
        connection = self._connection(timeout)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            data = reply.read()
        finally:
            connection.close()
        if reply.status >= 400:
            raise EngineError(reply.status, data.decode(errors="replace").strip())
        return data

    def call(self, method, path, body=None, query=None, timeout=PATIENCE):
        if query:
            encoded = {k: v if isinstance(v, str) else json.dumps(v) for k, v in query.items()}
            path += "?" + urllib.parse.urlencode(encoded)
        headers = {}
        if body is not None:
            body, headers = json.dumps(body), {"Content-Type": "application/json"}
        data = self.raw(method, path, body, headers, timeout)
        try:
            return json.loads(data) if data.strip() else None
        except json.JSONDecodeError:
            return data.decode(errors="replace")

    def get(self, path, **query):
        return self.call("GET", path, query=query)

    def answers(self):
        try:
            return self.raw("GET", "/_ping", timeout=5) == b"OK"
        except (OSError, EngineError, http.client.HTTPException):
            return False

    def has_image(self, reference):
        try:
            return bool(self.get(f"/images/{reference}/json"))
        except EngineError:
            return False

    def containers(self, project, service=None):
        """Inspects of all containers of a project, stopped ones included, by name."""
        label = [f"{PROJECT_LABEL}={project}"] + ([f"{SERVICE_LABEL}={service}"] if service else [])
        listed = self.get("/containers/json", all="1", filters={"label": label})
        found = []
        for entry in listed:
            with contextlib.suppress(EngineError):  # gone in between
                found.append(self.inspect(entry["Id"]))
        return sorted(found, key=lambda c: c["Name"])

    def inspect(self, container):
        return self.get(f"/containers/{container}/json")

    def networks(self, project):
        return self.get("/networks", filters={"label": [f"{PROJECT_LABEL}={project}"]}) or []

    def volumes(self, project):
        return self.get("/volumes", filters={"label": [f"{PROJECT_LABEL}={project}"]})["Volumes"] or []

    def events(self, project, since):
        """Actions of the project's containers from `since` (time.time()) until now: [(service, action)]."""
        label = [f"{PROJECT_LABEL}={project}"]
        text = self.raw("GET", "/events?" + urllib.parse.urlencode({
            "since": f"{since:.6f}", "until": f"{time.time():.6f}",
            "filters": json.dumps({"type": ["container"], "label": label})})).decode()
        out = []
        for line in text.splitlines():
            if line.strip():
                event = json.loads(line)
                out.append((event["Actor"]["Attributes"].get(SERVICE_LABEL, ""), event["Action"]))
        return out

    def logs(self, container):
        """Both streams of a container without a terminal, frames removed."""
        data = self.raw("GET", f"/containers/{container}/logs?stdout=1&stderr=1")
        text, at = b"", 0
        while at + 8 <= len(data):
            size = int.from_bytes(data[at + 4:at + 8], "big")
            text += data[at + 8:at + 8 + size]
            at += 8 + size
        return text.decode(errors="replace")

    def exec(self, container, *command, user=""):
        """Runs a command in a container: (exit code, output)."""
        made = self.call("POST", f"/containers/{container}/exec",
                         {"Cmd": list(command), "AttachStdout": True, "AttachStderr": True, "Tty": True, "User": user})
        output = self.call("POST", f"/exec/{made['Id']}/start", {"Tty": True})
        return self.get(f"/exec/{made['Id']}/json")["ExitCode"], output if isinstance(output, str) else str(output)

    def remove_project(self, project):
        for _ in range(3):
            left = self.get("/containers/json", all="1", filters={"label": [f"{PROJECT_LABEL}={project}"]})
            for entry in left:
                with contextlib.suppress(EngineError):
                    self.call("DELETE", f"/containers/{entry['Id']}", query={"force": "1", "v": "1"})
            if not left:
                break
        for network in self.networks(project):
            with contextlib.suppress(EngineError):
                self.call("DELETE", f"/networks/{network['Id']}")
        for volume in self.volumes(project):
            with contextlib.suppress(EngineError):
                self.call("DELETE", f"/volumes/{volume['Name']}", query={"force": "1"})


ENGINE = Engine(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))


def environment(**changes):
    """The tests' own environment without what would change how a project is read."""
    out = {k: v for k, v in os.environ.items() if not k.startswith(("COMPOSE_", "DOCKER_"))}
    out.update(DOCKER_HOST=ENGINE.host, NO_COLOR="1", LC_ALL="C.UTF-8")
    for key, value in changes.items():
        if value is None:
            out.pop(key, None)
        else:
            out[key] = str(value)
    return out


class Result:
    """A finished run: exit status, both streams, the report when it was asked for."""

    def __init__(self, arguments, code, out, err, seconds):
        self.arguments, self.code, self.out, self.err, self.seconds = arguments, code, out, err, seconds

    @property
    def report(self):
        try:
            return json.loads(self.out)
        except json.JSONDecodeError as problem:
            raise AssertionError(f"standard output is no JSON report ({problem}):\n{self}") from None

    @property
    def text(self):
        return self.out + self.err

    def findings(self, **wanted):
        return [f for f in self.report["findings"] if all(f.get(k) == v for k, v in wanted.items())]

    def service(self, name):
        for service in self.report["services"]:
            if service["name"] == name:
                return service
        raise AssertionError(f"the report has no service {name}:\n{self}")

    def actions(self):
        return {s["name"]: s.get("action") for s in self.report["services"]}

    def __str__(self):
        return (f"$ dockverify {' '.join(self.arguments)}\nexit status {self.code} after {self.seconds:.1f} s\n"
                f"--- standard output\n{self.out}\n--- standard error\n{self.err}")


class Running:
    """dockverify in the background."""

    def __init__(self, arguments, cwd, env):
        self.arguments = [str(a) for a in arguments]
        self.begun = time.monotonic()
        self._out = tempfile.TemporaryFile()
        self._err = tempfile.TemporaryFile()
        self.process = subprocess.Popen([BINARY, *self.arguments], cwd=cwd, env=env, stdin=subprocess.DEVNULL,
                                        stdout=self._out, stderr=self._err)

    def progress(self):
        """What it wrote to standard error so far."""
        return os.pread(self._err.fileno(), 1 << 20, 0).decode(errors="replace")

    def signal(self, which):
        self.process.send_signal(which)

    def wait(self, timeout=PATIENCE):
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"dockverify {' '.join(self.arguments)} did not end within {timeout} s:\n"
                                 f"{self.progress()}") from None
        return self.result()

    def result(self):
        seconds = time.monotonic() - self.begun
        texts = [os.pread(f.fileno(), 1 << 24, 0).decode(errors="replace") for f in (self._out, self._err)]
        return Result(self.arguments, self.process.returncode, *texts, seconds)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._out.close()
        self._err.close()


_numbers = itertools.count(1)
_numbers_lock = threading.Lock()


def unique(word="test"):
    """A project name that no other test, and no other run on this engine, has."""
    with _numbers_lock:
        return f"dv-{word}-{os.getpid()}-{next(_numbers)}"


def has_docker_compose():
    """The version of docker compose, or None when the machine has none (v1 is none)."""
    if shutil.which("docker") is None:
        return None
    done = subprocess.run(["docker", "compose", "version", "--short"], env=environment(), capture_output=True, text=True,
                          check=False)
    version = done.stdout.strip().removeprefix("v")
    return version if done.returncode == 0 and re.match(r"[2-9]|\d\d", version) else None


class EngineTest(unittest.TestCase):
    """A test with a project of its own: a folder, a unique name, and nothing left on the engine afterwards."""

    maxDiff = None
    longMessage = True

    def setUp(self):
        word = re.sub(r"[^a-z0-9]", "", self._testMethodName.removeprefix("test_").lower())[:20]
        self.name = unique(word)
        self.folder = Path(tempfile.mkdtemp(prefix="dockverify-"))
        self.env = {"COMPOSE_PROJECT_NAME": self.name}
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(ENGINE.remove_project, self.name)

    # Files

    def write(self, path, text, mode=None):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text))
        if mode is not None:
            target.chmod(mode)
        return target

    def compose(self, text):
        """Writes compose.yaml; IMAGE is the small test image, STAY a command that stays until it is told to end."""
        text = textwrap.dedent(text).replace("IMAGE", IMAGE).replace("STAY", STAY)
        return self.write("compose.yaml", text)

    def line_of(self, words, path="compose.yaml"):
        """The number of the only line of a file that contains `words`."""
        lines = [n for n, line in enumerate((self.folder / path).read_text().splitlines(), 1) if words in line]
        self.assertEqual(len(lines), 1, f"{words!r} is not in exactly one line of {path}")
        return lines[0]

    # Runs

    def start(self, *arguments, env=None, cwd=None):
        process = Running(arguments, cwd or self.folder, environment(**self.env, **(env or {})))
        self.addCleanup(process.close)
        return process

    def run_tool(self, *arguments, env=None, cwd=None, timeout=PATIENCE):
        return self.start(*arguments, env=env, cwd=cwd).wait(timeout)

    def json(self, command, *arguments, expect=0, **how):
        """Runs a command with --format json, checks the exit status and what every report has to have."""
        result = self.run_tool(command, "--format", "json", *arguments, **how)
        self.check_report(result, command)
        self.assertEqual(result.code, expect, f"exit status\n{result}")
        return result

    def up(self, *arguments, expect=0, **how):
        return self.json("up", *arguments, expect=expect, **how)

    def verify(self, *arguments, expect=0, **how):
        return self.json("verify", *arguments, expect=expect, **how)

    def check_report(self, result, command):
        report = result.report
        self.assertEqual(report["schema"], "dockverify/report/v1")
        self.assertEqual(report["command"], command)
        self.assertEqual(report["exit_code"], result.code, f"the report's exit code is not the process's\n{result}")
        outcomes = {0: {"ok"}, 1: {"findings"}, 2: {"error", "failed"}, 3: {"error"}, 4: {"failed"}, 124: {"timeout"},
                    130: {"interrupted"}}
        self.assertIn(report["outcome"], outcomes[result.code], f"outcome\n{result}")
        checks = report["checks"]
        self.assertEqual(checks["executed"], checks["passed"] + checks["failed"] + checks["undetermined"],
                         f"the checks do not add up\n{result}")
        for key in ("findings", "services", "timeline", "errors"):
            self.assertIsInstance(report[key], list)
        self.assertNotIn("\x1b", result.text, "escape codes although this is no terminal")
        return report

    # The engine's word

    def containers(self, service=None):
        return ENGINE.containers(self.name, service)

    def container(self, service):
        found = self.containers(service)
        self.assertEqual(len(found), 1, f"containers of {service}: {[c['Name'] for c in found]}")
        return found[0]

    def ids(self):
        return {c["Name"]: c["Id"] for c in self.containers()}

    def assert_running(self, *services):
        for service in services:
            found = self.containers(service)
            self.assertTrue(found, f"{service} has no container")
            for container in found:
                self.assertEqual(container["State"]["Status"], "running", container["Name"])

    def until(self, condition, what, timeout=PATIENCE, pause=0.1):
        """Waits for a condition that the engine reaches by itself."""
        deadline = time.monotonic() + timeout
        while not (value := condition()):
            if time.monotonic() > deadline:
                self.fail(f"not reached within {timeout} s: {what}")
            time.sleep(pause)
        return value

    def until_healthy(self, *services):
        for service in services:
            self.until(lambda: all(c["State"]["Health"]["Status"] == "healthy" for c in self.containers(service)),
                       f"{service} healthy by the engine's word")


@contextlib.contextmanager
def measured(label):
    """Prints how long a step took: for information, never a condition."""
    begun = time.monotonic()
    yield
    print(f"    {label}: {time.monotonic() - begun:.2f} s")
