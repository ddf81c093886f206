"""The second route: it comes to the same root by other code, and finds a single flipped bit anywhere."""

import ast
import inspect
from pathlib import Path

import pytest

from abjure.core.errors import Refused
from abjure.core.tlog import merkle, tile
from abjure.gate import second_route

SIZES = [0, 1, 3, 255, 256, 257, 511, 512, 700]


def grown(old, new):
    """Return the files of a log of the old size, and those that lead to the new one, with entries and root."""
    entries = [b"entry %d" % index for index in range(old + new)]
    before, _ = tile.grow(dict, 0, entries[:old])
    files, edge = tile.grow(lambda wanted: before[wanted.format()], old, entries[old:])
    return before, files, entries[old:], edge.root()


def check(before, files, old, entries, root):
    second_route.check(files, old=old, entries=entries, root=root, earlier=before.__getitem__)


@pytest.mark.parametrize("new", [1, 2, 255, 256, 257, 600])
@pytest.mark.parametrize("old", SIZES)
def test_both_routes_lead_to_the_same_root(old, new):
    before, files, entries, root = grown(old, new)
    check(before, files, old, entries, root)


def test_both_routes_agree_where_a_third_level_begins():
    before, files, entries, root = grown(65_300, 600)
    assert "tile/2/000.p/1" in files
    check(before, files, 65_300, entries, root)


def test_both_routes_agree_after_a_third_level_has_begun():
    before, files, entries, root = grown(65_700, 300)
    check(before, files, 65_700, entries, root)


@pytest.mark.parametrize("old", [0, 200, 256, 400])
def test_every_flipped_bit_is_found(old):
    before, files, entries, root = grown(old, 100)
    for name, data in files.items():
        for place in {0, 1, 2, 31, len(data) // 2, len(data) - 1}:
            for bit in (0x01, 0x80):
                damaged = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
                with pytest.raises((Refused, ValueError), match=r"^tree\.second-route$"):
                    check(before, files | {name: damaged}, old, entries, root)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda files: files | {"tile/0/009": b""}, id="a tile too many"),
        pytest.param(lambda files: files | {"tile/entries/009": b""}, id="a bundle too many"),
        pytest.param(lambda files: {name: data for name, data in files.items() if "tile/0/001" not in name}, id="a tile missing"),
        pytest.param(lambda files: {name: data for name, data in files.items() if "entries/001" not in name}, id="a bundle missing"),
    ],
)
def test_files_too_many_or_too_few_are_found(change):
    before, files, entries, root = grown(200, 100)
    with pytest.raises(Refused, match=r"^tree\.second-route$"):
        check(before, change(files), 200, entries, root)


def test_a_bit_flipped_in_a_hash_is_never_signed(gate, monkeypatch):
    """As it happened: the leaf was right, its hash was wrong after hashing, and the log was signed."""
    gate.run()
    gate.accept_many(3)
    real = merkle.leaf_hashes

    def flipping(entries):
        hashes = real(entries)
        return [*hashes[:-1], bytes([hashes[-1][0] ^ 4]) + hashes[-1][1:]] if len(hashes) == 3 else hashes

    with monkeypatch.context() as patch:
        patch.setattr(merkle, "leaf_hashes", flipping)
        with pytest.raises(Refused, match=r"^tree\.second-route$"):
            gate.run()
    assert gate.kinds() == ["rules", *["body"] * 3]
    gate.run()
    assert gate.kinds()[4:] == ["decl"] * 3


def test_the_two_routes_share_no_function():
    tree = ast.parse(Path(inspect.getfile(second_route)).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert imported == {"__future__", "collections.abc", "abjure.core.errors", "hashlib", "struct"}
