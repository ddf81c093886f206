"""Rotation: the log's keys, its witnesses and its policy change, and what was signed before stays good."""

import contextlib

import pytest

from abjure.audit import full, reader
from abjure.core import keyfile
from abjure.core.errors import Invalid, Refused
from abjure.core.tlog import checkpoint, note, policy
from tests.gate.conftest import ORIGIN, start_signer
from tests.gate.test_witnessing import KEY, Stub, cosigned, name_witnesses, other, stub, stubbed  # noqa: F401  # fixtures


@pytest.fixture
def rotated(gate):
    """Change something while gate and signer stand still, start the signer again, and log one statement more."""
    from abjure.gate import rotating

    def rotated(change, **arguments):
        getattr(rotating, change)(gate.home, **arguments)
        start_signer(gate.home)
        gate.accept()
        gate.run()
        return shown(gate)

    gate.accept()
    gate.run()
    return rotated


def shown(gate):
    """Return the published checkpoint, and how many of the log's own keys have signed it."""
    signed = (gate.log / "checkpoint").read_bytes()
    return signed, [one.name for one in note.parse(signed).signatures].count(ORIGIN)


def published(gate):
    return policy.parse((gate.log / "policy").read_bytes())


def earlier(gate):
    return [policy.parse(path.read_bytes()) for path in sorted((gate.log / "policy.d").iterdir())]


def test_both_generations_sign_until_the_older_retires(gate, rotated):
    old, lines = shown(gate)
    both, more = rotated("begin")
    new, fewer = rotated("retire")
    assert (lines, more, fewer) == (2, 4, 2)
    for signed in (old, both, new):
        assert policy.check(published(gate), signed)
    assert policy.check(earlier(gate)[0], both), "who has not taken over the new policy yet reads on"
    assert gate.kinds()[4:] == ["decl"] * 3, "an audit by the published policy passes"


def test_what_retired_keys_signed_stays_good_and_what_forgotten_ones_signed_only_by_the_policy_of_its_time(gate, rotated):
    old, _ = shown(gate)
    rotated("begin")
    new, _ = rotated("retire", forget=True)
    assert policy.check(published(gate), new)
    with pytest.raises(Invalid, match="^note.unsigned$"):
        policy.check(published(gate), old)
    assert policy.check(earlier(gate)[0], old)
    assert len(gate.entries()) == 7


def test_a_proof_made_before_holds_by_the_policy_after(gate, rotated):
    from abjure.core import proof
    from abjure.core.tlog import tile

    log = reader.find(str(gate.log))
    size = checkpoint.parse(note.parse(shown(gate)[0]).text).size
    hashes = tile.prove_inclusion(log.read, size - 1, size)
    made = proof.format(index=size - 1, entry=log.entries(0, size)[-1], hashes=hashes, checkpoint=shown(gate)[0])
    rotated("begin")
    rotated("retire")
    assert proof.check(made, published(gate)).index == size - 1


def test_half_a_generation_is_none(gate, rotated):
    both, _ = rotated("begin")
    parsed = note.parse(both)
    known = published(gate)
    first, second = known.generations(ORIGIN)
    mixed = {(first[0].name, first[0].id), (second[1].name, second[1].id)}
    half = note.Note(parsed.text, tuple(one for one in parsed.signatures if (one.name, one.key_id) in mixed)).format()
    with pytest.raises(Invalid, match="^policy.signature-missing$"):
        policy.check(known, half)


def test_a_rotation_that_was_cut_short_is_finished_and_not_begun_again(gate, rotated, monkeypatch):
    from abjure.gate import rotating

    with monkeypatch.context() as patch:
        patch.setattr(rotating, "_publish", lambda *_: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):
            rotating.begin(gate.home)
    made = (gate.home / "signer" / keyfile.NAME).read_bytes()
    rotated("begin")
    rotated("begin")
    assert (gate.home / "signer" / keyfile.NAME).read_bytes() == made
    assert len(published(gate).generations(ORIGIN)) == 2


def test_nothing_is_rotated_while_the_gate_runs(gate):
    from abjure.gate import durable, rotating

    for room in ("gate", "signer"):
        with durable.held(gate.home / room / "lock"), pytest.raises(Refused, match="^gate.locked$"):
            rotating.begin(gate.home)


def test_the_file_of_keys_keeps_its_mode(gate, rotated):
    path = gate.home / "signer" / keyfile.NAME
    before = path.stat().st_mode
    rotated("begin")
    assert (path.stat().st_mode, before & 0o777) == (before, 0o600)


def test_a_policy_without_the_logs_own_keys_is_not_published(gate, rotated):
    from abjure.gate import rotating

    with pytest.raises(Refused, match="^policy.not-ours$"):
        rotating.follow(gate.home, b"quorum none\n")


def test_a_witness_that_comes_is_asked_for_the_newest_checkpoint_at_once(gate, rotated, stub):  # noqa: F811  # the fixture
    from abjure.gate import rotating
    from abjure.public.register.models import Checkpoint

    rotating.follow(gate.home, with_witnesses(gate, stub, KEY))
    start_signer(gate.home)
    gate.run()
    assert policy.check(published(gate), shown(gate)[0]).witnesses == (KEY.name,)
    assert Checkpoint.objects.latest().text.encode() == shown(gate)[0], "proofs that are made now carry it"
    gate.accept()
    gate.run()
    assert full.audit(reader.find(str(gate.log)), published(gate), None, lambda *_: None)


def test_a_witness_that_goes_keeps_what_it_cosigned_good_in_a_group_of_its_own(gate, stubbed):  # noqa: F811  # the fixture
    from abjure.gate import rotating

    gate.accept()
    gate.run()
    old, _ = shown(gate)
    known = published(gate)
    known.witnesses["next"] = (other().key, None)
    known.groups = {"before": (1, ("stub",)), "now": (1, ("next",)), "either": (1, ("before", "now"))}
    known.quorum = "either"
    rotating.follow(gate.home, known.format())
    new = note.sign(note.parse(old).text, [other()], 5).removeprefix(note.parse(old).text + b"\n")
    own = b"".join(one.format().encode() for one in note.parse(old).signatures if one.name == ORIGIN)
    assert policy.check(published(gate), old).witnesses == ("stub",)
    assert policy.check(published(gate), note.parse(old).text + b"\n" + own + new).witnesses == ("next",)


def with_witnesses(gate, server, *cosigners):
    found = published(gate)
    found.witnesses = {cosigner.name: (cosigner.key, server.url) for cosigner in cosigners}
    found.groups, found.quorum = {}, cosigners[0].name
    return found.format()


def check_readers_are_not_lost(gate):
    """Whoever reads policy and log now finds that they agree, and the register shows proofs by the same."""
    assert policy.check(published(gate), shown(gate)[0])
    assert full.audit(reader.find(str(gate.log)), published(gate), None, lambda *_: None)


def check_proofs_are_good(gate):
    from abjure.public.register.models import Checkpoint

    assert policy.check(published(gate), Checkpoint.objects.latest().text.encode())


def missing(request):
    return 500, b""


@pytest.mark.parametrize("waits", [False, True], ids=["nothing waits", "a batch waits for the witnesses"])
def test_keys_rotate_while_the_quorum_is_missing_and_readers_can_verify_all_the_time(gate, stubbed, waits):  # noqa: F811  # the fixture
    from abjure.gate import rotating

    gate.accept()
    gate.run()
    stubbed.answer, before = missing, shown(gate)[0]
    if waits:
        gate.accept()
        gate.run()
    for change in (rotating.begin, lambda home: rotating.retire(home, forget=True)):
        change(gate.home)
        check_readers_are_not_lost(gate)
        start_signer(gate.home)
        for _ in range(2):
            gate.run()
            check_readers_are_not_lost(gate)
    if not waits:
        check_proofs_are_good(gate)
    assert note.parse(shown(gate)[0]).text == note.parse(before).text, "readers keep the tree that was witnessed"
    stubbed.answer = cosigned
    gate.accept()
    gate.run()
    gate.run()
    check_readers_are_not_lost(gate)
    check_proofs_are_good(gate)
    assert gate.kinds()[4:] == ["decl"] * (3 if waits else 2)


def test_a_policy_whose_witnesses_do_not_answer_is_refused_and_changes_nothing(gate, rotated, stub):  # noqa: F811  # the fixture
    from abjure.gate import rotating

    stub.answer, before = missing, (gate.log / "policy").read_bytes()
    with pytest.raises(Refused, match="^policy.not-witnessed$") as refused:
        rotating.follow(gate.home, with_witnesses(gate, stub, KEY))
    assert refused.value.facts["missing"] == f"{KEY.name} (witness.answer)"
    assert (gate.log / "policy").read_bytes() == before
    check_readers_are_not_lost(gate)
    stub.answer = cosigned
    rotating.follow(gate.home, with_witnesses(gate, stub, KEY))
    check_readers_are_not_lost(gate)
    assert policy.check(policy.parse(before), shown(gate)[0]), "by the policy of before it is as good as ever"


def test_a_witness_that_died_is_replaced_without_it(gate, stubbed):  # noqa: F811  # the fixture
    from abjure.gate import rotating

    gate.accept()
    gate.run()
    stubbed.answer = missing
    gate.accept()
    gate.run()
    known, new = published(gate), Stub()
    new.answer = lambda request: cosigned(request, other())
    known.witnesses = {"stub": (KEY.key, None), "next": (other().key, new.url)}
    known.groups = {"before": (1, ("stub",)), "now": (1, ("next",)), "either": (1, ("before", "now"))}
    known.quorum = "either"
    rotating.follow(gate.home, known.format())
    check_readers_are_not_lost(gate)
    start_signer(gate.home)
    gate.run()
    check_readers_are_not_lost(gate)
    assert policy.check(published(gate), shown(gate)[0]).witnesses == ("next",)
    assert gate.kinds()[4:] == ["decl"] * 2
    new.shutdown()
    new.server_close()


def test_a_witness_that_is_ahead_of_what_readers_see_cannot_take_over_alone(gate, stubbed, name_witnesses):  # noqa: F811  # the fixture
    from abjure.gate import rotating

    gate.accept()
    gate.run()
    wanted = published(gate)
    wanted.witnesses, wanted.groups, wanted.quorum = {"next": (other().key, stubbed.url)}, {}, "next"
    stubbed.answer = lambda request: (409, b"6\n")
    with pytest.raises(Refused, match="^policy.not-witnessed$") as refused:
        rotating.follow(gate.home, wanted.format())
    assert refused.value.facts["missing"] == "next (witness.ahead)"
    check_readers_are_not_lost(gate)


CHANGES = {
    "new keys": lambda rotating, gate, _: rotating.begin(gate.home),
    "retired keys": lambda rotating, gate, _: rotating.retire(gate.home),
    "forgotten keys": lambda rotating, gate, _: rotating.retire(gate.home, forget=True),
    "another policy": lambda rotating, gate, wanted: rotating.follow(gate.home, wanted),
}


@pytest.mark.parametrize("which", range(5))
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_rotation_cut_short_at_any_write_leaves_what_readers_can_verify(gate, rotated, stub, monkeypatch, change, which):  # noqa: F811
    from abjure.gate import durable, rotating

    if change is not CHANGES["new keys"]:
        rotating.begin(gate.home)
    written, real = [], durable._write_aside

    def stopping(path, data, mode):
        written.append(path)
        if len(written) == which + 1:
            raise OSError
        return real(path, data, mode)

    def wanted():
        return with_witnesses(gate, stub, KEY)

    with monkeypatch.context() as patch, contextlib.suppress(OSError):
        patch.setattr(durable, "_write_aside", stopping)
        change(rotating, gate, wanted())
    check_readers_are_not_lost(gate)
    change(rotating, gate, wanted())
    check_readers_are_not_lost(gate)
    start_signer(gate.home)
    gate.accept()
    gate.run()
    check_readers_are_not_lost(gate)
    check_proofs_are_good(gate)
