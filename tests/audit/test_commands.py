"""`abjure audit` and `abjure verify`, as a reader meets them."""

import gzip
import json
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from abjure import cli
from abjure.audit.reader import Folder, Log
from abjure.core import commitment, leaf, proof
from abjure.core.tlog import merkle, tile
from tests.audit import logs

FIELDS = {"names": '["Wanderer"]', "text": "I leave.\x1b[2J\nFor good."}
SALT = b"s" * 32


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("ABJURE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def made():
    made = logs.leaves(300)
    made[5] = {**made[5], "c": commitment.encode(commitment.commit(FIELDS, SALT, logs.ORIGIN))}
    return made


@pytest.fixture
def folder(tmp_path, made):
    return logs.publish(tmp_path / "site" / "log", [leaf.format(one) for one in made])


@pytest.fixture
def count(folder, made):
    root = merkle.root(merkle.leaf_hashes([leaf.format(one) for one in made]))
    path = folder.parent / "count.json"
    path.write_text(json.dumps(logs.fold(made).published(root=root, witnesses=0)))
    return path


@pytest.fixture
def proof_file(folder, tmp_path, made):
    hashes = tile.prove_inclusion(Log(Folder(folder)).read, 5, 300)
    opening = commitment.opening(FIELDS, SALT, list(FIELDS))
    signed = (folder / "checkpoint").read_bytes()
    path = tmp_path / "5.tlog-proof"
    path.write_bytes(proof.format(index=5, entry=leaf.format(made[5]), hashes=hashes, checkpoint=signed, opening=opening))
    return path


class Compressing(SimpleHTTPRequestHandler):
    """A web server that compresses what it serves, without being asked, and keeps its log to itself."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        try:
            data = gzip.compress(Path(self.translate_path(self.path)).read_bytes())
        except OSError:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def address(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=folder.parent))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_log_in_a_folder_holds_by_the_policy_that_was_given(folder, count, capsys):
    assert cli.main(["audit", str(folder), "--policy", str(folder / "policy"), "--count", str(count)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"policy: {folder / 'policy'}",
        "log: log.example/test, 300 entries",
        "signed: Ed25519 and ML-DSA-44 cosignature, 0 witnesses",
        "tiles: 3 derived again from 300 entries, all equal",
        "count: 586 people in 293 statements, 0 carried over",
        "tallies: 1, all equal to the recount",
        "count.json: equal to the recount",
        "holds",
    ]
    assert said.err == ""


def test_without_a_policy_the_logs_own_is_used_and_its_fingerprint_shown(folder, capsys):
    assert cli.main(["audit", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "policy: the log's own, since none was given" in said
    assert len(next(line for line in said.splitlines() if line.startswith("fingerprint: ")).split()) == 9
    assert "count.json: none given, not compared (--count FILE)" in said


@pytest.mark.parametrize("path", ["/log/", "/log", "/", ""])
def test_a_log_at_an_address_holds_and_is_compared_with_the_count_beside_it(address, count, capsys, path):
    assert cli.main(["audit", address + path]) == 0
    assert "count.json: equal to the recount" in capsys.readouterr().out


def test_a_count_at_an_address_that_differs_does_not_hold(address, count, capsys):
    count.write_text(count.read_text().replace('"people": 586', '"people": 587'))
    assert cli.main(["audit", address]) == 1
    assert "abjure: error: count.json: people is 587, the leaves add up to 586\n" in capsys.readouterr().err


@pytest.mark.parametrize("where", ["http://127.0.0.1:1/", "nowhere", "http://[/"])
def test_a_place_without_a_log_is_named(where, capsys):
    assert cli.main(["audit", where]) == 1
    assert capsys.readouterr().err.startswith("abjure: error: ")


def test_a_damaged_log_is_named_with_place_and_reason(folder, capsys):
    data = bytearray((folder / "tile/0/000").read_bytes())
    data[32 * 17] ^= 1
    (folder / "tile/0/000").write_bytes(data)
    assert cli.main(["audit", str(folder)]) == 1
    error, hint = capsys.readouterr().err.splitlines()
    assert error == "abjure: error: tile/0/000: differs from what the entries give, first at entry 17"
    assert hint.startswith("abjure: hint: ")


def test_long_work_says_how_far_it_is(folder, monkeypatch, capsys):
    monkeypatch.setattr("abjure.audit.terminal.SECONDS_BETWEEN", 0)
    assert cli.main(["audit", str(folder)]) == 0
    assert capsys.readouterr().err == "abjure: 300 of 300 entries (100 %)\n"


def test_a_proof_holds_and_says_in_words_what_it_shows(proof_file, folder, capsys):
    assert cli.main(["verify", str(proof_file), "--policy", str(folder / "policy")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "entry: number 5 is in the log",
        "log: log.example/test, 300 entries",
        "signed: Ed25519 and ML-DSA-44 cosignature, 0 witnesses",
        "leaf: a statement of 2 people, self, logged on 2026-11-20, leaving league 2, party 1",
        "words: those that the entry commits to",
        '  names: ["Wanderer"]',
        "  text: I leave. [2J For good.",
        "holds",
    ]


def test_the_registers_own_policy_is_the_default(proof_file, folder, monkeypatch):
    monkeypatch.setenv("ABJURE_HOME", str(folder.parent))
    assert cli.main(["verify", str(proof_file)]) == 0


def test_without_any_policy_nothing_can_be_verified(proof_file, capsys):
    assert cli.main(["verify", str(proof_file)]) == 2
    assert "no policy" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["verify"], ["audit"], ["audit", "a", "b"], ["verify", "a", "--polcy", "b"]])
def test_wrong_usage_is_two(arguments):
    with pytest.raises(SystemExit, match=r"^2$"):
        cli.main(arguments)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        pytest.param(lambda data: data.replace(b"index 5", b"index 6"), "entry 6 with this leaf is not in the tree", id="another index"),
        pytest.param(lambda data: data.replace(b"\n300\n", b"\n301\n"), "the signature of log.example/test is false", id="another size"),
        pytest.param(lambda data: data[:50], "not a proof of a transparency log", id="cut off"),
    ],
)
def test_a_damaged_proof_does_not_hold(proof_file, folder, change, error, capsys):
    proof_file.write_bytes(change(proof_file.read_bytes()))
    assert cli.main(["verify", str(proof_file), "--policy", str(folder / "policy")]) == 1
    assert error in capsys.readouterr().err


def test_words_that_are_shown_for_an_entry_without_words_do_not_hold(proof_file, folder, made, capsys):
    hashes = tile.prove_inclusion(Log(Folder(folder)).read, 0, 300)
    opening, signed = commitment.opening(FIELDS, SALT, list(FIELDS)), (folder / "checkpoint").read_bytes()
    proof_file.write_bytes(proof.format(index=0, entry=leaf.format(made[0]), hashes=hashes, checkpoint=signed, opening=opening))
    assert cli.main(["verify", str(proof_file), "--policy", str(folder / "policy")]) == 1
    assert "the proof shows words, but entry 0 is no statement" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(folder, capsys):
    assert cli.main(["verify", "nothing", "--policy", str(folder / "policy")]) == 1
    assert "abjure: error: nothing: cannot be read: No such file or directory" in capsys.readouterr().err
    assert cli.main(["verify", "nothing", "--policy", "nothing"]) == 1


def test_checking_needs_neither_django_nor_the_server_half(folder):
    script = (
        "import sys; from abjure import cli; code = cli.main(sys.argv[1:]);"
        "halves = {'abjure.' + side for side in ('server', 'gate', 'desk', 'door', 'public')} | {'django'};"
        "print(sorted(halves & sys.modules.keys())); sys.exit(code)"
    )
    result = subprocess.run([sys.executable, "-c", script, "audit", str(folder)], capture_output=True, text=True, check=False, env=_path())
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "[]")


def _path():
    return {"PYTHONPATH": ":".join(sys.path)}
