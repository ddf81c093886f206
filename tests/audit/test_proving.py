"""`abjure prove`: a file that shows, without a network, that a statement is in the log and how it stands in the newest tally."""

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure import cli
from abjure.audit import proving
from abjure.audit.reader import Folder, Log
from abjure.core import canonical, commitment, leaf, proof, standing
from abjure.core.errors import Invalid
from abjure.core.tlog import proof as tlog_proof
from abjure.core.tlog import tile
from tests.audit import logs

FIELDS, SALT = {"names": '["Wanderer"]', "text": "I leave."}, b"s" * 32
OPENED, VOIDED, AFTER = 20, 15, 320


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch, tmp_path):
    monkeypatch.delenv("ABJURE_HOME", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made():
    made = logs.story(3)[:400]
    made[OPENED] = {**made[OPENED], "c": commitment.encode(commitment.commit(FIELDS, SALT, logs.ORIGIN))}
    return made


@pytest.fixture
def folder(tmp_path, made):
    folder = logs.publish(tmp_path / "log", logs.entries(made))
    logs.add_status(folder, made)
    return folder


@pytest.fixture
def openings(tmp_path):
    opening = commitment.opening(FIELDS, SALT, list(FIELDS))
    (tmp_path / "day.json").write_text(json.dumps({"day": "2026-11-20", "openings": [{"index": OPENED, **opening}], "withheld": []}))
    return tmp_path / "day.json"


def prove(folder, index, openings=None):
    return proving.prove(Log(Folder(folder)), logs.POLICY, index, openings and openings.read_bytes())


@pytest.mark.parametrize(("index", "is_live"), [(OPENED, True), (VOIDED, False), (310, True)])
def test_a_proof_shows_how_a_statement_stands_in_the_newest_tally(folder, made, index, is_live):
    proven = prove(folder, index)
    shown = proof.check(proven.data, logs.POLICY)
    assert (shown.leaf, shown.is_live, shown.tally["at"]) == (made[index], is_live, 316)
    assert (proven.without_words, proven.without_tally) == (True, False)


def test_a_proof_carries_the_words_that_its_day_shows(folder, openings):
    shown = proof.check(prove(folder, OPENED, openings).data, logs.POLICY)
    assert (shown.fields, shown.is_live) == (FIELDS, True)


@pytest.mark.parametrize(("index", "is_statement"), [(AFTER, True), (0, False), (316, False)])
def test_what_no_tally_covers_is_proven_to_be_in_the_log_alone(folder, index, is_statement):
    proven = prove(folder, index)
    assert proof.check(proven.data, logs.POLICY).tally is None
    assert proven.without_tally is is_statement


def test_without_status_files_a_proof_shows_the_entry_alone(tmp_path, made):
    assert prove(logs.publish(tmp_path / "bare", logs.entries(made)), OPENED).without_tally


def test_status_files_that_do_not_give_the_tallys_root_are_refused(folder):
    (folder / "status/0").write_bytes(bytes(8192))
    with pytest.raises(Invalid, match=r"^prove\.status-differs$"):
        prove(folder, OPENED)


def test_an_index_beyond_the_log_is_refused(folder):
    with pytest.raises(Invalid, match=r"^inclusion\.outside$"):
        prove(folder, 400)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"openings":1}', b'{"openings":[1]}', b"[" * 100_000], ids=range(5))
def test_openings_that_cannot_be_read_are_refused(folder, tmp_path, data):
    (tmp_path / "bad").write_bytes(data)
    with pytest.raises(Invalid, match=r"^prove\.openings$"):
        prove(folder, OPENED, tmp_path / "bad")


def test_the_words_of_another_entry_are_refused(folder, openings):
    openings.write_text(openings.read_text().replace(f'"index": {OPENED}', '"index": 21'))
    with pytest.raises(Invalid, match=r"^opening\.other-commitment$"):
        prove(folder, 21, openings)


def test_prove_writes_what_verify_checks_offline(folder, openings, tmp_path, capsys):
    assert cli.main(["prove", str(OPENED), "--log", str(folder), "--openings", str(openings), "--out", "it"]) == 0
    folder.rename(tmp_path / "gone")
    assert cli.main(["verify", "it", "--policy", "gone/policy"]) == 0
    said = capsys.readouterr().out
    assert "counted: yes, in the tally of 2026-11-21" in said
    assert "text: I leave." in said


def test_the_proof_of_what_was_taken_back_says_so(folder, capsys):
    assert cli.main(["prove", str(VOIDED), "--log", str(folder)]) == 0
    assert "words: none are shown for this entry" in capsys.readouterr().out
    assert cli.main(["verify", f"entry-{VOIDED}.tlog-proof", "--policy", "log/policy"]) == 0
    assert "counted: no, it was taken back before the tally of 2026-11-21" in capsys.readouterr().out


# What a false proof could say


def changed(data, change):
    """Return a proof with another `counted`."""
    parsed = tlog_proof.parse(data)
    value = json.loads(parsed.extra)
    change(value["counted"])
    return tlog_proof.Proof(parsed.index, parsed.hashes, parsed.checkpoint, canonical.format(value)).format()


def at_another_tally(counted, folder, made):
    read, size = Log(Folder(folder)).read, len(made)
    hashes = [b64encode(hash_).decode() for hash_ in tile.prove_inclusion(read, 159, size)]
    counted.update(at=159, leaf=leaf.format(made[159]).decode(), hashes=hashes)


LIES = {
    "another bit": (lambda counted: counted.update(status=b64encode(b"\xff" * 8192).decode()), "inclusion.wrong-root"),
    "a short status file": (lambda counted: counted.update(status="AAAA"), "proof.standing"),
    "another tally": (lambda counted: counted.update(leaf=counted["leaf"].replace('"st":', '"st":1')), "inclusion.wrong-root"),
    "no tally": (lambda counted: counted.update(leaf="{}"), "inclusion.wrong-root"),
    "another place": (lambda counted: counted.update(at=315), "inclusion.wrong-root"),
    "a path": (lambda counted: counted.update(path=["A" * 43 + "="]), "inclusion.too-long"),
    "a hash that is none": (lambda counted: counted.update(hashes=["AAAA"]), "proof.extra"),
    "hashes that are no list": (lambda counted: counted.update(hashes=1), "proof.extra"),
    "a place that is no number": (lambda counted: counted.update(at=True), "proof.extra"),
    "a member too many": (lambda counted: counted.update(more=1), "proof.extra"),
}


@pytest.mark.parametrize(("change", "code"), LIES.values(), ids=LIES)
def test_a_false_standing_is_refused(folder, change, code):
    with pytest.raises(Invalid, match=f"^{code}$"):
        proof.check(changed(prove(folder, OPENED).data, change), logs.POLICY)


def test_an_earlier_tally_says_nothing_of_a_later_entry(folder, made):
    data = changed(prove(folder, 310).data, lambda counted: at_another_tally(counted, folder, made))
    with pytest.raises(Invalid, match=r"^proof\.standing$"):
        proof.check(data, logs.POLICY)


def test_the_status_of_one_day_does_not_fit_the_tally_of_another(folder, made):
    data = changed(prove(folder, OPENED).data, lambda counted: at_another_tally(counted, folder, made))
    with pytest.raises(Invalid, match=r"^inclusion\.wrong-root$"):
        proof.check(data, logs.POLICY)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(standing.MEMBERS)), inner),
)


@given(JSON | st.fixed_dictionaries(dict.fromkeys(sorted(standing.MEMBERS), JSON)))
def test_whatever_is_read_as_a_standing_is_its_one_spelling(value):
    try:
        read = standing.parse(value).format()
    except Invalid:
        return
    assert read == value
