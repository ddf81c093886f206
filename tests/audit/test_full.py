"""The full audit accepts a sound log and names the place and reason of any damage."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abjure.audit import duplicates, full
from abjure.audit.reader import Folder, Log, find
from abjure.core import leaf
from abjure.core.errors import Invalid
from abjure.core.tlog import merkle, tile
from abjure.core.tlog.checkpoint import Checkpoint
from tests.audit import logs


def audit(folder, published=None):
    data = None if published is None else json.dumps(published).encode()
    return full.audit(Log(Folder(folder)), logs.POLICY, data, lambda done, size: None)


def published(made):
    root = merkle.root(merkle.leaf_hashes([leaf.format(one) for one in made]))
    return logs.fold(made).published(root=root, witnesses=0)


@pytest.fixture
def made():
    return logs.leaves(700)


@pytest.fixture
def folder(tmp_path, made):
    return logs.publish(tmp_path, [leaf.format(one) for one in made])


def test_a_sound_log_holds(folder, made):
    report = audit(folder, published(made))
    assert (report.count.size, report.count.people, report.count.tallies) == (700, 2 * 693, 1)
    assert report.tiles == len([*folder.glob("tile/[0-9]/**/*")]) - len([*folder.glob("tile/[0-9]/*.p")])


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512])
def test_a_log_of_each_size_holds(tmp_path, size):
    made = logs.leaves(max(size, 7))[:size]
    logs.publish(tmp_path, [leaf.format(one) for one in made])
    assert audit(tmp_path, published(made)).count.size == size


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 65_538])
def test_a_tally_holds_where_a_status_file_begins(tmp_path, size):
    made = logs.leaves(size)
    logs.publish(tmp_path, [leaf.format(one) for one in made])
    report = audit(tmp_path, published(made))
    assert (report.count.size, report.count.closed) == (size, logs.DAY)
    assert report.count.status_root() == merkle.root(
        [merkle.leaf_hash(report.count.status_file(number)) for number in range(size // 65_536 + 1)]
    )


@pytest.mark.parametrize("size", [0, 1, 256, 300, 699, 700])
def test_numbers_published_for_an_earlier_checkpoint_are_compared_at_its_size(folder, made, size):
    assert audit(folder, published(made[:size])).published
    with pytest.raises(Invalid, match=r"^audit\.count-differs$"):
        audit(folder, {**published(made[:size]), "people": -1})


@pytest.mark.parametrize("name", ["total", "people", "statements", "carried_over", "by_body", "by_provenance", "as_of", "root"])
def test_any_published_number_that_differs_is_named(folder, made, name):
    with pytest.raises(Invalid, match=r"^audit\.count-differs$") as refusal:
        audit(folder, {**published(made), name: None})
    assert refusal.value.facts["field"] == name


def test_numbers_of_a_tree_that_nobody_signed_are_refused(folder, made):
    with pytest.raises(Invalid, match=r"^audit\.count-ahead$"):
        audit(folder, {**published(made), "tree_size": 701})


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"tree_size":"1"}', b"[" * 10_000])
def test_numbers_that_cannot_be_read_are_refused(data):
    with pytest.raises(Invalid, match=r"^audit\.count-unreadable$"):
        full.parse_published(data)


FILES = ["checkpoint", "tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/188"]


@pytest.mark.parametrize("path", [*FILES, "vkey"])
def test_a_missing_file_is_named(folder, path):
    (folder / path).unlink()
    with pytest.raises(Invalid, match=r"^log\.missing$") as refusal:
        audit(folder)
    assert refusal.value.facts["path"] == path


@pytest.mark.parametrize("path", FILES[1:])
def test_a_file_that_is_cut_off_is_named(folder, path):
    (folder / path).write_bytes((folder / path).read_bytes()[:-1])
    with pytest.raises(Invalid, match=r"^(tile|bundle)\.wrong-length$") as refusal:
        audit(folder)
    assert refusal.value.facts["path"] == path


@pytest.mark.parametrize(
    ("path", "offset", "named", "index"),
    [
        pytest.param("tile/0/001", 32 * 7, "tile/0/001", 263, id="a full tile"),
        pytest.param("tile/0/002.p/188", 0, "tile/0/002.p/188", 512, id="a partial tile"),
        pytest.param("tile/1/000.p/2", 40, "tile/1/000.p/2", 256, id="an upper tile"),
        pytest.param("tile/entries/001", 10, "tile/0/001", 256, id="an entry"),
    ],
)
def test_a_changed_byte_is_named_with_its_place(folder, path, offset, named, index):
    data = bytearray((folder / path).read_bytes())
    data[offset] ^= 1
    (folder / path).write_bytes(data)
    with pytest.raises(Invalid, match=r"^audit\.tile-differs$") as refusal:
        audit(folder)
    assert (refusal.value.facts["path"], refusal.value.facts["index"]) == (named, index)


@given(path=st.sampled_from(FILES), place=st.integers(0, 10**6), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_changed_bit_goes_unnoticed(folder, path, place, bit):
    original = (folder / path).read_bytes()
    data = bytearray(original)
    data[place % len(data)] ^= 1 << bit
    (folder / path).write_bytes(data)
    try:
        with pytest.raises(Invalid):
            audit(folder)
    finally:
        (folder / path).write_bytes(original)


def test_a_partial_tile_that_was_tidied_away_is_read_from_the_full_one(tmp_path):
    made = logs.leaves(600)
    entries = [leaf.format(one) for one in made]
    logs.publish(tmp_path, entries)
    signed = (tmp_path / "checkpoint").read_bytes()
    larger, _ = tile.grow(Log(Folder(tmp_path)).read, 600, [leaf.format(logs.statement(n)) for n in range(10_000, 10_424)])
    for path, data in larger.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "checkpoint").write_bytes(signed)
    for gone in ("tile/0/002.p/88", "tile/entries/002.p/88"):
        (tmp_path / gone).unlink()
    assert audit(tmp_path).count.size == 600


@pytest.mark.parametrize("signer", [0, 1], ids=["Ed25519", "ML-DSA-44"])
def test_a_checkpoint_without_either_signature_is_refused(tmp_path, made, signer):
    logs.publish(tmp_path, [leaf.format(one) for one in made], [logs.SIGNERS[signer]])
    with pytest.raises(Invalid, match=r"^policy\.signature-missing$"):
        audit(tmp_path)


def test_keys_other_than_those_that_signed_are_refused(folder):
    (folder / "vkey").write_text(logs.SIGNERS[0].key.format() + "\n")
    with pytest.raises(Invalid, match=r"^audit\.vkey-differs$"):
        audit(folder)


def test_a_root_that_is_not_that_of_the_entries_is_refused(folder):
    from abjure.core.tlog import note

    text = Checkpoint(logs.ORIGIN, 700, bytes(32)).format()
    (folder / "checkpoint").write_bytes(note.sign(text, logs.SIGNERS, logs.AT))
    with pytest.raises(Invalid, match=r"^audit\.wrong-root$"):
        audit(folder)


@pytest.mark.parametrize(
    ("change", "code", "index"),
    [
        pytest.param(lambda made: made[-1].update(n=1), "count.false-tally", 699, id="a false tally"),
        pytest.param(lambda made: made[600].update(c=made[300]["c"]), "count.statement-twice", 600, id="a statement twice"),
        pytest.param(lambda made: made[697].update(n=3), "count.void-differs", 697, id="a void of other numbers"),
        pytest.param(lambda made: made[10].update(o={"church": 1}), "count.unknown-body", 10, id="an unknown body"),
    ],
)
def test_a_signed_log_that_counts_falsely_is_refused(tmp_path, made, change, code, index):
    made[697] = dict(made[697])
    change(made)
    logs.publish(tmp_path, [leaf.format(one) for one in made])
    with pytest.raises(Invalid, match=f"^{code}$") as refusal:
        audit(tmp_path)
    assert refusal.value.facts["index"] == index


def test_an_entry_that_is_no_leaf_is_refused_at_its_index(tmp_path, made):
    entries = [leaf.format(one) for one in made]
    entries[258] = entries[258].replace(b",", b", ")
    logs.publish(tmp_path, entries)
    with pytest.raises(Invalid, match=r"^leaf\.not-canonical$") as refusal:
        audit(tmp_path)
    assert refusal.value.facts["index"] == 258


class Forgetful(Folder):
    """A server that shows other entries when it is asked a second time."""

    asked = 0

    def get(self, path):
        data = super().get(path)
        self.asked += path == "tile/entries/000"
        return data.replace(b'"n":2', b'"n":3') if path == "tile/entries/000" and self.asked > 1 else data


def test_a_server_that_changes_its_mind_is_caught(folder):
    with pytest.raises(Invalid, match=r"^audit\.changed-while-read$"):
        full.audit(Log(Forgetful(folder)), logs.POLICY, None, lambda done, size: None)


@pytest.mark.parametrize("memory", [10, 1000], ids=["on disk", "in memory"])
def test_a_commitment_that_stands_twice_is_found(tmp_path, memory):
    names = [b" " * 43 if n % 5 == 0 else merkle.leaf_hash(b"%d" % n).hex()[:43].encode() for n in range(100)]
    (tmp_path / "7").write_bytes(b"".join(names[:64]))
    (tmp_path / "71").write_bytes(b"".join(names[64:]))
    duplicates.check(tmp_path, memory)
    (tmp_path / "107").write_bytes(names[41])
    with pytest.raises(Invalid, match=r"^count\.statement-twice$") as refusal:
        duplicates.check(tmp_path, memory)
    assert (refusal.value.facts["other"], refusal.value.facts["index"]) == (48, 107)


def test_a_folder_without_a_log_is_refused(tmp_path):
    with pytest.raises(Invalid, match=r"^log\.none-here$"):
        find(str(tmp_path))


def test_a_registers_own_folder_leads_to_its_log(tmp_path, made):
    logs.publish(tmp_path / "log", [leaf.format(one) for one in made])
    assert find(str(tmp_path)).file("checkpoint")
