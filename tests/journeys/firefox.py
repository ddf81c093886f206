"""Debian's Firefox, driven over its own Marionette protocol: SVG and web fonts off, and scripts too, as Tor Browser is at its safest."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.household import answers, free_port, wait_until

PREFERENCES = {
    "javascript.enabled": False,
    "svg.disabled": True,
    "gfx.downloadable_fonts.enabled": False,
    "app.update.auto": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "extensions.update.enabled": False,
}
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Firefox:
    """One browser with one window; a selector is CSS."""

    def __init__(self, port: int, profile: Path) -> None:
        self.profile = profile
        self._socket = socket.create_connection(("127.0.0.1", port), 60)
        self._read()
        self._number = 0
        self.say("WebDriver:NewSession", capabilities={"alwaysMatch": {"pageLoadStrategy": "normal"}})

    def say(self, command: str, **parameters: Any) -> Any:
        """Give a command; return its answer or fail with its error."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:" % len(message) + message)
        _, number, error, answer = self._read()
        assert number == self._number
        assert error is None, f"{command} {parameters}: {error['error']}: {error['message']}"
        return answer

    def _read(self) -> Any:
        """Return the next message: its length in digits, a colon, JSON."""
        length = b""
        while not length.endswith(b":"):
            length += self._socket.recv(1)
        text = b""
        while len(text) < int(length[:-1]):
            text += self._socket.recv(65536)
        return json.loads(text)

    def close(self) -> None:
        self._socket.close()

    def open(self, address: str) -> None:
        self.say("WebDriver:Navigate", url=address)

    def all(self, selector: str) -> list[str]:
        """Return every element that a selector finds."""
        return [found[ELEMENT] for found in self.say("WebDriver:FindElements", using="css selector", value=selector)]

    def one(self, selector: str) -> str:
        """Return the only element."""
        found = self.all(selector)
        assert len(found) == 1, f"{selector}: {len(found)} of them at {self.address()}: {self.text('body')[:400]}"
        return found[0]

    def click(self, selector: str) -> None:
        self.say("WebDriver:ElementClick", id=self.one(selector))

    def type(self, selector: str, text: str) -> None:
        self.say("WebDriver:ElementSendKeys", id=self.one(selector), text=text)

    def text(self, selector: str) -> str:
        """Return what a reader sees of an element."""
        found = self.all(selector)
        return str(self.say("WebDriver:GetElementText", id=found[0])["value"]) if found else ""

    def attribute(self, selector: str, name: str) -> str:
        return str(self.say("WebDriver:GetElementAttribute", id=self.one(selector), name=name)["value"])

    def value(self, selector: str) -> str:
        """Return what stands in a field now."""
        return str(self.say("WebDriver:GetElementProperty", id=self.one(selector), name="value")["value"])

    def address(self) -> str:
        return str(self.say("WebDriver:GetCurrentURL")["value"])

    def back(self) -> None:
        """Go back; what the browser does not have any more it says to be an error."""
        with suppress(AssertionError):
            self.say("WebDriver:Back")

    def source(self) -> str:
        return str(self.say("WebDriver:GetPageSource")["value"])

    def downloaded(self) -> list[Path]:
        """Return the files that it has saved whole."""
        folder = self.profile / "downloads"
        return [file for file in folder.glob("*") if file.suffix != ".part" and file.stat().st_size] if folder.exists() else []

    def download(self, selector: str) -> bytes:
        """Press a button whose answer is a file; return the file."""
        before = set(self.downloaded())
        self.click(selector)
        wait_until(lambda: set(self.downloaded()) - before, f"a file from {selector}", 30)
        return (set(self.downloaded()) - before).pop().read_bytes()

    def picture(self, file: Path) -> None:
        """Write what the page looks like."""
        file.write_bytes(base64.b64decode(self.say("WebDriver:TakeScreenshot", full=True)["value"]))


def path() -> str | None:
    """Return where Firefox is, if it is installed."""
    return shutil.which("firefox-esr")


@contextmanager
def running(language: str, *, scripts: bool = False) -> Iterator[Firefox]:
    """Yield a headless Firefox that asks for pages in this language, with scripts or as Tor Browser is at its safest; end it and clear its profile away afterwards."""
    profile = Path(tempfile.mkdtemp(prefix="abjure-firefox-"))
    port = free_port()
    downloads = {"browser.download.folderList": 2, "browser.download.dir": str(profile / "downloads")}
    wanted = PREFERENCES | {"javascript.enabled": scripts} | downloads | {"marionette.port": port, "intl.accept_languages": language}
    (profile / "user.js").write_text("".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()))
    command = [str(path()), "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port), "Firefox to listen")
        browser = Firefox(port, profile)
        yield browser
        browser.close()
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(profile, ignore_errors=True)
