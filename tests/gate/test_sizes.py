"""The tree at the sizes where tiles begin and end: grown in steps, checked by the second route, with the root of the definition."""

from itertools import pairwise

import pytest

from abjure.core.tlog import merkle, tile
from abjure.core.tlog.tile import WIDTH, Edge
from abjure.gate import second_route

SIZES = [0, 1, 255, 256, 257, 65_535, 65_536, 65_537]
ENTRIES = [b"%d" % index for index in range(max(SIZES))]
STEPS = [pytest.param(old, new, id=f"{old} to {new}") for old, new in pairwise(SIZES)]
HEIGHT_OF_ALL = 24


@pytest.fixture(scope="module")
def logs():
    """The files of the log at each size, by path."""
    files, found = {}, {0: {}}
    for old, new in pairwise(SIZES):
        files = files | grow(files, old, new)[0]
        found[new] = files
    return found


def grow(files, old, new):
    return tile.grow(lambda wanted: files[wanted.format()], old, ENTRIES[old:new])


@pytest.mark.parametrize(("old", "new"), [*STEPS, pytest.param(0, 65_537, id="all at once"), pytest.param(255, 257, id="across a tile")])
def test_both_routes_lead_to_the_root_of_the_definition(logs, old, new):
    files, edge = grow(logs[old], old, new)
    root = merkle.root(merkle.leaf_hashes(ENTRIES[:new]))
    assert (edge.size, edge.root()) == (new, root)
    second_route.check(files, old=old, entries=ENTRIES[old:new], root=root, earlier=lambda name: logs[old][name])


@pytest.mark.parametrize("size", SIZES)
def test_a_log_has_exactly_the_tiles_that_its_size_implies(logs, size):
    names = logs[size].keys()
    implied = {one.format() for level in (tile.ENTRIES, *tile.levels(size)) for one in tile.tiles(size, level)}
    assert implied <= names
    assert all(name.rpartition("/")[2] != "0" for name in names if ".p/" in name), "an empty tile is none"


def test_nothing_is_the_tree_of_nothing():
    assert tile.grow(dict, 0, [])[0] == {}
    assert Edge().root() == merkle.EMPTY


@pytest.mark.slow
def test_sixteen_million_entries_fill_three_levels_and_begin_the_fourth():
    hashes, edge, filled = [merkle.leaf_hash(b"")] * WIDTH**2, Edge(), 0
    for _ in range(WIDTH):
        filled += len(edge.extend(hashes))
    root = hashes[0]
    for _ in range(HEIGHT_OF_ALL):
        root = merkle.node_hash(root, root)
    assert (edge.size, edge.root(), filled) == (2**HEIGHT_OF_ALL, root, WIDTH**2 + WIDTH + 1)
    assert [(one.format(), data) for one, data in edge.partials()] == [("tile/3/000.p/1", root)]
