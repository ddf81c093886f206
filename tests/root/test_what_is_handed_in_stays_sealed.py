"""A word typed into every field, in bodies of 60 kB, through the web server of deploy/: no file on the way holds it."""

import re
import secrets
import socket
import time

import pytest

from tests import posting
from tests.household import files_with, wait_until

LONG = "退" * 19_000
FIELDS = ("kind", "body", "who", "group", "name-2", "body-2", "list", "list-body", "sign", "alias", "own", "real", "text", "own-text",
          "unasked", "place", "show-place", "walk", "show-walk", "rows", "code", "second", "mac", "typed", "asked", "step", "unknown")  # fmt: skip


def post(register, path, values, word):
    """Send a form with the word in every other place where a browser could put it; return status and page."""
    headers = dict.fromkeys(("User-Agent", "Cookie", "X-Forwarded-For", "Accept-Language"), word)
    return posting.post(register.port("front"), f"{path}?{word}", values, headers | {"Referer": f"http://{word}.example/"})


def statement(word):
    return [
        ("kind", "leaving"), ("body", "party"), ("who", "joint"), ("group", "family"), ("name-2", f"友{word}"), ("body-2", "league"),
        ("sign", "alias"), ("own", f"化名{word}"), ("text", "own"), ("own-text", f"{word}\n{LONG}"), ("place", "north"), ("walk", "citizen"),
    ]  # fmt: skip


def hand_in(register, word):
    """Declare as a browser without scripts does; return the receipt code."""
    status, page = post(register, "/declare/", [*statement(word), ("step", "preview")], word)
    assert status == 200, re.findall(r"note bad.*", page)
    assert word in page
    sealed = posting.HIDDEN.findall(page)
    time.sleep(posting.READING_SECONDS)
    status, page = post(register, "/declare/", [*statement(word), *sealed, ("step", "send")], word)
    assert status == 200
    assert 'id="code"' in page
    return dict(sealed)["code"]


@pytest.fixture(scope="module")
def word():
    return f"canary{secrets.token_hex(8)}"


@pytest.fixture(scope="module")
def before_the_desk(separate, word):
    """The register with what was handed in lying at the door: desk and gate have not come yet."""
    separate.start_signer()
    separate.start("door")
    separate.start("public")
    separate.start_front()
    hand_in(separate, word)
    yield separate
    separate.stop_all()


def on_the_way(register):
    """Every place that what is typed passes by: the door, the open side, the web server, and what the processes print."""
    return [register.home / name for name in ("door", "public", "log", "gate", "signer")] + [
        register.run_folder("front"),
        register.folder / "tmp",
    ]


def spilled(register, word):
    printed = [name for name in ("door", "public", "front", "desk", "gate", "signer") if word in register.said(name)]
    return files_with(word.encode(), on_the_way(register)) + printed


def test_the_search_would_find_it(before_the_desk, word):
    folder = before_the_desk.folder / "tmp"
    (folder / "positive").write_text(f"…{word}…")
    assert spilled(before_the_desk, word) == [str(folder / "positive")]
    (folder / "positive").unlink()


def test_no_file_at_the_door_holds_a_word_of_it(before_the_desk, word):
    assert spilled(before_the_desk, word) == []


@pytest.mark.parametrize(
    "path", ["/declare/", "/receipt/", "/receipt/file", "/receipt/qr", "/receipt/certificate/", "/check/", "/nowhere/"]
)
def test_every_field_of_every_form_is_forgotten(before_the_desk, word, path):
    for step in ("preview", "send", "edit", "open", "kept"):
        filler = 60_000 - 60 * len(FIELDS)
        values = [(name, word) for name in FIELDS if name != "step"] + [("step", step), ("filler", f"{word}{'x' * filler}")]
        status, _ = post(before_the_desk, path, values, word)
        assert status in {200, 400, 403, 404, 405, 413, 422}
    assert spilled(before_the_desk, word) == []


def test_a_body_that_never_ends_is_not_put_on_a_disk(before_the_desk, word):
    body = posting.multipart([("own-text", word * 2400)])
    head = f"POST /declare/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary={posting.BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", before_the_desk.port("front")), 5) as line:
        line.sendall(head.encode() + body[:-100])
        time.sleep(1)
        assert spilled(before_the_desk, word) == []
        line.settimeout(12)
        with pytest.raises(ConnectionResetError):
            line.recv(1000)


OPEN = """
import os, sqlite3
from pathlib import Path
from abjure.core import envelope, keyfile
from abjure.core.errors import Invalid
from abjure.core.hpke import PrivateKey
home = Path(os.environ["ABJURE_HOME"])
sealed = sqlite3.connect(home / "door" / "door.sqlite3").execute("SELECT sealed FROM door_envelope").fetchone()[0]
for name, raw in keyfile.parse((home / ROLE / keyfile.NAME).read_text()).items():
    try:
        inner = envelope.unseal(bytes(sealed), reception=PrivateKey(raw), origin="register.example/log")
        print("opened with", name)
    except (Invalid, ValueError):
        pass
"""


@pytest.mark.parametrize(("role", "printed"), [("door", ""), ("desk", "opened with reception\n")])
def test_the_door_cannot_open_what_it_holds_and_the_desk_can(before_the_desk, role, printed):
    assert before_the_desk.ask(role, OPEN.replace("ROLE", repr(role))) == printed


def test_what_the_desk_has_collected_lies_sealed_at_the_desk_too(before_the_desk, word):
    register = before_the_desk
    register.start("desk")
    try:
        code = "import os, sqlite3; print(sqlite3.connect(os.environ['ABJURE_HOME'] + '/door/door.sqlite3').execute('SELECT count(*) FROM door_envelope').fetchone()[0])"
        wait_until(lambda: register.ask("door", code).strip() == "0", "the desk to collect", 30)
        register.start("gate")
        time.sleep(3)
        assert files_with(word.encode(), [register.home]) == []
        assert spilled(register, word) == []
    finally:
        register.stop("desk")
