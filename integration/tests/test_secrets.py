"""Secrets and configs arrive in the containers, and their values in no output."""

from support import ENGINE, EngineTest

CANARY = "canary-7f3a9"


class SecretTest(EngineTest):
    """Values with a word that is looked for in everything dockverify ever says."""

    weight = 2

    def setUp(self):
        super().setUp()
        self.said = []

    def run_tool(self, *arguments, **how):
        result = super().run_tool(*arguments, **how)
        self.said.append(result)
        return result

    def stack(self, fail="", tag="one"):
        self.write("secret.txt", f"{CANARY}-file\n", mode=0o444)
        self.write("settings.ini", f"key = {CANARY}-config\n", mode=0o444)
        self.write("app.env", f"FROM_FILE={CANARY}-envfile\n")
        self.write(".env", f"FROM_DOTENV={CANARY}-dotenv\n")
        self.compose(f"""
            services:
              app:
                image: IMAGE
                command: {fail or "STAY"}
                init: true
                user: "1000:1000"
                environment:
                  PASSWORD: {CANARY}-literal-{tag}
                  INTERPOLATED: ${{FROM_DOTENV}}
                  FROM_OUTSIDE:
                env_file: [app.env]
                secrets: [password, {{source: token, target: token, mode: 0444}}]
                configs: [{{source: settings, target: /etc/settings.ini}}, {{source: inline, target: /etc/inline}}]
                healthcheck: {{test: ["CMD", "true"], interval: 1s}}
            secrets:
              password: {{file: ./secret.txt}}
              token: {{environment: TOKEN_VARIABLE}}
            configs:
              settings: {{file: ./settings.ini}}
              inline: {{content: "inline {CANARY}-inline\\n"}}
            """)

    def assert_silent(self):
        self.assertGreater(len(self.said), 3)
        for result in self.said:
            self.assertNotIn(CANARY, result.text, f"a value was shown by {result.arguments}")

    ENV = {"TOKEN_VARIABLE": f"{CANARY}-token", "FROM_OUTSIDE": f"{CANARY}-outside"}

    def test_content_arrives_and_is_never_shown(self):
        self.stack()
        self.up("-v", env=self.ENV)
        app = self.container("app")["Id"]
        for path, words in {"/run/secrets/password": "file", "/run/secrets/token": "token", "/etc/settings.ini": "config",
                            "/etc/inline": "inline"}.items():
            code, text = ENGINE.exec(app, "cat", path)
            self.assertEqual(code, 0, text)
            self.assertIn(f"{CANARY}-{words}", text, path)
        variables = self.container("app")["Config"]["Env"]
        for wanted in (f"PASSWORD={CANARY}-literal-one", f"INTERPOLATED={CANARY}-dotenv", f"FROM_FILE={CANARY}-envfile",
                       f"FROM_OUTSIDE={CANARY}-outside"):
            self.assertIn(wanted, variables)
        for command in ("verify", "plan", "up"):
            self.run_tool(command, "-v", env=self.ENV)
            self.run_tool(command, "--format", "json", env=self.ENV)
        self.stack(tag="two")
        for command in ("verify", "plan", "up"):
            self.run_tool(command, "-v", env=self.ENV)
        self.stack(tag="three")
        for command in ("verify", "plan", "up"):
            self.run_tool(command, "--format", "json", env=self.ENV)
        self.run_tool("down", "--volumes", env=self.ENV)
        self.assert_silent()

    def test_failures_do_not_show_values_either(self):
        self.stack(fail='["sh", "-c", "exit 4"]')
        self.up(expect=4, env=self.ENV)
        self.run_tool("up", "-v", env=self.ENV)
        self.stack(fail='["no-such-program"]')
        self.up(expect=4, env=self.ENV)
        self.run_tool("verify", "-v", env=self.ENV)
        self.run_tool("down", env=self.ENV)
        self.assert_silent()

    def test_invalid_values_are_not_quoted(self):
        self.compose(f"""
            services:
              app:
                image: IMAGE
                environment: {{PASSWORD: {{nested: {CANARY}}}}}
            """)
        self.up(expect=2)
        self.run_tool("up")
        self.run_tool("verify")
        self.run_tool("config")
        self.assert_silent()

    def test_changed_secret_file_content(self):
        # The file is mounted as it is: a container sees the new content after a restart at the latest.
        self.stack()
        self.up(env=self.ENV)
        self.write("secret.txt", f"{CANARY}-new\n", mode=0o444)
        self.up("--force-recreate", env=self.ENV)
        self.assertIn(f"{CANARY}-new", ENGINE.exec(self.container("app")["Id"], "cat", "/run/secrets/password")[1])
