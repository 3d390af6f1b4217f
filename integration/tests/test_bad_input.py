"""Wrong input: one clear error with its place, the contract's exit status, and nothing touched on the engine."""

import os
import shutil
import socket
import subprocess

from support import BINARY, ENGINE, EngineTest, environment

GOOD = """
    services:
      app: {image: IMAGE, command: STAY, init: true}
    """


class ProjectTest(EngineTest):
    """The project's files."""

    def check(self, text, words, line=None, arguments=(), code=2):
        """The error holds each of the words, in JSON and as text, for every command that reads a project."""
        if text is not None:
            self.compose(text)
        for command in ("up", "verify", "plan", "down"):
            result = self.json(command, *arguments, expect=code)
            errors = result.report["errors"]
            self.assertEqual(len(errors), 1, f"one error\n{result}")
            said = f"{errors[0].get('file', '')}: {errors[0]['message']} {errors[0].get('advice', '')}"
            for word in words:
                self.assertIn(word, said)
            if line:
                self.assertEqual((os.path.basename(errors[0]["file"]), errors[0]["line"]), ("compose.yaml", line))
            shown = self.run_tool(command, *arguments)
            self.assertEqual(shown.code, code, shown)
            for word in words:
                self.assertIn(word, shown.text)
            if line:
                self.assertIn(f"compose.yaml:{line}:", shown.text)
            self.assertEqual(shown.text.count("error: "), 1, shown)
        if code == 2:
            config = self.run_tool("config", *arguments)
            self.assertEqual((config.code, config.out), (2, ""), config)
            self.assertIn(words[0], config.err)
        self.assertEqual(self.containers(), [])
        self.assertEqual(ENGINE.networks(self.name), [])

    def test_wrong_yaml(self):
        self.check("services:\n  app:\n    image: IMAGE\n    command: [\"true\"\n    init: true\n", ["YAML"], 5)

    def test_tab(self):
        self.check("services:\n\tapp: {}\n", ["YAML"], 2)

    def test_duplicate_key(self):
        self.check("services:\n  app:\n    image: IMAGE\n    image: other\n", ["image"], 4)

    def test_unknown_key_with_a_suggestion(self):
        self.check("services:\n  app:\n    image: IMAGE\n    enviroment: {A: b}\n", ["enviroment", "environment"], 4)

    def test_wrong_type(self):
        self.check("services:\n  app:\n    image: IMAGE\n    ports: web\n", ["ports"], 4)

    def test_wrong_value(self):
        self.check("services:\n  app:\n    image: IMAGE\n    mem_limit: lots\n", ["mem_limit", "lots"], 4)

    def test_missing_variable(self):
        self.check("services:\n  app:\n    image: IMAGE\n    environment:\n      A: ${DOCKVERIFY_NOT_SET:?set it first}\n",
                   ["DOCKVERIFY_NOT_SET", "set it first"], 5)

    def test_no_image_and_no_build(self):
        self.check("services:\n  app:\n    command: [\"true\"]\n", ["app", "image"], 2)

    def test_undefined_network(self):
        self.check("services:\n  app:\n    image: IMAGE\n    networks: [nowhere]\n", ["nowhere"], 4)

    def test_no_services(self):
        self.compose("services: {}\n")
        for command in ("up", "verify", "plan"):
            (error,) = self.json(command, expect=2).report["errors"]
            self.assertIn("service", error["message"])
        # down goes on: the project may have containers of services that are gone from the file.
        self.json("down", expect=0)

    def test_empty_file(self):
        self.check("", ["empty"])

    def test_missing_file(self):
        self.check(None, ["absent.yaml"], arguments=("-f", "absent.yaml"))

    def test_no_file_at_all(self):
        self.check(None, ["compose.yaml"])

    def test_folder_instead_of_a_file(self):
        (self.folder / "compose.yaml").mkdir()
        self.check(None, ["compose.yaml"], arguments=("-f", "compose.yaml"))

    def test_missing_env_file(self):
        self.check("services:\n  app:\n    image: IMAGE\n    env_file: [absent.env]\n", ["absent.env"], 4)

    def test_file_from_standard_input(self):
        text = GOOD.replace("IMAGE", "x y z").replace("STAY", '["true"]')
        done = subprocess.run([BINARY, "config", "-f", "-"], cwd=self.folder, env=environment(**self.env), input=text,
                              capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 2))
        self.assertNotIn("internal error", done.stderr)

    def test_several_errors_are_all_told(self):
        self.compose("services:\n  one:\n    image: IMAGE\n    comand: x\n  two:\n    image: IMAGE\n    depends_on: [there]\n    mem_limit: lots\n")
        result = self.up(expect=2)
        said = "\n".join(e["message"] for e in result.report["errors"])
        self.assertIn("comand", said)
        self.assertIn("lots", said)

    def test_random_bytes(self):
        (self.folder / "compose.yaml").write_bytes(bytes(range(256)) * 8)
        result = self.up(expect=2)
        self.assertEqual(len(result.report["errors"]), 1)


class UsageTest(EngineTest):
    """The command line."""

    def check(self, arguments, *words):
        self.compose(GOOD)
        result = self.run_tool(*arguments)
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.out, "", "an error of usage belongs on standard error")
        for word in words:
            self.assertIn(word, result.err)

    def test_unknown_option(self):
        self.check(("up", "--no-such-option"), "--no-such-option")

    def test_unknown_command(self):
        self.check(("frobnicate",), "frobnicate")

    def test_no_command(self):
        self.check((), "subcommand")

    def test_bad_duration(self):
        self.check(("up", "--timeout", "soon"), "soon")

    def test_unknown_format(self):
        self.check(("verify", "--format", "xml"), "xml", "json")

    def test_option_without_its_value(self):
        self.check(("up", "-f"), "--file")

    def test_bad_host(self):
        self.compose(GOOD)
        for host in ("nonsense", "gopher://example.test", "unix://", "tcp://:notaport"):
            with self.subTest(host):
                result = self.run_tool("verify", "--format", "json", "-H", host)
                self.check_report(result, "verify")
                self.assertIn(result.code, (2, 3), result)
                self.assertEqual(len(result.report["errors"]), 1)

    def test_help_and_version(self):
        for arguments in (("--help",), ("up", "--help"), ("--version",)):
            result = self.run_tool(*arguments)
            self.assertEqual((result.code, result.err), (0, ""), result)
            self.assertIn("dockverify" if arguments == ("--version",) else "Usage", result.out)

    def test_version_command(self):
        result = self.run_tool("version")
        self.assertEqual(result.code, 0)
        for word in (ENGINE.get("/version")["Version"], "API"):
            self.assertIn(word, result.out)

    def test_output_that_can_not_be_written(self):
        self.compose(GOOD)
        result = self.run_tool("plan", "--output", "no/such/folder/report.json")
        self.assertNotEqual(result.code, 0)
        self.assertIn("no/such/folder", result.err)


class UnreachableTest(EngineTest):
    """Engines that can't be talked to."""

    def check(self, host, code, error_code, *words):
        self.compose(GOOD)
        for command in ("up", "verify", "plan", "down"):
            result = self.json(command, "-H", host, expect=code)
            (error,) = result.report["errors"]
            self.assertEqual(error["code"], error_code)
            self.assertTrue(error.get("advice"))
            for word in words:
                self.assertIn(word, error["message"])
            self.assertLess(result.seconds, 30)
        shown = self.run_tool("up", "-H", host)
        self.assertEqual(shown.code, code)
        self.assertEqual(shown.text.count("error: "), 1)

    def test_missing_socket(self):
        self.check(f"unix://{self.folder}/nobody-here.sock", 3, "engine-unreachable", "nobody-here.sock", "does not exist")

    def test_nobody_listens(self):
        path = self.folder / "stale.sock"
        with socket.socket(socket.AF_UNIX) as left_behind:
            left_behind.bind(str(path))
        self.check(f"unix://{path}", 3, "engine-unreachable", "stale.sock")

    def test_nobody_listens_on_tcp(self):
        self.check("tcp://127.0.0.1:1", 3, "engine-unreachable", "127.0.0.1:1")

    def test_unknown_host_name(self):
        self.check("tcp://no-such-host.invalid:2375", 3, "engine-unreachable", "no-such-host.invalid")

    def test_file_that_is_no_socket(self):
        self.write("file", "just a file\n")
        self.check(f"unix://{self.folder}/file", 3, "engine-unreachable", "file")

    def test_no_permission(self):
        self.compose(GOOD)
        path = self.folder / "closed.sock"
        self.folder.chmod(0o755)
        binary = BINARY
        other = {}
        if os.geteuid() == 0:
            # Root may use any socket: somebody else has to try, who can also reach the binary.
            binary = shutil.copy(BINARY, self.folder / "dockverify")
            other = {"user": 65534, "group": 65534, "extra_groups": []}
        with socket.socket(socket.AF_UNIX) as closed:
            closed.bind(str(path))
            closed.listen()
            path.chmod(0o000 if os.geteuid() else 0o600)
            for arguments in (("up", "--format", "json"), ("verify",)):
                done = subprocess.run([binary, *arguments, "-H", f"unix://{path}"], cwd=self.folder, check=False,
                                      env=environment(HOME="/", **self.env), capture_output=True, text=True, **other)
                self.assertEqual(done.returncode, 3, done)
                self.assertIn("permission denied", done.stdout)
                self.assertIn("docker group", done.stdout)
                self.assertIn("engine-denied", done.stdout)


class ExternalTest(EngineTest):
    """What the file expects to be there already."""

    def test_missing_external_volume_and_network(self):
        self.compose("""
            services:
              app: {image: IMAGE, command: STAY, volumes: ["data:/data"], networks: [shared]}
            volumes: {data: {external: true, name: dockverify-no-such-volume}}
            networks: {shared: {external: true, name: dockverify-no-such-network}}
            """)
        result = self.up(expect=4)
        said = "\n".join(e["message"] for e in result.report["errors"])
        self.assertIn("dockverify-no-such-volume", said)
        self.assertIn("dockverify-no-such-network", said)
        self.assertEqual(self.containers(), [])
