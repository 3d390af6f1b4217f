"""docker compose v2 and dockverify take each other's stacks as their own."""

import json
import subprocess
import time
import unittest

from support import ENGINE, PATIENCE, EngineTest, environment, has_docker_compose

STACK = """
    services:
      db:
        image: IMAGE
        command: STAY
        init: true
        environment: {MODE: "a b", NUMBER: 010, EMPTY: "", QUOTED: "it's <&> \\"so\\""}
        env_file: [more.env]
        volumes: ["data:/data", "./folder:/folder:ro"]
        networks: {back: {aliases: [database]}}
        ulimits: {nofile: {soft: 512, hard: 1024}, nproc: 200}
        tmpfs: ["/scratch:size=1m"]
        healthcheck: {test: ["CMD-SHELL", "test -d /data"], interval: 1s, timeout: 2s, retries: 3}
        logging: {driver: json-file, options: {max-size: 1m}}
        labels: {org.example.tier: store}
        secrets: [password]
        configs: [{source: settings, target: /etc/settings}]
      api:
        image: IMAGE
        command: ["sh", "-c", "exec tail -f /dev/null"]
        init: true
        user: "1000:1000"
        read_only: true
        cap_drop: [ALL]
        security_opt: ["no-new-privileges:true"]
        deploy: {replicas: 2, resources: {limits: {memory: 48M, cpus: "0.25", pids: 50}}}
        networks: {back: {}, front: {}}
        restart: unless-stopped
        stop_grace_period: 1m30s
        extra_hosts: ["example.test:192.0.2.7"]
        depends_on: {db: {condition: service_healthy}}
      seed: {image: IMAGE, command: ["true"]}
      web:
        image: IMAGE
        command: ["httpd", "-f", "-p", "8080", "-h", "/etc"]
        init: true
        ports: ["127.0.0.1::8080"]
        networks: [front]
        expose: ["9000"]
        depends_on: {api: {condition: service_started}, seed: {condition: service_completed_successfully}}
        sysctls: {net.core.somaxconn: 512}
        hostname: webhost
        dns: ["192.0.2.53"]
    networks:
      front: {}
      back: {internal: true, labels: {org.example.a: b}}
    volumes: {data: {labels: {org.example.c: d}}}
    secrets: {password: {file: ./password}}
    configs: {settings: {file: ./settings}}
    """


class ComposeTest(EngineTest):
    """Both on one stack, one after the other."""

    weight = 5

    @classmethod
    def setUpClass(cls):
        if has_docker_compose() is None:
            raise unittest.SkipTest("this machine has no docker compose v2")

    def setUp(self):
        super().setUp()
        self.compose(STACK)
        self.write("more.env", "FROM_FILE=yes\nMODE=overridden\n")
        self.write("password", "open sesame\n")
        self.write("settings", "colour = blue\n")
        self.write("folder/file", "content\n")

    def compose_command(self, *arguments):
        done = subprocess.run(["docker", "compose", *arguments], cwd=self.folder, env=environment(**self.env),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, f"docker compose {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done

    def assert_nothing_happened(self, since, before):
        self.assertEqual(self.ids(), before, "containers were replaced")
        events = [e for e in ENGINE.events(self.name, since) if e[0] != "seed" and not e[1].startswith("exec_")]
        self.assertEqual([e for e in events if e[1] in ("create", "start", "die", "destroy", "kill")], [])

    def test_compose_takes_over_our_stack(self):
        self.up("--stable-for", "0s")
        before, since = self.ids(), time.time()
        with self.subTest("config hashes"):
            hashes = dict(line.split() for line in self.compose_command("config", "--hash", "*").stdout.splitlines())
            for service in ("api", "web", "seed"):  # of db, with its env_file, v2.40 prints a wrong one
                for container in self.containers(service):
                    self.assertEqual(container["Config"]["Labels"]["com.docker.compose.config-hash"], hashes[service], service)
        with self.subTest("up recreates nothing"):
            self.compose_command("up", "-d")
            self.assert_nothing_happened(since, before)
        with self.subTest("ps and ls"):
            listed = self.compose_command("ps", "-a", "--format", "json").stdout
            rows = json.loads(listed) if listed.startswith("[") else [json.loads(line) for line in listed.splitlines()]
            self.assertEqual({"/" + row["Name"] for row in rows}, set(before))
            self.assertIn(self.name, self.compose_command("ls").stdout)
        with self.subTest("logs"):
            self.compose_command("logs", "db")
        with self.subTest("stop, then our up starts it"):
            self.compose_command("stop", "-t", "2")
            self.assertEqual({c["State"]["Status"] for c in self.containers()}, {"exited"})
            self.up("--stable-for", "0s")
            self.assertEqual(self.ids(), before)
            self.assert_running("db", "api", "web")
        with self.subTest("down removes all of it"):
            self.compose_command("down", "--volumes", "-t", "2")
            self.assertEqual((self.containers(), ENGINE.networks(self.name), ENGINE.volumes(self.name)), ([], [], []))

    def test_we_take_over_composes_stack(self):
        self.compose_command("up", "-d")
        self.until_healthy("db")
        before, since = self.ids(), time.time()
        self.verify()
        plan = self.run_tool("plan")
        self.assertNotIn("recreate", plan.text)
        result = self.up("--stable-for", "0s")
        self.assertTrue(set(result.actions()[name] for name in ("db", "api", "web")) == {"unchanged"}, result.actions())
        self.assert_nothing_happened(since, before)
        self.json("down", "--volumes", "-t", "2s")
        self.assertEqual((self.containers(), ENGINE.networks(self.name), ENGINE.volumes(self.name)), ([], [], []))

    def test_containers_are_created_alike(self):
        # The same file brought up by each: what inspect says of configuration is equal.
        def shape():
            out = {}
            for container in self.containers():
                labels = {k: v for k, v in container["Config"]["Labels"].items()
                          if k != "com.docker.compose.replace" and k != "com.docker.compose.version"}
                labels["com.docker.compose.depends_on"] = sorted(labels["com.docker.compose.depends_on"].split(","))
                config = dict(container["Config"], Labels=labels)
                config["Env"] = sorted(config["Env"] or [])
                if config["Hostname"] == container["Id"][:12]:
                    config["Hostname"] = "the short id"
                host = dict(container["HostConfig"])
                host["Binds"] = sorted(host["Binds"] or [])
                host["Mounts"] = sorted(host.get("Mounts") or [], key=lambda m: m["Target"])
                networks = {
                    name: sorted("the short id" if a == container["Id"][:12] else a for a in endpoint["Aliases"] or [])
                    for name, endpoint in container["NetworkSettings"]["Networks"].items()}
                out[container["Name"]] = {"Config": config, "HostConfig": host, "Aliases": networks}
            return out
        self.compose_command("up", "-d")
        theirs = shape()
        self.compose_command("down", "--volumes", "-t", "2")
        self.up("--stable-for", "0s")
        ours = shape()
        self.assertEqual(set(ours), set(theirs))
        for name, expected in theirs.items():
            for part, values in expected.items():
                with self.subTest(container=name, part=part):
                    for one in (ours[name][part], values):
                        # compose keeps them in a Go map, whose order is another one each time.
                        if one.get("Ulimits"):
                            one["Ulimits"].sort(key=lambda limit: limit["Name"])
                    self.assertEqual(without_nothing(ours[name][part]), without_nothing(values))


def without_nothing(values):
    """What is one and the same to the engine: null, empty and zero; a port with and without its default protocol."""
    if isinstance(values, list):
        return [without_nothing(v) for v in values]
    if not isinstance(values, dict):
        return values
    kept = {k: without_nothing(v) for k, v in values.items() if v not in (None, [], {}, "", 0, False)}
    if "ExposedPorts" in kept:
        kept["ExposedPorts"] = sorted(p if "/" in p else p + "/tcp" for p in values["ExposedPorts"])
    return kept
