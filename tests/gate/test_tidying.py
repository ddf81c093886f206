"""Partial tiles go once nobody needs them: not before a day, and never without the full one."""

from datetime import timedelta

import pytest

from abjure.core.tlog import tile
from abjure.core.tlog.tile import ENTRIES, Tile


@pytest.fixture
def grown(gate, monkeypatch):
    """A log of 4, of 104 and then of 304 entries, each published."""
    monkeypatch.setattr("abjure.gate.tidying._tidied", {})
    gate.run()
    gate.accept_many(100)
    gate.run()
    gate.accept_many(200)
    gate.run()
    return gate


def partials(gate):
    return sorted(str(path.relative_to(gate.log)) for path in (gate.log / "tile").rglob("*.p/*"))


OLD = [f"tile/{level}/000.p/{width}" for level in ("0", "entries") for width in (104, 4)]
NOW = ["tile/0/001.p/48", "tile/1/000.p/1", "tile/entries/001.p/48"]


@pytest.mark.parametrize(("hours", "left"), [pytest.param(23, OLD + NOW, id="within a day"), pytest.param(24, NOW, id="after a day")])
def test_partial_tiles_of_full_ones_go_after_a_day(grown, hours, left):
    grown.next_day(hours)
    grown.run()
    assert partials(grown) == sorted(left)
    assert len(grown.leaves()) == 304, "an audit passes"


def test_what_was_published_within_the_day_keeps_its_partial_tiles(grown):
    grown.next_day(24)
    grown.run()
    grown.accept_many(260)
    grown.account(560, day=grown.now.date() - timedelta(days=1))
    grown.run()
    assert set(NOW[::2]) <= set(partials(grown))
    grown.next_day(24)
    grown.run()
    assert not set(NOW[::2]) & set(partials(grown))


def test_a_partial_tile_without_its_full_one_stays(grown):
    full = grown.log / Tile(0, 0).format()
    full.unlink()
    grown.next_day(24)
    grown.run()
    assert set(OLD[:2]) <= set(partials(grown)), "the hashes are all that readers have"
    assert not set(OLD[2:]) & set(partials(grown))


def test_an_old_proof_is_still_made_from_full_tiles(grown):
    grown.next_day(24)
    grown.run()
    from abjure.audit.reader import Folder, Log

    read = Log(Folder(grown.log)).read
    assert tile.root(read, 104)
    assert read(Tile(ENTRIES, 0, 104))


def test_a_folder_that_was_filled_again_is_tidied_from_its_beginning(grown, monkeypatch):
    grown.next_day(24)
    grown.run()
    (grown.log / "tile" / "0" / "000.p").mkdir()
    grown.run()
    assert (grown.log / "tile" / "0" / "000.p").exists(), "a running gate looks at what is new"
    monkeypatch.setattr("abjure.gate.tidying._tidied", {})
    grown.run()
    assert not (grown.log / "tile" / "0" / "000.p").exists()
