"""up: what is created is what the file says, and what is already right is left alone."""

import time

from support import ENGINE, IMAGE, EngineTest, measured

STACK = """
    services:
      db:
        image: IMAGE
        command: STAY
        init: true
        environment: {MODE: "fast", EMPTY: ""}
        volumes: ["data:/data"]
        networks: {back: {aliases: [database, db.internal]}}
        labels: {org.example.tier: store}
        healthcheck: {test: ["CMD", "test", "-d", "/data"], interval: 1s, timeout: 5s, retries: 5}
      api:
        image: IMAGE
        command: ["sh", "-c", "exec tail -f /dev/null"]
        init: true
        user: "1000:1000"
        working_dir: /tmp
        hostname: apihost
        read_only: true
        tmpfs: ["/scratch:size=1m"]
        cap_drop: [ALL]
        cap_add: [CHOWN]
        security_opt: ["no-new-privileges:true"]
        mem_limit: 48m
        cpus: 0.5
        pids_limit: 50
        ulimits: {nofile: {soft: 512, hard: 1024}}
        restart: unless-stopped
        stop_grace_period: 7s
        ports: ["127.0.0.1::8080"]
        networks: {front: {}, back: {}}
        depends_on: {db: {condition: service_healthy}}
        healthcheck: {test: ["CMD", "true"], interval: 1s, retries: 5}
    networks:
      front: {}
      back: {internal: true}
    volumes:
      data: {}
"""


class CreateTest(EngineTest):
    """One stack with a bit of everything."""

    weight = 3

    def test_everything_is_as_the_file_says(self):
        self.compose(STACK)
        report = self.up().report
        self.assertEqual(report["outcome"], "ok")
        self.assertEqual(report["findings"], [])
        self.assertEqual(report["project"]["name"], self.name)
        self.assertEqual(report["engine"]["version"], ENGINE.get("/version")["Version"])
        for service in report["services"]:
            self.assertTrue(service["ready"], service)
            self.assertEqual(service["action"], "created")
            self.assertEqual(service["image"], IMAGE)
            (listed,) = service["containers"]
            self.assertEqual(listed["id"], self.container(service["name"])["Id"])
            self.assertEqual(listed["name"], f"{self.name}-{service['name']}-1")
            self.assertLessEqual(listed["created_ms"], listed["started_ms"])
            self.assertLessEqual(listed["started_ms"], listed["ready_ms"])

        with self.subTest("labels"):
            labels = self.container("api")["Config"]["Labels"]
            prefix = "com.docker.compose."
            for key, value in {"project": self.name, "service": "api", "container-number": "1", "oneoff": "False",
                               "project.working_dir": str(self.folder),
                               "project.config_files": str(self.folder / "compose.yaml"),
                               "depends_on": "db:service_healthy:false",
                               "image": ENGINE.get(f"/images/{IMAGE}/json")["Id"]}.items():
                self.assertEqual(labels.get(prefix + key), value, key)
            self.assertRegex(labels[prefix + "config-hash"], "^[0-9a-f]{64}$")
            self.assertTrue(labels[prefix + "version"])
            self.assertEqual(self.container("db")["Config"]["Labels"]["org.example.tier"], "store")
        with self.subTest("process"):
            config = self.container("api")["Config"]
            self.assertEqual(config["User"], "1000:1000")
            self.assertEqual(config["WorkingDir"], "/tmp")
            self.assertEqual(config["Hostname"], "apihost")
            self.assertEqual(config["Cmd"], ["sh", "-c", "exec tail -f /dev/null"])
            self.assertEqual(config["StopTimeout"], 7)
            self.assertEqual(ENGINE.exec(self.container("api")["Id"], "id", "-u")[1].strip(), "1000")
        with self.subTest("limits and security"):
            host = self.container("api")["HostConfig"]
            self.assertEqual(host["Memory"], 48 << 20)
            self.assertEqual(host["NanoCpus"], 500_000_000)
            self.assertEqual(host["PidsLimit"], 50)
            self.assertEqual([(u["Name"], u["Soft"], u["Hard"]) for u in host["Ulimits"]], [("nofile", 512, 1024)])
            self.assertEqual(host["RestartPolicy"]["Name"], "unless-stopped")
            self.assertTrue(host["ReadonlyRootfs"])
            self.assertTrue(host["Init"])
            self.assertEqual([c.removeprefix("CAP_") for c in host["CapDrop"]], ["ALL"])
            self.assertEqual([c.removeprefix("CAP_") for c in host["CapAdd"]], ["CHOWN"])
            self.assertEqual(host["SecurityOpt"], ["no-new-privileges:true"])
            self.assertEqual(host["Tmpfs"], {"/scratch": "size=1m"})
            self.assertEqual(host["PortBindings"]["8080/tcp"][0]["HostIp"], "127.0.0.1")
        with self.subTest("networks"):
            networks = {n["Labels"]["com.docker.compose.network"]: n for n in ENGINE.networks(self.name)}
            self.assertEqual(set(networks), {"front", "back"})
            self.assertEqual(networks["back"]["Name"], f"{self.name}_back")
            self.assertTrue(networks["back"]["Internal"])
            self.assertFalse(networks["front"]["Internal"])
            attached = self.container("db")["NetworkSettings"]["Networks"]
            self.assertEqual(set(attached), {f"{self.name}_back"})
            aliases = attached[f"{self.name}_back"]["Aliases"]
            for alias in ("database", "db.internal", "db", f"{self.name}-db-1"):
                self.assertIn(alias, aliases)
            self.assertEqual(set(self.container("api")["NetworkSettings"]["Networks"]),
                             {f"{self.name}_back", f"{self.name}_front"})
            # The names resolve, by the engine's own DNS.
            code, text = ENGINE.exec(self.container("api")["Id"], "nslookup", "db.internal")
            self.assertEqual(code, 0, text)
        with self.subTest("volumes"):
            (volume,) = ENGINE.volumes(self.name)
            self.assertEqual(volume["Name"], f"{self.name}_data")
            self.assertEqual(volume["Labels"]["com.docker.compose.volume"], "data")
            (mount,) = self.container("db")["Mounts"]
            self.assertEqual((mount["Name"], mount["Destination"]), (f"{self.name}_data", "/data"))
        with self.subTest("environment"):
            variables = self.container("db")["Config"]["Env"]
            self.assertIn("MODE=fast", variables)
            self.assertIn("EMPTY=", variables)
        with self.subTest("healthcheck"):
            check = self.container("db")["Config"]["Healthcheck"]
            self.assertEqual(check["Test"], ["CMD", "test", "-d", "/data"])
            self.assertEqual((check["Interval"], check["Timeout"], check["Retries"]), (10**9, 5 * 10**9, 5))

    def test_second_run_changes_nothing_and_says_so(self):
        self.compose(STACK)
        self.up()
        self.until_healthy("db", "api")
        before, since = self.ids(), time.time()
        with measured("re-up of an unchanged stack"):
            result = self.up()
        self.assertEqual(set(result.actions().values()), {"unchanged"})
        self.assertEqual(self.ids(), before)
        self.assertEqual([e for e in ENGINE.events(self.name, since) if not e[1].startswith("exec_")], [])
        for service in result.report["services"]:
            self.assertTrue(service["ready"])
            self.assertNotIn("changed_keys", service)
        text = self.run_tool("up")
        self.assertEqual(text.code, 0)
        self.assertIn("nothing to change", text.out)
        self.assertEqual(self.ids(), before)

    def test_down_removes_all_of_it(self):
        self.compose(STACK)
        self.up()
        self.json("down")
        self.assertEqual(self.containers(), [])
        self.assertEqual(ENGINE.networks(self.name), [])
        self.assertEqual(len(ENGINE.volumes(self.name)), 1, "volumes stay without --volumes")
        self.json("down", "--volumes")
        self.assertEqual(ENGINE.volumes(self.name), [])
        again = self.run_tool("down", "--volumes")
        self.assertEqual(again.code, 0, again)
        self.assertIn("nothing to remove", again.text)


class ChangeTest(EngineTest):
    """One key of one service changes: that service alone is recreated, and the key is named."""

    weight = 3
    BEFORE = {
        "image": f"image: {IMAGE}", "environment": 'environment: {MODE: "canary-one"}', "mem_limit": "mem_limit: 32m",
        "command": 'command: ["tail", "-f", "/dev/null"]', "labels": 'labels: {org.example.a: "1"}',
    }

    def stack(self, **changed):
        lines = "\n".join("        " + line for line in {**self.BEFORE, **changed}.values())
        self.compose(f"""
    services:
      steady:
        image: IMAGE
        command: STAY
        init: true
        healthcheck: {{test: ["CMD", "true"], interval: 1s}}
      changing:
        init: true
        healthcheck: {{test: ["CMD", "true"], interval: 1s}}
{lines}
""")

    def check(self, key, after):
        self.stack()
        self.up()
        old = self.ids()
        self.stack(**{key: after})
        plan = self.run_tool("plan")
        self.assertEqual(plan.code, 0, plan)
        self.assertIn("recreate", plan.text)
        self.assertIn(key, plan.text)
        self.assertEqual(self.ids(), old, "plan changed something")
        result = self.up()
        self.assertEqual(result.actions(), {"steady": "unchanged", "changing": "recreated"})
        self.assertEqual(result.service("changing")["changed_keys"], [key])
        new = self.ids()
        self.assertEqual(set(new), set(old), "names of the containers")
        self.assertEqual(new[f"/{self.name}-steady-1"], old[f"/{self.name}-steady-1"])
        self.assertNotEqual(new[f"/{self.name}-changing-1"], old[f"/{self.name}-changing-1"])
        self.assertEqual(set(self.up().actions().values()), {"unchanged"})
        return self.container("changing"), plan.text + result.text

    def test_image_tag(self):
        # Another image under another tag of a name of its own: the same one with one label more.
        repository, tag = f"dockverify-test/{self.name}", "2.0"
        made = ENGINE.call("POST", "/containers/create", {"Image": IMAGE, "Cmd": ["true"]})
        try:
            ENGINE.call("POST", "/commit", {"Labels": {"org.example.changed": "yes"}},
                        query={"container": made["Id"], "repo": repository, "tag": tag})
        finally:
            ENGINE.call("DELETE", f"/containers/{made['Id']}", query={"force": "1"})
        self.addCleanup(ENGINE.call, "DELETE", f"/images/{repository}:{tag}", query={"force": "1"})
        self.addCleanup(ENGINE.remove_project, self.name)  # before the image goes
        container, _ = self.check("image", f"image: {repository}:{tag}")
        self.assertEqual(container["Config"]["Image"], f"{repository}:{tag}")

    def test_environment_without_its_values(self):
        container, output = self.check("environment", 'environment: {MODE: "canary-two"}')
        self.assertIn("MODE=canary-two", container["Config"]["Env"])
        self.assertNotIn("canary-", output)

    def test_mem_limit(self):
        container, _ = self.check("mem_limit", "mem_limit: 40m")
        self.assertEqual(container["HostConfig"]["Memory"], 40 << 20)

    def test_command(self):
        container, _ = self.check("command", 'command: ["tail", "-f", "/etc/passwd", "/dev/null"]')
        self.assertEqual(container["Config"]["Cmd"], ["tail", "-f", "/etc/passwd", "/dev/null"])

    def test_labels(self):
        container, _ = self.check("labels", 'labels: {org.example.a: "2"}')
        self.assertEqual(container["Config"]["Labels"]["org.example.a"], "2")

    def test_key_that_recreates_nothing(self):
        self.stack()
        self.up()
        before = self.ids()
        self.compose((self.folder / "compose.yaml").read_text() + "x-note: changed\n")
        self.assertEqual(set(self.up().actions().values()), {"unchanged"})
        self.assertEqual(self.ids(), before)

    def test_force_recreate(self):
        self.stack()
        self.up()
        before = self.ids()
        self.assertEqual(set(self.up("--force-recreate").actions().values()), {"recreated"})
        after = self.ids()
        self.assertEqual(set(after), set(before))
        self.assertFalse(set(after.values()) & set(before.values()))

    def test_data_survives_recreation(self):
        def stack(mode):
            self.compose(f"""
                services:
                  app:
                    image: IMAGE
                    init: true
                    command: STAY
                    environment: {{MODE: {mode}}}
                    volumes: ["named:/named", "/anonymous"]
                    healthcheck: {{test: ["CMD", "true"], interval: 1s}}
                volumes: {{named: {{}}}}
                """)
        stack("one")
        self.up()
        for mount in self.container("app")["Mounts"]:  # a carried-over anonymous volume counts as a named one
            self.addCleanup(ENGINE.call, "DELETE", f"/volumes/{mount['Name']}", query={"force": "1"})
        self.addCleanup(ENGINE.remove_project, self.name)
        ENGINE.exec(self.container("app")["Id"], "sh", "-c", "echo kept >/named/a; echo kept >/anonymous/a")
        stack("two")
        self.up()
        for folder in ("named", "anonymous"):
            self.assertEqual(ENGINE.exec(self.container("app")["Id"], "cat", f"/{folder}/a")[1].strip(), "kept", folder)


class RecoverTest(EngineTest):
    """Containers that are not as `up` left them."""

    STACK = """
        services:
          one:
            image: IMAGE
            command: STAY
            init: true
            healthcheck: {test: ["CMD", "true"], interval: 1s}
          two:
            image: IMAGE
            command: STAY
            init: true
            healthcheck: {test: ["CMD", "true"], interval: 1s}
        """

    def setUp(self):
        super().setUp()
        self.compose(self.STACK)
        self.up()
        self.before = self.ids()

    def test_killed_container_is_started_again(self):
        ENGINE.call("POST", f"/containers/{self.container('one')['Id']}/kill")
        self.until(lambda: self.container("one")["State"]["Status"] == "exited", "the kill")
        self.assertEqual(self.verify(expect=1).findings(service="one", kind="health")[0]["severity"], "error")
        result = self.up()
        self.assertEqual(result.actions(), {"one": "started", "two": "unchanged"})
        self.assertEqual(self.ids(), self.before)
        self.assert_running("one", "two")

    def test_container_removed_by_hand_is_created_again(self):
        ENGINE.call("DELETE", f"/containers/{self.container('one')['Id']}", query={"force": "1"})
        result = self.up()
        self.assertEqual(result.actions(), {"one": "created", "two": "unchanged"})
        after = self.ids()
        self.assertEqual(set(after), set(self.before))
        self.assertEqual(after[f"/{self.name}-two-1"], self.before[f"/{self.name}-two-1"])
        self.assert_running("one", "two")

    def test_stack_stopped_by_hand_is_started(self):
        for container in self.containers():
            ENGINE.call("POST", f"/containers/{container['Id']}/stop", query={"t": "1"})
        result = self.up()
        self.assertEqual(set(result.actions().values()), {"started"})
        self.assertEqual(self.ids(), self.before)
        self.assert_running("one", "two")

    def test_paused_container_is_not_called_ready(self):
        one = self.container("one")["Id"]
        ENGINE.call("POST", f"/containers/{one}/pause")
        try:
            finding = self.verify(expect=1).findings(service="one", kind="health")[0]
            self.assertIn("paused", finding["message"])
            result = self.run_tool("up", "--format", "json", "--timeout", "8s")
            # Either it is woken, or the run says that it is not ready; never "ready" while it is paused.
            state = self.container("one")["State"]["Status"]
            self.assertEqual((result.code == 0, result.service("one")["ready"]), (state == "running",) * 2, result)
        finally:
            if self.container("one")["State"]["Status"] == "paused":
                ENGINE.call("POST", f"/containers/{one}/unpause")

    def test_lost_network_attachment_is_put_back(self):
        network = f"{self.name}_default"
        ENGINE.call("POST", f"/networks/{network}/disconnect", {"Container": self.before[f"/{self.name}-one-1"], "Force": True})
        result = self.up()
        self.assertEqual(result.actions(), {"one": "recreated", "two": "unchanged"})
        self.assertIn("networks.default", result.service("one")["changed_keys"])
        self.assertEqual(set(self.container("one")["NetworkSettings"]["Networks"]), {network})
