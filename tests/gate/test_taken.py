"""Commitments in memory: found by how they begin, read again from the placements, and forgotten with the log that had them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abjure.core import commitment
from abjure.gate import memory, taken
from abjure.gate.models import Placement

ALIKE = b"\x01\x02\x03\x04\x05\x06\x07\x08"


def spelled(start, end=b"\0"):
    return commitment.encode(start.ljust(31, end) + end)


def commitments(gate):
    return [leaf["c"] for leaf in (one.parsed() for one in Placement.objects.all()) if "c" in leaf]


@given(st.lists(st.binary(min_size=8, max_size=8), max_size=40), st.binary(min_size=8, max_size=8))
def test_what_was_put_in_is_there_and_nothing_else(inside, outside):
    held = taken.Taken()
    for raw in inside:
        held._buckets[int.from_bytes(raw[:2], "big")] += raw[2:]
    numbers = [int.from_bytes(raw, "big", signed=True) for raw in inside]
    assert all(held._has(number) for number in numbers)
    assert held._has(int.from_bytes(outside, "big", signed=True)) == (outside in inside)


def test_what_lies_across_two_is_not_there():
    held = taken.Taken()
    held._buckets[0] += b"abcdef" + b"ghijkl" + b"efghij"
    assert held._has(int.from_bytes(b"\0\0efghij", "big", signed=True))
    assert not held._has(int.from_bytes(b"\0\0defghi", "big", signed=True))


def test_every_commitment_of_the_log_is_found_by_whoever_starts(gate):
    for _ in range(3):
        gate.accept()
        gate.run()
    mine = commitments(gate)
    assert len(mine) == 3
    fresh = taken.Taken()
    assert fresh.among(memory.log(), [*mine, spelled(b"x")]) == set(mine)
    assert fresh.among(memory.log(), mine) == set(mine)


def test_those_that_begin_alike_are_taken_for_one(gate, capsys):
    gate.accept(c=spelled(ALIKE))
    gate.run()
    gate.accept(c=spelled(ALIKE, b"\x04"))
    gate.accept()
    gate.run()
    assert gate.kinds().count("decl") == 2
    assert "opening.commitment-twice" in capsys.readouterr().err


def test_a_read_in_parts_misses_none(gate, monkeypatch):
    monkeypatch.setattr(taken, "AT_ONCE", 2)
    for _ in range(5):
        gate.accept()
    gate.run()
    mine = commitments(gate)
    assert taken.Taken().among(memory.log(), mine) == set(mine)


@pytest.mark.parametrize("change", ["an earlier state", "another leaf at its end"])
def test_another_log_is_read_anew(gate, change):
    for _ in range(2):
        gate.accept()
        gate.run()
    mine, held, row = commitments(gate), taken.Taken(), memory.log()
    assert held.among(row, mine) == set(mine)
    last = Placement.objects.get(index=row.sequenced - 1)
    if change == "an earlier state":
        last.delete()
        row.sequenced -= 1
    else:
        number = taken.beginning(spelled(b"other"))
        Placement.objects.filter(pk=last.pk).update(leaf=last.leaf.replace(mine[-1], spelled(b"other")), beginning=number)
    assert held.among(row, mine) == set(mine[:-1])


@pytest.mark.parametrize(
    "text", ["", "x", "ü" * 43, "====", "A" * 3], ids=["nothing", "one letter", "no ASCII", "no letters", "three letters"]
)
def test_what_is_no_commitment_is_none_of_them(gate, text):
    gate.accept()
    gate.run()
    assert taken.Taken().among(memory.log(), [text]) == set()
