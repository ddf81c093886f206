"""An audit that goes on from what was kept, reads by many processes, out of an archive, or one day alone: always the same count."""

import json
import tarfile
import zipfile
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abjure import cli
from abjure.audit import booking, day, full, kept, sentences, series, stretch
from abjure.audit.reader import Folder, Log, find
from abjure.core import leaf
from abjure.core.count import EPOCH, Count
from abjure.core.errors import Invalid
from abjure.core.tlog import note, tile
from abjure.core.tlog.checkpoint import Checkpoint
from tests.audit import logs

DAYS = 6


@pytest.fixture(scope="module")
def made():
    return logs.story(DAYS)


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory):
    return logs.publish(tmp_path_factory.mktemp("whole"), logs.entries(made))


@pytest.fixture
def folder(made, tmp_path):
    return logs.publish(tmp_path / "log", logs.entries(made))


def audit(where, **how):
    with find(str(where)) as log:
        return full.audit(log, logs.POLICY, None, lambda done, size: None, **how)


def state(report):
    return report.count.format() | {"edge": report.kept.edge.rows, "series": report.series.days}


def test_the_audit_counts_as_one_leaf_after_the_other_does(whole, made):
    assert audit(whole).count.format() == logs.fold(made).format()


@pytest.mark.parametrize("size", [0, 1, 5, 255, 256, 257, 400, 512, 945])
def test_what_was_kept_is_gone_on_from_to_the_same_end(tmp_path, whole, made, size):
    early = audit(logs.publish(tmp_path / "early", logs.entries(made[:size])))
    early.kept.write(tmp_path / "state")
    later = audit(whole, since=kept.read(tmp_path / "state"))
    assert state(later) == state(audit(whole))
    assert later.since == size


def test_many_processes_come_to_the_same_end(tmp_path, whole, made, monkeypatch):
    assert state(audit(whole, processes=2)) == state(audit(whole))


def test_a_fault_is_named_from_another_process_too(tmp_path, folder):
    (folder / "tile/0/001").write_bytes(bytes(8192))
    with pytest.raises(Invalid, match=r"^audit\.tile-differs$") as refusal:
        audit(folder, processes=2)
    assert refusal.value.facts == {"path": "tile/0/001", "index": 256}


def zipped(folder, path):
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.rglob("*"):
            archive.write(file, f"copy/log/{file.relative_to(folder)}")


def tarred(mode):
    def write(folder, path):
        with tarfile.open(path, mode) as archive:
            archive.add(folder, "./log")

    return write


ARCHIVES = {"zip": zipped, "tar": tarred("w"), "tar.gz": tarred("w:gz"), "tar.xz": tarred("w:xz")}


@pytest.mark.parametrize("write", ARCHIVES.values(), ids=ARCHIVES)
@pytest.mark.parametrize("processes", [1, 2])
def test_a_log_in_an_archive_holds(tmp_path, whole, made, write, processes):
    write(whole, tmp_path / "log.archive")
    assert audit(tmp_path / "log.archive", processes=processes).count.size == len(made)


@pytest.mark.parametrize("write", ARCHIVES.values(), ids=ARCHIVES)
def test_a_damaged_archive_is_refused(tmp_path, whole, write):
    write(whole, tmp_path / "log.archive")
    data = (tmp_path / "log.archive").read_bytes()
    (tmp_path / "log.archive").write_bytes(data[: len(data) // 2])
    with pytest.raises(Invalid, match=r"^log\.(unreadable|missing|none-here)$"):
        audit(tmp_path / "log.archive")


@pytest.mark.parametrize("name", ["../checkpoint", "a/../../checkpoint"])
def test_an_archive_writes_nowhere_else(tmp_path, name):
    (tmp_path / "evil").write_bytes(b"evil")
    with tarfile.open(tmp_path / "log.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "evil", name)
    with pytest.raises(Invalid, match=r"^log\.none-here$"):
        audit(tmp_path / "log.tar.gz")


# What was kept

FORKED = {
    "another entry in a full bundle": 100,
    "another entry in the last bundle": 390,
}


@pytest.mark.parametrize("index", FORKED.values(), ids=FORKED)
def test_a_history_that_changed_is_refused(tmp_path, made, index):
    early = audit(logs.publish(tmp_path / "early", logs.entries(made[:400])))
    changed = [dict(one) for one in made]
    changed[index]["c"] = logs.statement(1)["c"]
    forked = logs.publish(tmp_path / "forked", logs.entries(changed))
    with pytest.raises(Invalid, match=r"^audit\.(history-changed|wrong-root|tile-differs)$"):
        audit(forked, since=early.kept)


def test_a_log_that_was_rolled_back_is_refused(tmp_path, whole, made):
    early = logs.publish(tmp_path / "early", logs.entries(made[:400]))
    with pytest.raises(Invalid, match=r"^audit\.rolled-back$"):
        audit(early, since=audit(whole).kept)


def test_what_was_kept_of_another_log_is_refused(folder, whole, monkeypatch):
    known = audit(whole).kept
    other = [note.Ed25519Signer("log.example/other", logs.SIGNERS[0].private)]
    text = Checkpoint("log.example/other", 10, bytes(32)).format()
    (folder / "checkpoint").write_bytes(note.sign(text, other, logs.AT))
    trusted = logs.Policy(logs={other[0].key: None}, quorum="none")
    (folder / "vkey").write_text(other[0].key.format() + "\n")
    with pytest.raises(Invalid, match=r"^audit\.other-log$"):
        full.audit(Log(Folder(folder)), trusted, None, lambda done, size: None, since=known)


def test_numbers_published_before_what_was_kept_cannot_be_compared(whole, made):
    published = json.dumps(logs.fold(made[:400]).published(root=bytes(32), witnesses=0)).encode()
    with find(str(whole)) as log, pytest.raises(Invalid, match=r"^audit\.count-behind$"):
        full.audit(log, logs.POLICY, published, lambda done, size: None, since=audit(whole).kept)


DAMAGED = {
    "nothing": lambda data: b"",
    "a list": lambda data: b"[]",
    "cut off": lambda data: data[:-9],
    "another version": lambda data: data.replace(b'"v":1', b'"v":2'),
    "another size": lambda data: data.replace(b'"edge":{"rows"', b'"edge":{"size":1,"rows"').replace(b',"size":945}', b"}"),
    "another root": lambda data: data.replace(b"log.example/test\\n945\\n", b"log.example/test\\n945\\nAAAA"),
    "deeply nested": lambda data: b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_read_is_not_gone_on_from(tmp_path, whole, damage):
    audit(whole).kept.write(tmp_path / "state")
    (tmp_path / "state").write_bytes(damage((tmp_path / "state").read_bytes()))
    with pytest.raises(Invalid, match=r"^kept\.unreadable$"):
        kept.read(tmp_path / "state")


# Booking at once

SHAPES = st.tuples(st.sampled_from(["self", "assisted", "relayed", "carried"]), st.integers(1, 3), st.sampled_from(["party", "league"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(SHAPES, min_size=1, max_size=40), st.integers(0, 20), st.data())
def test_a_run_is_booked_as_its_statements_one_by_one(shapes, before, data):
    begin = logs.leaves(before + 7)[: before + 6]
    one_by_one, at_once = logs.fold(begin), logs.fold(begin)
    entries = []
    for number, (provenance, people, body) in enumerate(shapes):
        one = logs.statement(10_000 + number) | {"p": provenance, "n": people, "o": {body: people}}
        one_by_one.add(one, begin.__getitem__)
        entries.append(leaf.format(one))
    parts = []
    stretch._summarise(entries, len(begin), frozenset({len(begin) + data.draw(st.integers(0, 40))}), parts)
    for run in parts:
        assert booking.fits(at_once, run)
        booking.book(at_once, run)
    assert at_once == one_by_one


BAD_TAILS = {
    "a space": lambda entry: entry.replace(b'"n":', b'"n": '),
    "another commitment's letter": lambda entry: entry[:48] + b"B" + entry[49:],
    "a letter of no base64url": lambda entry: entry[:20] + b"+" + entry[21:],
    "a statement that replaces": lambda entry: entry.replace(b',"t"', b',"r":4,"t"'),
    "nothing": lambda entry: b"",
    "another kind": lambda entry: leaf.format(leaf.rules(day=logs.DAY)),
    "cut off": lambda entry: entry[:60],
}


@pytest.mark.parametrize("change", BAD_TAILS.values(), ids=BAD_TAILS)
def test_whatever_is_no_plain_statement_is_left_to_the_count(change):
    entry, parts = leaf.format(logs.statement(1)), []
    changed = change(entry)
    stretch._summarise([entry, changed, entry], 10, frozenset(), parts)
    assert parts[1] == changed
    assert [part.size for part in parts[::2]] == [1, 1]


def test_a_day_that_goes_back_is_named_with_its_entry(tmp_path, made):
    changed = [dict(one) for one in made[:300]]
    changed[280]["d"] -= 1
    with pytest.raises(Invalid, match=r"^count\.day-goes-back$") as refusal:
        audit(logs.publish(tmp_path, logs.entries(changed)))
    assert refusal.value.facts["index"] == 280


# Two series


def test_a_void_counts_on_its_own_day_as_recorded_and_on_its_targets_as_corrected(whole, made):
    found = audit(whole).series
    recorded = [sum(numbers[place] for numbers in found.days.values()) for place in range(4)]
    people, statements = logs.fold(made).people, logs.fold(made).statements
    assert recorded == [people, statements, people, statements]
    taken_back = [one for one in made if one["t"] == "void" and one["p"] != "carried"]
    moved = [one for one in taken_back if made[one["r"]]["d"] != one["d"]]
    first = found.days[logs.DAY]
    assert first[0] - first[2] == sum(one["n"] for one in moved)


def test_both_series_are_written_as_csv(whole, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ABJURE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["audit", str(whole), "--series", "series.csv", "--state", "state"]) == 0
    lines = (tmp_path / "series.csv").read_text().splitlines()
    assert lines[0] == series.HEADER
    assert [line.split(",")[0] for line in lines[1:]] == [(EPOCH + timedelta(days=logs.DAY + n)).isoformat() for n in range(DAYS)]
    assert cli.main(["audit", str(whole), "--since", "state"]) == 0
    assert f"since: entry {len(logs.story(DAYS)):,}" in capsys.readouterr().out


# One day


def of_day(where, number):
    with find(str(where)) as log:
        return day.audit(log, logs.POLICY, logs.DAY + number)


@pytest.mark.parametrize("number", range(DAYS))
def test_each_day_holds_between_its_two_tallies(whole, made, number):
    report = of_day(whole, number)
    assert (report.first, report.end) == logs.day_of(made, logs.DAY + number)


def test_a_day_is_audited_from_the_command_line(whole, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("ABJURE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["audit", str(whole), "--day", "2026-11-22"]) == 0
    assert "day: 2026-11-22, entries 317 to 473, all in the tree" in capsys.readouterr().out


FALSE = {
    "a false number of people": (lambda made, end: made[end].update(n=1), "count.false-tally"),
    "a false body": (lambda made, end: made[end].update(by={"b": {"party": 1}, "p": {"self": 1}}), "count.false-tally"),
    "an intake that loses some": (lambda made, end: made[end - 1].update(wait=1), "count.intake-loses-some"),
    "a void of other numbers": (lambda made, end: made[end - 4].update(n=3), "count.void-differs"),
    "a void of no statement": (lambda made, end: made[end - 4].update(r=1), "count.void-of-nothing-live"),
    "a void of nothing yet": (lambda made, end: made[end - 4].update(r=10_000), "count.void-of-nothing-live"),
}


@pytest.mark.parametrize(("change", "code"), FALSE.values(), ids=FALSE)
def test_a_day_that_counts_falsely_is_refused(tmp_path, made, change, code):
    changed = [dict(one) for one in made]
    end = logs.day_of(made, logs.DAY + 2)[1] - 1
    change(changed, end)
    folder = logs.publish(tmp_path, logs.entries(changed))
    with pytest.raises(Invalid, match=f"^{code}$"):
        of_day(folder, 2)
    assert of_day(folder, 1).end


@pytest.mark.parametrize("path", ["tile/0/001", "tile/entries/001", "tile/1/000.p/3", "tile/0/000", "checkpoint"])
def test_damage_that_concerns_a_day_is_found(folder, path):
    data = bytearray((folder / path).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / path).write_bytes(data)
    with pytest.raises(Invalid):
        of_day(folder, 2)


@pytest.mark.parametrize(("size", "number", "code"), [(400, 2, "day.not-closed"), (400, 9, "day.nothing"), (100, 0, "day.not-closed")])
def test_a_day_without_a_tally_cannot_be_audited_alone(tmp_path, made, size, number, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        of_day(logs.publish(tmp_path, logs.entries(made[:size])), number)


def test_a_day_after_one_that_was_not_closed_needs_the_whole_log(tmp_path, made):
    _first, end = logs.day_of(made, logs.DAY + 1)
    cut = [*made[: end - 2], *made[end:]]
    with pytest.raises(Invalid, match=r"^day\.no-tally-before$"):
        of_day(logs.publish(tmp_path, logs.entries(cut)), 2)


def test_the_status_of_an_empty_log_is_that_of_one_file():
    assert Count().status_file(0) == bytes(8192)
    assert tile.levels(0) == range(0)


# Files that are not what they were


@pytest.fixture(scope="module")
def state_file(whole, tmp_path_factory):
    path = tmp_path_factory.mktemp("state") / "state"
    audit(whole).kept.write(path)
    return path


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), put=st.binary(max_size=3), cut=st.integers(0, 3))
def test_a_state_with_any_other_bytes_is_read_or_refused_and_nothing_else(state_file, tmp_path, place, put, cut):
    data = state_file.read_bytes()
    place %= len(data)
    (tmp_path / "state").write_bytes(data[:place] + put + data[place + cut :])
    try:
        assert kept.read(tmp_path / "state").checkpoint.size == 945
    except Invalid as refusal:
        if refusal.code != "kept.unreadable":
            raise


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=600), name=st.sampled_from(["zip", "tar", "tar.gz"]), place=st.integers(0, 10**6))
def test_an_archive_with_any_other_bytes_is_refused_in_words(whole, tmp_path, data, name, place):
    path = tmp_path / "log.archive"
    ARCHIVES[name](whole, path)
    good = path.read_bytes()
    place %= len(good)
    path.write_bytes(good[:place] + data + good[place + len(data) :])
    try:
        audit(path)
    except Invalid as refusal:
        assert sentences.say(refusal)[1], refusal.code  # noqa: PT017  # most damage is found, some hits what is not read


FILES = ["checkpoint", "vkey", "tile/entries/001", "tile/entries/003.p/177", "tile/0/001", "tile/0/003.p/177", "tile/1/000.p/3"]


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("size", [None, 0, 10, -2], ids=["gone", "empty", "cut off", "two bytes short"])
def test_a_file_that_is_gone_or_cut_off_is_named(folder, path, size):
    data = (folder / path).read_bytes()
    (folder / path).unlink()
    if size is not None:
        (folder / path).write_bytes(data[:size])
    with pytest.raises(Invalid) as refusal:
        audit(folder)
    assert refusal.value.facts.get("path") == path or path == "checkpoint"
    assert sentences.say(refusal.value)[1]


def test_a_log_that_somebody_else_signed_is_refused(folder):
    text = note.parse((folder / "checkpoint").read_bytes()).text
    thief = note.Ed25519Signer(logs.ORIGIN, Ed25519PrivateKey.from_private_bytes(b"t" * 32))
    (folder / "checkpoint").write_bytes(note.sign(text, [thief, logs.SIGNERS[1]], logs.AT))
    with pytest.raises(Invalid, match=r"^policy\.signature-missing$"):
        audit(folder)


def test_two_logs_under_one_signature_are_told_apart_by_whoever_kept_one(tmp_path, made):
    one = audit(logs.publish(tmp_path / "one", logs.entries(made[:600]))).kept
    changed = [dict(two) for two in made]
    changed[599]["c"] = logs.statement(5)["c"]
    other = logs.publish(tmp_path / "other", logs.entries(changed))
    assert audit(other).count.size == 945, "each alone holds"
    with pytest.raises(Invalid, match=r"^audit\.history-changed$") as refusal:
        audit(other, since=one)
    assert refusal.value.facts["index"] == 599
