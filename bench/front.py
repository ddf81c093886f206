"""The web server of deploy/ in front of door and public: pages a second, and readers while slow visitors and a flood of forms hold on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import wrk
from bench.figures import Figure
from tests import household, posting
from tests.faults import slow
from tests.household import Household, wait_until

STATEMENTS, SECONDS = 20, 20
PAGES_WANTED, READERS, PATIENCE, SLOW, FLOOD = 4000, 100, 200, 300, 3
READER = """
wrk.headers["Accept-Encoding"] = "gzip"
wrk.headers["Accept-Language"] = "zh-CN,zh;q=0.9"
"""
FORMS = 'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\nwrk.body = "{body}"\n'
PREVIEW = "kind=leaving&who=alone&body=party&sign=alias&own=a&text=plain&rows=2&step=preview"


@dataclass(frozen=True)
class Waited:
    """What one kind of visitor waited, in milliseconds, and how they were answered."""

    name: str
    count: int
    ends: dict[str, int]
    p50: float
    p99: float
    p100: float

    @property
    def failed(self) -> int:
        """Return how many were not answered as they should be."""
        return self.count - self.ends.get("200", 0)


def measure() -> Iterator[Figure]:
    """Yield the rate of the first pages behind the web server, and what readers wait when much else comes."""
    with standing() as register:
        for page in ("/", "/statements/", "/static/look.css"):
            load = wrk.run(f"{register.front}{page}", script=_script(register, "reader.lua", READER))
            name = f"{page} behind the web server (p99 {load.p99:.0f} ms)"
            yield Figure(name, load.rate, "1/s", PAGES_WANTED, "wanted")
        form = _script(register, "form.lua", FORMS.format(body=PREVIEW))
        capacity = wrk.run(f"{register.front}/declare/", seconds=4, connections=16, script=form).rate
        yield Figure("previews a second at most", capacity, "1/s")
        yield from _held_up(register, capacity)


def _held_up(register: Household, capacity: float) -> Iterator[Figure]:
    port = register.port("front")
    with slow.crowd(port, "head", SLOW), slow.crowd(port, "body", SLOW):
        readers, flood = come(port, SECONDS, {"pages": READERS}), come(port, SECONDS, {"forms": FLOOD * capacity})
        (waited,), (flooding,) = told(readers), told(flood)
    name = f"readers' p99 beside {2 * SLOW} slow visitors and a flood ({waited.failed} failed)"
    yield Figure(name, waited.p99, "ms", PATIENCE, "wanted at most")
    yield Figure(f"  forms a second in that flood: {flooding.ends}", flooding.count / SECONDS, "1/s", capacity, "what the door can do")


@contextmanager
def standing() -> Iterator[Household]:
    """Give a register with a few statements in it; door, public and the web server are running."""
    with household.new() as register:
        register.found("three-withdrawals")
        register.start("door")
        posting.hand_in(register.port("door"), [posting.statement(f"山{number}", "words") for number in range(STATEMENTS)])
        register.run("desk", "pipeline")
        register.accept_all()
        register.start("gate")
        register.start("public")
        wait_until(
            lambda: register.rows("public", "SELECT count(*) FROM register_entry WHERE kind = 'decl'")[0][0], "statements to be there"
        )
        register.stop("gate")
        register.start_front()
        yield register


def come(port: int, seconds: float, rates: dict[str, float]) -> subprocess.Popen[str]:
    """Let a crowd come, in a process of its own."""
    words = [f"{name}={rate}" for name, rate in rates.items()]
    return subprocess.Popen([sys.executable, "-m", "bench.crowd", str(port), str(seconds), *words], stdout=subprocess.PIPE, text=True)


def told(crowd: subprocess.Popen[str]) -> list[Waited]:
    """Return what a crowd tells when it has gone."""
    said, _ = crowd.communicate()
    lines: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines()]
    return [Waited(**line) for line in lines]


def _script(register: Household, name: str, text: str) -> Path:
    path = register.folder / name
    path.write_text(text)
    return path
