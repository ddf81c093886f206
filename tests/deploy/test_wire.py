"""What a listener on the wire sees: the lengths of twenty statements and of all that can go wrong are the named ones."""

import html
import os
import random
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import time
from collections import Counter
from contextlib import closing

import pytest

from abjure.core import answer, keyfile
from abjure.core import receipt as receipts
from abjure.core.receipt import Receipt
from tests.deploy.conftest import FORM, Caller
from tests.faults.ranks import mann_whitney
from tests.household import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.root, pytest.mark.timeout(900)]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"')
# What was sent, by sequence numbers: a packet that had to be sent twice is one.
PACKET = re.compile(r"IP 127\.0\.0\.1\.(\d+) > 127\.0\.0\.1\.(\d+): Flags \[[^]S]*\], seq (?:\d+:)?(\d+)")
KNOCKING = "127.0.61.1"
ORIGIN = "register.example/log"
SIZES, NEAR = (16_384, 131_072), 256
# Twenty statements: alone and joint, templates and own words, of one letter or of thousands.
SHAPES = [
    *({"text": text} for text in ("plain", "childhood", "together")),
    *({"text": "own", "own-text": "字" * length} for length in (1, 10, 100, 400, 1000, 3000, 6000)),
    *({"who": "joint", "group": "family", "name-2": "山" * length, "body-2": "league"} for length in (1, 20, 60)),
    *({"who": "joint", "list": "\n".join(f"人{number}" for number in range(count)), "list-body": "pioneers"} for count in (2, 20, 200, 900)),
    {"place": "north", "show-place": "yes"},
    {"own": "山"},
    {"own": "a" * 60},
]  # fmt: skip


@pytest.fixture
def tcpdump(front, tmp_path):
    """Listen on loopback, and return the lengths of what the web server sent on each connection since."""
    if os.geteuid() != 0 or shutil.which("tcpdump") is None:
        pytest.skip("no tcpdump: apt-get install tcpdump")
    port, seen = front.port("front"), tmp_path / "seen"
    with seen.open("w") as file:
        command = ["tcpdump", "-i", "lo", "-nn", "-l", "-t", "-B", "65536", "--immediate-mode", "tcp port", str(port)]
        listener = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)
        assert listener.stderr.readline()
        wait_until(lambda: knock(port, seen), "tcpdump to listen")

        def lengths():
            wait_until(lambda: knock(port, seen), "tcpdump to write down all that it heard")
            ends = {}
            for source, target, end in PACKET.findall(seen.read_text()):
                if int(source) == port:
                    ends[target] = max(ends.get(target, 0), int(end) - 1)
            return list(ends.values())

        yield lengths
        listener.terminate()
        listener.wait()
        listener.stderr.close()


def knock(port, seen):
    """Say whether a knock, from an address that nobody else has, is soon written down: then whatever came before it is as well."""
    with socket.create_connection(("127.0.0.1", port), source_address=(KNOCKING, 0)) as line:
        own = f"IP {KNOCKING}.{line.getsockname()[1]} >"
    until = time.monotonic() + 1
    while own not in seen.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    return own in seen.read_text()


def close_to_a_size(length):
    return any(0 <= length - size <= NEAR for size in SIZES)


def test_twenty_shapes_and_all_that_goes_wrong_have_the_named_lengths_alone(call, tcpdump):
    assert len(SHAPES) == 20
    sent = []
    for shape in SHAPES:
        preview = once(call, "preview", **shape)
        fields = {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(preview.body.decode())}
        sent.append(fields)
        once(call, "preview", **shape | {"sign": ""})
    time.sleep(31)  # the slow way, too
    for fields in sent:
        assert once(call, "send", **fields).status == 200
    for code in ("1", "1" * 32, ""):
        ask_once(call, "/receipt/", f"code={code}")
        ask_once(call, "/receipt/file", f"code={code}")
    lengths = tcpdump()
    print(sorted(Counter(lengths).items()))
    assert len(lengths) >= 3 * len(SHAPES)
    assert [length for length in lengths if not close_to_a_size(length)] == []


def once(call, step, **fields):
    caller = call()
    found = caller.post(step, **fields)
    caller.hang_up()
    return found


def ask_once(call, path, body):
    caller = call()
    caller.ask("POST", path, body, **FORM)
    caller.hang_up()


@pytest.fixture(scope="module")
def withdrawn(front):
    """The code of a statement whose withdrawal has been answered."""
    caller = Caller(front.port("front"), "127.0.60.1")
    fields = {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(caller.post("preview").body.decode())}
    time.sleep(3.5)
    assert caller.post("send", **fields).status == 200
    caller.hang_up()
    receipt = receipts.parse(fields["code"], ORIGIN)
    tag_key = keyfile.parse((front.home / "door" / keyfile.NAME).read_text())["tag"]
    with closing(sqlite3.connect(front.home / "door" / "door.sqlite3")) as database:
        tag = receipts.tag(receipt.locator("declaration"), tag_key)
        (digest,) = database.execute("SELECT digest FROM door_ticket WHERE tag = ?", [tag]).fetchone()
        sealed = answer.seal({"state": "withdrawn"}, key=receipt.answer_key("declaration"), number=0, origin=ORIGIN)
        database.execute("INSERT INTO door_reply (digest, number, sealed) VALUES (?, 0, ?)", [digest, sealed])
        database.commit()
    return receipt.code


@pytest.mark.parametrize("pair", [("unknown", "withdrawn"), ("unknown", "mistyped")], ids=" and ".join)
def test_codes_that_open_nothing_are_answered_alike_in_length_and_time(call, withdrawn, pair):
    caller, chance = call(), random.Random(1)
    taken, lengths = {kind: [] for kind in pair}, set()
    for number in range(2040):
        kind, new = chance.choice(pair), Receipt.new(ORIGIN).code
        code = {"unknown": new, "withdrawn": withdrawn, "mistyped": new[:-1] + str((int(new[-1]) + 1) % 10)}[kind]
        found = caller.ask("POST", "/receipt/", f"code={code}", **FORM)
        if number >= 40:
            taken[kind].append(found.seconds)
        lengths.add((found.status, len(found.body)))
    likelihood = mann_whitney(*taken.values())
    medians = {kind: f"{statistics.median(seconds) * 1000:.2f} ms" for kind, seconds in taken.items()}
    print(f"p = {likelihood:.3f}, {medians}")
    assert len(lengths) == 1
    assert likelihood > 0.01
