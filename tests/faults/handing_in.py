"""People who hand in without a pause, and remember what they were told: which codes they sent, and for which they saw the receipt."""

from __future__ import annotations

import http.client
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from abjure.core import keyfile
from abjure.core import receipt as receipts
from abjure.core.receipt import Receipt
from abjure.door.envelopes import preview
from tests.household import Household

ALIAS = {"kind": "leaving", "who": "alone", "body": "party", "sign": "alias", "own": "云舒", "text": "plain", "step": "send", "rows": "2"}
AGENT = "canary-of-a-browser"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": AGENT}
SECONDS = 15


@dataclass
class People:
    """Everybody who hands in at one door. `sent` are forms by code; `told` the codes whose receipt somebody has seen on their screen."""

    register: Household
    sent: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    ending: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self, people: int = 8) -> Iterator[None]:
        """Let so many hand in one statement after the other while the block runs."""
        self.ending.clear()
        threads = [threading.Thread(target=self._person) for _ in range(people)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ending.set()
            for thread in threads:
                thread.join()

    def send_again(self) -> None:
        """Send once more whatever nobody has seen a receipt for, as somebody does whose line broke."""
        line = self._line()
        for code in [code for code in self.sent if code not in self.told]:
            self._send(line, code)
        line.close()

    def kept(self) -> tuple[int, int, int]:
        """Return how many were told that they are kept, how many of those the door has, and how many tickets the door has in all."""
        tag_key = self._keys()["tag"]
        with closing(sqlite3.connect(self.register.home / "door" / "door.sqlite3")) as database:
            tags = {bytes(tag) for (tag,) in database.execute("SELECT tag FROM door_ticket")}
            (whole,) = database.execute("PRAGMA integrity_check").fetchone()
            (envelopes,) = database.execute("SELECT count(*) FROM door_envelope").fetchone()
        assert whole == "ok"
        assert envelopes == len(tags)
        told = set(self.told)
        return (
            len(told),
            sum(receipts.tag(Receipt(code, self._origin()).locator("declaration"), tag_key) in tags for code in told),
            len(tags),
        )

    def _person(self) -> None:
        line = self._line()
        while not self.ending.is_set():
            code = Receipt.new(self._origin()).code
            second, mac = preview.sign(code, datetime.now(UTC) - timedelta(seconds=10), self._keys()["mac"])
            self.sent[code] = urlencode(ALIAS | {"code": code, "second": second, "mac": mac})
            try:
                self._send(line, code)
            except (OSError, http.client.HTTPException):
                line.close()
                self.ending.wait(0.3)
        line.close()

    def _send(self, line: http.client.HTTPConnection, code: str) -> None:
        line.request("POST", "/declare/", self.sent[code], FORM)
        answer = line.getresponse()
        page = answer.read()
        if answer.status == 200 and b'id="code"' in page:
            self.told.add(code)

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.register.port("door"), timeout=SECONDS)

    def _keys(self) -> dict[str, bytes]:
        return keyfile.parse((self.register.home / "door" / keyfile.NAME).read_text())

    def _origin(self) -> str:
        origin: str = json.loads((self.register.home / "register.json").read_text())["origin"]
        return origin
