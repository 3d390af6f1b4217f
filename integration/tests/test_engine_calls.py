"""What goes over the wire: commands that only look never write, and a broken wire is survived or reported."""

import time

from proxy import Proxy
from support import ENGINE, EngineTest

STACK = """
    services:
      db:
        image: IMAGE
        command: STAY
        init: true
        networks: {back: {}}
        volumes: ["data:/data"]
        healthcheck: {test: ["CMD", "true"], interval: 1s}
      api:
        image: IMAGE
        command: STAY
        init: true
        networks: {back: {}}
        healthcheck: {test: ["CMD", "true"], interval: 1s}
        depends_on: {db: {condition: service_healthy}}
    networks: {back: {}}
    volumes: {data: {}}
    """


class ProxyTest(EngineTest):
    """dockverify talks to the engine through a proxy."""

    def proxy(self, fault=None):
        path = self.folder / f"proxy-{time.monotonic_ns()}.sock"
        return self.enterContext(Proxy(path, ENGINE.socket_path, fault))

    def through(self, proxy):
        return {"env": {"DOCKER_HOST": proxy.host}}


class ReadOnlyTest(ProxyTest):
    """verify, plan, config and version send GET and HEAD, nothing else."""

    def look(self, command, *arguments):
        proxy = self.proxy()
        result = self.run_tool(command, *arguments, **self.through(proxy))
        self.assertEqual(proxy.writes, [], f"{command} wrote")
        return proxy, result

    def test_no_write_call(self):
        self.compose(STACK)
        with self.subTest("nothing there"):
            self.look("verify")
            self.look("plan")
        self.up()
        with self.subTest("healthy stack"):
            proxy, result = self.look("verify")
            self.assertEqual(result.code, 0, result)
            self.assertTrue(proxy.requests, "it never asked the engine")
            proxy, _ = self.look("plan")
            self.assertTrue(proxy.requests)
        with self.subTest("changed file"):
            self.compose(STACK.replace("init: true", "init: true\n        environment: {NEW: value}"))
            self.look("plan", "--build", "--force-recreate", "--remove-orphans")
            self.look("verify")
        with self.subTest("no engine needed"):
            proxy, _ = self.look("config")
            self.assertEqual(proxy.requests, [])
            self.look("version")
        self.assertEqual({c["State"]["Status"] for c in self.containers()}, {"running"})

    def test_second_up_writes_nothing(self):
        self.compose(STACK)
        self.up()
        self.until_healthy("db", "api")
        proxy = self.proxy()
        result = self.up(**self.through(proxy))
        self.assertEqual(proxy.writes, [])
        self.assertEqual(set(result.actions().values()), {"unchanged"})
        print(f"    re-up of 2 services: {len(proxy.requests)} requests, {result.report['elapsed_ms']} ms")

    def test_waiting_does_not_poll(self):
        # Six seconds of waiting for the engine's verdict: polling would show as dozens of requests.
        self.compose("""
            services:
              app:
                image: IMAGE
                command: ["sh", "-c", "sleep 6; touch /ready; exec tail -f /dev/null"]
                init: true
                healthcheck: {test: ["CMD", "test", "-e", "/ready"], interval: 10s, retries: 10}
            """)
        proxy = self.proxy()
        self.up("--wait-for", "engine", **self.through(proxy))
        self.assertEqual(proxy.count("GET", "^/events$"), 1)
        inspects = proxy.count("GET", "^/containers/[^/]+/json$")
        self.assertLess(inspects, 15, "inspected over and over")
        self.assertEqual(proxy.count("POST", "^/exec/"), 0, "--wait-for engine runs no probes of its own")


def reply(status, body, kind="application/json", length=None):
    body = body.encode() if isinstance(body, str) else body
    return (f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body) if length is None else length}\r\n\r\n"
            ).encode() + body


class BrokenWireTest(ProxyTest):
    """Replies that are late, cut off or nonsense."""

    weight = 2

    #: how every reply to GET /containers/json looks, and what the message has to say
    NONSENSE = {
        "not HTTP": (("say", b"SSH-2.0-OpenSSH_9.2\r\n"), ""),
        "no JSON": (("say", reply("200 OK", "{{{ this is no JSON")), ""),
        "another JSON": (("say", reply("200 OK", '{"message": "an object, not a list"}')), ""),
        "a list of nonsense": (("say", reply("200 OK", '[1, null, "x", {"Id": 7, "Names": "y", "Labels": []}]')), ""),
        "empty": (("say", reply("200 OK", "")), ""),
        "half the body": (("say", reply("200 OK", '[{"Id": "ab', length=4000)), ""),
        "nothing at all": (("say", b""), ""),
        "half the head": (("say", b"HTTP/1.1 200 OK\r\nContent-Le"), ""),
        "a head without end": (("say", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2_000_000), ""),
        "negative length": (("say", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n[]"), ""),
        "bad chunks": (("say", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n[]\r\n"), ""),
        "deep nesting": (("say", reply("200 OK", "[" * 200_000)), ""),
        "error of the engine": (("say", reply("500 Internal Server Error", '{"message": "the disk is on fire"}')), "the disk is on fire"),
        "error of somebody else": (("say", reply("502 Bad Gateway", "<html>bad gateway</html>", "text/html")), "502"),
        "cut off": (("cut", 120), ""),
    }

    def test_nonsense_is_an_error_of_the_engine(self):
        self.compose(STACK)
        for name, (fault, words) in self.NONSENSE.items():
            for command in ("verify", "up"):
                with self.subTest(name, command=command):
                    proxy = self.proxy(lambda request, _, fault=fault: fault if request.path == "/containers/json" else None)
                    if name == "a list of nonsense":
                        # Harmless nonsense may be skipped; it must not crash, and verify must not pass.
                        result = self.run_tool("verify", "--format", "json", "--timeout", "30s", **self.through(proxy))
                        self.check_report(result, "verify")
                        self.assertNotEqual(result.code, 0, result)
                        continue
                    result = self.json(command, "--timeout", "30s", expect=3, **self.through(proxy))
                    (error,) = result.report["errors"]
                    self.assertTrue(error["message"].isprintable(), "the message holds raw bytes")
                    self.assertLess(len(error["message"]), 400, "the whole reply is quoted")
                    self.assertIn(words, error["message"])
                    self.assertLess(result.seconds, 25)
        self.assertEqual(self.containers(), [])

    def test_engine_that_hangs_is_ended_by_the_deadline(self):
        self.compose(STACK)
        for path in ("/_ping", "/containers/json"):
            with self.subTest(path):
                proxy = self.proxy(lambda request, _, path=path: ("hang",) if request.path == path else None)
                result = self.up("--timeout", "3s", expect=124, **self.through(proxy))
                self.assertLess(result.seconds, 25)
        self.assertEqual(self.containers(), [])

    def test_slow_replies_are_only_slow(self):
        self.compose(STACK)
        proxy = self.proxy(lambda request, _: ("drip", 17))
        self.up(**self.through(proxy))
        self.assert_running("db", "api")

    def test_lost_event_stream_loses_nothing(self):
        self.compose("""
            services:
              db:
                image: IMAGE
                command: ["sh", "-c", "sleep 5; touch /ready; exec tail -f /dev/null"]
                init: true
                healthcheck: {test: ["CMD", "test", "-e", "/ready"], interval: 2s, retries: 100}
              api:
                image: IMAGE
                command: STAY
                init: true
                depends_on: {db: {condition: service_healthy}}
                healthcheck: {test: ["CMD", "true"], interval: 1s}
            """)
        proxy = self.proxy(lambda request, number: ("drop", 1.5) if request.path == "/events" and number <= 3 else None)
        result = self.up("--wait-for", "engine", "--timeout", "100s", **self.through(proxy))
        streams = [r for r in proxy.requests if r.path == "/events"]
        self.assertGreaterEqual(len(streams), 2, "the stream was not opened again")
        self.assertTrue(all("since=" in r.query for r in streams[1:]), "opened again without `since`")
        self.assertTrue(all(s["ready_by"] == "engine" for s in result.report["services"]))
        starts = [e for e in result.report["timeline"] if e["event"] == "started"]
        self.assertEqual(len(starts), 2, "an event was acted on twice")

    def test_reply_lost_after_the_engine_acted(self):
        # The engine creates the container, but nobody hears of it. A second run adopts what is there.
        self.compose(STACK)
        proxy = self.proxy(lambda request, number: ("lose",) if request[:2] == ("POST", "/containers/create") and number == 1 else None)
        result = self.run_tool("up", "--format", "json", "--timeout", "60s", **self.through(proxy))
        self.check_report(result, "up")
        self.assertIn(result.code, (0, 3), result)
        self.up("--timeout", "100s")
        self.assertEqual(len(self.containers()), 2)
        self.assert_running("db", "api")

    def test_engine_refuses_a_start(self):
        self.compose(STACK)
        said = reply("500 Internal Server Error", '{"message": "driver failed: no such luck"}')
        proxy = self.proxy(lambda request, _: ("say", said) if request.path.endswith("/start") and "/containers/" in request.path else None)
        result = self.up(expect=4, **self.through(proxy))
        self.assertIn("no such luck", result.out)
        self.assertEqual(result.findings(service="api")[0]["caused_by"], "db")


class OldAndNewEngineTest(ProxyTest):
    """Version negotiation."""

    def test_too_old_engine(self):
        self.compose(STACK)
        said = b"HTTP/1.1 200 OK\r\nApi-Version: 1.12\r\nContent-Length: 2\r\n\r\nOK"
        proxy = self.proxy(lambda request, _: ("say", said) if request.path == "/_ping" else None)
        result = self.up(expect=3, **self.through(proxy))
        self.assertIn("1.12", result.report["errors"][0]["message"])

    def test_much_newer_engine_is_spoken_to_in_a_version_it_knows(self):
        self.compose(STACK)
        said = b"HTTP/1.1 200 OK\r\nApi-Version: 9.99\r\nContent-Length: 2\r\n\r\nOK"
        proxy = self.proxy(lambda request, _: ("say", said) if request.path == "/_ping" else None)
        result = self.run_tool("verify", "--format", "json", **self.through(proxy))
        self.check_report(result, "verify")
        self.assertIn(result.code, (1, 3), result)
