"""Witnesses: readers see what a quorum has cosigned; a witness may be slow, forgetful, lying or talk rubbish, and stops nothing."""

import contextlib
import json
import shutil
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abjure.core.errors import Refused
from abjure.core.tlog import checkpoint, cosignature, note, policy, witness
from tests.gate.conftest import ORIGIN
from tests.witness.running import Running

pytestmark = pytest.mark.django_db(databases=["desk", "gate", "public"])

KEY = cosignature.Ed25519Cosigner("stub.example", Ed25519PrivateKey.from_private_bytes(b"s" * 32))


class Stub(ThreadingHTTPServer):
    """A witness of the tests' own: `answer(request)` gives status and body, or fails as it likes."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked, self.shown, self.answer = [], b"", cosigned
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/w/"


class Handler(BaseHTTPRequestHandler):
    """Hands each request on."""

    def do_POST(self):
        assert self.path == "/w/add-checkpoint"
        request = witness.parse(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        self.say(*self.server.answer(request))

    def do_GET(self):
        self.say(200 if self.server.shown else 404, self.server.shown)

    def say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def cosigned(request, by=KEY):
    text = note.parse(request.checkpoint).text
    return 200, note.parse(note.sign(text, [by], 1_800_000_000)).signatures[0].format().encode()


@pytest.fixture
def stub():
    server = Stub()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def name_witnesses(gate):
    """Add witnesses (name, vkey, url) to the register's policy, with a quorum."""

    def name_witnesses(*known, quorum="all"):
        found = policy.parse((gate.log / "policy").read_bytes())
        found.witnesses = {name: (note.parse_key(vkey), url) for name, vkey, url in known}
        found.groups = {"quorum": (len(known) if quorum == "all" else quorum, tuple(found.witnesses))}
        found.quorum = "quorum"
        (gate.log / "policy").write_bytes(found.format())

    return name_witnesses


@pytest.fixture
def stubbed(name_witnesses, stub):
    name_witnesses(("stub", KEY.key.format(), stub.url))
    return stub


def size(gate):
    return checkpoint.parse(note.parse((gate.log / "checkpoint").read_bytes()).text).size if (gate.log / "checkpoint").exists() else 0


def fault(gate, name="stub"):
    return json.loads((gate.home / "gate" / "witnesses.json").read_text())[name]["fault"]


def test_three_witnesses_with_keys_of_their_own_stand_behind_what_readers_see(gate, name_witnesses, tmp_path):
    kinds = {"one": "ed25519", "two": "ml-dsa-44", "three": "ed25519"}
    running = [Running(tmp_path / name, f"{name}.example", gate.log / "vkey", kind).start() for name, kind in kinds.items()]
    name_witnesses(*((one.folder.name, one.vkey, one.url) for one in running), quorum=2)
    digest = gate.accept()
    gate.run()
    from abjure.public.register.models import Checkpoint

    assert Checkpoint.objects.get().totals["witnesses"] == 3
    assert gate.index(digest) == size(gate) - 1, "a full audit by the policy has passed"
    running[2].stop()
    gate.accept()
    gate.run()
    assert Checkpoint.objects.order_by("-size")[0].totals["witnesses"] == 2
    assert fault(gate, "three") == "witness.unreachable"
    running[1].stop()
    before = size(gate)
    gate.accept()
    gate.run()
    assert size(gate) == before, "one of two is no quorum"
    running[1].start()
    gate.run()
    assert size(gate) == before + 1
    for one in running[:2]:
        one.stop()


def test_only_the_logs_own_lines_are_sent(gate, stubbed):
    gate.accept()
    gate.run()
    gate.accept()
    gate.run()
    assert [{one.name for one in note.parse(request.checkpoint).signatures} for request in stubbed.asked] == [{ORIGIN}] * 2
    assert all(len(request.format()) < 16_384 for request in stubbed.asked)
    assert [request.old for request in stubbed.asked] == [0, 5]


def forgetful(request):
    return (409, b"0\n") if request.old else cosigned(request)


def slow(request):
    time.sleep(1)
    return cosigned(request)


ANSWERS = {
    "malformed": (lambda request: (400, b"no"), "witness.answer"),
    "a key it does not trust": (lambda request: (403, b""), "witness.answer"),
    "an unknown log": (lambda request: (404, b""), "witness.answer"),
    "a proof it does not believe": (lambda request: (422, b""), "witness.answer"),
    "busy": (lambda request: (429, b""), "witness.answer"),
    "broken": (lambda request: (500, b"<html>"), "witness.answer"),
    "elsewhere": (lambda request: (302, b""), "witness.answer"),
    "another root and no size": (lambda request: (409, b""), "witness.size"),
    "the size it was told": (lambda request: (409, witness.format_size(request.old)), "witness.answer"),
    "a size that wanders": (lambda request: (409, b"1\n" if request.old != 1 else b"2\n"), "witness.answer"),
    "a larger tree, unproven": (lambda request: (409, b"1000000\n"), "witness.ahead"),
    "rubbish": (lambda request: (200, b"\x00\xff"), "witness.signatures"),
    "too much": (lambda request: (200, b"x" * 1_000_000), "witness.signatures"),
    "another's line": (lambda request: (200, "— other AAAAAAAA\n".encode()), "witness.no-cosignature"),
    "a false cosignature": (
        lambda request: (200, note.Signature(KEY.key.name, KEY.key.id, bytes(7) + b"\x01" + bytes(64)).format().encode()),
        "note.bad-signature",
    ),
    "too slow": (slow, "witness.unreachable"),
}


@pytest.mark.parametrize(("answer", "code"), ANSWERS.values(), ids=ANSWERS)
def test_a_witness_that_does_not_cosign_keeps_the_checkpoint_and_stops_nothing(gate, stubbed, answer, code, monkeypatch, capsys):
    monkeypatch.setattr("abjure.gate.asking.SECONDS", 0.3)
    digest = gate.accept()
    gate.run()
    before = size(gate)
    stubbed.answer = answer
    later = gate.accept()
    gate.run()
    gate.accept()
    gate.run()
    assert size(gate) == before
    assert gate.index(later) == before, "it has its place, and readers do not see it yet"
    assert fault(gate) == code
    said = capsys.readouterr().err
    assert f"abjure: error: witness stub: {code}" in said
    assert "the quorum of witnesses is missing" in said
    stubbed.answer = cosigned
    gate.run()
    assert (size(gate), fault(gate)) == (before + 2, None)
    assert gate.kinds()[-1] == "decl"
    assert gate.entry(digest).opening


def test_a_forgetful_witness_is_shown_the_way_from_where_it_stands(gate, stubbed):
    gate.accept()
    gate.run()
    stubbed.answer = forgetful
    gate.accept()
    gate.run()
    assert [request.old for request in stubbed.asked] == [0, 5, 0]
    assert fault(gate) is None


def test_one_slow_witness_makes_no_other_wait(gate, stub, name_witnesses, monkeypatch):
    monkeypatch.setattr("abjure.gate.asking.SECONDS", 0.3)
    stub.answer = slow
    known = Stub()
    name_witnesses(("slow", other().key.format(), stub.url), ("stub", KEY.key.format(), known.url), quorum=1)
    gate.accept()
    gate.run()
    assert size(gate) == 5
    known.shutdown()
    known.server_close()


def other():
    return cosignature.Ed25519Cosigner("other.example", Ed25519PrivateKey.from_private_bytes(b"o" * 32))


def put_back(gate):
    """Take gate, signer and log back to before the newest batch, together; what the witness knows is out of reach."""
    from abjure.gate.models import LiveBits, Log, Placement

    rows = [list(model.objects.all()) for model in (Log, LiveBits, Placement)]
    for room in ("signer", "log"):
        shutil.copytree(gate.home / room, gate.home / "copies" / room, ignore=shutil.ignore_patterns("socket"))

    def back():
        for model, found in zip((Log, LiveBits, Placement), rows, strict=True):
            model.objects.all().delete()
            model.objects.bulk_create(found)
        shutil.copytree(gate.home / "copies" / "log", gate.log, dirs_exist_ok=True)

    return back


def test_a_register_that_was_put_back_as_a_whole_is_refused_by_what_a_witness_knows(gate, stubbed):
    from abjure.gate import witnessing

    gate.accept()
    gate.run()
    back = put_back(gate)
    gate.accept()
    gate.run()
    back()
    witnessing._checked.clear()
    stubbed.answer = lambda request: (409, b"6\n")
    with pytest.raises(Refused, match="^log.witness-ahead$"):
        gate.run()


def test_a_larger_tree_under_our_own_signature_stops_a_running_gate(gate, stubbed):
    from abjure.gate import stages

    gate.accept()
    gate.run()
    back = put_back(gate)
    gate.accept()
    gate.run()
    newest = (gate.log / "checkpoint").read_bytes()
    back()
    (gate.log / "checkpoint").unlink()
    stubbed.answer, stubbed.shown = (lambda request: (409, b"6\n")), newest
    with pytest.raises(Refused, match="^log.rolled-back$"):
        stages.publish(now=gate.now)


@pytest.mark.parametrize("state", [b"", b"{", b"[]"], ids=["empty", "cut off", "no object"])
def test_what_is_remembered_of_witnesses_may_be_lost(gate, stubbed, state):
    gate.accept()
    gate.run()
    (gate.home / "gate" / "witnesses.json").write_bytes(state)
    stubbed.answer = lambda request: (409, b"5\n") if request.old != 5 else cosigned(request)
    gate.accept()
    gate.run()
    assert size(gate) == 6
