"""Which batch is next, what is in it, and in which order."""

import ast
import inspect
from datetime import date, timedelta
from secrets import SystemRandom, token_bytes

import pytest

from abjure.core.count import EPOCH
from abjure.core.errors import Invalid, Refused
from abjure.core.leaf import RULES
from abjure.gate import batch

BODIES = ["body"] * 3


def test_the_first_run_says_the_rules_and_the_bodies_before_anything_is_declared(gate):
    gate.run()
    leaves = gate.leaves()
    assert gate.kinds() == ["rules", *BODIES]
    assert leaves[0]["h"] == batch.leaf.rules(day=0, digest=RULES)["h"]
    assert {leaf["k"] for leaf in leaves[1:]} == {"party", "league", "pioneers"}


def test_a_second_run_adds_nothing(gate):
    gate.accept()
    gate.run()
    before = (gate.log / "checkpoint").read_bytes()
    gate.run()
    assert (gate.log / "checkpoint").read_bytes() == before
    assert gate.kinds() == ["rules", *BODIES, "decl"]


@pytest.mark.parametrize(
    ("statements", "placed"),
    [
        pytest.param(3, 0, id="too few wait"),
        pytest.param(4, 4, id="enough are placed together"),
        pytest.param(7, 7, id="more than enough all go"),
    ],
)
def test_a_batch_waits_for_enough_statements(gate, statements, placed):
    for _ in range(statements):
        gate.accept()
    gate.run(minimum=4)
    assert gate.kinds().count("decl") == placed


def test_other_leaves_do_not_count_towards_a_batch_and_go_with_it(gate):
    gate.accept()
    gate.balance("2024-12-31", 500)
    gate.balance("2023-12-31", 400)
    gate.certificate(token_bytes(32))
    gate.run(minimum=2)
    assert gate.kinds() == ["rules", *BODIES]
    gate.accept()
    gate.run()
    assert sorted(gate.kinds()[4:]) == ["balance", "balance", "cert", "decl", "decl"]


def test_an_earlier_registers_totals_stand_in_the_order_of_their_days(gate):
    gate.accept()
    for year in (2019, 2004, 2026, 2011):
        gate.balance(f"{year}-06-30", year)
    gate.run()
    assert [leaf["n"] for leaf in gate.leaves() if leaf["t"] == "balance"] == [2004, 2011, 2019, 2026]


def test_statements_of_an_earlier_register_hide_nobody_who_declares_now(gate):
    gate.accept()
    for _ in range(4):
        gate.accept(provenance="carried")
    gate.run(minimum=4)
    assert [leaf["p"] for leaf in gate.leaves() if leaf["t"] == "decl"] == ["carried"] * 4


def test_a_statement_on_hold_waits(gate):
    gate.accept(after=gate.now + timedelta(hours=2))
    gate.run()
    assert "decl" not in gate.kinds()
    gate.now += timedelta(hours=3)
    gate.run()
    assert gate.kinds().count("decl") == 1


def test_the_days_close_takes_what_is_left_then_voids_intake_and_tally(gate):
    kept, gone = gate.accept(), gate.accept()
    gate.run(minimum=2)
    late = gate.accept()
    gate.void(gone)
    gate.account(3)
    gate.run()
    assert gate.kinds()[4:] == ["decl", "decl"], "nothing of the close before the day is over"
    gate.next_day()
    gate.run()
    assert gate.kinds()[6:] == ["decl", "void", "intake", "tally"]
    assert {leaf["d"] for leaf in gate.leaves()} == {(date(2026, 11, 20) - EPOCH).days}
    assert gate.leaves()[7]["r"] == gate.index(gone)
    assert gate.leaves()[-1]["n"] == 2
    assert gate.index(kept) < gate.index(late)


def test_nothing_of_a_later_day_stands_before_the_close(gate):
    gate.accept()
    gate.run()
    gate.next_day()
    gate.accept()
    gate.run()
    assert gate.kinds()[4:] == ["decl"], "the desk has not accounted for yesterday"
    gate.account(1, day=gate.now.date() - timedelta(days=1))
    gate.run()
    assert gate.kinds()[4:] == ["decl", "intake", "tally", "decl"]


def test_the_first_words_alone_need_no_close(gate):
    gate.run()
    gate.next_day(72)
    gate.accept()
    gate.run()
    assert gate.kinds()[4:] == ["decl"]


def test_what_the_desk_has_not_accounted_for_waits_for_its_next_account(gate):
    gate.accept()
    gate.run()
    gate.account(1)
    gate.now += timedelta(hours=11, minutes=59)
    late = gate.accept()
    gate.next_day(1)
    gate.run()
    assert gate.kinds()[5:] == ["intake", "tally", "decl"]
    assert gate.index(late) == 7


def test_what_came_after_midnight_is_not_in_yesterdays_close(gate):
    gate.run()
    gate.account(0)
    gate.next_day()
    gate.accept()
    gate.run(minimum=2)
    assert gate.kinds()[4:] == ["intake", "tally"]


def test_days_without_statements_are_closed_one_after_another(gate):
    gate.run()
    for _ in range(3):
        gate.account(0)
        gate.next_day()
    gate.run()
    assert gate.kinds()[4:] == ["intake", "tally"] * 3
    assert len({leaf["d"] for leaf in gate.leaves()}) == 3


def test_a_late_opening_of_a_closed_day_is_placed_the_day_after(gate):
    gate.run()
    gate.account(0)
    gate.next_day()
    gate.run()
    gate.now -= timedelta(days=1)
    late = gate.accept()
    gate.next_day()
    gate.run()
    assert gate.leaves()[gate.index(late)]["d"] == (gate.now.date() - EPOCH).days


def test_a_void_and_its_replacement_share_the_closing_batch_in_this_order(gate):
    joint = gate.accept(people=3)
    gate.run()
    gate.void(joint)
    rest = gate.accept(people=2, replaces=joint)
    again = gate.accept(people=1, replaces=rest)
    gate.void(rest)
    gate.account(1)
    gate.next_day()
    gate.run()
    assert gate.kinds()[5:] == ["void", "decl", "void", "decl", "intake", "tally"]
    assert [leaf.get("r") for leaf in gate.leaves()[5:9]] == [4, 4, 6, 6]
    assert gate.index(again) == 8
    assert gate.leaves()[-1]["n"] == 1


def test_a_void_of_something_without_a_place_waits(gate):
    held = gate.accept(after=gate.now + timedelta(days=3))
    gate.void(held)
    gate.run()
    for _ in range(2):
        gate.account(0 if gate.now.date() != date(2026, 11, 20) else 1)
        gate.next_day()
        gate.run()
    assert "void" not in gate.kinds()
    gate.account(0)
    gate.next_day()
    gate.run()
    assert gate.kinds()[-4:] == ["decl", "void", "intake", "tally"]


def test_a_certificate_is_void_after_it_was_issued(gate):
    digest = token_bytes(32)
    gate.accept()
    gate.certificate(digest, "certvoid")
    gate.certificate(digest)
    gate.run()
    kinds = gate.kinds()
    assert kinds.index("cert") < kinds.index("certvoid")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"o": {"club": 1}}, id="a body that was never defined"),
        pytest.param({"n": 0}, id="nobody"),
        pytest.param({"c": "short"}, id="no commitment"),
        pytest.param({"o": None}, id="not even bodies"),
    ],
)
def test_one_bad_opening_stops_no_other(gate, capsys, facts):
    gate.accept(**facts)
    gate.accept()
    gate.run()
    assert gate.kinds().count("decl") == 1
    assert "an opening waits" in capsys.readouterr().err


def test_no_commitment_is_logged_twice(gate, capsys):
    twice = {"c": "A" * 43}
    gate.accept(**twice)
    gate.accept(**twice)
    gate.accept()
    gate.run()
    gate.accept(**twice)
    gate.accept()
    gate.run()
    assert gate.kinds().count("decl") == 3
    assert "opening.commitment-twice" in capsys.readouterr().err


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "in two"])
def test_commitments_that_begin_alike_are_two(gate, capsys, together):
    for end in "AE":
        gate.accept(c="1234567890" + end + "x" * 31 + "A")
        if not together:
            gate.run()
    gate.run()
    assert gate.kinds().count("decl") == 2
    assert "commitment-twice" not in capsys.readouterr().err


def test_an_account_that_loses_somebody_closes_no_day(gate):
    gate.accept()
    gate.run()
    gate.account(1, wait=5)
    gate.next_day()
    with pytest.raises(Invalid, match="^count.intake-loses-some$"):
        gate.run()


def test_a_clock_that_went_back_writes_nothing(gate):
    gate.run()
    gate.now -= timedelta(days=1)
    with pytest.raises(Refused, match="^gate.clock-went-back$"):
        gate.run()


def test_a_large_backlog_goes_in_several_batches_and_misses_nobody(gate, monkeypatch):
    from abjure.gate import backlog, sequencing

    monkeypatch.setattr(backlog, "PAGE", 4)
    monkeypatch.setattr(sequencing, "BATCH_MAX", 8)
    for _ in range(21):
        gate.accept()
    for expected in (8, 16, 21, 21):
        gate.run()
        assert gate.kinds().count("decl") == expected


def test_what_lies_behind_the_walk_counts_towards_enough(gate, monkeypatch):
    monkeypatch.setattr("abjure.gate.backlog.PAGE", 2)
    monkeypatch.setattr("abjure.gate.sequencing.BATCH_MAX", 4)
    gate.accept_many(14)
    for placed in (4, 8, 12, 12):
        gate.run(minimum=4)
        assert gate.kinds().count("decl") == placed
    gate.accept_many(2)
    gate.run(minimum=4)
    assert gate.kinds().count("decl") == 16, "those that were passed by and those that came share a batch"


def test_the_order_is_made_by_the_systems_chance():
    assert isinstance(batch._random, SystemRandom)
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(inspect.getsource(batch)))
        if isinstance(node, ast.Call) and hasattr(node.func, "attr")
    }
    assert "shuffle" in called
    assert len({tuple(batch.shuffled(range(16))) for _ in range(20)}) == 20


def test_the_count_goes_on_where_it_stopped_over_many_live_bits(gate):
    from abjure.core import leaf
    from abjure.core.count import Count
    from abjure.gate import memory

    count = Count()
    made = [leaf.rules(day=1), leaf.body(day=1, key="party", name="P")]
    made += [leaf.decl(day=1, commitment=bytes(32), people=1, bodies={"party": 1}, provenance="self")] * 70_000
    for one in made:
        count.add(one, made.__getitem__)
    memory.advance(memory.log(), count, touched=[], settled=None)
    assert memory.count(memory.log()) == count
    for one in (leaf.void(day=1, target=made[5], index=5), leaf.void(day=1, target=made[5], index=66_000)):
        count.add(one, made.__getitem__)
    memory.advance(memory.log(), count, touched=[5, 66_000], settled=date(1970, 1, 2))
    assert memory.count(memory.log()) == count
