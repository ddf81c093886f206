"""Pages a second of the demonstration, beside what the same server does with an empty answer."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import register, wrk
from bench.figures import Figure

PAGES = {"public": ("/", "/count.json", "/statements/"), "door": ("/declare/",)}
SERVER = (
    "import sys; from granian import Granian; from granian.constants import Interfaces; "
    "Granian('bench.pages:empty', address='127.0.0.1', port=int(sys.argv[1]), interface=Interfaces.WSGI, workers=2, "
    "blocking_threads=4, log_enabled=False).serve()"
)


def empty(environ, start_response):  # noqa: ANN001, ANN201, ARG001 - WSGI
    """Answer with nothing."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b""]


def measure() -> Iterator[Figure]:
    """Yield the rate of each page."""
    with _bare() as port:
        limit = wrk.run(f"http://127.0.0.1:{port}/").rate
    with register.demonstration() as home:
        for role, pages in PAGES.items():
            with register.serving(home, role) as port:
                for page in pages:
                    load = wrk.run(f"http://127.0.0.1:{port}{page}")
                    yield Figure(f"{page} a second (p99 {load.p99:.0f} ms)", load.rate, "1/s", limit, "an empty answer")


@contextmanager
def _bare() -> Iterator[int]:
    port = register.free_port()
    child = subprocess.Popen([sys.executable, "-c", SERVER, str(port)])
    time.sleep(2)
    try:
        yield port
    finally:
        child.terminate()
        child.wait()
