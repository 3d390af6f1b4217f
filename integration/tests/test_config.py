"""The digests of `config`, which a registry has and the engine looks up."""

import os
import shutil
import socket
import subprocess
import tempfile
import unittest

from proxy import Proxy
from support import ENGINE, IMAGE, ROOT, EngineError, EngineTest, environment


class DigestTest(EngineTest):
    """With a registry on loopback (integration/engine/registry)."""

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
        cls.registry("start", str(port))
        cls.reference = cls.registry("push", IMAGE)
        cls.addClassCleanup(cls.remove_image)

    @classmethod
    def remove_image(cls):
        try:
            ENGINE.call("DELETE", f"/images/{cls.reference}", query={"force": "1"})
        except EngineError:
            pass

    @classmethod
    def registry(cls, *arguments):
        done = subprocess.run([ROOT / "integration/engine/registry", *arguments], env=cls.environment, check=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def config(self, *arguments):
        with Proxy(self.folder / f"p{len(os.listdir(self.folder))}.sock", ENGINE.socket_path) as proxy:
            result = self.run_tool("config", *arguments, env={"DOCKER_HOST": proxy.host})
            writes = [request for request in proxy.requests if request.method not in ("GET", "HEAD")]
            return result, proxy.count("GET", "/distribution/"), writes

    def test_each_image_is_pinned_by_one_read(self):
        self.compose(f"services: {{a: {{image: '{self.reference}'}}, b: {{image: '{self.reference}'}}}}")
        result, lookups, writes = self.config("--lock-image-digests")
        self.assertEqual(result.code, 0, str(result))
        digest = ENGINE.call("GET", f"/distribution/{self.reference}/json")["Descriptor"]["digest"]
        for service in ("a", "b"):
            self.assertIn(f"  {service}:\n    image: {self.reference}@{digest}\n", result.out)
        self.assertEqual((lookups, writes), (1, []))

    def test_unknown_tag(self):
        self.compose(f"services: {{a: {{image: '{self.reference}-nope'}}}}")
        target = self.folder / "out.yaml"
        target.write_text("before")
        result, _, _ = self.config("--resolve-image-digests", "-o", str(target))
        self.assertEqual(result.code, 3, str(result))
        self.assertIn(f"{self.reference}-nope", result.err)
        self.assertEqual(target.read_text(), "before")
