"""Tiles, bundles and paths are those of tlog-tiles, whichever way the log grew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core.errors import Invalid
from abjure.core.tlog import merkle, tile
from abjure.core.tlog.tile import ENTRIES, Tile
from tests.core.vectors import load

VECTORS = load("tlog")
ENTRY = [str(index).encode() for index in range(70_000)]
HASHES = merkle.leaf_hashes(ENTRY)
SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000]


class Files(dict):
    """A log's files by path."""

    def read(self, wanted):
        return self[wanted.format()]


def grown(*sizes):
    files, size = Files(), 0
    for new in sizes:
        written, _ = tile.grow(files.read, size, ENTRY[size:new])
        assert all(files.get(path, data) == data for path, data in written.items())
        files.update(written)
        size = new
    return files


@pytest.mark.parametrize("case", VECTORS["paths"], ids=lambda case: case["path"])
def test_a_path_is_that_of_the_vectors(case):
    assert Tile(case["level"], case["number"], case["width"]).format() == case["path"]
    assert tile.parse_path(case["path"]) == (case["level"], case["number"], case["width"])


@given(st.integers(ENTRIES, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_path_that_is_written_is_read_again(level, number, width):
    assert tile.parse_path(Tile(level, number, width).format()) == (level, number, width)


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/64/000", "tile/0/x000/000", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/-1/000",
     "tile/8/0/000", "tile/entries/000/", "tile/0/../000", "tile/0/000\n", "tile/0/٠٠٠"],
)  # fmt: skip
def test_any_other_path_is_refused(path):
    with pytest.raises(Invalid, match=r"^tile\.path$"):
        tile.parse_path(path)


@pytest.mark.parametrize("size", SIZES)
def test_a_log_has_the_files_and_the_root_of_its_size(size):
    files, edge = tile.grow(Files().read, 0, ENTRY[:size])
    expected = {one.format() for level in (ENTRIES, *tile.levels(size)) for one in tile.tiles(size, level)}
    assert files.keys() == expected
    assert edge.root() == merkle.root(HASHES[:size]) == tile.root(Files(files).read, size)
    assert all(len(files[one.format()]) == one.width * 32 for level in tile.levels(size) for one in tile.tiles(size, level))


def test_seventy_thousand_entries_have_the_tiles_that_the_specification_counts():
    widths = [[one.width for one in tile.tiles(70_000, level)] for level in tile.levels(70_000)]
    assert widths == [[256] * 273 + [112], [256, 17], [1]]


@pytest.mark.parametrize(
    "sizes",
    [(1, 2, 255, 256, 257), (256, 512, 513), (255, 300, 300, 700), (65_535, 65_536, 65_537), (65_000, 70_000)],
    ids=lambda sizes: "-".join(map(str, sizes)),
)
def test_a_log_that_grew_in_steps_holds_what_one_that_grew_at_once_holds(sizes):
    stepwise, at_once = grown(*sizes), grown(sizes[-1])
    assert {path: stepwise[path] for path in at_once} == at_once
    assert tile.edge(stepwise.read, sizes[-1]).root() == merkle.root(HASHES[: sizes[-1]])


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 65_535, 65_536, 65_537])
def test_proofs_from_tiles_are_those_from_the_hashes(size):
    files = grown(size)
    for index in {0, size // 2, max(0, size - 2), size - 1}:
        proof = tile.prove_inclusion(files.read, index, size)
        merkle.check_inclusion(index, size, HASHES[index], proof, merkle.root(HASHES[:size]))
    for old in {1, size // 2, size - 1, size} - {0}:
        proof = tile.prove_consistency(files.read, old, size)
        merkle.check_consistency(old, size, merkle.root(HASHES[:old]), merkle.root(HASHES[:size]), proof)


def test_a_proof_needs_few_tiles():
    files, asked = grown(70_000), []
    tile.prove_inclusion(lambda wanted: asked.append(wanted) or files.read(wanted), 12_345, 70_000)
    assert len(set(asked)) <= 6


def test_a_bundle_is_that_of_the_vectors():
    case = VECTORS["bundle"]
    entries = [entry.encode() for entry in case["entries"]]
    assert tile.format_bundle(entries).hex() == case["hex"]
    assert tile.parse_bundle(bytes.fromhex(case["hex"]), 3) == entries


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_that_is_written_is_read_again(entries):
    assert tile.parse_bundle(tile.format_bundle(entries), len(entries)) == entries


@given(st.binary(max_size=40), st.integers(0, 5))
def test_any_bundle_is_read_or_refused(data, width):
    try:
        entries = tile.parse_bundle(data, width)
    except Invalid:
        return
    assert tile.format_bundle(entries) == data


@pytest.mark.parametrize("width", [1, 2, 255])
def test_a_partial_tile_is_the_beginning_of_the_full_one(width):
    files, full = grown(width), grown(256)
    assert tile.cut(Tile(0, 0, width), full["tile/0/000"]) == files[f"tile/0/000.p/{width}"]
    assert tile.cut(Tile(ENTRIES, 0, width), full["tile/entries/000"]) == files[f"tile/entries/000.p/{width}"]
