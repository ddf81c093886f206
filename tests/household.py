"""A register of the tests' own: founded by the command, each role a process of its own, the web servers of deploy/ in front."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy import render

ROOT = Path(__file__).parents[1]
SITES = ROOT / "deploy" / "nginx"
ROLES = ("door", "desk", "gate", "public")
# What only a register that nobody else can reach may say.
AT_ONCE = {"batch_minimum": 1, "hold_hours": 0, "withdrawal_hours": 0, "timer_seconds": 1}
LINK = re.compile(r"one-time link for (\S+) .*(/desk/enrol/\S+/)")
PASSPHRASE = re.compile(r"passphrase of the certificates' key, shown this once: (\S+)")
SECONDS = 60


# A moderator who accepts all that waits, one after the other.
ACCEPT_ALL = """
from datetime import UTC, datetime
from abjure.server import starting
starting.prepare()
from abjure.core.moderation import Verdict
from abjure.desk.moderation import actions
from abjure.desk.moderation.models import Case
from abjure.desk.staff.models import Staff
moderator = Staff.objects.get(handle="moderator-1")
while case := actions.assign(moderator=moderator, now=datetime.now(UTC)):
    actions.decide(submission=case.submission, moderator=moderator, verdict=Verdict.ACCEPT, now=datetime.now(UTC))
"""


@dataclass
class Household:
    """One register with its processes; every port is one that was free."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    databases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    python: tuple[str, ...] = (sys.executable,)
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    passphrase: str = ""
    seconds: float = SECONDS

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def front(self) -> str:
        """The one address of door and public."""
        return f"http://localhost:{self.port('front')}"

    @property
    def desk(self) -> str:
        """The desk's address, under a host name, which passkeys are bound to."""
        return f"http://localhost:{self.port('staff')}"

    def port(self, name: str) -> int:
        """Return the port of a role or web server: the same one whenever it is started again."""
        if name not in self.ports:
            self.ports[name] = free_port()
        return self.ports[name]

    def of(self, role: str) -> dict[str, str]:
        """Return the environment of a role: its own databases and nobody else's secrets."""
        known = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
        own = {"ABJURE_HOME": str(self.home), "ABJURE_ROLE": role, "PORT": str(self.port(role)), "PYTHONPATH": str(ROOT)}
        return known | own | self.environment | dict(self.databases.get(role, {}))

    def command(self, *words: str) -> list[str]:
        return [*self.python, "-m", "abjure", *words]

    def run(
        self, role: str, *words: str, environment: Mapping[str, str] | None = None, **options: object
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end and return what it said."""
        told = environment or self.of(role)
        return subprocess.run(self.command(*words), env=told, capture_output=True, text=True, check=False, **options)

    def found(self, charter: str, origin: str = "register.example/log", **values: object) -> None:
        """Make the register with `abjure init`, and let it do everything at once."""
        answer = self.run("all", "init", "--charter", str(ROOT / "charters" / charter), "--origin", origin, "--public-url", self.front)
        assert answer.returncode == 0, answer.stderr
        self.passphrase = PASSPHRASE.findall(answer.stdout)[0]
        file = self.home / "register.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | AT_ONCE | values))

    def found_demonstration(self) -> None:
        """Make the register a filled demonstration, as the first start in an empty home does."""
        home, port = str(self.home), str(self.port("front"))
        self.python_says("all", f"from pathlib import Path; from abjure.server import demonstration as d; d.make(Path({home!r}), {port!r})")

    def start(self, role: str, **options: object) -> subprocess.Popen[bytes]:
        """Start a role and wait until it is ready."""
        return self.launch(role, self.command("serve"), **options)

    def launch(self, name: str, command: list[str], env: Mapping[str, str] | None = None, **options: object) -> subprocess.Popen[bytes]:
        """Start a process whose output goes to a file, and wait until it is ready."""
        with self.output(name).open("ab") as output:
            output.truncate(0)
            process = subprocess.Popen(
                command, env=env or self.of(name), stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, **options
            )
        self.processes[name] = process
        wait_until(lambda: self._is_ready(name) or process.poll() is not None, f"{name} to be ready", self.seconds)
        assert process.poll() is None, self.said(name)
        return process

    def _is_ready(self, name: str) -> bool:
        if name in {"gate", "signer"}:
            return self._signer_answers()
        return answers(self.port(name)) if name in {"front", "staff"} else "ready http" in self.said(name)

    def _signer_answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.home / "signer" / "socket"))
        except OSError:
            return False
        return True

    def start_all(self) -> None:
        for role in ROLES:
            self.start(role)
        self.start_front()

    def start_front(self) -> None:
        """Start the web servers: one for door and public, one for the desk."""
        self.serve_site("front", "nginx.conf", home=str(self.home), door=str(self.port("door")), public=str(self.port("public")))
        self.serve_site("staff", "desk.conf", desk=str(self.port("desk")))

    def serve_site(self, name: str, template: str, **values: str) -> None:
        run = self.run_folder(name)
        fixed = {
            "run": str(run),
            "rules": str(SITES / "keeps-nothing.conf"),
            "listen": f"127.0.0.1:{self.port(name)}",
            "name": "_",
            "tls": "",
        }
        configuration = run / "nginx.conf"
        configuration.write_text(render.render((SITES / template).read_text(), fixed | values))
        self.launch(name, [nginx() or "nginx", "-e", "/dev/null", "-p", str(run), "-c", str(configuration)])

    def run_folder(self, name: str) -> Path:
        """Return the folder of a web server: on tmpfs where there is one."""
        folder = self.folder / f"run-{name}"
        folder.mkdir(exist_ok=True)
        return folder

    def output(self, name: str) -> Path:
        return self.folder / f"{name}.output"

    def said(self, name: str) -> str:
        """Return what a process has printed so far."""
        return self.output(name).read_text(errors="replace") if self.output(name).exists() else ""

    def links(self) -> dict[str, str]:
        """Return the one-time links that the desk printed when it started, by handle."""
        return {handle: self.desk + path for handle, path in LINK.findall(self.said("desk") + self.said("all"))}

    def count(self) -> dict[str, object]:
        """Return count.json as everybody reads it."""
        with urllib.request.urlopen(f"{self.front}/count.json", timeout=10) as answer:
            return dict(json.load(answer))

    def accept_all(self) -> None:
        """Let a moderator accept all that waits."""
        self.python_says("desk", ACCEPT_ALL)

    def python_says(self, role: str, lines: str) -> str:
        """Run some lines of Python in a role; return what they print."""
        return subprocess.run([*self.python, "-c", lines], env=self.of(role), capture_output=True, text=True, check=True).stdout

    def rows(self, side: str, question: str) -> list[tuple[object, ...]]:
        """Ask a side's SQLite database."""
        with closing(sqlite3.connect(self.home / side / f"{side}.sqlite3")) as database:
            return database.execute(question).fetchall()

    def stop(self, name: str, number: int = signal.SIGTERM) -> int:
        """End a process that this household started; return its exit status."""
        process = self.processes.pop(name)
        process.send_signal(number)
        return process.wait(30)

    def stop_all(self) -> None:
        for name in reversed(list(self.processes)):
            process = self.processes.pop(name)
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def new(kind: type[Household] | None = None, **options: object) -> Iterator[Household]:
    """Yield a household in a folder that every user may enter; end its processes and clear it away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="abjure-house-"))
    folder.chmod(0o755)
    household = (kind or Household)(folder, **options)
    try:
        yield household
    finally:
        household.stop_all()
        shutil.rmtree(folder, ignore_errors=True)


def nginx() -> str | None:
    """Return the path of nginx, if it is installed."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")


def free_port() -> int:
    """Return a loopback port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def wait_until(holds: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Wait until this holds; fail with what was waited for."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s for {what}")


def files_with(word: bytes, folders: Iterable[Path]) -> list[str]:
    """Return the files below these folders that hold a word."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [str(file) for file in files if word in file.read_bytes()]
