"""The door behind the web server of deploy/, and raw HTTP to it."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from tests import household
from tests.household import Household

USUAL = {"kind": "leaving", "body": "party", "who": "alone", "sign": "alias", "own": "远山", "text": "plain", "rows": "2"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"}


@dataclass
class Answer:
    """What came back, and how long it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


@dataclass
class Caller:
    """One visitor at one address, over one connection."""

    port: int
    address: str = "127.0.0.1"
    line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.address, 0))
        start = time.monotonic()
        self.line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        found = self.line.getresponse()
        answer = Answer(found.status, dict(found.headers.items()), found.read(), time.monotonic() - start)
        if found.will_close:
            self.hang_up()
        return answer

    def post(self, step: str, **fields: str) -> Answer:
        return self.ask("POST", "/declare/", urlencode(USUAL | fields | {"step": step}), **FORM)

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None


@pytest.fixture(scope="module")
def front() -> Iterator[Household]:
    """A register of which only what people reach is running: door, public, and the web server before both."""
    if household.nginx() is None:
        pytest.skip("no web server: apt-get install nginx-light")
    with household.new() as register:
        register.found("three-withdrawals")
        for role in ("door", "public"):
            register.start(role)
        register.start_front()
        yield register


@pytest.fixture
def call(front) -> Iterator[object]:
    """Make a visitor at an address."""
    callers: list[Caller] = []

    def call(address: str = "127.0.0.1", port: int = 0) -> Caller:
        callers.append(Caller(port or front.port("front"), address))
        return callers[-1]

    yield call
    for caller in callers:
        caller.hang_up()
