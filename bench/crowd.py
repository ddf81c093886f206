"""A crowd that comes whether it is answered or not: `python -m bench.crowd PORT SECONDS pages=RATE people=RATE forms=RATE` prints JSON.

Each comes at its time (open loop), and what it waits is counted from that time. `pages` are read; `people` read the form, preview, read for a
while and send; `forms` are previews that nobody sends. Everybody who hands in comes from an address of their own.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

PAGES = ("/", "/", "/", "/zh-hans/", "/en/", "/statements/", "/zh-hans/statements/", "/static/look.css", "/count.json", "/statements/4/")
TONGUES = ("zh-CN,zh;q=0.9", "zh-CN,zh;q=0.9", "zh-TW,zh;q=0.9", "en-US,en;q=0.5")
FORM = {"kind": "leaving", "who": "alone", "body": "party", "sign": "alias", "text": "plain", "rows": "2"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "云山海月松石清远白青竹风林江舟雨"
SLOW, RECEIPT = "half a minute", 'id="code"'
READING, READING_SLOW, PATIENCE = 4.0, 32.0, 35.0


class NoAnswerError(Exception):
    """The other side hung up, or did not answer in time."""


class Line(asyncio.Protocol):
    """One connection that is kept: one question at a time."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self.received, self.answer, self.transport = b"", None, None  # type: bytes, asyncio.Future[tuple[int, bytes]] | None, asyncio.Transport | None
        self.idle_since, self.is_open = time.monotonic(), True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer the question once the answer is whole."""
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found or self.answer is None or self.answer.done():
            return
        lower = head.lower()
        if (length := re.search(rb"\r\ncontent-length: (\d+)", lower)) is not None:
            is_whole = len(body) >= int(length[1])
        else:
            is_whole = body.endswith(b"0\r\n\r\n")
        if is_whole:
            self.is_open = self.is_open and b"\r\nconnection: close" not in lower
            self.received, self.idle_since = b"", time.monotonic()
            self.answer.set_result((int(head[9:12]), body))

    def connection_lost(self, problem: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        """Say that nothing more comes."""
        self.is_open = False
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(NoAnswerError())

    async def ask(self, question: bytes) -> tuple[int, bytes]:
        """Return status and body."""
        assert self.transport is not None
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(question)
        async with asyncio.timeout(PATIENCE):
            return await self.answer


@dataclass
class Crowd:
    """Everybody who comes to one port, what they waited for in seconds, and how they were answered."""

    port: int
    idle: list[Line] = field(default_factory=list)
    waited: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    async def come(self, who: Callable[[float], Awaitable[None]], rate: float, seconds: float) -> None:
        """Let so many come a second, each at its time."""
        begun, tasks = time.monotonic(), set[asyncio.Task[None]]()
        for number in itertools.count():
            due = begun + number / rate
            if due > begun + seconds:
                break
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.ensure_future(who(due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)

    async def pages(self, due: float) -> None:
        """Read a page, over a connection that is there or a new one."""
        head = f"GET {random.choice(PAGES)} HTTP/1.1\r\nHost: localhost\r\nAccept-Language: {random.choice(TONGUES)}\r\nAccept-Encoding: gzip\r\n\r\n"
        line = self._free() or await self._line("127.0.0.1")
        await self._count("pages", due, line, head.encode(), "")
        if line.is_open:
            self.idle.append(line)

    async def people(self, due: float) -> None:
        """Read the form, preview, read, and send."""
        line = await self._line(_address())
        await self._count(
            "form", due, line, b"GET /declare/ HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nAccept-Encoding: gzip\r\n\r\n", ""
        )
        page = await self._preview("preview", time.monotonic(), line)
        _hang_up(line)
        await asyncio.sleep(READING_SLOW if SLOW in page else READING)
        fields = {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(page)}
        line = await self._line(_address())
        await self._count("send", time.monotonic(), line, _post(fields | {"step": "send"}), RECEIPT)
        _hang_up(line)

    async def forms(self, due: float) -> None:
        """Send a preview, and never look at it."""
        line = await self._line(_address())
        await self._preview("flood", due, line)
        _hang_up(line)

    async def _preview(self, name: str, due: float, line: Line) -> str:
        alias = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
        return await self._count(name, due, line, _post(FORM | {"own": alias, "step": "preview"}), "")

    async def _count(self, name: str, due: float, line: Line, question: bytes, holding: str) -> str:
        try:
            status, body = await line.ask(question)
        except (NoAnswerError, TimeoutError, AttributeError) as problem:
            self.ends[name][type(problem).__name__] += 1
            return ""
        self.waited[name].append(time.monotonic() - due)
        page = body.decode(errors="replace") if name != "pages" else ""
        self.ends[name][str(status) if holding in page else f"{status} without a receipt"] += 1
        return page

    def _free(self) -> Line | None:
        while self.idle:
            line = self.idle.pop()
            if line.is_open and time.monotonic() - line.idle_since < 5:
                return line
            _hang_up(line)
        return None

    async def _line(self, address: str) -> Line:
        try:
            _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", self.port, local_addr=(address, 0))
        except OSError:
            return Line()
        return line


def _hang_up(line: Line) -> None:
    if line.transport is not None:
        line.transport.close()


def _address() -> str:
    return f"127.{random.randrange(1, 255)}.{random.randrange(255)}.{random.randrange(1, 255)}"


def _post(fields: dict[str, str]) -> bytes:
    body = urlencode(fields)
    head = "POST /declare/ HTTP/1.1\r\nHost: localhost\r\nAccept-Language: en\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


async def _all(port: int, seconds: float, rates: dict[str, float]) -> Crowd:
    crowd = Crowd(port)
    await asyncio.gather(*(crowd.come(getattr(crowd, name), rate, seconds) for name, rate in rates.items()))
    return crowd


def main(arguments: list[str]) -> None:
    """Print what everybody waited at the 50th and 99th percentile and at most, in milliseconds, and how they were answered."""
    port, seconds, *rates = arguments
    crowd = asyncio.run(_all(int(port), float(seconds), {name: float(rate) for name, rate in (one.split("=") for one in rates)}))
    for name, ends in crowd.ends.items():
        waited = sorted(crowd.waited[name]) or [PATIENCE]
        of = {part: waited[min(len(waited) - 1, len(waited) * part // 100)] * 1000 for part in (50, 99, 100)}
        print(json.dumps({"name": name, "count": ends.total(), "ends": dict(ends), **{f"p{part}": value for part, value in of.items()}}))


if __name__ == "__main__":
    main(sys.argv[1:])
