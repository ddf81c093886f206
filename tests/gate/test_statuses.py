"""Status files: whoever has a proof sees whether the statement counts, in the newest tally that readers see."""

from datetime import timedelta

import pytest

from abjure.audit import proving, reader
from abjure.core import proof
from abjure.core.tlog import policy

pytestmark = pytest.mark.django_db(databases=["desk", "gate", "public"])


def close(gate, accepted):
    """End the day, and close it the day after."""
    gate.account(accepted)
    gate.next_day()
    gate.run()


def stands(gate, digest):
    """Return whether a proof shows that a statement counts; None if no tally covers it."""
    with reader.find(str(gate.log)) as log:
        trusted = policy.parse(log.file("policy"))
        shown = proof.check(proving.prove(log, trusted, gate.index(digest), None).data, trusted)
    return None if shown.tally is None else shown.is_live


def test_a_statement_counts_from_its_days_tally_on_until_it_is_taken_back(gate):
    stays, goes = gate.accept(), gate.accept()
    gate.run()
    assert stands(gate, stays) is None
    close(gate, 2)
    assert [stands(gate, one) for one in (stays, goes)] == [True, True]
    gate.void(goes)
    later = gate.accept()
    close(gate, 1)
    assert [stands(gate, one) for one in (stays, goes, later)] == [True, False, True]
    newest = gate.accept()
    gate.run()
    assert [stands(gate, one) for one in (stays, goes, later, newest)] == [True, False, True, None]


def test_what_is_taken_back_and_not_signed_yet_shows_in_no_status_file(gate):
    from abjure.gate import stages

    goes = gate.accept()
    gate.run()
    close(gate, 1)
    before = (gate.log / "status/0").read_bytes()
    gate.void(goes)
    gate.account(0)
    gate.now += timedelta(days=1)
    stages.sequence(now=gate.now)
    stages.publish(now=gate.now)
    assert (gate.log / "status/0").read_bytes() == before
    gate.run()
    assert stands(gate, goes) is False


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"x")], ids=["gone", "damaged"])
def test_a_status_file_is_made_again(gate, damage):
    digest = gate.accept()
    gate.run()
    close(gate, 1)
    damage(gate.log / "status/0")
    gate.run()
    assert stands(gate, digest) is True


def test_the_proof_that_everyone_downloads_shows_how_a_statement_stands(gate):
    from abjure.public.verification import log

    stays, goes = gate.accept(), gate.accept()
    gate.run()
    close(gate, 2)
    gate.void(goes)
    close(gate, 0)
    published = log.published(gate.log)
    trusted = policy.parse((gate.log / "policy").read_bytes())
    shown = [proof.check(published.prove(gate.entry(one)), trusted) for one in (stays, goes)]
    assert [(one.is_live, one.tally is not None) for one in shown] == [(True, True), (False, True)]
