"""Our logs and proofs are read by golang.org/x/mod's sumdb/note and sumdb/tlog, which are not ours."""

import os
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path

import pytest

from abjure.audit.reader import Folder, Log
from abjure.core import leaf
from abjure.core.tlog import tile
from tests.audit import logs

SOURCE = Path(__file__).parents[1] / "core" / "go" / "checklog.go"
LIBRARY = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
SIZES = [0, 1, 255, 256, 257, 65_535, 65_536, 65_537]
ENTRIES = [b"%d" % index for index in range(max(SIZES))]


@pytest.fixture(scope="module")
def checklog(tmp_path_factory):
    if not shutil.which("go") or not LIBRARY.is_dir():
        pytest.skip("no Go library: apt-get install golang-go golang-golang-x-mod-dev")
    program = tmp_path_factory.mktemp("go") / "checklog"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOFLAGS": "",
        "GOCACHE": str(program.parent / "cache"),
    }
    subprocess.run(["go", "build", "-o", program, SOURCE], check=True, env=environment)

    def run(folder, proofs=""):
        return subprocess.run([program, folder], input=proofs, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize("size", SIZES)
def test_a_log_of_each_size_holds_with_its_proofs(checklog, tmp_path, size):
    log = Log(Folder(logs.publish(tmp_path, ENTRIES[:size])))
    lines = [
        _line("inclusion", index, tile.prove_inclusion(log.read, index, size)) for index in {0, size // 2, size - 1} if 0 <= index < size
    ]
    for old in {1, size // 2, size} - {0} if size else ():
        older = tile.range_hash(log.read, size)(0, old)
        lines.append(_line("consistency", old, [older, *tile.prove_consistency(log.read, old, size)]))
    result = checklog(tmp_path, "".join(lines))
    assert (result.returncode, result.stdout, result.stderr) == (0, f"holds {size}\n", "")


def test_a_log_of_real_leaves_holds(checklog, tmp_path):
    logs.publish(tmp_path, [leaf.format(one) for one in logs.leaves(700)])
    assert checklog(tmp_path).stdout == "holds 700\n"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("checkpoint", "invalid signature"),
        ("tile/0/001", "tile/0/001: differs"),
        ("tile/0/002.p/188", "tile/0/002.p/188: differs"),
        ("tile/1/000.p/2", "tile/1/000.p/2: differs"),
        ("tile/entries/001", "checkpoint: its root is not that of the entries"),
    ],
)
def test_a_damaged_log_does_not_hold(checklog, tmp_path, path, reason):
    logs.publish(tmp_path, ENTRIES[:700])
    data = bytearray((tmp_path / path).read_bytes())
    data[18] ^= 1
    (tmp_path / path).write_bytes(data)
    result = checklog(tmp_path)
    assert result.returncode == 1
    assert reason in result.stderr


def _line(kind, number, hashes):
    return " ".join([kind, str(number), *(b64encode(one).decode() for one in hashes)]) + "\n"
