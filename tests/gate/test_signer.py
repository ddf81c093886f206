"""The signer: signs what continues its last tree, remembers before it answers, and is a process of its own."""

import json
import os
import socket
import stat
import subprocess
import sys
import time
from base64 import b64encode

import pytest

from abjure.core import keyfile
from abjure.core.errors import Refused
from abjure.core.tlog import checkpoint, merkle, note, policy, tile
from abjure.core.tlog.checkpoint import Checkpoint
from abjure.gate import durable
from abjure.gate.signer import address, client, keys, server
from abjure.gate.signer.memory import Memory

ORIGIN = "log.example/signer"
HASHES = merkle.leaf_hashes([b"%d" % number for number in range(40)])
OTHER = merkle.leaf_hashes([b"other %d" % number for number in range(40)])


def root(size, hashes=HASHES):
    return merkle.root(hashes[:size])


def prove(old, new, hashes=HASHES):
    return merkle.prove_consistency(old, new, lambda start, end: merkle.root(hashes[start:end]))


@pytest.fixture
def folder(tmp_path):
    keys.make_keys(tmp_path / "signer", ORIGIN)
    return tmp_path / "signer"


@pytest.fixture
def desk(folder):
    """A signer that has signed seven leaves."""
    desk = server.Desk(folder)
    assert "signatures" in ask(desk, size=7, old=0, proof=[])
    return desk


def ask(desk, *, size, old, proof, hashes=HASHES):
    request = {
        "size": size,
        "old": old,
        "root": b64encode(root(size, hashes)).decode(),
        "proof": [b64encode(one).decode() for one in proof],
    }
    return json.loads(desk.answer(json.dumps(request).encode() + b"\n", 1_800_000_000))


def test_keys_are_made_once_for_one_origin(folder):
    lines = sorted(signer.key.format() for signer in keys.read_keys(folder))
    assert [note.parse_key(line).name for line in lines] == [ORIGIN, ORIGIN]
    assert {note.parse_key(line).kind for line in lines} == {0x01, 0x06}
    assert stat.S_IMODE((folder / keyfile.NAME).stat().st_mode) == 0o600
    with pytest.raises(Refused, match="^signer.has-keys$"):
        keys.make_keys(folder, ORIGIN)


def test_what_it_signs_holds_by_the_policy_that_readers_get(desk, folder):
    answer = ask(desk, size=20, old=7, proof=prove(7, 20))
    signed = Checkpoint(ORIGIN, 20, root(20)).format() + b"\n" + answer["signatures"].encode()
    lines = sorted(signer.key.format() for signer in keys.read_keys(folder))
    verified = policy.check(policy.parse(keys.format_policy(lines).encode()), signed)
    assert verified.checkpoint == checkpoint.parse(note.parse(signed).text)
    assert len(verified.keys) == 2


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        pytest.param({"size": 6, "old": 6, "proof": []}, "signer.smaller", id="a smaller tree"),
        pytest.param({"size": 7, "old": 7, "proof": [], "hashes": OTHER}, "signer.forked", id="another tree of the same size"),
        pytest.param({"size": 20, "old": 7, "proof": []}, "signer.unproven", id="a larger tree without proof"),
        pytest.param({"size": 20, "old": 7, "proof": prove(7, 20, OTHER), "hashes": OTHER}, "signer.unproven", id="another tree's proof"),
        pytest.param({"size": 20, "old": 3, "proof": prove(3, 20)}, "signer.other-size", id="a proof from an older tree"),
        pytest.param({"size": 20, "old": 0, "proof": []}, "signer.other-size", id="a new beginning"),
    ],
)
def test_a_tree_that_does_not_continue_the_last_one_is_not_signed(desk, folder, request_, code):
    assert ask(desk, **request_) == {"error": code, "size": 7}
    assert Memory(folder).size == 7


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{}\n", id="no fields"),
        pytest.param(b"[]\n", id="a list"),
        pytest.param(b"\xff\xfe\n", id="no text"),
        pytest.param(b'{"size":true,"old":0,"root":"","proof":[]}\n', id="no number"),
        pytest.param(b'{"size":8,"old":7,"root":"AAAA","proof":[]}\n', id="a short root"),
        pytest.param(b'{"size":8,"old":7,"root":"%s","proof":["AAAA"]}\n' % b64encode(bytes(32)), id="a short hash"),
    ],
)
def test_an_unreadable_request_is_refused(desk, line):
    assert json.loads(desk.answer(line, 1)) == {"error": "signer.request", "size": 7}


def test_the_same_tree_is_signed_again(desk):
    assert "signatures" in ask(desk, size=7, old=7, proof=[])
    assert "signatures" in ask(desk, size=7, old=0, proof=[])


def test_it_remembers_before_it_answers(desk, folder, monkeypatch):
    def no_disk(path, data, mode):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(durable, "replace", no_disk)
    with pytest.raises(OSError, match="Input/output error"):
        ask(desk, size=20, old=7, proof=prove(7, 20))


def test_its_memory_outlives_it(desk, folder):
    ask(desk, size=20, old=7, proof=prove(7, 20))
    assert ask(server.Desk(folder), size=7, old=7, proof=[]) == {"error": "signer.smaller", "size": 20}


def test_without_its_memory_it_does_not_start(folder):
    (folder / keys.STATE).unlink()
    with pytest.raises(FileNotFoundError):
        server.Desk(folder)


@pytest.fixture
def process(folder):
    """The signer as a process of its own, without Django's settings."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "abjure.gate.signer.server"]
    running = subprocess.Popen(command, env=environment | {"ABJURE_HOME": str(folder.parent)})
    until = time.monotonic() + 20
    while not (folder / address.NAME).exists() and running.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    yield running
    running.terminate()
    running.wait()


def signed(folder, size, old):
    return client.sign(folder, Checkpoint(ORIGIN, size, root(size)), old, lambda known: prove(known, size))


def test_a_process_of_its_own_signs_over_its_socket(process, folder):
    for old, size in ((0, 7), (7, 7), (7, 20)):
        assert note.parse(signed(folder, size, old)).text == Checkpoint(ORIGIN, size, root(size)).format()
    with pytest.raises(Refused, match="^signer.smaller$"):
        signed(folder, 7, 7)


def test_one_who_says_nothing_does_not_keep_the_others_waiting_for_ever(process, folder, monkeypatch):
    with socket.socket(socket.AF_UNIX) as silent, address.of(folder) as path:
        silent.connect(path)
        silent.close()
        assert note.parse(signed(folder, 7, 0)).signatures


def test_a_signer_that_was_killed_knows_what_it_signed(process, folder):
    signed(folder, 20, 0)
    process.kill()
    process.wait()
    assert Memory(folder).size == 20


def test_a_signer_that_lags_is_shown_the_way(process, folder):
    signed(folder, 7, 0)
    assert note.parse(signed(folder, 20, 12)).signatures


def test_two_signers_never_share_a_home(process, folder):
    with pytest.raises(Refused, match="^gate.locked$"):
        server.main(folder.parent)


def test_a_long_path_is_no_hindrance(tmp_path, monkeypatch):
    deep = tmp_path / ("x" * 60) / ("y" * 60) / "signer"
    keys.make_keys(deep, ORIGIN)
    listener = server.listen(deep)
    with socket.socket(socket.AF_UNIX) as connection, address.of(deep) as path:
        connection.connect(path)
    listener.close()


def test_tiles_prove_what_the_signer_wants(desk):
    files, _ = tile.grow(dict, 0, [b"%d" % number for number in range(20)])
    proof = tile.prove_consistency(lambda wanted: files[wanted.format()], 7, 20)
    assert "signatures" in ask(desk, size=20, old=7, proof=proof)
