"""The project fixtures of data/projects as commands: what their case.json says, for both tools that can run them."""
import json
import os
import pathlib
import shutil
import subprocess

DATA = pathlib.Path(__file__).resolve().parent / "data"
HOME = "/home/dev"
# Secrets that a user's own shell may have must not decide a test, hence an environment of our own.
PASSED_ON = ("PATH", "DOCKER_CONFIG")


def environment(variables):
    # Another HOME than the caller's, but the caller's plugins.
    env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    env.setdefault("DOCKER_CONFIG", os.path.expanduser("~/.docker"))
    return {**env, "HOME": HOME, **variables}


def run(command, directory, variables, stdin=None):
    """Nothing is read from the terminal: without `stdin`, a path, the standard input is empty."""
    with open(stdin or os.devnull, "rb") as source:
        return subprocess.run(command, cwd=directory, env=environment(variables), stdin=source, capture_output=True,
                              text=True, encoding="utf-8", errors="replace")


def compose_is_here():
    try:
        shown = run(["docker", "compose", "version", "--short"], "/", {})
    except OSError:
        return False
    return shown.returncode == 0 and shown.stdout.strip().lstrip("v").startswith("2.40.")


class Case:
    """One fixture, copied to `scratch` so that no .env or compose file of this repository is found above it."""

    def __init__(self, folder, scratch):
        self.scratch = pathlib.Path(scratch)
        self.root = self.scratch / folder.name
        shutil.copytree(folder, self.root)
        options = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        self.arguments = []
        for option, key in (("-f", "files"), ("--profile", "profiles"), ("--env-file", "env_files")):
            for value in options.get(key, []):
                self.arguments += [option, value]
        for option, key in (("-p", "project_name"), ("--project-directory", "project_directory")):
            if key in options:
                self.arguments += [option, options[key]]
        self.directory = self.root / options.get("working_directory", ".")
        # Folders that hold nothing are not kept by git.
        self.directory.mkdir(parents=True, exist_ok=True)
        self.options = options
        self.variables = options.get("env", {})
        self.stdin = self.root / options["stdin"] if "stdin" in options else None

    def run(self, command):
        return run(command, self.directory, self.variables, self.stdin)

    def neutral(self, text):
        """The text without the names of this machine's directories."""
        return text.replace(str(self.root), "@DIR@").replace(str(self.scratch), "@ABOVE@")

    def mentions(self, word):
        return any(word in file.read_text(encoding="utf-8-sig") for file in self.root.rglob("*.y*ml"))


def folders(names=()):
    known = sorted(case.parent for case in (DATA / "projects").glob("*/case.json"))
    unknown = set(names) - {folder.name for folder in known}
    if unknown:
        raise SystemExit("no such project in data/projects: " + ", ".join(sorted(unknown)))
    return [folder for folder in known if not names or folder.name in names]
