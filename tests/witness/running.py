"""A witness as a process of its own, with a key and a folder of its own, and a small log that it may cosign."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 20


class Running:
    """One witness; `start` and `stop` as often as wanted, the folder stays."""

    def __init__(self, folder, name, logs, kind="ed25519"):
        self.folder, self.name, self.logs, self.kind = Path(folder), name, Path(logs), kind
        self.port = free_port()
        self.process, self.vkey = None, ""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        words = ["witness", str(self.logs), "--home", str(self.folder), "--name", self.name, "--key", self.kind, "--port", str(self.port)]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        self.output = self.folder.with_name(f"{self.folder.name}.output")
        with self.output.open("wb") as output:
            self.process = subprocess.Popen([sys.executable, "-m", "abjure", *words], env=environment, stdout=output, stderr=output)
        self.vkey = self._wait()
        return self

    def stop(self, number=signal.SIGTERM):
        """End it, and wait until nobody answers at its port."""
        self.process.send_signal(number)
        self.process.wait(timeout=SECONDS)
        until = time.monotonic() + SECONDS
        with contextlib.suppress(OSError):
            while time.monotonic() < until:
                self.ask("GET", "/")
                time.sleep(0.02)

    def ask(self, method, path, body=None):
        """Return status, content type and body of one answer."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            connection.request(method, path, body)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read()

    def _wait(self):
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError):
                return self.ask("GET", "/")[2].decode().strip()
            time.sleep(0.05)
        raise AssertionError(self.output.read_text())


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
