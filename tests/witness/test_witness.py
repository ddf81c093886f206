"""`abjure witness`: a process of its own cosigns what only grew, remembers it through a kill, and shows it."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from abjure import cli
from abjure.audit import sentences
from abjure.core.errors import Fault
from abjure.core.tlog import merkle, note, witness
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.core.tlog.witness import Request
from abjure.witness import keys, logs
from abjure.witness.app import App
from abjure.witness.cosigning import Witness
from abjure.witness.memory import Memory
from tests.witness.running import Running

ORIGIN, AT, NAME = "log.example/1", 1_800_000_000, "w.example/1"
LOG = note.Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"l" * 32))
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(300)]


def body(old, new, root=None):
    hashes = merkle.prove_consistency(old, new, lambda start, end: merkle.root(LEAVES[start:end]))
    text = Checkpoint(ORIGIN, new, root or merkle.root(LEAVES[:new])).format()
    return Request(old, tuple(hashes), note.sign(text, [LOG], AT)).format()


@pytest.fixture
def known(tmp_path):
    (tmp_path / "vkey").write_text(LOG.key.format() + "\n")
    return tmp_path / "vkey"


@pytest.fixture(params=keys.KINDS)
def running(tmp_path, known, request):
    started = Running(tmp_path / "witness", NAME, known, request.param).start()
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.fixture
def own(tmp_path):
    return Witness(keys.read_or_make(tmp_path, NAME, keys.ED25519), [LOG.key], Memory(tmp_path))


def test_a_log_is_cosigned_as_it_grows_and_shown(running):
    key = note.parse_key(running.vkey)
    status, _, lines = running.ask("POST", "/add-checkpoint", body(0, 20))
    assert status == 200
    witness.check_cosigned(witness.parse(body(0, 20)).checkpoint, lines, key)
    assert running.ask("POST", "/add-checkpoint", body(20, 300))[0] == 200
    assert running.ask("POST", "/add-checkpoint", body(300, 300))[0] == 200
    status, _, shown = running.ask("GET", "/" + witness.path(ORIGIN))
    assert (status, shown.split(b"\n")[1]) == (200, b"300")
    witness.check_cosigned(shown, shown.rpartition(b"\n\n")[2], key)


def test_what_was_cosigned_outlives_a_kill(running):
    assert running.ask("POST", "/add-checkpoint", body(0, 20))[0] == 200
    before = running.vkey
    running.stop(signal.SIGKILL)
    assert running.start().vkey == before
    assert running.ask("POST", "/add-checkpoint", body(0, 30)) == (409, witness.SIZE_TYPE, b"20\n")
    assert running.ask("POST", "/add-checkpoint", body(20, 20, bytes(32)))[0] == 422


def test_a_second_witness_in_the_same_folder_is_refused(running, known):
    again = subprocess.run(
        [sys.executable, "-m", "abjure", "witness", str(known), "--home", str(running.folder)], capture_output=True, text=True, check=False
    )
    assert (again.returncode, "another witness runs in this folder" in again.stderr) == (1, True)


def ask(app, method="POST", path="/add-checkpoint", data=b""):
    said = []
    environment = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": BytesIO(data)}
    parts = app(environment, lambda status, headers: said.append((int(status[:3]), dict(headers)["Content-Type"])))
    return (*said[0], b"".join(parts))


@pytest.mark.parametrize(
    ("method", "path", "data", "status"),
    [
        pytest.param("POST", "/add-checkpoint", b"", 400, id="nothing"),
        pytest.param("POST", "/add-checkpoint", b"x" * 65_537, 413, id="too much"),
        pytest.param("POST", "/add-checkpoint", body(0, 20).replace(b"\n20\n", b"\n21\n"), 403, id="a false signature"),
        pytest.param("POST", "/add-checkpoint", body(0, 20).replace(b"example/1\n", b"example/2\n"), 404, id="an unknown log"),
        pytest.param("POST", "/add-checkpoint", body(10, 20), 409, id="another size"),
        pytest.param("POST", "/add-checkpoint", body(0, 20, bytes(32)), 200, id="any first tree"),
        pytest.param("GET", "/add-checkpoint", b"", 405, id="a read"),
        pytest.param("PUT", "/", b"", 405, id="a write"),
        pytest.param("GET", "/", b"", 200, id="its key"),
        pytest.param("GET", "/" + witness.path(ORIGIN), b"", 404, id="a log not seen yet"),
        pytest.param("GET", "/../witness.sqlite3", b"", 404, id="a way out"),
    ],
)
def test_each_request_gets_its_status(own, method, path, data, status):
    assert ask(App(own), method, path, data)[0] == status


def test_two_requests_that_arrive_together_never_take_a_log_back(own):
    ask(App(own), data=body(0, 5))
    barrier, app = threading.Barrier(6), App(own)

    def one(size):
        barrier.wait()
        return ask(app, data=body(5, size))[0]

    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(one, [60, 50, 40, 30, 20, 10]))
    assert sorted(statuses) == [200, 409, 409, 409, 409, 409]


def test_a_disk_that_fails_ends_the_process(own, monkeypatch):
    import sqlite3

    monkeypatch.setattr("os._exit", lambda code: (_ for _ in ()).throw(SystemExit(code)))
    monkeypatch.setattr(own.memory, "advance", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("disk I/O error")))
    with pytest.raises(SystemExit, match=r"^1$"):
        ask(App(own), data=body(0, 5))


def test_lines_of_others_are_not_shown(own):
    made = witness.parse(body(0, 5))
    other = note.Ed25519Signer("other.example", Ed25519PrivateKey.from_private_bytes(b"x" * 32))
    signed = note.sign(note.parse(made.checkpoint).text, [other, LOG], AT)
    own.add(Request(0, (), signed).format(), AT)
    assert [one.name for one in note.parse(own.latest(witness.path(ORIGIN))).signatures] == [ORIGIN, NAME]


@pytest.mark.parametrize("text", [f"{LOG.key.format()}\n", f"# ours\n\nlog {LOG.key.format()} https://log.example/\nquorum none\n"])
def test_logs_are_named_by_keys_or_by_a_policy(text):
    assert logs.parse(text.encode()) == [LOG.key]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["{empty}", "--home", "{home}"], "no log is named", id="no logs"),
        pytest.param(["{folder}/none", "--home", "{home}"], "cannot be read", id="no file"),
        pytest.param(["{known}", "--home", "{home}"], "a new witness needs a name", id="no name"),
        pytest.param(["{known}", "--home", "{home}", "--name", "a b"], "has a space", id="a bad name"),
        pytest.param(["{known}", "--home", "{made}", "--name", "other"], f"belongs to {NAME}", id="another's folder"),
    ],
)
def test_what_cannot_start_says_why(tmp_path, known, words, said, capsys):
    keys.read_or_make(tmp_path / "made", NAME, keys.ED25519)
    (tmp_path / "empty").touch()
    places = {"folder": tmp_path, "home": tmp_path / "home", "made": tmp_path / "made", "known": known, "empty": tmp_path / "empty"}
    assert cli.main(["witness", *(word.format(**places) for word in words)]) == 1
    assert said in capsys.readouterr().err


def test_a_cosigners_key_is_no_log(tmp_path):
    with pytest.raises(Fault, match=r"^key\.unknown-kind$"):
        logs.parse(keys.read_or_make(tmp_path, NAME, keys.ED25519).key.format().encode())


@given(st.binary(max_size=200) | st.text(alphabet="log +=AZ09\n#", max_size=60).map(str.encode))
def test_whatever_names_no_log_is_refused_in_words(data):
    try:
        assert logs.parse(data) == []
    except Fault as fault:
        assert sentences.say(fault)[1], fault.code  # noqa: PT017  # nothing at all names no log either
