"""What the gate makes public: the register filled from the log, words that may be shown, and nothing that was withheld."""

import contextlib

import pytest

from abjure.core import commitment, proof
from abjure.core.errors import Refused
from abjure.core.tlog import policy
from tests.audit.test_go import checklog  # noqa: F401  # the fixture that asks code which is not ours


@pytest.fixture
def checked(gate, checklog):  # noqa: F811  # as above
    return lambda: checklog(gate.log)


def test_an_entry_shows_words_that_open_its_commitment(gate):
    digest = gate.accept()
    gate.run()
    entry = gate.entry(digest)
    commitment.check_opens(entry.opening, "localhost/gate", commitment.decode(entry.parsed()["c"]))
    assert entry.fields()["text"] == f"words of {digest.hex()}"
    assert entry.withheld is None


def test_a_total_is_shown_in_the_words_of_its_source(gate):
    from abjure.public.register.models import Entry

    gate.accept()
    gate.balance("2024-12-31", 500)
    gate.run()
    assert Entry.objects.get(kind="balance").opening == {"published": "500 people", "source": "https://earlier.example/"}


def test_hiding_waits_for_no_batch(gate):
    digest = gate.accept()
    gate.run()
    gate.withhold(digest)
    gate.run(minimum=100)
    entry = gate.entry(digest)
    assert (entry.opening, entry.withheld, entry.reason) == (None, gate.now.date(), "holder")
    assert gate.leaves()[entry.index]["n"] == 1, "the leaf and the count stay"


def test_hiding_does_not_even_wait_for_the_signer(gate):
    digest = gate.accept()
    gate.run()
    gate.accept()
    gate.withhold(digest)
    (gate.home / "signer" / "socket").unlink()
    from abjure.gate import stages

    stages.sequence(now=gate.now)
    with pytest.raises(ValueError, match="^signer.unreachable$"):
        stages.integrate(now=gate.now)
    stages.publish(now=gate.now)
    assert gate.entry(digest).opening is None


def _put_back(gate):
    """Let the folder show a tree that the gate's row does not know."""
    from abjure.gate.models import Log

    Log.objects.update(size=1)


def _disk_fails(gate):
    (gate.log / "checkpoint").unlink()
    (gate.log / "checkpoint").mkdir()


def _witness_ahead(gate, monkeypatch):
    def refuse(row, home):
        raise Refused("log.witness-ahead", witness="w", size=9, known=row.size)

    monkeypatch.setattr("abjure.gate.witnessing.check_start", refuse)


@pytest.mark.parametrize("break_it", [
    pytest.param(lambda gate, _patch: _put_back(gate), id="its database was put back"),
    pytest.param(lambda gate, _patch: _disk_fails(gate), id="the folder cannot be read"),
    pytest.param(_witness_ahead, id="a witness knows more"),
])  # fmt: skip
def test_a_gate_that_may_not_sign_hides_all_the_same(gate, monkeypatch, break_it):
    from abjure.server import pipeline

    digest = gate.accept()
    gate.run()
    index = gate.index(digest)
    break_it(gate, monkeypatch)
    gate.withhold(digest)
    with contextlib.suppress(OSError):
        assert "abjure.gate.stages.sequence" in pipeline.run_once("gate", gate.now)
    from abjure.public.register.models import Entry

    entry = Entry.objects.get(index=index)
    assert (entry.opening, entry.reason) == (None, "holder")


def test_what_is_withheld_before_it_is_placed_is_counted_and_never_shown(gate):
    digest = gate.accept()
    gate.withhold(digest)
    gate.run()
    entry = gate.entry(digest)
    assert (entry.opening, entry.withheld) == (None, gate.now.date())
    assert gate.kinds()[4:] == ["decl"]


def test_a_voided_statement_is_shown_no_more(gate):
    digest = gate.accept()
    gate.run()
    gate.void(digest)
    gate.account(1)
    gate.next_day()
    gate.run()
    entry = gate.entry(digest)
    assert (entry.opening, entry.voided_by) == (None, entry.index + 1)


def test_the_register_is_filled_again_from_nothing(gate):
    from abjure.public.register.models import Checkpoint, Entry

    hidden, *rest = gate.accept_many(1200)
    gate.run()
    gate.withhold(hidden)
    gate.run()
    Entry.objects.all().delete()
    Checkpoint.objects.all().delete()
    gate.run()
    assert Entry.objects.count() == 1204
    assert set(Entry.objects.exclude(opening=None).values_list("index", flat=True)) == set(map(gate.index, rest))
    assert gate.entry(hidden).withheld == gate.now.date()


def test_the_published_numbers_are_those_of_the_audit(gate):
    from abjure.public.register.models import Checkpoint

    gate.accept(people=3)
    gate.accept(provenance="relayed")
    gate.balance("2024-12-31", 500)
    gate.run()
    totals = Checkpoint.objects.latest().totals
    assert (totals["people"], totals["statements"], totals["carried_over"], totals["total"]) == (4, 2, 500, 504)
    assert totals["by_provenance"] == {"self": 3, "assisted": 0, "relayed": 1}
    assert totals["tree_size"] == len(gate.leaves())


def test_an_entry_is_proved_by_the_published_files(gate):
    from abjure.public.verification import log

    digest = gate.accept()
    gate.accept_many(300)
    gate.run()
    proved = log.published(gate.log).prove(gate.entry(digest))
    shown = proof.check(proved, policy.parse((gate.log / "policy").read_bytes()))
    assert shown.fields["text"] == f"words of {digest.hex()}"


def test_code_that_is_not_ours_reads_the_log_after_each_batch(gate, checked):
    for number in (0, 1, 250, 1, 300):
        gate.accept_many(number)
        gate.run()
        result = checked()
        assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "holds 556\n"
