"""Images that are not there: pulled from a registry, or built."""

import os
import shutil
import socket
import subprocess
import tempfile
import unittest

from proxy import Proxy
from support import ENGINE, IMAGE, ROOT, EngineError, EngineTest, environment


def remove_image(reference):
    try:
        ENGINE.call("DELETE", f"/images/{reference}", query={"force": "1"})
    except EngineError:
        pass


class PullTest(EngineTest):
    """From a registry on loopback (integration/engine/registry)."""

    weight = 2

    @classmethod
    def setUpClass(cls):
        for tool in ("docker-registry", "docker", "curl"):
            if shutil.which(tool) is None:
                raise unittest.SkipTest(f"{tool} is missing (scripts/install-packages engine)")
        if not ENGINE.host.startswith("unix://"):
            raise unittest.SkipTest("the engine may not reach this machine's loopback")
        cls.state = tempfile.mkdtemp(prefix="dockverify-registry-")
        cls.addClassCleanup(shutil.rmtree, cls.state, ignore_errors=True)
        cls.environment = environment(DOCKVERIFY_REGISTRY=cls.state)
        cls.addClassCleanup(cls.registry, "clean")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        cls.address = cls.registry("start", str(port))
        cls.reference = cls.registry("push", IMAGE)
        cls.addClassCleanup(remove_image, cls.reference)

    @classmethod
    def registry(cls, *arguments):
        done = subprocess.run([ROOT / "integration/engine/registry", *arguments], env=cls.environment, check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def setUp(self):
        super().setUp()
        self.addCleanup(remove_image, self.reference)
        self.addCleanup(ENGINE.remove_project, self.name)

    def stack(self, reference, extra=""):
        self.compose(f"""
            services:
              one: {{image: "{reference}", command: STAY, init: true {extra}}}
              two: {{image: "{reference}", command: STAY, init: true {extra}}}
            """)

    def pulls(self, *arguments, expect=0):
        with Proxy(self.folder / f"p{len(os.listdir(self.folder))}.sock", ENGINE.socket_path) as proxy:
            result = self.up("--stable-for", "0s", *arguments, expect=expect, env={"DOCKER_HOST": proxy.host})
            return result, proxy.count("POST", "^/images/create$")

    def test_missing_image_is_pulled_once(self):
        self.assertFalse(ENGINE.has_image(self.reference))
        self.stack(self.reference)
        result, pulls = self.pulls()
        self.assertEqual(pulls, 1, "two services share the image")
        self.assertTrue(ENGINE.has_image(self.reference))
        self.assertEqual(self.container("one")["Config"]["Image"], self.reference)
        self.assertEqual(self.container("one")["Config"]["Labels"]["com.docker.compose.image"],
                         ENGINE.get(f"/images/{self.reference}/json")["Id"])
        self.assertEqual(result.service("one")["image"], self.reference)
        self.assertEqual(self.pulls()[1], 0, "an image that is there is not pulled again")

    def test_pull_policies(self):
        self.stack(self.reference, ", pull_policy: never")
        result, pulls = self.pulls(expect=4)
        self.assertEqual(pulls, 0)
        self.assertIn("pull_policy", result.out)
        self.assertEqual(self.containers(), [])
        self.stack(self.reference, ", pull_policy: always")
        self.assertEqual(self.pulls()[1], 1)
        self.assertEqual(self.pulls()[1], 1, "always means always")

    def test_unknown_tag(self):
        self.stack(f"{self.address}/busybox:no-such-tag")
        result = self.up(expect=4)
        self.assertIn("no-such-tag", result.out)
        self.assertIn("DVS004", result.out)
        self.assertEqual(self.containers(), [], "containers were created although an image is missing")

    def test_unknown_repository(self):
        self.stack(f"{self.address}/nobody/nothing:1.0")
        result = self.up(expect=4)
        self.assertIn("nobody/nothing", result.out)
        self.assertRegex(result.out, r"DVS00\d")


class BuildTest(EngineTest):
    """From a Dockerfile."""

    def setUp(self):
        super().setUp()
        self.image = f"dockverify-test/{self.name}:1.0"
        self.addCleanup(remove_image, self.image)
        self.addCleanup(remove_image, f"{self.name}-app")
        self.addCleanup(ENGINE.remove_project, self.name)
        self.write("app/Dockerfile", f"""
            FROM {IMAGE} AS base
            ARG GREETING=none
            RUN echo "$GREETING" >/greeting
            FROM base AS final
            COPY . /app/
            CMD ["tail", "-f", "/dev/null"]
            FROM base AS never
            RUN false
            """)
        self.write("app/wanted.txt", "wanted\n")
        self.write("app/ignored/secret.txt", "not for the image\n")
        self.write("app/.dockerignore", "ignored\n")
        self.stack(f"image: {self.image}")

    def stack(self, image):
        self.compose(f"""
            services:
              app:
                {image}
                init: true
                build: {{context: ./app, target: final, args: {{GREETING: hello}}}}
                healthcheck: {{test: ["CMD", "true"], interval: 1s}}
            """)

    def file_of(self, path):
        return ENGINE.exec(self.container("app")["Id"], "cat", path)

    def test_build_then_rebuild(self):
        self.up()
        self.assertEqual(self.file_of("/greeting")[1].strip(), "hello")
        self.assertEqual(self.file_of("/app/wanted.txt")[1].strip(), "wanted")
        self.assertNotEqual(self.file_of("/app/ignored/secret.txt")[0], 0, ".dockerignore was not heeded")
        before = self.ids()
        self.write("app/wanted.txt", "changed\n")
        self.assertEqual(self.up().actions(), {"app": "unchanged"}, "a source that changed is not built again by itself")
        self.assertEqual(self.ids(), before)
        result = self.up("--build")
        self.assertEqual(result.actions(), {"app": "recreated"})
        self.assertEqual(result.service("app")["changed_keys"], ["image"])
        self.assertEqual(self.file_of("/app/wanted.txt")[1].strip(), "changed")
        self.assertEqual(self.up("--build").actions(), {"app": "unchanged"}, "the cached build changed nothing")

    def test_name_of_a_built_image(self):
        self.stack("labels: {org.example.a: b}")
        self.up()
        self.assertTrue(ENGINE.has_image(f"{self.name}-app"))
        self.assertEqual(self.container("app")["Config"]["Image"], f"{self.name}-app")

    def test_bad_dockerfile(self):
        self.write("app/Dockerfile", f"FROM {IMAGE}\nRUNN true\n")
        result = self.up(expect=4)
        self.assertRegex(result.out.lower(), "runn")
        self.assertEqual(self.containers(), [])

    def test_missing_dockerfile_and_context(self):
        (self.folder / "app" / "Dockerfile").unlink()
        result = self.up(expect=4)
        self.assertIn("Dockerfile", result.out)
        shutil.rmtree(self.folder / "app")
        result = self.run_tool("up", "--format", "json")
        self.check_report(result, "up")
        self.assertIn(result.code, (2, 4), result)
        self.assertIn(str(self.folder / "app"), result.out, "it does not say which folder is missing")
