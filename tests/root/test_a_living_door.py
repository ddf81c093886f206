"""A door seized while it runs tells what was typed lately; what was typed before its workers last ended is gone from every process's memory."""

import contextlib
import os
import re
import secrets
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests import household, posting
from tests.household import wait_until

COUNT = 40
# Workers live a quarter of an hour; here, less.
LIFETIME = 60
WEB = f"import sys; from abjure.server import job, serving; serving.LIFETIME['door'] = {LIFETIME}; job.web(int(sys.argv[1]))"
# What looks like one of the words or codes, with so many zeros after each byte.
LIKELY = {
    zeros: re.compile(
        b"(?:"
        + b"".join(b"%c%s" % (c, b"\\0" * zeros) for c in b"canary")
        + b"(?:[0-9a-f]%s){16}|(?:[0-9]%s){32})" % ((b"\\0" * zeros,) * 2)
    )
    for zeros in (0, 1, 3)
}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def register():
    with household.new() as made:
        made.found("three-withdrawals")
        yield made


@pytest.fixture(scope="module")
def door(register):
    """Run the door's two jobs, each in a group of its own; give their groups by name."""
    port = str(register.port("door"))
    commands = {"writer": ("-m", "abjure.server.job", "writer", port), "web": ("-c", WEB, port)}
    jobs = {
        name: subprocess.Popen([sys.executable, *words], env=register.of("door"), start_new_session=True)
        for name, words in commands.items()
    }
    wait_until(lambda: answers(port), "the door to answer", 60)
    yield {name: job.pid for name, job in jobs.items()}
    for job in reversed(jobs.values()):
        job.terminate()
        job.wait(30)


def answers(port):
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
        return answer.status == 200
    return False


def members(group):
    """Yield the processes of a group."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.getpgid(int(process.name)) == group:
                yield int(process.name)


def memory(process):
    """Yield what a process holds in memory, one mapping after the other; nothing of one that has just ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError), Path(f"/proc/{process}/mem").open("rb", buffering=0) as held:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            if line.split()[1].startswith("r") and "[v" not in line:
                start, end = (int(part, 16) for part in line.split()[0].split("-"))
                with contextlib.suppress(OSError, ValueError):
                    held.seek(start)
                    yield held.read(end - start)


def found(process, wanted):
    """Return which of some words a process still holds, in any of the widths in which Python keeps text."""
    held = b"".join(
        b"\n".join(LIKELY[zeros].findall(mapping)).replace(b"\0" * zeros, b"") + b"\n" for mapping in memory(process) for zeros in LIKELY
    )
    return {word for word in wanted if word.encode() in held}


def test_no_process_holds_what_was_typed_before_its_workers_ended(register, door):
    words = [f"canary{secrets.token_hex(8)}" for _ in range(COUNT)]
    codes = posting.hand_in(register.port("door"), [posting.statement(f"山{number}", word) for number, word in enumerate(words)])
    assert len(codes) == COUNT
    wanted = {*words, *codes}
    before = set(members(door["web"]))
    # The reader of memory can see: the workers hold some of it now. What the writer takes is sealed.
    assert set.union(*(found(process, wanted) for process in before))
    assert not set.union(*(found(process, wanted) for process in members(door["writer"])))
    workers = before - {door["web"]}
    wait_until(lambda: not workers & set(members(door["web"])), "every worker to have ended", 4 * LIFETIME)
    wait_until(lambda: len(set(members(door["web"])) - before) >= len(workers), "others in their place", 60)
    left = {process: found(process, wanted) for group in door.values() for process in list(members(group))}
    assert len(left) >= len(door) + len(workers)
    assert not any(left.values()), left
